"""Whoever reads files again is killed at each call to the outside; then the same is asked for again."""

from contextlib import suppress
from typing import Any

import pytest
from tests.faults.killing import (
    Doing,
    Killed,
    Killer,
    copy_of,
    course,
    followed,
    kills_that_leave_more,
    moments,
    plain,
    under,
)
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    GOOD,
    HEADER,
    PERSONAL,
    REFUSED,
    SECOND,
    STUDY,
    THIRD,
    World,
    profile,
    started,
)

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import FileStatus
from hepaflow.domain.study.jobs import Job, JobKind
from hepaflow.domain.study.journal import EventKind
from hepaflow.pipeline.changes.rerun import RerunEffect
from hepaflow.pipeline.changes.rerun_choice import rerun_center, rerun_file
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.void import change_status
from hepaflow.pipeline.jobs import work_off
from hepaflow.pipeline.timeline import timeline

IGNORED = '[analytes]\n"ALT" = "ignore"'
DROP = 'personal_columns = "drop"'
SECOND_FILE = (
    f"{HEADER}\nS-001,2024-03-25 08:30,ALT,70,U/L,final\nS-003,2024-03-25,K,4,mmol/L,final\n".encode()
)
REASON = "new profile"


def changed(*files: bytes, file: str = "", more: str = IGNORED) -> World:
    world = started(file=file)
    for number, (data, received) in enumerate(zip(files, (FIRST, SECOND), strict=False)):
        world.send(data, received, name=f"{number}.csv")
    world.add_profile(profile(2, file=file, more=more))
    return world


def original() -> World:
    return changed(GOOD)


def copied() -> World:
    return changed(PERSONAL, file=DROP)


def refused() -> World:
    return changed(REFUSED)


def two() -> World:
    return changed(GOOD, SECOND_FILE)


def wish(world: World, confirm: str = "") -> RequestedRerun:
    return RequestedRerun(STUDY, CENTER, "ann", REASON, confirm, world.registry.head(STUDY).journal_number)


def the_file(world: World) -> str:
    return next(iter(world.registry.files(STUDY, CENTER))).file_id


def rerun_one(world: World) -> Doing:
    """Return what a data manager does who has seen the difference, each time at the number of the day."""
    confirm = rerun_file(wish(world), the_file(world), world.services).confirm
    return lambda seen: rerun_file(wish(seen, confirm), the_file(seen), seen.services)


def rerun_all(world: World) -> Doing:
    confirm = rerun_center(wish(world), world.services).confirm
    asked = {"center": CENTER, "reason": REASON, "confirm": confirm}
    job = Job(STUDY, JobKind.RERUNS, "ann", world.registry.head(STUDY).journal_number, asked)
    world.registry.ask(job)
    return lambda seen: work_off(job.call, seen.services)


def try_draft(world: World) -> Doing:
    asked = {"profile": profile(3), "file_id": the_file(world)}
    job = Job(STUDY, JobKind.TRIAL, "ann", world.registry.head(STUDY).journal_number, asked)
    world.registry.ask(job)
    return lambda seen: work_off(job.call, seen.services)


def turn(world: World) -> Doing:
    name = the_file(world)
    return lambda seen: change_status(seen.services, "ann", STUDY, name, REASON, counts=False)


WHAT = (
    (original, rerun_one),
    (copied, rerun_one),
    (refused, rerun_one),
    (two, rerun_all),
    (original, try_draft),
    (original, turn),
)


def kept(world: World) -> dict[str, Any]:
    return {**world.snapshot(), "jobs": dict(world.registry.jobs)}


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


@pytest.mark.parametrize("first", range(0, 30, 4))
@pytest.mark.parametrize("second", range(0, 30, 4))
def test_killed_twice_it_ends_in_the_same_state(first, second):
    known = course(two, rerun_all)
    disturbed = copy_of(known.trail[0])
    for number in (first, second):
        with suppress(Killed):
            known.doing(under(disturbed, Killer(number, after=True)))
    known.doing(plain(disturbed))
    assert kept(disturbed) == kept(known.end)


@moments((original, rerun_one))
def test_at_every_moment_a_file_shows_its_old_run_or_its_new_one(prepare, act, place):
    known = course(prepare, act)
    asked_again = followed(known.broken_off(place), known.doing)
    assert all(seen(world) in (seen(known.trail[0]), seen(known.end)) for world in asked_again.states)


def seen(world: World) -> list[Any]:
    return [timeline(world.registry, world.results, STUDY, subject).answers for subject in ("S-001", "S-002")]


@moments((original, rerun_one))
def test_a_re_run_that_was_broken_off_is_not_carried_out_by_ingest(prepare, act, place):
    world = course(prepare, act).broken_off(place)
    name = the_file(world)
    state = world.registry.view(STUDY, [name]).state(name)
    world.send(GOOD, THIRD, name="again.csv")
    assert world.registry.view(STUDY, [name]).state(name) == state


def test_a_re_run_of_many_files_that_is_overtaken_keeps_what_it_has_done():
    world = two()
    doing = rerun_all(world)

    def look() -> None:
        kinds = [event.draft.kind for event in world.registry.events(STUDY)]
        if EventKind.FILE_RERUN in kinds and EventKind.FILE_VOIDED not in kinds:
            name = file_id(STUDY, CENTER, SECOND_FILE)
            change_status(plain(world).services, "bob", STUDY, name, "mixed up", counts=False)

    told = doing(under(world, Killer(look=look)))
    assert (told.status, "in the meantime" in told.detail) == ("failed", True)
    assert (world.state(GOOD).run_number, world.state(SECOND_FILE).status) == (2, FileStatus.VOIDED)


def test_the_killed_and_the_undisturbed_say_done():
    world = original()
    assert rerun_one(world)(world).effect is RerunEffect.DONE
