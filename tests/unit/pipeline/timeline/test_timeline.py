from dataclasses import replace

import pytest
from tests.unit.pipeline.studies import (
    FIRST,
    GOOD,
    HEADER,
    OTHER_CENTER,
    SECOND,
    STUDY,
    fixed_clock,
    profile,
    started,
)

from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.study.journal import Draft, EventKind
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.timeline import timeline
from hepaflow.ports import Change

CHANGED = f"{HEADER}\nS-001,2024-03-22 08:30,ALT,46,U/L,final\n".encode()


@pytest.fixture
def world():
    world = started()
    world.send(GOOD, FIRST)
    return world


def asked(world, as_of=None, subject="S-001"):
    return timeline(world.registry, world.results, STUDY, subject, as_of)


def shown(known):
    return {
        place.analyte: str(answer.current.observation.number) if answer.current else None
        for place, answer in known.answers.items()
    }


def test_an_answer_names_the_number_it_holds_for(world):
    assert asked(world).journal_number == 3


def test_a_later_number_than_the_last_is_answered_for_the_last(world):
    assert asked(world, 99) == asked(world)


def test_before_the_commit_there_is_nothing(world):
    assert (asked(world, 2).answers, asked(world, 2).journal_number) == ({}, 2)


def test_a_subject_whom_nobody_named_has_no_answers(world):
    assert asked(world, subject="S-999").answers == {}


def test_a_study_that_nobody_defined_has_no_answers(world):
    known = timeline(world.registry, world.results, "NOBODY", "S-001")
    assert (known.journal_number, known.answers) == (0, {})


def test_panels_of_a_run_that_does_not_count_are_not_shown(world):
    before = asked(world)
    (run,) = {stored.run for stored in world.results.subject_panels(STUDY, "S-001")}
    panels = [stored.panel for stored in world.results.subject_panels(STUDY, "S-001")]
    world.results.write(replace(run, run_number=2), panels)
    assert asked(world) == before


def test_panels_of_a_file_without_state_are_not_shown(world):
    before = asked(world)
    (run,) = {stored.run for stored in world.results.subject_panels(STUDY, "S-001")}
    panels = [stored.panel for stored in world.results.subject_panels(STUDY, "S-001")]
    world.results.write(replace(run, file_id="0" * 64), panels)
    assert asked(world) == before


def test_each_center_has_its_own_answers(world):
    world.add_profile(profile(center=OTHER_CENTER))
    world.send(CHANGED, SECOND, center=OTHER_CENTER)
    found = {(place.center, place.analyte) for place in asked(world).answers}
    assert found == {("C-01", "ALT"), ("C-01", "BILI"), ("C-02", "ALT")}


def test_a_change_that_nobody_marked_is_held(world):
    world.send(CHANGED, SECOND, name="b.csv")
    assert shown(asked(world)) == {"ALT": "45", "BILI": "1"}


def accept_the_change(world):
    name = world.send(CHANGED, SECOND, name="b.csv").file_id
    (place,) = [place for place in asked(world).answers if place.analyte == "ALT"]
    decision = Decision(0, DecisionKind.ACCEPT, place, "asked the lab", name, 2)
    draft = Draft(EventKind.DECIDED, "ann", "asked the lab", {})
    append(world.registry, STUDY, fixed_clock, lambda _head: (draft, Change(decision=decision)))


def test_a_decision_counts_from_its_number_on(world):
    accept_the_change(world)
    assert [shown(asked(world, number))["ALT"] for number in (3, 4, 5)] == ["45", "45", "46"]


def test_an_answer_as_of_a_number_is_the_answer_of_that_moment(world):
    then = asked(world)
    accept_the_change(world)
    assert asked(world, 3) == then


class Meanwhile:
    """A port at which something else happens right after one of its methods was called."""

    def __init__(self, port, method, act):
        self._port, self._method, self._act = port, method, act

    def __getattr__(self, name):
        method = getattr(self._port, name)

        def called(*parts):
            given = method(*parts)
            if name == self._method:
                given = list(given) if name == "subject_panels" else given
                self._act()
            return given

        return called


@pytest.mark.parametrize(
    ("port", "method"), [("registry", "head"), ("registry", "view"), ("results", "subject_panels")]
)
def test_what_is_committed_between_two_reads_leaves_the_number_its_answer(world, port, method):
    delivery = world.arrive(CHANGED.replace(b"final", b"corrected"), SECOND, name="b.csv")
    ports = {"registry": world.registry, "results": world.results}
    ports[port] = Meanwhile(ports[port], method, lambda: ingest(delivery, world.services))
    known = timeline(ports["registry"], ports["results"], STUDY, "S-001")
    assert asked(world, known.journal_number) == known


@pytest.mark.parametrize("as_of", [4, 99])
def test_the_same_for_a_number_that_does_not_exist_yet(world, as_of):
    delivery = world.arrive(CHANGED.replace(b"final", b"corrected"), SECOND, name="b.csv")
    results = Meanwhile(world.results, "subject_panels", lambda: ingest(delivery, world.services))
    known = timeline(world.registry, results, STUDY, "S-001", as_of)
    assert asked(world, known.journal_number) == known
