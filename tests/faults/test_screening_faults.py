"""Whoever screens stored copies is killed at each call to the outside; then the same is asked for again."""

from contextlib import suppress
from typing import Any

import pytest
from tests.faults.killing import (
    Doing,
    Killed,
    Killer,
    copy_of,
    course,
    kills_that_leave_more,
    moments,
    plain,
    under,
)
from tests.support.screened import NAMED, keep_whole, screened, stored_before
from tests.unit.pipeline.studies import CENTER, OTHER_CENTER, REFUSED, STUDY, World, profile, started

from hepaflow.domain.study.jobs import Job, JobKind, JobStatus
from hepaflow.domain.study.journal import EventKind
from hepaflow.pipeline.changes import screening
from hepaflow.pipeline.jobs import found_job, work_off
from hepaflow.pipeline.timeline import timeline

SHOWN = REFUSED + b"S-002,call 13812345678\n"  # nothing is kept of it


def stored_whole() -> World:
    world = started()
    world.add_profile(profile(center=OTHER_CENTER))
    stored_before(world, NAMED, REFUSED, SHOWN)
    keep_whole(world, SHOWN)
    return stored_before(world, NAMED, center=OTHER_CENTER)


def asked_for(world: World, confirm: str) -> Doing:
    asked = {"center": "", "reason": "names", "confirm": confirm}
    job = Job(STUDY, JobKind.SCREENING, "ann", world.registry.head(STUDY).journal_number, asked)
    world.registry.ask(job)

    def do(seen: World) -> Any:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(screening, "FILES_IN_A_PART", 2)  # in several parts
            while work_off(job.call, seen.services).status is not JobStatus.DONE:
                pass
        return found_job(plain(seen).desk, STUDY, job.id)

    return do


def preview(world: World) -> Doing:
    return asked_for(world, "")


def confirm(world: World) -> Doing:
    return asked_for(world, screened(world)["confirm"])


WHAT = ((stored_whole, preview), (stored_whole, confirm))


def kept(world: World) -> dict[str, Any]:
    versions = {key: list(found.values()) for key, found in world.source.stored.items()}
    return {**world.snapshot(), "jobs": dict(world.registry.jobs), "versions": versions}


@pytest.mark.parametrize(("prepare", "act"), WHAT)
def test_a_kill_leaves_what_the_calls_before_it_have_written_and_nothing_else(prepare, act):
    assert list(kills_that_leave_more(prepare, act)) == []


@moments(*WHAT)
def test_asked_for_again_everything_stands_as_if_nothing_had_happened(prepare, act, place):
    known = course(prepare, act)
    disturbed = known.broken_off(place)
    known.doing(disturbed)
    assert kept(disturbed) == kept(known.end)


@moments(*WHAT)
def test_asked_for_again_the_answer_is_the_same(prepare, act, place):
    known = course(prepare, act)
    assert known.doing(known.broken_off(place)) == known.answer


@pytest.mark.parametrize("first", range(0, 100, 9))
@pytest.mark.parametrize("second", range(0, 100, 9))
def test_killed_twice_it_ends_in_the_same_state(first, second):
    known = course(stored_whole, confirm)
    disturbed = copy_of(known.trail[0])
    for number in (first, second):
        with suppress(Killed):
            known.doing(under(disturbed, Killer(number, after=True)))
    known.doing(plain(disturbed))
    assert kept(disturbed) == kept(known.end)


@moments((stored_whole, confirm))
def test_at_every_moment_the_answers_are_the_same(prepare, act, place):
    known = course(prepare, act)
    assert seen(known.broken_off(place)) == seen(known.trail[0])


def seen(world: World) -> list[Any]:
    return [timeline(world.registry, world.results, STUDY, subject).answers for subject in ("S-001", "S-002")]


def test_each_file_is_journaled_once():
    world = course(stored_whole, confirm).end
    files = [
        name
        for event in world.registry.events(STUDY)
        if event.draft.kind is EventKind.COPIES_SCREENED
        for name in str(event.draft.details["file_ids"]).split()
    ]
    assert (len(files), len(set(files))) == (4, 4)
    assert {
        state.file_id for center in (CENTER, OTHER_CENTER) for state in world.registry.files(STUDY, center)
    } == set(files)
