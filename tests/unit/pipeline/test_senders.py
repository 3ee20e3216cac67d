"""A sender for several centers: each row names its center, and only rows of centers that it serves are results."""

import pytest
from tests.support.copies import copied
from tests.support.studies import study_definition
from tests.unit.pipeline.lab_files import GOOD, LONG, codes, long_profile, read, results, text, wide_profile
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    OTHER_CENTER,
    SECOND,
    STUDY,
    World,
    fixed_clock,
    profile,
)
from tests.unit.pipeline.studies import GOOD as OWN

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.pipeline.changes.rerun import rerun
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.profiles.parse import ProfileFault, profile_from_toml
from hepaflow.pipeline.profiles.patterns import pattern_faults
from hepaflow.pipeline.timeline import timeline

LAB = "LAB-01"
SERVED = {
    "Site 101": {"center": "CN-01", "pattern": "CN01-[0-9]{3}"},
    "Site 102": {"center": "CN-02", "pattern": "CN02-[0-9]{3}"},
    "102": {"center": "CN-02", "pattern": "CN02-[0-9]{3}"},
}
HEADER = (*LONG, "Site")


def lab(**served):
    return long_profile({"center": "Site"}, centers=served or SERVED)


def row(subject, site, value="45"):
    return (subject, "2024-03-22 08:30", "ALT", value, "U/L", site)


def told(*rows, declared=None):
    return read(text(*rows, header=HEADER), declared or lab())


# one row


@pytest.mark.parametrize("site", ["Site 101", " site 101 ", "ＳＩＴＥ　１０１"])
def test_row_of_a_center_that_is_served_is_a_result(site):
    assert results(told(row("CN01-001", site))) == [(2, "CN01-001", "ALT", "45")]


@pytest.mark.parametrize("site", ["", " ", "-", "n/a"])
def test_row_without_a_center_is_rejected(site):
    outcome = told(row("CN01-001", site))
    assert codes(outcome) == [(2, "center-missing")]
    assert outcome.panels == []


@pytest.mark.parametrize("site", ["Site 103", "CN-01", "101", "Site 1011", "Site 101, Site 102"])
def test_row_of_any_other_word_is_rejected_and_the_word_is_not_repeated(site):
    outcome = told(row("CN01-001", site.replace(",", ";")))
    assert codes(outcome) == [(2, "center-not-allowed")]
    assert (outcome.issues[0].column, outcome.issues[0].found) == ("Site", "")
    assert outcome.panels == []


@pytest.mark.parametrize(
    ("subject", "site"), [("CN02-001", "Site 101"), ("CN01-001", "102"), ("DE01-001", "102")]
)
def test_subject_that_is_not_one_of_the_center_of_its_row_is_rejected(subject, site):
    outcome = told(row(subject, site))
    assert codes(outcome) == [(2, "subject-other-center")]
    assert outcome.panels == []


def test_subject_id_that_two_centers_may_have_is_rejected_at_both():
    """The number of a subject at its center would make one person of two."""
    loose = {
        "A": {"center": "CN-01", "pattern": "[0-9]{3}"},
        "B": {"center": "CN-02", "pattern": "[0-9]{2,3}"},
    }
    outcome = told(row("001", "A"), row("001", "B", "61"), row("01", "B"), declared=lab(**loose))
    assert codes(outcome) == [(2, "subject-other-center"), (3, "subject-other-center")]
    assert results(outcome) == [(4, "01", "ALT", "45")]


def test_number_of_a_subject_is_an_id_with_its_site():
    joined = long_profile(
        {"center": "Center", "site": "No"},
        centers={
            "Beijing": {"center": "CN-01", "pattern": "101-[0-9]{3}"},
            "Shanghai": {"center": "CN-02", "pattern": "102-[0-9]{3}"},
        },
    )
    header = (*LONG, "Center", "No")
    rows = [
        ("001", *GOOD[1:], "Beijing", "101"),
        ("001", *GOOD[1:], "Shanghai", "102"),
        ("002", *GOOD[1:], "Beijing", "102"),
    ]
    outcome = read(text(*rows, header=header), joined)
    assert [subject for _, subject, _, _ in results(outcome)] == ["101-001", "102-001"]
    assert codes(outcome) == [(4, "subject-other-center")]


def test_row_whose_subject_cannot_be_read_says_so_and_what_is_wrong_with_its_center():
    assert codes(told(row("", "Site 103"))) == [(2, "subject-missing"), (2, "center-not-allowed")]
    assert codes(told(row("", "Site 101"))) == [(2, "subject-missing")]


def test_wide_file_names_the_center_of_each_row():
    declared = wide_profile({"center": "Site"}, centers=SERVED)
    data = text(
        ("CN01-001", "2024-03-22", "45", "17", "Site 101"),
        ("CN01-002", "2024-03-22", "46", "18", "Site 103"),
        header=("Subject", "Collected", "ALT", "BILI", "Site"),
    )
    outcome = read(data, declared)
    assert {line for line, *_ in results(outcome)} == {2}
    assert codes(outcome) == [(3, "center-not-allowed")] * 2


def test_deletion_of_a_center_that_is_not_served_takes_nothing_back():
    declared = long_profile({"center": "Site", "status": "Status"}, centers=SERVED)
    header = (*HEADER, "Status")
    deleted = (*row("CN01-001", "Site 103"), "deleted")
    undated = ("CN01-001", "", "ALT", "45", "U/L", "Site 103", "deleted")
    outcome = read(text(deleted, undated, header=header), declared)
    assert outcome.panels == []
    assert {code for _, code in codes(outcome)} >= {"center-not-allowed"}


@pytest.mark.parametrize("keep", ["laboratory", "mapped"])
def test_copy_of_a_file_reads_like_the_file(keep):
    declared = long_profile({"center": "Site"}, centers=SERVED, file={"keep": keep})
    data = text(row("CN01-001", "Site 101"), row("CN01-002", "Site 103"), row("CN01-003", ""), header=HEADER)
    again = read(copied(data, declared), declared)
    assert (results(again), codes(again)) == (results(read(data, declared)), codes(read(data, declared)))


# the profile


def faults(columns=None, **served):
    text_ = profile(center=LAB).replace('subject = "Subject"', 'subject = "Subject"\n' + (columns or ""))
    tables = "".join(f'"{word}" = {{center = "{c}", pattern = "{p}"}}\n' for word, (c, p) in served.items())
    try:
        profile_from_toml(text_ + (f"[centers]\n{tables}" if served else ""))
    except ProfileFault as fault:
        return [one.where for one in fault.faults]
    return []


COLUMN = 'center = "Site"'


def test_centers_and_their_column_belong_together():
    assert faults(COLUMN) == ["[centers]"]
    assert faults(A=("CN-01", "A.*")) == ["[columns] center"]


def test_two_centers_do_not_have_one_form_of_ids():
    assert faults(COLUMN, A=("CN-01", "[0-9]+"), B=("CN-02", "[0-9]+")) == ["[centers] B"]


def test_two_words_of_a_center_have_one_form_of_ids():
    assert faults(COLUMN, A=("CN-01", "A[0-9]"), B=("CN-01", "B[0-9]")) == ["[centers] B"]


def test_two_words_that_are_read_alike_are_refused():
    assert faults(COLUMN, Site=("CN-01", "A[0-9]"), SITE=("CN-01", "A[0-9]")) == ["[centers] SITE"]


def test_pattern_of_a_center_that_can_take_too_long_is_refused():
    slow = lab(A={"center": "CN-01", "pattern": "(a+)+b"})
    assert [fault.where for fault in pattern_faults(slow)] == ["[centers] A"]


# the study


def sender(version=1, served=((CENTER, "S-0"), (OTHER_CENTER, "T-0"))):
    text_ = profile(version, center=LAB).replace('status = "Status"', 'status = "Status"\ncenter = "Site"')
    lines = "".join(
        f'"{center}" = {{center = "{center}", pattern = "{begin}[0-9]+"}}\n' for center, begin in served
    )
    return f"{text_}[centers]\n{lines}"


def sent(*rows):
    return "\n".join(("Subject,Collected,Test,Result,Units,Status,Site", *rows, "")).encode()


BOTH = sent(
    f"S-001,2024-03-22 08:30,ALT,48,U/L,final,{CENTER}",
    f"T-001,2024-03-22 08:30,ALT,70,U/L,final,{OTHER_CENTER}",
)


@pytest.fixture
def world():
    world = World()
    defined = study_definition(STUDY, CENTER, OTHER_CENTER, LAB)
    define_study(world.registry, world.queue, fixed_clock, "ann", defined, "start")
    world.add_profile(profile())
    world.add_profile(sender())
    return world


def alt(world, subject):
    answers = timeline(world.registry, world.results, STUDY, subject).answers
    return {
        place.center: str(answer.current.observation.value) if answer.current else ""
        for place, answer in answers.items()
        if place.analyte == "ALT"
    }


def test_center_and_central_lab_both_keep_their_result_of_one_measurement(world):
    world.send(OWN, FIRST)
    world.send(BOTH, SECOND, center=LAB)
    assert alt(world, "S-001") == {CENTER: "45", LAB: "48"}


def test_correction_of_the_central_lab_does_not_touch_the_result_of_the_center(world):
    world.send(OWN, FIRST)
    world.send(BOTH.replace(b"final", b"corrected"), SECOND, center=LAB)
    world.send(BOTH.replace(b"final", b"deleted"), "2025-09-03T00:00:00.000Z", center=LAB)
    assert alt(world, "S-001") == {CENTER: "45", LAB: ""}


def test_center_that_is_taken_out_is_rejected_from_then_on_and_what_counts_stays(world):
    world.send(BOTH, FIRST, center=LAB)
    world.add_profile(sender(2, served=((OTHER_CENTER, "T-0"),)))
    world.send(BOTH.replace(b"48", b"49").replace(b"S-001", b"S-002"), SECOND, center=LAB)
    assert (alt(world, "S-001"), alt(world, "S-002")) == ({LAB: "48"}, {})
    assert alt(world, "T-001") == {LAB: "70"}


def test_rerun_shows_what_the_center_that_was_taken_out_loses(world):
    world.send(BOTH, FIRST, center=LAB)
    world.add_profile(sender(2, served=((OTHER_CENTER, "T-0"),)))
    wish = RequestedRerun(STUDY, LAB, "ann", "served no more", "", world.registry.head(STUDY).journal_number)
    shown = rerun(wish, [world.state(BOTH, LAB)], world.services)
    assert [(one.measurement.subject, one.turn.value) for one in shown.difference.altered] == [
        ("S-001", "removed")
    ]


def test_profile_that_serves_a_center_of_no_study_is_refused(world):
    with pytest.raises(ProfileFault, match="CN-99"):
        world.add_profile(sender(2, served=(("CN-99", "S-0"),)))


def test_every_code_of_a_center_rejects_its_row():
    rejecting = (IssueCode.CENTER_MISSING, IssueCode.CENTER_NOT_ALLOWED, IssueCode.SUBJECT_OTHER_CENTER)
    outcome = told(row("CN01-001", ""), row("CN01-001", "X"), row("CN01-001", "102"))
    assert tuple(issue.code for issue in outcome.issues) == rejecting
    assert outcome.counts.rejected == 3
