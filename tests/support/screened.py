"""Store files as versions before did, and have them screened."""

from typing import Any

from tests.unit.pipeline.studies import CENTER, FIRST, GOOD, SECOND, STUDY, World

from hepaflow.domain.identity import RunId, file_id
from hepaflow.domain.study.jobs import Job, JobKind
from hepaflow.pipeline.jobs import ask, found_job, work_off
from hepaflow.pipeline.runs.source_copy import source_key
from hepaflow.ports import StoredFile

NAMED = GOOD.replace(b"Status", b"Status,Channel", 1).replace(b"final\n", b"final,Zhang Wei\n")


def key_of(data: bytes, center: str = CENTER) -> str:
    return source_key(RunId(STUDY, center, file_id(STUDY, center, data), 1))


def stored_before(world: World, *files: bytes, center: str = CENTER) -> World:
    """Have files sent, and stored as versions before did: as they were sent, and in one version."""
    for number, data in enumerate(files):
        world.send(data, (FIRST, SECOND)[number % 2], name=f"{number}.csv", center=center)
        keep_whole(world, data, center)
    return world


def keep_whole(world: World, data: bytes, center: str = CENTER) -> None:
    key = key_of(data, center)
    for version in world.source.versions(key):
        world.source.remove(key, version)
    world.source.put(StoredFile(key, data, "application/octet-stream"))


def screened(world: World, confirm: str = "", center: str = "", study: str = STUDY) -> Any:
    """Have a screening asked for and done, in as many parts as it takes."""
    asked = {"center": center, "reason": "names", "confirm": confirm}
    number = world.registry.head(study).journal_number
    job = ask(world.services, Job(study, JobKind.SCREENING, "ann", number, asked))
    while world.queue.calls:
        work_off(world.queue.calls.pop(0), world.services)
    return found_job(world.services, study, job.id)[1]
