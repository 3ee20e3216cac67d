"""The register kept entry by entry, and what it does to results."""

import pytest
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    HEADER,
    OTHER_CENTER,
    SECOND,
    STUDY,
    profile,
    started,
)

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.study.fold_rules import NEWEST_VERSION
from hepaflow.domain.study.journal import EventKind, first_fault
from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.desk.decide import Ruling, decide
from hepaflow.pipeline.desk.definitions import VersionTaken
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.register.listing import SubjectOfCenter, subject_entries, subject_page
from hepaflow.pipeline.register.person.of_study import FormerIdTaken
from hepaflow.pipeline.services import Missing
from hepaflow.pipeline.timeline import timeline

REGISTERS_OF_CENTERS = 2  # the last version of the rules with them
PERSON = "Subject,Collected,Test,Result,Units,Status,Sex,Age"


@pytest.fixture
def version():
    return NEWEST_VERSION


@pytest.fixture
def world(version):
    return started(more='sex = "Sex"\nage = "Age"', fold_version=version)


@pytest.fixture
def desk(world):
    return world.desk


def person(name="S-001", center=CENTER, **more):
    return Subject(**{"id": name, "center": center, "status": "enrolled", **more})


def put(desk, subject=None, version=1):
    return put_subject(desk, STUDY, subject or person(), version, "ann", "informed consent")


def a_file(*rows):
    return "\n".join((PERSON, *rows)).encode()


def row(subject="S-001", value=45, sex="M", age="53", day="2024-03-22"):
    return f"{subject},{day},ALT,{value},U/L,final,{sex},{age}"


def held(desk, subject="S-001", as_of=None):
    """The codes for which reports of a subject are held, value by value; none where the value counts."""
    known = timeline(desk.registry, desk.results, STUDY, subject, as_of)
    found = {}
    for answer in known.answers.values():
        found.update({str(one.sent.observation.number): list(one.codes) for one in answer.held})
        found.update({str(answer.current.observation.number): []} if answer.current else {})
    return found


# entries


def test_an_entry_is_an_event_that_does_not_say_who(desk):
    entry = put(desk, person(sex="F", birth_year=1970))
    (event,) = desk.registry.events(STUDY, after=entry.journal_number - 1)
    assert (event.draft.kind, event.draft.actor, event.draft.reason) == (
        EventKind.SUBJECT_REGISTERED,
        "ann",
        "informed consent",
    )
    assert event.draft.details == {"center": CENTER, "version": 1}


def test_a_change_is_another_version(desk):
    put(desk)
    changed = put(desk, person(birth_year=1970), 2)
    assert (changed.version, changed.journal_number) == (2, desk.registry.head(STUDY).journal_number)
    assert first_fault(desk.registry.events(STUDY)) is None


@pytest.mark.parametrize("version", [1, 3])
def test_a_version_that_is_not_the_next_one_changes_nothing(desk, version):
    put(desk)
    before = desk.registry.head(STUDY)
    with pytest.raises(VersionTaken) as refused:
        put(desk, person(birth_year=1970), version)
    assert (refused.value.newest, desk.registry.head(STUDY)) == (1, before)


def test_the_same_entry_again_is_acknowledged(desk):
    assert put(desk) == put(desk)


def test_an_entry_as_of_a_number_is_the_one_that_held_then(desk):
    first = put(desk)
    second = put(desk, person(birth_year=1970), 2)
    for entry in (first, second):
        assert subject_entries(desk, STUDY, "S-001", str(entry.journal_number), None) == (
            entry.journal_number,
            [entry],
        )
    assert subject_entries(desk, STUDY, "S-001", "", None) == (second.journal_number, [second])
    assert subject_entries(desk, STUDY, "S-001", str(first.journal_number - 1), None)[1] == []


@pytest.mark.parametrize("version", [REGISTERS_OF_CENTERS])
def test_a_center_sees_its_own_entries_of_a_subject(desk):
    own, other = put(desk), put(desk, person(center=OTHER_CENTER))
    assert subject_entries(desk, STUDY, "S-001", "", None)[1] == [own, other]
    assert subject_entries(desk, STUDY, "S-001", "", {OTHER_CENTER})[1] == [other]


def test_a_subject_of_a_center_that_there_is_not_is_not_registered(desk):
    with pytest.raises(Missing):
        put(desk, person(center="C-99"))


def test_a_page_shows_candidates_and_entries_in_order_of_their_ids(world, desk):
    world.send(a_file(row("S-002"), row("S-004")))
    entries = [put(desk, person(name)) for name in ("S-003", "S-001", "S-004")]
    page = subject_page(desk, STUDY, CENTER, None, "", 3)
    listed = [(one.subject, one.entry) for one in page.subjects]
    assert listed == [("S-001", entries[1]), ("S-002", None), ("S-003", entries[0])]
    assert page.after == f"{CENTER}~S-003"
    rest = subject_page(desk, STUDY, CENTER, None, page.after, 3)
    assert (rest.subjects, rest.after) == ([SubjectOfCenter(CENTER, "S-004", entries[2])], "")


# what the register has against results


def test_without_a_register_every_subject_counts(world, desk):
    world.send(a_file(row()))
    assert held(desk) == {"45": []}


@pytest.mark.parametrize("version", [REGISTERS_OF_CENTERS])
def test_with_a_register_a_subject_it_does_not_know_is_held_from_then_on(world, desk):
    world.send(a_file(row()))
    number = put(desk, person("S-002")).journal_number
    assert held(desk) == {"45": ["subject-unknown"]}
    assert held(desk, as_of=number - 1) == {"45": []}


@pytest.mark.parametrize("version", [REGISTERS_OF_CENTERS])
def test_registering_the_subject_lifts_the_hold(world, desk):
    put(desk, person("S-002"))
    world.send(a_file(row()))
    before = desk.registry.head(STUDY).journal_number
    put(desk)
    assert held(desk) == {"45": []}
    assert held(desk, as_of=before) == {"45": ["subject-unknown"]}


def test_the_register_of_one_center_says_nothing_about_another(world, desk):
    world.add_profile(profile(center=OTHER_CENTER))
    world.send(f"{HEADER}\nS-001,2024-03-22,ALT,45,U/L,final\n".encode(), center=OTHER_CENTER)
    put(desk, person("S-002"))
    assert held(desk) == {"45": []}


@pytest.mark.parametrize("reported", [{"sex": "F"}, {"age": "35"}, {"sex": "女", "age": "53岁"}])
def test_another_sex_or_age_is_held_until_the_register_is_corrected(world, desk, reported):
    put(desk, person(sex="M", birth_year=1970))
    world.send(a_file(row(**reported)))
    assert held(desk) == {"45": ["subject-mismatch"]}
    put(desk, person(), 2)
    assert held(desk) == {"45": []}


@pytest.mark.parametrize("reported", [{}, {"sex": "", "age": ""}, {"sex": "?", "age": "old"}, {"sex": "男"}])
def test_what_fits_or_cannot_be_read_is_not_held(world, desk, reported):
    put(desk, person(sex="M", birth_year=1970))
    world.send(a_file(row(**reported)))
    assert held(desk) == {"45": []}


@pytest.mark.parametrize("kind", [DecisionKind.RELEASE, DecisionKind.ACCEPT])
def test_a_decision_lifts_the_hold(world, desk, kind):
    put(desk, person(sex="F"))
    file_id = world.send(a_file(row())).file_id
    decide(desk, STUDY, "ann", Ruling(kind, "S-001", (file_id, 2, "ALT"), "the form is wrong"))
    assert held(desk) == {"45": []}


# former ids


def test_results_under_a_former_id_are_answered_as_the_subject_s(world, desk):
    world.send(a_file(row("SCR-1"), row("S-001", 50, day="2024-04-22")))
    put(desk, person(former_ids=("SCR-1",)))
    assert held(desk) == {"45": [], "50": []}
    assert held(desk, "SCR-1") == {}


def test_before_the_entry_they_stand_where_they_were_sent(world, desk):
    world.send(a_file(row("SCR-1")))
    before = desk.registry.head(STUDY).journal_number
    put(desk, person(former_ids=("SCR-1",)))
    assert held(desk, as_of=before) == {}
    assert held(desk, "SCR-1", as_of=before) == {"45": []}


@pytest.mark.parametrize("version", [REGISTERS_OF_CENTERS])
def test_a_former_id_that_is_dropped_is_a_subject_of_its_own_again(world, desk):
    world.send(a_file(row("SCR-1")))
    number = put(desk, person(former_ids=("SCR-1",))).journal_number
    put(desk, person(), 2)
    assert held(desk) == {}
    assert held(desk, "SCR-1") == {"45": ["subject-unknown"]}
    assert held(desk, as_of=number) == {"45": []}


@pytest.mark.parametrize("version", [REGISTERS_OF_CENTERS])
def test_an_id_of_another_center_is_not_the_former_id(world, desk):
    world.send(a_file(row("SCR-1")))
    put(desk, person(center=OTHER_CENTER, former_ids=("SCR-1",)))
    assert held(desk) == {}
    assert held(desk, "SCR-1") == {"45": []}


def test_one_specimen_under_both_ids_is_one_measurement(world, desk):
    world.send(a_file(row("SCR-1")), FIRST)
    world.send(a_file(row("S-001")), SECOND, name="april.csv")
    put(desk, person(former_ids=("SCR-1",)))
    (answer,) = timeline(desk.registry, desk.results, STUDY, "S-001").answers.values()
    assert len(answer.again) == 1


def test_what_was_retired_under_a_former_id_stays_retired(world, desk):
    world.send(a_file(row("SCR-1")))
    (place,) = timeline(desk.registry, desk.results, STUDY, "SCR-1").answers
    decide(desk, STUDY, "ann", Ruling(DecisionKind.RETIRE, "SCR-1", place, "clotted"))
    put(desk, person(former_ids=("SCR-1",)))
    (answer,) = timeline(desk.registry, desk.results, STUDY, "S-001").answers.values()
    assert answer.retired


@pytest.mark.parametrize(
    "second",
    [
        person("S-002", former_ids=("SCR-1",)),  # has an owner
        person("S-002", former_ids=("S-001",)),  # has former ids of its own
        person("SCR-1"),  # is one
    ],
)
def test_an_id_leads_to_one_subject_in_one_step(desk, second):
    put(desk, person(former_ids=("SCR-1",)))
    with pytest.raises(FormerIdTaken):
        put(desk, second)


def test_the_entry_of_a_former_id_can_still_be_changed(desk):
    put(desk, person("SCR-1"))
    put(desk, person(former_ids=("SCR-1",)))
    assert put(desk, person("SCR-1", status="entered-in-error"), 2).version == 2
    with pytest.raises(FormerIdTaken):
        put(desk, person("SCR-1", former_ids=("SCR-0",)), 3)
