"""Whoever decides about many holds is killed at each call to the outside; then the same is asked for again."""

import pytest
from tests.faults.killing import Doing, course, kills_that_leave_more, moments
from tests.support.many_holds import held, wish
from tests.unit.pipeline.studies import CENTER, STUDY, World

from hepaflow.domain.study.jobs import Job, JobKind
from hepaflow.pipeline.changes.hold_decisions import decide_holds
from hepaflow.pipeline.jobs import work_off


def three() -> World:
    return held()


def deciding(world: World) -> Doing:
    asked = wish(world)
    confirm = decide_holds(asked, world.services).confirm
    request = {
        "kind": "accept", "center": CENTER, "code": "changed-unmarked", "analyte": "", "file_id": "", "reason": asked.reason,
        "confirm": confirm,
    }  # fmt: skip
    job = Job(STUDY, JobKind.HOLDS, "ann", asked.journal_number, request)
    world.registry.ask(job)
    return lambda seen: work_off(job.call, seen.services)


def looking(world: World) -> Doing:
    return lambda seen: decide_holds(wish(seen), seen.services)


WHAT = ((three, deciding), (three, looking))


def kept(world: World) -> dict[str, object]:
    return {**world.snapshot(), "jobs": dict(world.registry.jobs)}


@pytest.mark.parametrize(("prepare", "act"), WHAT)
def test_a_kill_leaves_what_the_calls_before_it_have_written_and_nothing_else(prepare, act):
    assert list(kills_that_leave_more(prepare, act)) == []


@moments(*WHAT)
def test_asked_for_again_everything_stands_as_if_nothing_had_happened(prepare, act, place):
    known = course(prepare, act)
    disturbed = known.broken_off(place)
    assert known.doing(disturbed) == known.answer
    assert kept(disturbed) == kept(known.end)


def test_a_kill_leaves_some_decided_and_the_others_held():
    known = course(three, deciding)
    numbers = {world.registry.head(STUDY).journal_number for world in known.states}
    assert len(numbers) == 4  # before, and after each of three decisions


def test_preview_writes_nothing():
    assert len(course(three, looking).states) == 1
