"""Check, while a register file takes effect row by row, that nothing is altered that was not shown."""

from hepaflow.domain.study.journal import Event, EventKind, Head
from hepaflow.pipeline.changes.preview import Difference
from hepaflow.pipeline.reading.open_file import Bytes
from hepaflow.pipeline.register.entries import Check
from hepaflow.pipeline.register.file import planned_changes
from hepaflow.pipeline.register.preview import register_difference
from hepaflow.pipeline.register.rows import RegisterFile
from hepaflow.pipeline.services import Services
from hepaflow.ports import Change

_ENTRIES = frozenset({EventKind.SUBJECT_REGISTERED, EventKind.SUBJECT_CHANGED})


class Disturbed(Exception):
    """The study changed: the rows that are left would alter what nobody was shown, or the file was settled by another."""


def guarded(  # noqa: PLR0913, PLR0917 each part comes from another place
    services: Services,
    file: RegisterFile,
    data: Bytes,
    shown: Difference,
    number: int,
    file_id: str,
    begun_at: int | None = None,
) -> Check:
    """Return what checks each entry of a file before it is written, at the head of the journal that it follows.

    Events of the file itself change nothing about what its other rows alter. After any other event, what is left is
    compared with what was shown.

    Args:
        services: the ports.
        file: study, receipt, sender and reason of the file.
        data: the file, or what is kept of it.
        shown: what the file may alter.
        number: the journal number for which it was shown.
        file_id: the file.
        begun_at: the journal number of the event that its rows take effect from now on; None: it has none.

    Raises:
        Disturbed: raised by the check, where the entry may not be written.
    """
    looked_at = [number]

    def check(head: Head, _change: Change) -> None:
        since, end = looked_at[0], head.journal_number
        events = services.registry.events(file.study, since, end - since) if end > since else ()
        others = [
            event for event in events if event.journal_number != begun_at and not _is_entry_of(event, file_id)
        ]
        if any(event.draft.details.get("file_id") == file_id for event in others):
            raise Disturbed
        if others:
            left = planned_changes(services.registry, file, data, end).changes
            if not register_difference(services, file.study, left, end).within(shown):
                raise Disturbed
        looked_at[0] = end

    return check


def _is_entry_of(event: Event, file_id: str) -> bool:
    return event.draft.kind in _ENTRIES and event.draft.details.get("file_id") == file_id
