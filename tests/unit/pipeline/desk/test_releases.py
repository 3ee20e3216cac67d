"""A release lifts the holds that were there to be seen; what they had hidden waits for a decision of its own."""

import pytest
from tests.unit.pipeline.studies import FIRST, SECOND, STUDY, THIRD, World, started

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.desk.decide import Ruling, decide
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.timeline import timeline

HEADER = "Subject,Collected,Test,Result,Units,Status,Specimen"


@pytest.fixture
def world():
    return started(more='specimen = "Specimen"')


def send(world: World, row: str, received: str) -> str:
    return world.send(f"{HEADER}\n{row}\n".encode(), received, name=f"{received}.csv").file_id


def release(world: World, subject: str, file_id: str, analyte: str = "ALT") -> None:
    about = (file_id, 2, analyte)
    decide(world.desk, STUDY, "ann", Ruling(DecisionKind.RELEASE, subject, about, "the lab confirmed it"))


def standing(world: World, *subjects: str) -> list[tuple[str, ...]]:
    """Return of each report whether it counts, or why it waits."""
    found = []
    for subject in subjects:
        answers = timeline(world.registry, world.results, STUDY, subject).answers.values()
        found += [("current",) for answer in answers if answer.current]
        found += [held.codes for answer in answers for held in answer.held]
    return found


def test_a_result_of_two_subjects_that_was_impossible_for_both_counts_for_one(world):
    one = send(world, "S-001,2024-03-22,ALT,9999999,U/L,final,B7", FIRST)
    other = send(world, "S-002,2024-03-22,ALT,9999999,U/L,final,B7", SECOND)
    release(world, "S-001", one)
    release(world, "S-002", other)
    assert standing(world, "S-001", "S-002") == [("current",), ("moved-suspect",)]
    release(world, "S-002", other)
    assert standing(world, "S-001", "S-002") == [("current",), ("current",)]


def test_a_result_under_two_keys_that_was_impossible_under_both_counts_once(world):
    one = send(world, "S-001,2024-03-22,ALT,9999999,U/L,final,", FIRST)
    other = send(world, "S-001,2024-03-22 08:30,ALT,9999999,U/L,final,", SECOND)
    release(world, "S-001", one)
    release(world, "S-001", other)
    assert standing(world, "S-001") == [("current",), ("possible-duplicate",)]


def test_a_value_that_was_released_as_possible_waits_once_its_subject_is_unknown(world):
    file_id = send(world, "S-001,2024-03-22,ALT,9999999,U/L,final,", FIRST)
    release(world, "S-001", file_id)
    put_subject(world.desk, STUDY, Subject(id="S-002", center="C-01", status="enrolled"), 1, "ann", "list")
    world.close_register()
    assert standing(world, "S-001") == [("subject-unknown",)]


def test_a_release_after_a_set_aside_lifts_what_the_row_is_held_for(world):
    file_id = send(world, "S-001,2024-03-22,ALT,9999999,U/L,final,", THIRD)
    about = (file_id, 2, "ALT")
    decide(world.desk, STUDY, "ann", Ruling(DecisionKind.SET_ASIDE, "S-001", about, "not now"))
    release(world, "S-001", file_id)
    assert standing(world, "S-001") == [("current",)]
