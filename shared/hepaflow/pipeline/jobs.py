"""Queue long work, run it from the queue, and write its answer beside the receipts."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.identity import RunId
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.files import FileState
from hepaflow.domain.study.jobs import Job, JobCall, JobKind, JobStatus
from hepaflow.pipeline.changes.hold_decisions import (
    MOST_DECISIONS,
    RequestedDecisions,
    TooManyHolds,
    decide_holds,
    decided_to_json,
)
from hepaflow.pipeline.changes.rerun import Overtaken
from hepaflow.pipeline.changes.rerun_choice import MOST_ROWS, TooMuch, rerun_center, rerun_file, rerun_to_json
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.rule_changes import redefined_to_json
from hepaflow.pipeline.changes.screening import RequestedScreening, screen_copies
from hepaflow.pipeline.changes.study_preview import preview_study, study_preview_to_json
from hepaflow.pipeline.changes.trial import trial_to_json, try_profile
from hepaflow.pipeline.changes.void import (
    NoSuchFile,
    NothingCounts,
    ReasonMissing,
    StandsAlready,
    change_status,
    status_change_to_json,
)
from hepaflow.pipeline.desk.definitions import VersionTaken
from hepaflow.pipeline.profiles.parse import DefinitionFault, profile_from_toml
from hepaflow.pipeline.profiles.patterns import PatternRefused
from hepaflow.pipeline.register.confirm import NothingWaits
from hepaflow.pipeline.register.person.of_study import EntryUnfit, FormerIdTaken
from hepaflow.pipeline.register.requests import register_answer
from hepaflow.pipeline.runs.recipe import NoProfile
from hepaflow.pipeline.runs.source_copy import SourceGone
from hepaflow.pipeline.runs.subjects import subjects_of
from hepaflow.pipeline.services import Missing, Services
from hepaflow.ports import StoredFile
from hepaflow.ports.limits import TooLong
from hepaflow.readers.copied import ReadOtherwise

# why something that was asked for is not possible, in words for a person
IMPOSSIBLE: Final[Mapping[type[Exception], str]] = {
    Overtaken: "The data changed in the meantime. Request a new preview.",
    NoProfile: "The center, or its feed, has no profile.",
    PatternRefused: "The pattern of subject ids can take too long. Add a version of the profile, or of the study's "
    "definition, with a simpler one.",
    SourceGone: "The file contained personal data, so no copy was kept. Ask the center to send it again.",
    ReadOtherwise: "Only the rows of the file were kept, and the profile now reads other cells. "
    "Void the file and ask the lab to export it again.",
    NoSuchFile: "There is no such file.",
    NothingCounts: "The file was refused, so none of its runs ever counted.",
    ReasonMissing: "A reason is required.",
    StandsAlready: "The file, or the register, already has this status, set by another user or for another reason. "
    "See the journal.",
    VersionTaken: "Another version was added in the meantime. Get the newest definition, and send yours as the next version.",
    NothingWaits: "The file does not wait for a confirmation.",
    FormerIdTaken: "A former id belongs to another subject, is the earlier screening of another one, or has former ids of its own.",
    EntryUnfit: "The entry does not fit what the register says by now. Send it again to see why.",
    DefinitionFault: "A center that the definition leaves out has data by now, or a feed has a profile or waiting files. "
    "Add the center or the feed to the definition.",
    TooManyHolds: f"More than {MOST_DECISIONS:,} observations are held for this issue. Name an analyte or a file.",
    TooMuch: f"The files have more than {MOST_ROWS:,} rows together. Run them again one by one.",
}
_FORESEEN: Final[tuple[type[Exception], ...]] = (*IMPOSSIBLE, Missing, TooLong)
_ROWS_AT_ONCE = 20_000  # are read within seconds
_SUBJECTS_AT_ONCE = 100  # about 50 ms each to fold before and after
_OUR_FAULT = "The job failed because of a fault on our side. Request it again once the fault is fixed."


def fits_at_once(state: FileState, study: str, services: Services) -> bool:
    """Say whether a file is small enough to compute what a change of it alters while the caller waits.

    Args:
        state: the file as it is now.
        study: the study's id.
        services: the ports.
    """
    runs = [visible.run_number for visible in state.history if visible.run_number]
    if not runs or state.counts[0] > _ROWS_AT_ONCE:
        return False
    return (
        len(subjects_of(RunId(study, state.center, state.file_id, runs[-1]), services)) <= _SUBJECTS_AT_ONCE
    )


def ask(services: Services, job: Job) -> Job:
    """Have a job done; the same one again is done again only where it is not done yet."""
    kept = services.registry.ask(job)
    if kept.status is not JobStatus.DONE:
        services.queue.begin(kept.call)
    return kept


def found_job(services: Services, study: str, job_id: str) -> tuple[Job, dict[str, Any] | None]:
    """Return a job, and its answer once it is done.

    The answer is a JSON object with the keys that this kind of job answers with; None until the job is done.

    Args:
        services: the ports.
        study: the study's id.
        job_id: the job's id.

    Raises:
        Missing: there is no such job.
    """
    job = services.registry.job(study, job_id)
    if job is None:
        raise Missing("job")
    kept = services.receipts.get(_place(job)) if job.status is JobStatus.DONE else None
    return job, json.loads(kept) if kept is not None else None


def work_off(call: JobCall, services: Services) -> Job:
    """Do a job and keep its answer; a retry after any crash ends in the same answer.

    A job that comes in parts is queued again after each of them but the last.

    Raises:
        Missing: there is no such job.
    """
    job = services.registry.job(call.study, call.id)
    if job is None:
        raise Missing("job")
    if job.status is JobStatus.DONE:
        return job
    services.registry.settle(replace(job, status=JobStatus.RUNNING, detail=""))
    try:
        answer = _answer(job, services)
    except _FORESEEN as obstacle:
        settled = replace(job, status=JobStatus.FAILED, detail=IMPOSSIBLE.get(type(obstacle), str(obstacle)))
    else:
        if answer is None:
            services.queue.begin(call)
            return replace(job, status=JobStatus.RUNNING, detail="")
        text = json.dumps(answer, ensure_ascii=False, sort_keys=True)
        services.receipts.put(StoredFile(_place(job), text.encode(), "application/json; charset=utf-8"))
        settled = replace(job, status=JobStatus.DONE, detail="")
    services.registry.settle(settled)
    return settled


def give_up(call: JobCall, services: Services) -> None:
    """Mark a job as failed on our side; one that is done stays done."""
    job = services.registry.job(call.study, call.id)
    if job is not None:
        services.registry.settle(replace(job, status=JobStatus.FAILED, detail=_OUR_FAULT))


def _answer(job: Job, services: Services) -> dict[str, Any] | None:
    """Do a job; return its answer, or None if parts of it are left."""
    return _DOING[job.kind](job, services)


def _try(job: Job, services: Services) -> dict[str, Any]:
    draft = profile_from_toml(job.request["profile"])
    return trial_to_json(try_profile(draft, job.request["file_id"], job.journal_number, services))


def _turn(job: Job, services: Services) -> dict[str, Any]:
    counts, asked = job.kind is JobKind.RESTORE, job.request
    place = job.actor, job.study, asked["file_id"], asked["reason"]
    return status_change_to_json(change_status(services, *place, counts=counts))


def _redefine(job: Job, services: Services) -> dict[str, Any]:
    return redefined_to_json(services, job.actor, job.request)


def _screen(job: Job, services: Services) -> dict[str, Any] | None:
    asked = job.request
    about = job.study, asked["center"], job.actor, asked["reason"], asked["confirm"]
    return screen_copies(RequestedScreening(*about, job.journal_number, job.id), services)


def _decide(job: Job, services: Services) -> dict[str, Any]:
    return decided_to_json(decide_holds(_requested_decisions(job), services))


def _requested_decisions(job: Job) -> RequestedDecisions:
    asked = job.request
    return RequestedDecisions(
        job.study,
        asked["center"],
        job.actor,
        DecisionKind(asked["kind"]),
        IssueCode(asked["code"]),
        asked["reason"],
        asked["confirm"],
        job.journal_number,
        asked["analyte"],
        asked["file_id"],
    )


def _reread(job: Job, services: Services) -> dict[str, Any]:
    """Read a file, the files of a center or those of all centers again, or show what that changes."""
    asked = job.request
    wish = RequestedRerun(
        job.study,
        asked["center"],
        job.actor,
        asked["reason"],
        asked["confirm"],
        job.journal_number,
        asked.get("feed", ""),
    )
    if job.kind is JobKind.STUDY_PREVIEW:
        return study_preview_to_json(preview_study(wish, services))
    if job.kind is JobKind.RERUN:
        return rerun_to_json(rerun_file(wish, asked["file_id"], services))
    return rerun_to_json(rerun_center(wish, services))


def _place(job: Job) -> str:
    return f"{job.study}/jobs/{job.id}.json"


_DOING: Final[Mapping[JobKind, Callable[[Job, Services], dict[str, Any] | None]]] = {
    JobKind.TRIAL: _try,
    JobKind.VOID: _turn,
    JobKind.RESTORE: _turn,
    JobKind.RERUN: _reread,
    JobKind.RERUNS: _reread,
    JobKind.STUDY_PREVIEW: _reread,
    JobKind.DEFINITION: _redefine,
    JobKind.SCREENING: _screen,
    JobKind.HOLDS: _decide,
    JobKind.CONFIRMATION: register_answer,
    JobKind.SUBJECT: register_answer,
    JobKind.CLOSING: register_answer,
    JobKind.REOPENING: register_answer,
}
