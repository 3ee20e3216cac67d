"""Replace stored originals by the rows that are kept now: show first of which files more is stored, then change that.

One call does a part of the work, so that it ends within the time of a function. What the preview has found is a plan with a
digest. The confirmation names it; a file that is not as the plan says stays, and the answer lists it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from hepaflow.domain.identity import RunId, sha256
from hepaflow.domain.study.journal import Draft, EventKind, Head
from hepaflow.pipeline.changes.screening_plan import (
    Plan,
    PlannedFile,
    ScreeningProgress,
    StayingFile,
    begun,
    keep_plan,
    keep_progress,
    stored_plan,
    stored_progress,
)
from hepaflow.pipeline.changes.void import ReasonMissing
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.runs.copies.excess import Remedy, excess_of
from hepaflow.pipeline.runs.source_copy import source_key
from hepaflow.pipeline.services import Missing, Services
from hepaflow.ports import Change

ROWS_IN_A_PART: Final = (
    500_000  # read in one part: each is read twice, which takes a third of the function's time
)
FILES_IN_A_PART: Final = 500  # in one part, and in one event of the journal
_FILE_ID: Final = re.compile(r"[0-9a-f]{64}")
_COUNTED: Final = {Remedy.REPLACE: "replaced", Remedy.REMOVE: "removed", Remedy.NOTHING: "older_versions"}


@dataclass(frozen=True, slots=True)
class RequestedScreening:
    """What a data manager wants to be screened.

    Attributes:
        study: the study's id.
        center: whose files; "" for those of all centers.
        actor: who wants it.
        reason: why.
        confirm: the digest of the plan that may take effect, or "".
        journal_number: where the journal ended when it was wanted.
        job_id: the job that does it.
    """

    study: str
    center: str
    actor: str
    reason: str
    confirm: str
    journal_number: int
    job_id: str


def screen_copies(wish: RequestedScreening, services: Services) -> dict[str, Any] | None:
    """Do the next part of a screening; return its answer, or None if parts are left.

    Repeating it, also after an interruption, ends in the same state and gives the same answer.

    Args:
        wish: the request.
        services: the ports.

    Raises:
        Missing: the study has no definition.
        ReasonMissing: the reason is empty.
        ProfileGone: the registry lacks a profile version that a run was claimed with.
    """
    if not wish.reason.strip():
        raise ReasonMissing
    plan = stored_plan(wish.study, wish.confirm, services) if wish.confirm else None
    if plan is not None and plan.center == wish.center:
        return _carry_out(plan, wish, services)
    return _look(wish, services)


def _look(wish: RequestedScreening, services: Services) -> dict[str, Any] | None:
    progress = stored_progress(wish.study, wish.job_id, services)
    rows = 0
    for files, (center, key) in enumerate(_stored(wish, progress, services)):
        if rows >= ROWS_IN_A_PART or files == FILES_IN_A_PART:
            keep_progress(wish.study, wish.job_id, progress, services)
            return None
        rows += _look_at(wish.study, center, key, progress, services)
        progress.center, progress.key = center, key
    if not progress.planned:
        return progress.answer("unchanged", "")
    digest = keep_plan(wish.study, wish.center, wish.journal_number, progress, services)
    return progress.answer("to-confirm", digest)


def _stored(
    wish: RequestedScreening, progress: ScreeningProgress, services: Services
) -> Iterator[tuple[str, str]]:
    """Yield center and key of each stored file that was not looked at yet; registers never held more than is kept now."""
    definition = services.registry.definition(wish.study)
    if definition is None:
        raise Missing("study")
    centers = sorted(definition.centers) if not wish.center else [wish.center]
    for center in centers:
        if center < progress.center:
            continue
        progress.count(center)
        prefix = f"{wish.study}/{center}/"
        after = progress.key if center == progress.center else ""
        for key in services.source.everything(prefix, after):
            if _FILE_ID.fullmatch(key.removeprefix(prefix)):
                yield center, key


def _look_at(study: str, center: str, key: str, progress: ScreeningProgress, services: Services) -> int:
    """Look at one stored file; return how many rows were read for it."""
    file_id = key.rsplit("/", 1)[-1]
    found = excess_of(study, center, file_id, services)
    if found.remedy is None:
        progress.count(center, "left")
        progress.staying.append(StayingFile(center, file_id, found.obstacle))
        return found.rows
    versions = services.source.versions(key)
    older = versions[1:] if found.remedy is Remedy.NOTHING else versions
    locked = [until for version in older if (until := _lock(key, version, services)) is not None]
    if locked:
        _count_lock(center, file_id, locked, progress)
    if found.remedy is Remedy.NOTHING and not older:
        progress.count(center, "reduced")
    elif found.remedy is Remedy.REPLACE or len(locked) < len(older):
        progress.count(center, _COUNTED[found.remedy])
        copy = sha256(found.copy.data) if found.copy else ""
        progress.planned.append(PlannedFile(center, file_id, found.remedy, copy, found.rows))
    return found.rows


def _carry_out(plan: Plan, wish: RequestedScreening, services: Services) -> dict[str, Any] | None:
    progress = stored_progress(wish.study, wish.job_id, services)
    if not progress.counts:
        progress = begun(plan)
    first, planned = progress.done, plan.found.planned
    part = _part(planned[first:])
    changed = [file for file in part if _change(wish.study, file, progress, services)]
    if changed:
        _journal(plan, first, changed, wish, services)
    progress.done += len(part)
    if progress.done == len(planned):
        return progress.answer("done", "")
    keep_progress(wish.study, wish.job_id, progress, services)
    return None


def _part(planned: list[PlannedFile]) -> list[PlannedFile]:
    """Return the files of one part, all of one center; the same planned files always give the same part."""
    part: list[PlannedFile] = []
    rows = 0
    for file in planned[:FILES_IN_A_PART]:
        if rows >= ROWS_IN_A_PART or file.center != planned[0].center:
            break
        part.append(file)
        rows += file.rows
    return part


def _change(study: str, file: PlannedFile, progress: ScreeningProgress, services: Services) -> bool:
    """Change what is stored of a file; return False if it is not as the plan says, so that it stays."""
    key = source_key(RunId(study, file.center, file.file_id, 1))
    if not _holds_what_is_planned(study, key, file, services):
        progress.count(file.center, "left")
        progress.staying.append(StayingFile(file.center, file.file_id, "changed"))
        return False
    versions = services.source.versions(key)
    locked = []
    # the oldest first: while some are left, the newest is what is read
    for version in reversed(versions if file.remedy is Remedy.REMOVE else versions[1:]):
        if (until := _lock(key, version, services)) is not None:
            locked.append(until)
        else:
            services.source.remove(key, version)
    if locked:
        _count_lock(file.center, file.file_id, locked, progress)
    progress.count(file.center, _COUNTED[file.remedy])
    return True


def _holds_what_is_planned(study: str, key: str, file: PlannedFile, services: Services) -> bool:
    """Say whether the newest version of an object is what the plan wants; put the planned copy first if it is still missing."""
    data = services.source.get(key)
    if file.remedy is Remedy.REPLACE and data is not None and sha256(data) == file.copy:
        return True  # an earlier attempt has put it
    if file.remedy is Remedy.REMOVE and data is None:
        return True
    found = excess_of(study, file.center, file.file_id, services)
    if found.copy is None or found.remedy is not Remedy.REPLACE:
        return found.remedy is file.remedy
    if sha256(found.copy.data) != file.copy:
        return False
    services.source.put(found.copy)
    return True


def _journal(
    plan: Plan, first: int, changed: list[PlannedFile], wish: RequestedScreening, services: Services
) -> None:
    """Add the event of one part of a plan, unless an earlier attempt has added it.

    Args:
        plan: the plan.
        first: place of the part's first file in the plan.
        changed: the files that were changed.
        wish: the request.
        services: the ports.
    """
    details: dict[str, str | int] = {
        "center": changed[0].center,
        "plan": plan.digest,
        "part": first,
        **{kind: sum(file.remedy is remedy for file in changed) for remedy, kind in _COUNTED.items()},
        "file_ids": " ".join(file.file_id for file in changed),
    }

    def draw_up(_head: Head) -> tuple[Draft, Change] | None:
        for event in services.registry.events(wish.study, plan.journal_number):
            known = event.draft
            if known.kind is EventKind.COPIES_SCREENED and (known.details["plan"], known.details["part"]) == (
                plan.digest,
                first,
            ):
                return None
        return Draft(EventKind.COPIES_SCREENED, wish.actor, wish.reason, details), Change()

    append(services.registry, wish.study, services.clock, draw_up)


def _lock(key: str, version: str, services: Services) -> datetime | None:
    """Return until when a version is locked from now on; None where it can be removed."""
    until = services.source.locked_until(key, version)
    return until if until is not None and until > services.clock() else None


def _count_lock(center: str, file_id: str, locked: list[datetime], progress: ScreeningProgress) -> None:
    progress.count(center, "locked")
    progress.staying.append(StayingFile(center, file_id, "locked", max(locked).isoformat()))
