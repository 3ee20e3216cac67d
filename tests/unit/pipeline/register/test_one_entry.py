"""One entry for each person, in the study's register (version 3 of the fold's rules)."""

import pytest
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    OTHER_CENTER,
    SECOND,
    STUDY,
    fixed_clock,
    profile,
    started,
)

from hepaflow.domain.study.journal import first_fault
from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.desk.checks import require_subject
from hepaflow.pipeline.desk.definitions import VersionTaken
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.register.file import planned_changes, register_file
from hepaflow.pipeline.register.listing import subject_entries
from hepaflow.pipeline.register.person.of_study import EntryFault, EntryUnfit, FormerIdTaken
from hepaflow.pipeline.register.rows import RegisterFile
from hepaflow.pipeline.services import Missing
from hepaflow.pipeline.timeline import timeline

HEADER = "Subject,Collected,Test,Result,Units,Status,Sex,Age"
PERSON = 'sex = "Sex"\nage = "Age"'
MOVED = {"transfers": [{"center": OTHER_CENTER, "from": "2024-05-01"}]}


@pytest.fixture
def world():
    world = started(more=PERSON)
    world.add_profile(profile(center=OTHER_CENTER, more=PERSON))
    return world


@pytest.fixture
def desk(world):
    return world.desk


def person(name="S-001", center=CENTER, **more):
    return Subject.model_validate({"id": name, "center": center, "status": "enrolled", **more})


def put(desk, subject=None, version=1):
    return put_subject(desk, STUDY, subject or person(), version, "ann", "informed consent")


def send(world, *rows, center=CENTER, at=FIRST):
    told = "\n".join((HEADER, *rows)).encode()
    return world.send(told, at, name=f"{center}{at}.csv", center=center)


def row(subject="S-001", value=45, day="2024-03-22", sex="", age=""):
    return f"{subject},{day},ALT,{value},U/L,final,{sex},{age}"


def held(desk, subject="S-001", as_of=None):
    """The codes for which values of a subject are held; none where the value counts."""
    found = {}
    for answer in timeline(desk.registry, desk.results, STUDY, subject, as_of).answers.values():
        found.update({str(one.sent.observation.number): list(one.codes) for one in answer.held})
        found.update({str(answer.current.observation.number): []} if answer.current else {})
    return found


# the entry


def test_there_is_one_entry_a_person_whichever_center_it_names(desk):
    put(desk)
    second = put(desk, person(center=OTHER_CENTER), 2)
    assert subject_entries(desk, STUDY, "S-001", "", None)[1] == [second]
    assert (second.version, second.of_study) == (2, True)
    with pytest.raises(VersionTaken):
        put(desk, person(sex="F"), 1)


def test_every_center_that_has_or_had_the_subject_sees_the_entry(desk):
    entry = put(desk, person(**MOVED))
    for center in (CENTER, OTHER_CENTER):
        assert subject_entries(desk, STUDY, "S-001", "", {center})[1] == [entry]
        require_subject(desk, STUDY, "S-001", {center})
    with pytest.raises(Missing):
        subject_entries(desk, STUDY, "S-001", "", {"C-03"})


@pytest.mark.parametrize(
    "more",
    [
        {"transfers": [{"center": "C-99", "from": "2024-05-01"}]},
        {"former_ids_at": [{"center": "C-99", "id": "7"}]},
    ],
)
def test_every_center_that_an_entry_names_is_one_of_the_study(desk, more):
    with pytest.raises(Missing):
        put(desk, person(**more))


@pytest.mark.parametrize("field", ["consent", "consent_withdrawn", "death"])
def test_a_date_in_the_future_is_refused(desk, field):
    with pytest.raises(EntryUnfit) as refused:
        put(desk, person(**{field: "2204-05-01"}))
    assert (refused.value.fault, refused.value.field) == (EntryFault.DATE_IN_FUTURE, field)


def test_a_circle_of_screenings_is_refused(desk):
    put(desk, person("SCR-1"))
    put(desk, person("SCR-2", rescreen_of="SCR-1"))
    put(desk, person("SCR-3", rescreen_of="SCR-2"))
    with pytest.raises(EntryUnfit) as refused:
        put(desk, person("SCR-1", rescreen_of="SCR-3"), 2)
    assert refused.value.fault is EntryFault.RESCREEN_CIRCLE


def test_an_earlier_screening_keeps_its_results(world, desk):
    send(world, row("SCR-1"), row("SCR-2", 50, "2024-04-22"))
    put(desk, person("SCR-1", status="screen-failed"))
    put(desk, person("SCR-2", rescreen_of="SCR-1"))
    assert (held(desk, "SCR-1"), held(desk, "SCR-2")) == ({"45": []}, {"50": []})


def test_older_rules_do_not_know_what_only_the_study_s_register_says(world):
    world = started(fold_version=2)
    with pytest.raises(EntryUnfit) as refused:
        put(world.desk, person(death="2024"))
    assert refused.value.fault is EntryFault.RULES_TOO_OLD


# results


def test_sex_and_age_are_compared_whoever_sent_the_result(world, desk):
    put(desk, person(sex="F", birth_year=1970, **MOVED))
    send(world, row(sex="M"), center=CENTER)
    send(world, row(value=50, day="2024-06-01", age="20"), center=OTHER_CENTER)
    assert held(desk) == {"45": ["subject-mismatch"], "50": ["subject-mismatch"]}


def test_a_result_of_a_center_that_does_not_have_the_subject_is_held_until_the_transfer_is_known(world, desk):
    send(world, row(day="2024-06-01"), center=OTHER_CENTER)
    assert held(desk) == {"45": []}
    number = put(desk).journal_number
    assert held(desk) == {"45": ["subject-elsewhere"]}
    put(desk, person(**MOVED), 2)
    assert (held(desk), held(desk, as_of=number)) == ({"45": []}, {"45": ["subject-elsewhere"]})


@pytest.mark.parametrize(
    ("field", "code"), [("consent_withdrawn", "consent-withdrawn"), ("death", "after-death")]
)
def test_correcting_the_entry_begins_and_ends_holds(world, desk, field, code):
    send(
        world,
        row(day="2024-03-21"),
        row(value=50),
        row(value=55, day="2024-03-23"),
        row(value=60, day="2024-03"),
    )
    put(desk)
    number = put(desk, person(**{field: "2024-03-22"}), 2).journal_number
    assert held(desk) == {"45": [], "50": [], "55": [code], "60": [code]}
    put(desk, person(), 3)
    assert held(desk) == {"45": [], "50": [], "55": [], "60": []}
    assert held(desk, as_of=number)["55"] == [code]


# former ids


def test_a_former_id_is_the_subject_s_whoever_sent_it(world, desk):
    send(world, row("SCR-1"))
    send(world, row("SCR-1", 50, "2024-06-01"), center=OTHER_CENTER)
    put(desk, person(former_ids=("SCR-1",), **MOVED))
    assert (held(desk), held(desk, "SCR-1")) == ({"45": [], "50": []}, {})
    assert ("C-02", "S-001") in set(desk.registry.candidates(STUDY))


def test_a_former_id_of_one_center_is_another_s_elsewhere(world, desk):
    send(world, row("7"))
    send(world, row("7", 50), center=OTHER_CENTER)
    put(desk, person(former_ids_at=[{"center": CENTER, "id": "7"}]))
    put(desk, person("S-002", OTHER_CENTER, former_ids_at=[{"center": OTHER_CENTER, "id": "7"}]))
    assert (held(desk), held(desk, "S-002"), held(desk, "7")) == ({"45": []}, {"50": []}, {})


@pytest.mark.parametrize(
    "second",
    [
        person("S-002", OTHER_CENTER, former_ids=("SCR-1",)),  # has an owner, whichever center says so
        person("S-002", former_ids=("S-001",)),  # has former ids of its own
        person("SCR-1", OTHER_CENTER),  # is one
        person("S-002", rescreen_of="SCR-1"),
        person("S-002", former_ids_at=[{"center": CENTER, "id": "SCR-1"}]),
    ],
)
def test_an_id_leads_to_one_subject_in_one_step(desk, second):
    put(desk, person(former_ids=("SCR-1",)))
    with pytest.raises(FormerIdTaken):
        put(desk, second)


@pytest.mark.parametrize(
    "formers", [{"former_ids": ("SCR-1",)}, {"former_ids_at": [{"center": CENTER, "id": "SCR-1"}]}]
)
def test_an_earlier_screening_cannot_become_a_former_id_of_another_subject(desk, formers):
    put(desk, person("SCR-2", rescreen_of="SCR-1"))
    with pytest.raises(FormerIdTaken):
        put(desk, person("S-001", **formers))
    put(desk, person("SCR-2"), 2)  # it is corrected: the other subject's id is free
    put(desk, person("S-001", **formers))


def test_an_earlier_screening_can_become_a_former_id_of_the_same_subject(desk):
    put(desk, person("SCR-2", rescreen_of="SCR-1"))
    put(desk, person("SCR-2", former_ids=("SCR-1",)), 2)


def test_an_earlier_screening_in_one_row_and_a_former_id_in_the_next_are_planned_as_they_are_answered(world):
    text = (
        "subject,center,status,rescreen_of,former_ids\n"
        f"SCR-2,{CENTER},enrolled,SCR-1,\nS-001,{CENTER},enrolled,,SCR-1\n"
    )
    registry = world.registry
    file = RegisterFile(STUDY, "2025-09-01T00:00:00.000Z", "ann", "list")
    plan = planned_changes(registry, file, text.encode(), registry.head(STUDY).journal_number)
    answers = [("added", ""), ("refused", "former-id-taken")]
    assert [(one.answer, one.fault or "") for one in plan.answers] == answers
    assert [(answer, fault) for answer, fault, _ in entered(world, text)] == answers


# the entries of centers' registers, after version 2


def test_the_first_entry_of_the_study_replaces_those_of_centers(world):
    world = started(more=PERSON, fold_version=2)
    desk = world.desk
    put(desk, person(sex="F", former_ids=("SCR-1",)))
    put(desk, person(center=OTHER_CENTER, sex="M", former_ids=("SCR-2",)))
    world.define(fold_version=3, version=2)
    assert [one.subject.center for one in subject_entries(desk, STUDY, "S-001", "", None)[1]] == [
        CENTER,
        OTHER_CENTER,
    ]
    send(world, row(sex="F"))
    assert held(desk) == {"45": ["subject-mismatch"]}
    entry = put(desk, person(sex="F", former_ids=("SCR-1",)), 2)
    assert (held(desk), subject_entries(desk, STUDY, "S-001", "", None)[1]) == ({"45": []}, [entry])
    known = desk.registry.view(STUDY, [], ["SCR-1", "SCR-2"]).dossiers
    assert (known["SCR-1"].owners(), known["SCR-2"].owners()) == ({"": "S-001"}, {})
    assert first_fault(desk.registry.events(STUDY)) is None


# files


def entered(world, text, at=SECOND):
    file = RegisterFile(STUDY, at, "ann", "monthly list")
    told = register_file(world.registry, fixed_clock, file, text.encode())
    return [(one.answer.value, one.fault.value if one.fault else "", one.column) for one in told]


ALL = (
    "受试者编号,中心,性别,出生年份,基线日期,状态,曾用编号,转中心,既往筛选编号,知情同意日期,撤回知情同意日期,死亡日期\n"
    f"S-001,{CENTER},女,1970,2024-03-01,enrolled,SCR-1;{OTHER_CENTER}: 7,{OTHER_CENTER} 2024-05-01,S-000,2024-02-01,2024-06-01,2024-07\n"
)
ENGLISH = "subject,center,sex,birth year,baseline,status,former_ids,transfers,rescreen of,consent,consent withdrawn,death"


@pytest.mark.parametrize("text", [ALL, ENGLISH + ALL[ALL.index("\n") :]])
def test_a_file_says_all_that_an_entry_says_in_chinese_and_english(world, text):
    assert entered(world, text) == [("added", "", "")]
    (entry,) = subject_entries(world.desk, STUDY, "S-001", "", None)[1]
    assert entry.of_study
    assert entry.subject == person(
        sex="F",
        birth_year=1970,
        baseline="2024-03-01",
        former_ids=("SCR-1",),
        former_ids_at=[{"center": OTHER_CENTER, "id": "7"}],
        rescreen_of="S-000",
        consent="2024-02-01",
        consent_withdrawn="2024-06-01",
        death="2024-07",
        **MOVED,
    )
    assert entered(world, text) == [("added", "", "")]
    assert entered(world, f"subject,center\nS-001,{CENTER}\n", "2025-09-09T00:00:00.000Z") == [
        ("unchanged", "", "")
    ]


@pytest.mark.parametrize(
    ("columns", "cells", "fault", "column"),
    [
        ("transfers", "C-02", "cell-unreadable", "transfers"),
        ("transfers", "C-02 2024-05", "cell-unreadable", "transfers"),
        ("transfers", "C-01 2024-05-01", "cell-unreadable", "transfers"),
        ("transfers", "C-02 2024-05-02; C-01 2024-05-01", "cell-unreadable", "transfers"),
        ("transfers", "C-99 2024-05-01", "center-unknown", "transfers"),
        ("former_ids", "C-99: 7", "center-unknown", "former_ids"),
        ("former_ids", "C-02: S-001", "cell-unreadable", "former_ids"),
        ("rescreen_of", "S-001", "cell-unreadable", "rescreen_of"),
        ("birth_year,death", "1970,1969", "cell-unreadable", "death"),
        ("death", "2024-02-30", "cell-unreadable", "death"),
        ("death", "2204", "date-in-future", "death"),
        ("consent", "2024-05", "cell-unreadable", "consent"),
        ("consent,consent_withdrawn", "2024-05-02,2024-05-01", "cell-unreadable", "consent_withdrawn"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_column(world, columns, cells, fault, column):
    text = f"subject,center,status,{columns}\nS-001,{CENTER},enrolled,{cells}\n"
    assert entered(world, text) == [("refused", fault, column)]
    assert list(world.registry.register(STUDY, CENTER)) == []


def test_a_row_of_another_center_does_not_change_the_entry(world):
    put(world.desk)
    text = f"subject,center,sex\nS-001,{OTHER_CENTER},F\n"
    assert entered(world, text, "2025-09-09T00:00:00.000Z") == [("refused", "center-differs", "center")]


def test_a_person_is_in_a_file_once(world):
    text = f"subject,center,status\nS-001,{CENTER},enrolled\nS-001,{OTHER_CENTER},enrolled\n"
    assert {fault for _, fault, _ in entered(world, text)} == {"subject-repeated"}


def test_a_circle_of_screenings_in_a_file_is_planned_as_it_is_answered(world):
    text = (
        f"subject,center,status,rescreen_of\nS-001,{CENTER},enrolled,S-002\nS-002,{CENTER},enrolled,S-001\n"
    )
    registry = world.registry
    file = RegisterFile(STUDY, "2025-09-01T00:00:00.000Z", "ann", "list")
    plan = planned_changes(registry, file, text.encode(), registry.head(STUDY).journal_number)
    answers = [(one.answer, one.fault, one.column) for one in plan.answers]
    assert answers == [("added", None, ""), ("refused", "rescreen-circle", "rescreen_of")]
    assert [change.entry.subject.id for change in plan.changes] == ["S-001"]


def test_a_circle_of_screenings_in_a_file_is_refused(world):
    text = (
        f"subject,center,status,rescreen_of\nS-001,{CENTER},enrolled,S-002\nS-002,{CENTER},enrolled,S-001\n"
    )
    assert entered(world, text) == [("added", "", ""), ("refused", "rescreen-circle", "rescreen_of")]


def test_older_rules_refuse_the_new_columns():
    world = started(fold_version=2)
    text = f"subject,center,status,death\nS-001,{CENTER},enrolled,2024\n"
    assert entered(world, text) == [("refused", "rules-too-old", "")]


def test_a_row_says_what_entries_of_centers_disagree_about():
    world = started(fold_version=2)
    put(world.desk, person(sex="F"))
    put(world.desk, person(center=OTHER_CENTER, sex="M"))
    world.define(fold_version=3, version=2)
    later = "2025-09-09T00:00:00.000Z"
    assert entered(world, f"subject,center\nS-001,{CENTER}\n", later) == [
        ("refused", "entries-disagree", "sex")
    ]
    assert entered(world, f"subject,center,sex\nS-001,{CENTER},F\n", later) == [("changed", "", "")]
    assert [one.of_study for one in subject_entries(world.desk, STUDY, "S-001", "", None)[1]] == [True]
