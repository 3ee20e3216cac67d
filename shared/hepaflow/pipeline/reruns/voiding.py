"""A data manager takes a whole file out of what counts, and puts it back (law 3: both are events of the journal)."""

from dataclasses import dataclass, replace
from typing import Any

from hepaflow.domain.files import FileState, FileStatus, Visible
from hepaflow.domain.identity import RunId
from hepaflow.domain.journal import Draft, Event, EventKind, Head
from hepaflow.domain.register import RESERVED_CENTER
from hepaflow.pipeline.chronicle import Clock, append
from hepaflow.pipeline.intake.announcing import announce_turn
from hepaflow.pipeline.reruns.differences import Difference, as_told, made_by
from hepaflow.pipeline.runs.cumulative import newest_with
from hepaflow.pipeline.runs.workplace import Workplace
from hepaflow.ports import Change, Registry


class NoSuchFile(LookupError):  # noqa: N818 an answer, not an error
    """The study has no file of that id."""


class NothingCounts(Exception):  # noqa: N818 names the state of the file
    """The file was refused, or is a register, whose rows have become entries: none of its runs ever counted."""


class ReasonMissing(ValueError):  # noqa: N818 names what is missing
    """Nothing is voided or restored without a reason."""


class StandsAlready(Exception):  # noqa: N818 an answer, not an error
    """The file stands as wanted, and somebody else, or another reason, brought it there."""


@dataclass(frozen=True, slots=True)
class Turned:
    """What it came to: the number of its event, and what that event has altered."""

    number: int
    difference: Difference


def turn_file(
    services: Workplace, actor: str, study: str, file_id: str, reason: str, *, counts: bool
) -> Turned:
    """Let a file count, or not, and say what that altered; the same wish once more gives the same answer.

    Raises:
        NoSuchFile: likewise.
        NothingCounts: likewise.
        ReasonMissing: likewise.
        StandsAlready: likewise.
    """
    registry = services.registry
    turn = restore_file if counts else void_file
    event = turn(registry, services.clock, actor, study, file_id, reason)
    state = _present(registry, study, file_id)
    if event is None:
        kind = EventKind.FILE_RESTORED if counts else EventKind.FILE_VOIDED
        event = _last_event(registry, study, state)
        if (event.draft.kind, event.draft.actor, event.draft.reason) != (kind, actor, reason):
            raise StandsAlready
    announce_turn(study, state, event, services.announcements)
    run = RunId(study, state.center, file_id, _last_counted(state).n)
    return Turned(event.number, made_by(run, event.number, services))


def turned_as_told(turned: Turned) -> dict[str, Any]:
    """Return the answer as it is given and kept."""
    return {"number": turned.number, "difference": as_told(turned.difference)}


def _last_event(registry: Registry, study: str, state: FileState) -> Event:
    """Return the event that brought a file where it is; an earlier receipt that came to light did not."""
    events = (next(registry.events(study, visible.number - 1, 1)) for visible in reversed(state.history))
    return next(event for event in events if event.draft.kind is not EventKind.FILE_RECEIVED_EARLIER)


def void_file(
    registry: Registry, clock: Clock, actor: str, study: str, file_id: str, reason: str
) -> Event | None:
    """Let no run of a file count from now on; None where none does already.

    Raises:
        NoSuchFile: likewise.
        NothingCounts: likewise.
        ReasonMissing: likewise.
    """
    return _turn(registry, clock, study, file_id, Draft(EventKind.FILE_VOIDED, actor, reason, {}))


def restore_file(
    registry: Registry, clock: Clock, actor: str, study: str, file_id: str, reason: str
) -> Event | None:
    """Let the run count again that counted before the file was voided; None where it does already.

    Raises:
        NoSuchFile: likewise.
        NothingCounts: likewise.
        ReasonMissing: likewise.
    """
    return _turn(registry, clock, study, file_id, Draft(EventKind.FILE_RESTORED, actor, reason, {}))


def _turn(registry: Registry, clock: Clock, study: str, file_id: str, draft: Draft) -> Event | None:
    if not draft.reason.strip():
        raise ReasonMissing
    voids = draft.kind is EventKind.FILE_VOIDED
    wanted = FileStatus.VOIDED if voids else FileStatus.COMMITTED

    def draw_up(head: Head) -> tuple[Draft, Change] | None:
        present = _present(registry, study, file_id)
        if present.status is wanted:
            return None
        counted = _last_counted(present)
        # the receipt of the earliest delivery may have come to light while the file was void
        visible = replace(
            counted,
            number=head.number + 1,
            n=0 if voids else counted.n,
            received=present.history[-1].received,
        )
        details: dict[str, str | int] = {
            "file_id": file_id,
            "center": present.center,
            "n": counted.n,
        }
        state = replace(present, status=wanted, history=(*present.history, visible))
        newest = newest_with(registry, study, state)
        return replace(draft, details=details), Change(state=state, was=present, newest=newest)

    return append(registry, study, clock, draw_up)


def _present(registry: Registry, study: str, file_id: str) -> FileState:
    state = registry.view(study, [file_id]).state(file_id)
    if state is None or state.file_id != file_id:
        raise NoSuchFile
    if state.status is FileStatus.REFUSED or state.center == RESERVED_CENTER:
        raise NothingCounts
    return state


def _last_counted(state: FileState) -> Visible:
    return next(visible for visible in reversed(state.history) if visible.n)
