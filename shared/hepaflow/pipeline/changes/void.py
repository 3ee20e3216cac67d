"""Void a whole file, or restore it; both are events of the journal (law 3)."""

from dataclasses import dataclass, replace
from typing import Any

from hepaflow.domain.identity import RunId
from hepaflow.domain.study.files import FileState, FileStatus, Visible
from hepaflow.domain.study.journal import Draft, Event, EventKind
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.changes.preview import Difference, difference_to_json, made_by
from hepaflow.pipeline.intake.announcements import announce_turn
from hepaflow.pipeline.runs.commit import Step, change_file
from hepaflow.pipeline.services import Services
from hepaflow.ports import Journal


class NoSuchFile(LookupError):
    """The study has no file of that id."""


class NothingCounts(Exception):
    """The file was refused, or is a register that does not wait: its rows have become entries, or none of its runs counted."""


class ReasonMissing(ValueError):
    """Nothing is voided or restored without a reason."""


class StandsAlready(Exception):
    """The file stands as wanted, and somebody else, or another reason, brought it there."""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """What it came to: the number of its event, and what that event has altered."""

    journal_number: int
    difference: Difference


def change_status(
    services: Services, actor: str, study: str, file_id: str, reason: str, *, counts: bool
) -> StatusChange:
    """Void or restore a file and return what that altered; the same request again gives the same answer.

    Args:
        services: the ports.
        actor: who asks for it.
        study: the study's id.
        file_id: the file.
        reason: why; recorded in the journal.
        counts: whether the file counts from now on: True restores it, False voids it.

    Raises:
        NoSuchFile: the study has no such file.
        NothingCounts: none of its runs ever counted.
        ReasonMissing: the reason is empty.
        StandsAlready: the file already has this status, set by another actor or for another reason.
    """
    turn = restore_file if counts else void_file
    state, event = turn(services, actor, study, file_id, reason)
    if event is None:
        kind = EventKind.FILE_RESTORED if counts else EventKind.FILE_VOIDED
        event = _last_event(services.registry, study, state)
        if (event.draft.kind, event.draft.actor, event.draft.reason) != (kind, actor, reason):
            raise StandsAlready
    announce_turn(study, state, event, services.registry.definition(study), services.announcements)
    if state.center == RESERVED_CENTER:  # it waited, so nothing of it has counted
        return StatusChange(event.journal_number, Difference())
    run = RunId(study, state.center, file_id, _last_counted(state).run_number)
    return StatusChange(event.journal_number, made_by(run, event.journal_number, services))


def status_change_to_json(turned: StatusChange) -> dict[str, Any]:
    """Return the answer as it is given and kept."""
    return {"number": turned.journal_number, "difference": difference_to_json(turned.difference)}


def _last_event(registry: Journal, study: str, state: FileState) -> Event:
    """Return the event that brought a file where it is; an earlier receipt that came to light did not."""
    events = (
        next(registry.events(study, visible.journal_number - 1, 1)) for visible in reversed(state.history)
    )
    return next(event for event in events if event.draft.kind is not EventKind.FILE_RECEIVED_EARLIER)


def void_file(
    services: Services, actor: str, study: str, file_id: str, reason: str
) -> tuple[FileState, Event | None]:
    """Void a file, so that none of its runs counts; return its state and the event.

    In place of the event, None is returned where the file was void already.

    Args:
        services: the ports.
        actor: who voids it.
        study: the study's id.
        file_id: the file.
        reason: why; recorded in the journal.

    Raises:
        NoSuchFile: the study has no such file.
        NothingCounts: none of its runs ever counted.
        ReasonMissing: the reason is empty.
    """
    return _turn(services, study, file_id, Draft(EventKind.FILE_VOIDED, actor, reason, {}))


def restore_file(
    services: Services, actor: str, study: str, file_id: str, reason: str
) -> tuple[FileState, Event | None]:
    """Restore a voided file, so that its last counted run counts again; return its state and the event.

    In place of the event, None is returned where the file counts already.

    Args:
        services: the ports.
        actor: who restores it.
        study: the study's id.
        file_id: the file.
        reason: why; recorded in the journal.

    Raises:
        NoSuchFile: the study has no such file.
        NothingCounts: none of its runs ever counted.
        ReasonMissing: the reason is empty.
    """
    return _turn(services, study, file_id, Draft(EventKind.FILE_RESTORED, actor, reason, {}))


def _turn(services: Services, study: str, file_id: str, draft: Draft) -> tuple[FileState, Event | None]:
    if not draft.reason.strip():
        raise ReasonMissing
    voids = draft.kind is EventKind.FILE_VOIDED
    wanted = FileStatus.VOIDED if voids else FileStatus.COMMITTED

    def step(now: FileState | None) -> Step | None:
        present = _present(now, file_id, voids=voids)
        if present.status is wanted:
            return None
        counted = _last_counted(present)
        # the receipt of the earliest delivery may have come to light while the file was void
        received = present.history[-1].received
        visible = replace(counted, run_number=0 if voids else counted.run_number, received=received)
        state = replace(present, status=wanted)
        number = counted.run_number or present.run_number
        return Step(draft.kind, draft.actor, state, visible, draft.reason, {"n": number})

    center = _present(services.registry.view(study, [file_id]).state(file_id), file_id, voids=voids).center
    known, event = change_file(services, study, center, file_id, step)
    return _present(known, file_id, voids=voids), event


def _present(state: FileState | None, file_id: str, *, voids: bool) -> FileState:
    """Return the state of a file that can be voided or restored; of registers only one that waits can be voided."""
    if state is None or state.file_id != file_id:
        raise NoSuchFile
    waited = voids and state.status in {FileStatus.TO_CONFIRM, FileStatus.VOIDED}
    if state.status is FileStatus.REFUSED or (state.center == RESERVED_CENTER and not waited):
        raise NothingCounts
    return state


def _last_counted(state: FileState) -> Visible:
    """Return the last run that counted; of a register that waits the last entry of its history."""
    return next((visible for visible in reversed(state.history) if visible.run_number), state.history[-1])
