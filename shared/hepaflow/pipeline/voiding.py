"""A data manager takes a whole file out of what counts, and puts it back (law 3: both are events of the journal)."""

from dataclasses import replace

from hepaflow.domain.files import FileState, FileStatus, Visible
from hepaflow.domain.journal import Draft, Event, EventKind, Head
from hepaflow.pipeline.chronicle import Clock, append
from hepaflow.ports import Change, Registry


class NoSuchFile(LookupError):  # noqa: N818 an answer, not an error
    """The study has no file of that id."""


class NothingCounts(Exception):  # noqa: N818 names the state of the file
    """The file was refused: none of its runs ever counted."""


class ReasonMissing(ValueError):  # noqa: N818 names what is missing
    """Nothing is voided or restored without a reason."""


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
        return replace(draft, details=details), Change(state=state, was=present)

    return append(registry, study, clock, draw_up)


def _present(registry: Registry, study: str, file_id: str) -> FileState:
    state = registry.view(study, [file_id]).state(file_id)
    if state is None or state.file_id != file_id:
        raise NoSuchFile
    if state.status is FileStatus.REFUSED:
        raise NothingCounts
    return state


def _last_counted(state: FileState) -> Visible:
    return next(visible for visible in reversed(state.history) if visible.n)
