"""Jobs, beside what the routes show of them (tests/unit/api/test_file_changes.py)."""

from dataclasses import replace

import pytest
from tests.unit.pipeline.studies import CENTER, GOOD, OTHER_CENTER, REFUSED, STUDY, profile, started

from hepaflow.domain.study.jobs import Job, JobCall, JobKind, JobStatus
from hepaflow.pipeline.changes.rerun_choice import rerun_file
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.jobs import fits_at_once, give_up, work_off
from hepaflow.pipeline.runs.recipe import NoProfile, wanted_recipe
from hepaflow.pipeline.services import Missing
from hepaflow.ports.limits import TooLong

JOB = Job(STUDY, JobKind.RERUNS, "ann", 3, {"center": CENTER, "reason": "new profile", "confirm": ""})


@pytest.fixture
def world():
    known = started()
    known.send(GOOD)
    return known


def test_a_call_for_a_job_that_nobody_asked_for_is_told_to_somebody(world):
    with pytest.raises(Missing):
        work_off(JobCall(STUDY, "0" * 64), world.services)


def test_to_give_up_what_nobody_asked_for_changes_nothing(world):
    give_up(JobCall(STUDY, "0" * 64), world.services)
    assert world.registry.jobs == {}


def test_a_job_that_is_done_is_not_done_again(world):
    world.registry.ask(replace(JOB, status=JobStatus.DONE))
    before = world.snapshot()
    assert work_off(JOB.call, world.services).status is JobStatus.DONE
    assert world.snapshot() == before


def test_a_job_that_is_done_is_not_given_up(world):
    world.registry.ask(JOB)
    work_off(JOB.call, world.services)
    give_up(JOB.call, world.services)
    assert world.registry.job(STUDY, JOB.id).status is JobStatus.DONE


def test_job_that_would_write_more_than_a_store_holds_fails_with_the_limit(world):
    """It would fail in the same way at every try."""

    class Full:
        def __init__(self, port):
            self._port = port

        def __getattr__(self, name):
            return getattr(self._port, name)

        def append(self, *_):
            raise TooLong("The item of an entry may have at most 409,600 bytes; nothing was stored.")

    file = next(world.registry.files(STUDY, CENTER)).file_id
    job = replace(JOB, kind=JobKind.VOID, request={"file_id": file, "reason": "wrong center"})
    world.registry.ask(job)
    world.seen_as = lambda port, name: Full(port) if name == "registry" else port
    told = work_off(job.call, world.services)
    assert (told.status, "409,600" in told.detail) == (JobStatus.FAILED, True)


def test_while_it_is_worked_off_a_job_is_running(world):
    seen = []

    class Watched:
        def __init__(self, port):
            self._port = port

        def __getattr__(self, name):
            if name == "files":
                seen.append(world.registry.job(STUDY, JOB.id).status)
            return getattr(self._port, name)

    world.registry.ask(JOB)
    world.seen_as = lambda port, name: Watched(port) if name == "registry" else port
    work_off(JOB.call, world.services)
    assert seen == [JobStatus.RUNNING]


def test_a_small_file_is_done_at_once_and_a_refused_one_is_not(world):
    world.send(REFUSED, name="refused.csv")
    sizes = [fits_at_once(world.state(data), STUDY, world.services) for data in (GOOD, REFUSED)]
    assert sizes == [True, False]


def test_a_file_is_read_again_for_its_own_center_only(world):
    world.add_profile(profile(center=OTHER_CENTER))
    wish = RequestedRerun(
        STUDY, OTHER_CENTER, "ann", "new profile", "", world.registry.head(STUDY).journal_number
    )
    with pytest.raises(Missing):
        rerun_file(wish, world.state(GOOD).file_id, world.services)


def test_without_a_profile_there_is_no_recipe(world):
    with pytest.raises(NoProfile):
        wanted_recipe(STUDY, OTHER_CENTER, "main", world.services)
