"""An earlier journal number shows a masked caller nothing that is masked as files are read now."""

from datetime import date

import pytest
from tests.support.answer_office import open_trial
from tests.support.api_office import (
    CENTER,
    HEADER,
    STUDY,
    SUBJECT,
    clock,
    empty_office,
    profile,
    reply,
    request,
)
from tests.support.masked_worlds import SECOND
from tests.support.visit_plans import SAME_DAY_ONE

from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.pipeline.desk.definitions import add_profile
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.subject_reports import read
from hepaflow.pipeline.subject_reports.masked_now import ALL_SEEN

MASKING = {"roles": ["data-manager"], "analytes": ["ALB"], "visits": [4]}
SEEING = f"[{STUDY}/data-manager {STUDY}/monitor]"
VISITED = "Subject,Collected,Test,Result,Units,Visit\n"
LABELLED = f"{SUBJECT},2024-05-20,BILI,88,umol/L,Infusion 2\n"  # outside of the window
RENAMED = f"{SUBJECT},2024-05-20,Total protein,88,g/L,\n"  # then mapped to albumin
NOUNS = (
    "results",
    "subjects/{}/results",
    "subjects/{}/scores",
    "subjects/{}/panels",
    "subjects/{}/safety",
    "subjects/{}/visits",
)


def told(office, noun, role, number, subject=SUBJECT):
    path = f"GET /studies/{STUDY}/{noun.format(subject)}"
    answer = reply(request(path, {"as_of": str(number)}, groups=f"[{STUDY}/{role}]"), office.desk)
    assert answer.status == 200
    return answer.text


@pytest.fixture(params=[(LABELLED, 'visit = "Visit"\n', ""), (RENAMED, "", '"Total protein" = "ALB"\n')], ids=["label", "name"])  # fmt: skip
def reread(request, catalog):
    """A file that a newer profile reads otherwise: its row is masked only since then."""
    row, column, name = request.param
    office = open_trial(empty_office(catalog), catalog, masking=MASKING, reference_date=SAME_DAY_ONE)
    desk = office.desk
    first = profile(
        CENTER, 'specimen = "Visit"\n', version=2
    )  # a copy keeps only the columns that are mapped
    add_profile(desk.registry, desk.queue, catalog, clock, "dm", first, "specimen ids")
    file = office.send((VISITED + row).encode(), "2024-05-22")
    number = office.desk.registry.head(STUDY).journal_number
    newer = profile(CENTER, column, version=3) + (f"[analytes]\n{name}" if name else "")
    add_profile(desk.registry, desk.queue, catalog, clock, "dm", newer, "read otherwise")
    return office, file, number


def read_again(office, file):
    path, body = f"POST /studies/{STUDY}/files/{file}/rerun", {"reason": "newer profile"}
    shown = reply(request(path, None, body, groups=SEEING), office.desk).json
    if shown["effect"] == "to-confirm":
        shown = reply(
            request(path, None, {**body, "confirm": shown["confirm"]}, groups=SEEING), office.desk
        ).json
    assert shown["effect"] == "done"


def test_a_draw_that_is_masked_since_a_re_run_is_masked_at_earlier_numbers(reread):
    office, file, number = reread
    assert "2024-05-20" in told(office, "results", "data-manager", number)  # nobody knew that it is masked
    read_again(office, file)
    for noun in NOUNS:
        assert "2024-05-20" not in told(office, noun, "data-manager", number), noun
        assert "2024-03-24" in told(office, noun, "data-manager", number), noun
    assert "2024-05-20" in told(office, "results", "monitor", number)


def test_without_the_rule_the_draw_would_show(reread, monkeypatch):
    office, file, number = reread
    read_again(office, file)
    monkeypatch.setattr(read, "masked_now", lambda _known: ALL_SEEN)
    assert "2024-05-20" in told(office, "results", "data-manager", number)


def test_a_draw_that_another_file_labels_is_masked_also_as_a_void_file_told_it(catalog):
    office = open_trial(empty_office(catalog), catalog, masking=MASKING, reference_date=SAME_DAY_ONE)
    desk = office.desk
    labels = profile(CENTER, 'visit = "Visit"\n', version=2)
    add_profile(desk.registry, desk.queue, catalog, clock, "dm", labels, "visits")
    first = office.send((VISITED + LABELLED.replace("Infusion 2", "")).encode(), "2024-05-22")
    number = desk.registry.head(STUDY).journal_number
    body = {"reason": "without visits"}
    assert (
        reply(request(f"POST /studies/{STUDY}/files/{first}/void", None, body, groups=SEEING), desk).status
        == 200
    )
    assert "2024-05-20" in told(office, "results", "data-manager", number)
    office.send((VISITED + LABELLED).encode(), "2024-05-23")
    assert "2024-05-20" not in told(office, "results", "data-manager", number)
    assert "2024-05-20" in told(office, "results", "monitor", number)


def corrected(catalog, first, newer, file):
    """A file of a subject, read again with a newer profile; a second subject has a masked visit on the day of its row."""
    office = open_trial(empty_office(catalog), catalog, masking=MASKING, reference_date=SAME_DAY_ONE)
    desk = office.desk
    told_of = {"sex": "F", "birth_year": 1961, "status": SubjectStatus.ENROLLED}
    second = Subject(id=SECOND, center=CENTER, baseline=date(2024, 4, 22), **told_of)
    put_subject(desk, STUDY, second, 1, "udm", "enrolment")
    add_profile(desk.registry, desk.queue, catalog, clock, "dm", first, "first")
    sent = office.send(file.encode(), "2024-05-22")
    number = desk.registry.head(STUDY).journal_number
    assert "2024-05-20" in told(office, "subjects/{}/results", "data-manager", number)
    if newer:
        add_profile(desk.registry, desk.queue, catalog, clock, "dm", newer, "corrected")
        read_again(office, sent)
    return office, sent, number


def assert_masked_at(office, number):
    for subject in (SUBJECT, SECOND):
        for noun in NOUNS:
            assert "2024-05-20" not in told(office, noun, "data-manager", number, subject), noun
    assert "2024-05-20" in told(office, "results", "monitor", number)


def wide(version, columns):
    told_of = "".join(
        f'"{name}" = {{analyte = "{analyte}", unit = "{unit}"}}\n' for name, analyte, unit in columns
    )
    return (
        f'study = "{STUDY}"\ncenter = "{CENTER}"\nversion = {version}\ntime_zone = "Asia/Shanghai"\n'
        '[file]\nlayout = "wide"\ndecimal_mark = "."\n[columns]\nsubject = "Subject"\ncollected_at = "Collected"\n'
        f"[wide]\n{told_of}"
    )


def test_a_column_that_is_corrected_to_a_masked_analyte_is_masked_at_earlier_numbers(catalog):
    bilirubin = ("BILI", "BILI", "umol/L")
    first, newer = wide(2, [("AL", "ALT", "U/L"), bilirubin]), wide(3, [("AL", "ALB", "g/L"), bilirubin])
    file = f"Subject,Collected,AL,BILI\n{SUBJECT},2024-05-02,41.375,20\n{SUBJECT},2024-05-20,,21\n"
    office, sent, number = corrected(catalog, first, newer, file)
    for noun in NOUNS:
        answer = told(office, noun, "data-manager", number)
        assert "41.375" not in answer, noun
    assert "2024-05-02" in told(office, "results", "data-manager", number)  # the bilirubin of the same line
    assert "41.375" in told(office, "results", "monitor", number)
    asked = {"subject": SUBJECT, "analyte": "ALT", "file_id": sent, "line": "2", "as_of": str(number)}
    for role, status in (("data-manager", 404), ("monitor", 200)):
        call = request(f"GET /studies/{STUDY}/lineage", asked, groups=f"[{STUDY}/{role}]")
        assert reply(call, office.desk).status == status


def test_a_row_that_is_corrected_to_the_masked_visit_of_a_subject_is_masked_at_earlier_numbers(catalog):
    first = profile(CENTER, 'specimen = "Visit"\n', version=2)
    newer = profile(CENTER, version=3).replace('subject = "Subject"', 'subject = "Visit"')
    row = f"{SUBJECT},2024-05-20,BILI,88,umol/L,{SECOND}\n"
    office, _, number = corrected(catalog, first, newer, VISITED + row)
    assert_masked_at(office, number)


def test_a_row_that_is_moved_to_the_masked_visit_of_a_subject_is_masked_at_earlier_numbers(catalog):
    row = f"{HEADER}{SUBJECT},2024-05-20,BILI,88,umol/L\n"
    office, sent, number = corrected(catalog, profile(CENTER, version=2), "", row)
    move = {
        "kind": "move-subject",
        "subject": SUBJECT,
        "to": SECOND,
        "analyte": "BILI",
        "file_id": sent,
        "line": 2,
    }
    call = request(f"POST /studies/{STUDY}/decisions", None, {**move, "reason": "mixed up"}, groups=SEEING)
    assert reply(call, office.desk).status in (200, 201)
    assert_masked_at(office, number)


def test_a_label_of_a_void_file_masks_its_rows_at_earlier_numbers(catalog):
    first = profile(CENTER, 'specimen = "Visit"\n', version=2)
    newer = profile(CENTER, 'visit = "Visit"\n', version=3)
    office, sent, number = corrected(catalog, first, newer, VISITED + LABELLED)
    call = request(f"POST /studies/{STUDY}/files/{sent}/void", None, {"reason": "wrong file"}, groups=SEEING)
    assert reply(call, office.desk).status in (200, 201)
    assert_masked_at(office, number)
