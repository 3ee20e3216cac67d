"""One result under two keys, from files to the lists of a data manager, at every journal number."""

import json

import pytest
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    HEADER,
    OTHER_CENTER,
    SECOND,
    STUDY,
    THIRD,
    profile,
    started,
)

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.pipeline.changes.void import void_file
from hepaflow.pipeline.desk.decide import NothingToDecide, Ruling, decide
from hepaflow.pipeline.desk.lineage import lineage
from hepaflow.pipeline.desk.study_results import Inquiry, study_results
from hepaflow.pipeline.desk.subject_results import Question
from hepaflow.pipeline.timeline import timeline

DATE, TIME, LATER = "2024-03-22", "2024-03-22T08:30", "2024-03-22T16:30"


def alt(when: str, value: int = 45, status: str = "final", subject: str = "S-001") -> bytes:
    return f"{HEADER}\n{subject},{when},ALT,{value},U/L,{status}\n".encode()


@pytest.fixture
def world():
    return started()


def known(world, as_of=None, subject="S-001"):
    """The values that count by collection, and for what the others are held: code and what was found."""
    answers = timeline(world.registry, world.results, STUDY, subject, as_of).answers
    return {
        (place.center, place.collected_at): str(answer.current.observation.number)
        if answer.current
        else [dict(held.found) for held in answer.held]
        for place, answer in answers.items()
    }


def told(*parts):
    return {(CENTER, when): what for when, what in parts}


BOTH = told((DATE, "45"), (TIME, "45"))
HELD = told((DATE, "45"), (TIME, [{"possible-duplicate": DATE}]))


@pytest.fixture
def files(world):
    """The ids of two files: the date, and later the same with its time."""
    return world.send(alt(DATE), FIRST).file_id, world.send(alt(TIME), SECOND).file_id


def rule(world, kind, file_id, to=""):
    return decide(world.desk, STUDY, "ann", Ruling(kind, "S-001", (file_id, 2, "ALT"), "asked the lab", to))


def test_the_one_received_later_waits_and_names_the_other(world, files):
    assert known(world) == HELD


def test_files_taken_up_in_either_order_give_the_same_answer(world):
    world.send(alt(TIME), SECOND)
    world.send(alt(DATE), FIRST)
    assert known(world) == HELD


def test_the_lab_is_told_that_the_row_waits(world, files):
    effect = json.loads(world.receipts.get(f"{STUDY}/{CENTER}/{files[1]}/1/effect.json"))
    assert effect["accepted_now"] == {"new": 0, "changed": 0, "unchanged": 0, "waiting": 1}


def test_it_counts_as_of_a_number_at_which_nothing_spoke_against_it(world):
    world.send(alt(TIME), SECOND)
    before = world.registry.head(STUDY).journal_number
    world.send(alt(DATE), FIRST)
    assert known(world, before) == told((TIME, "45"))


def test_another_center_holds_nothing(world):
    world.add_profile(profile(center=OTHER_CENTER))
    world.send(alt(DATE), FIRST, center=OTHER_CENTER)
    world.send(alt(TIME), SECOND)
    assert known(world) == {(OTHER_CENTER, DATE): "45", (CENTER, TIME): "45"}


def test_it_is_on_the_list_of_what_waits(world, files):
    page = study_results(world.desk, STUDY, Inquiry(Question(), held=True), None, 50)
    assert [(place.collected_at, answer.held[0].codes) for place, answer in page.answers] == [
        (TIME, ("possible-duplicate",))
    ]


def test_its_lineage_says_that_it_is_held(world, files):
    found = lineage(
        world.desk, STUDY, "S-001", (files[1], 2, "ALT"), world.registry.head(STUDY).journal_number, None
    )
    assert (found.standing, found.measurement.collected_at) == ("held", TIME)


@pytest.mark.parametrize("kind", [DecisionKind.RELEASE, DecisionKind.ACCEPT])
def test_a_decision_lets_both_count_from_then_on(world, files, kind):
    number = rule(world, kind, files[1])
    assert (known(world, number - 1), known(world)) == (HELD, BOTH)


def test_a_release_again_is_acknowledged_and_one_of_the_other_has_nothing_to_do(world, files):
    assert rule(world, DecisionKind.RELEASE, files[1]) == rule(world, DecisionKind.RELEASE, files[1])
    with pytest.raises(NothingToDecide):
        rule(world, DecisionKind.RELEASE, files[0])


def test_once_the_earlier_one_is_set_aside_the_later_counts(world, files):
    number = rule(world, DecisionKind.SET_ASIDE, files[0])
    assert (known(world, number - 1), known(world)) == (HELD, told((DATE, []), (TIME, "45")))


def test_once_the_earlier_one_belongs_to_another_subject_the_later_counts(world, files):
    number = rule(world, DecisionKind.MOVE_SUBJECT, files[0], "S-002")
    assert (known(world, number - 1), known(world)) == (HELD, told((TIME, "45")))
    assert known(world, subject="S-002") == told((DATE, "45"))


def test_once_the_earlier_file_is_voided_the_later_counts(world, files):
    before = world.registry.head(STUDY).journal_number
    void_file(world.services, "ann", STUDY, files[0], "sent with its times since")
    assert (known(world, before), known(world)) == (HELD, told((TIME, "45")))


def test_once_the_lab_deletes_the_earlier_one_the_later_counts(world, files):
    world.send(alt(DATE, status="deleted"), THIRD)
    assert known(world) == told((DATE, []), (TIME, "45"))


def test_a_specimen_that_comes_with_another_time_waits():
    world = started(more='specimen = "Barcode"')
    for received, when, barcode in (
        (FIRST, TIME, "B7"),
        (SECOND, LATER, "B7"),
        (THIRD, f"{DATE}T20:00", "B8"),
    ):
        row = f"S-001,{when},ALT,45,U/L,final,{barcode}"
        world.send(f"{HEADER},Barcode\n{row}\n".encode(), received)
    assert known(world) == told(
        (TIME, "45"), (LATER, [{"possible-duplicate": TIME}]), (f"{DATE}T20:00", "45")
    )


def test_a_specimen_type_that_is_left_out_makes_no_other():
    world = started(more='specimen_type = "Specimen"')
    for received, kind in ((FIRST, "serum"), (SECOND, "")):
        world.send(f"{HEADER},Specimen\nS-001,{TIME},ALT,45,U/L,final,{kind}\n".encode(), received)
    answers = timeline(world.registry, world.results, STUDY, "S-001").answers
    assert {
        place.specimen_type: [held.found for held in answer.held] for place, answer in answers.items()
    } == {
        "SERUM": [],
        "": [{"possible-duplicate": f"{TIME} SERUM"}],
    }
