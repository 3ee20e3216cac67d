"""Publish the outcome of a file or delivery."""

from dataclasses import asdict
from itertools import takewhile

from hepaflow.domain.protocol.masked_parts import masks_anything, masks_dates
from hepaflow.domain.study.files import Counts, Delivery, FileState, FileStatus
from hepaflow.domain.study.journal import Event, EventKind
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.ports import Announcement, Announcements

RESTORED = "restored"  # the file is committed again; nothing new was read


def announce_run(
    study: str,
    version_id: str,
    state: FileState,
    definition: StudyDefinition | None,
    announcements: Announcements,
) -> None:
    """Tell what a file became by its newest run; again in the same words while there is none newer, also once it is void.

    Args:
        study: the study's id.
        version_id: of the delivery that the run was claimed for.
        state: the file as it is by now.
        definition: the newest definition of the study: it says what is masked.
        announcements: who is told.
    """
    waits = not state.refusal and not any(visible.run_number == state.run_number for visible in state.history)
    outcome = (
        FileStatus.REFUSED if state.refusal else FileStatus.TO_CONFIRM if waits else FileStatus.COMMITTED
    )
    announcements.announce(
        Announcement(
            study,
            state.center,
            version_id,
            outcome,
            _named(state, definition),
            state.run_number,
            _since(state),
            _counts(state, definition),
            feed=_feed(state, state.run_number),
        )
    )


def announce_turn(
    study: str,
    state: FileState,
    event: Event,
    definition: StudyDefinition | None,
    announcements: Announcements,
) -> None:
    """Announce that a file was voided or restored, with the run concerned and the event's journal number.

    Args:
        study: the study's id.
        state: the file as it is after the event.
        event: the event that voided or restored it.
        definition: the newest definition of the study: it says what is masked.
        announcements: where it is published.
    """
    outcome = FileStatus.VOIDED if event.draft.kind is EventKind.FILE_VOIDED else RESTORED
    n = int(event.draft.details["n"])
    announcements.announce(
        Announcement(
            study,
            state.center,
            "",
            outcome,
            _named(state, definition),
            n,
            event.journal_number,
            _counts(state, definition),
            feed=_feed(state, n),
        )
    )


def _feed(state: FileState, run_number: int) -> str:
    """Return the feed whose profile read a run; of a refused run, which never counted, that of the newest entry."""
    counted = (visible.feed for visible in reversed(state.history) if visible.run_number == run_number)
    return next(counted, state.history[-1].feed)


def _counts(state: FileState, definition: StudyDefinition | None) -> dict[str, int]:
    """Return the counts of rows; none if the study masks something from any role, since anybody may subscribe."""
    return {} if definition and masks_anything(definition.protocol) else asdict(Counts(*state.counts))


def _named(state: FileState, definition: StudyDefinition | None) -> str:
    """Return the id of the file; none of a register with masked dates: of the hash of its bytes, they could be tried out."""
    of_register = state.center == RESERVED_CENTER
    return "" if of_register and definition and masks_dates(definition.protocol) else state.file_id


def _since(state: FileState) -> int:
    """Return since when the newest run counts; an earlier delivery that came to light changed nothing about that.

    Of a refused file, none of whose runs ever counted, return since when it stands so.
    """
    counted = [visible.journal_number for visible in state.history if visible.run_number == state.run_number]
    if counted:
        return counted[0]
    last = state.history[-1].run_number
    same = takewhile(lambda visible: visible.run_number == last, reversed(state.history))
    return min(visible.journal_number for visible in same)


def announce_delivery(delivery: Delivery, announcements: Announcements) -> None:
    """Tell that a delivery waits, failed, or is too large; of a register without the id of the file, as `_named` may do."""
    news = Announcement(
        delivery.study,
        delivery.center,
        delivery.version_id,
        delivery.status,
        "" if delivery.center == RESERVED_CENTER else delivery.file_id,
        feed=delivery.feed,
    )
    announcements.announce(news)
