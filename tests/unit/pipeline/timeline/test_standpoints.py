"""Many subjects folded a few at a time: the same answers, each panel read once, and memory that does not grow."""

import tracemalloc
from collections import Counter

import pytest
from tests.unit.pipeline.studies import CENTER, FIRST, HEADER, SECOND, STUDY, started

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.pipeline import standpoints
from hepaflow.pipeline.desk.decide import Ruling, decide
from hepaflow.pipeline.standpoints import Standpoint, sliced_answers
from hepaflow.pipeline.timeline import timelines

ROWS = 40  # results of a subject


def table(subjects, value):
    rows = (
        f"S-{subject:03},2024-03-{1 + row % 28:02} 08:{row:02},ALT,{value},U/L,corrected"
        for subject in range(subjects)
        for row in range(ROWS)
    )
    return "\n".join((HEADER, *rows, "")).encode()


def sent_twice(subjects):
    world = started()
    world.send(table(subjects, 45), FIRST, name="before.csv")
    world.send(table(subjects, 46), SECOND)
    return world


class CountedPanels:
    def __init__(self, results):
        self.results, self.read = results, Counter()

    def subject_panels(self, study, subject):
        self.read[subject] += 1
        return self.results.subject_panels(study, subject)


def before_and_after(world, results=None):
    number = world.registry.head(STUDY).journal_number
    return [Standpoint(world.registry, results or world.results, at) for at in (number, number - 1)]


@pytest.fixture
def moved():
    """One result of S-000 is moved to S-009, whom no file names; it belongs to a slice of its own."""
    world = sent_twice(4)
    file_id = world.send(f"{HEADER}\nS-000,2024-05-01,AST,40,U/L,final\n".encode(), name="c.csv").file_id
    ruling = Ruling(DecisionKind.MOVE_SUBJECT, "S-000", (file_id, 2, "AST"), "mixed up", "S-009")
    decide(world.desk, STUDY, "ann", ruling)
    return world


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_each_measurement_is_yielded_once_whatever_the_slice(moved, monkeypatch, at_once):
    monkeypatch.setattr(standpoints, "AT_ONCE", at_once)
    subjects = [subject for _, subject in moved.registry.candidates(STUDY, CENTER)]
    yielded = Counter()
    found = ({}, {})
    for slices in sliced_answers(STUDY, subjects, before_and_after(moved)):
        yielded.update(slices[0].keys())
        for all_of_it, some in zip(found, slices, strict=True):
            all_of_it.update(some)
    assert set(yielded.values()) == {1}
    number = moved.registry.head(STUDY).journal_number
    for answers, at in zip(found, (number, number - 1), strict=True):
        known = timelines(moved.registry, moved.results, STUDY, {*subjects, "S-009"}, at)
        expected = {what: answer for one in known.values() for what, answer in one.answers.items()}
        assert {what: answer for what, answer in answers.items() if answer != MeasurementState()} == expected


def test_panels_are_read_once_for_both_numbers():
    world = sent_twice(60)
    counted = CountedPanels(world.results)
    list(sliced_answers(STUDY, (f"S-{n:03}" for n in range(60)), before_and_after(world, counted)))
    assert counted.read == {f"S-{n:03}": 1 for n in range(60)}


def peak(subjects):
    """Return how much memory it takes at most to go over all answers."""
    world = sent_twice(subjects)
    asked = [f"S-{n:03}" for n in range(subjects)]
    places = before_and_after(world)
    tracemalloc.start()
    for _ in sliced_answers(STUDY, asked, places):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_memory_does_not_grow_with_the_number_of_subjects(monkeypatch):
    monkeypatch.setattr(standpoints, "AT_ONCE", 5)
    peak(5)  # what is made once, such as the rules
    assert peak(80) < 1.5 * peak(10)
