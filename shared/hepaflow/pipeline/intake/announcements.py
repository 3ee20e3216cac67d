"""Publish the outcome of a file or delivery."""

from dataclasses import asdict
from itertools import takewhile

from hepaflow.domain.study.files import Counts, Delivery, FileState, FileStatus
from hepaflow.domain.study.journal import Event, EventKind
from hepaflow.ports import Announcement, Announcements

RESTORED = "restored"  # the file is committed again; nothing new was read


def announce_run(study: str, version_id: str, state: FileState, announcements: Announcements) -> None:
    """Tell what a file became by its newest run; again in the same words while there is none newer, also once it is void.

    Args:
        study: the study's id.
        version_id: of the delivery that the run was claimed for.
        state: the file as it is by now.
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
            state.file_id,
            state.run_number,
            _since(state),
            _counts(state),
            feed=_feed(state, state.run_number),
        )
    )


def announce_turn(study: str, state: FileState, event: Event, announcements: Announcements) -> None:
    """Announce that a file was voided or restored, with the run concerned and the event's journal number.

    Args:
        study: the study's id.
        state: the file as it is after the event.
        event: the event that voided or restored it.
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
            state.file_id,
            n,
            event.journal_number,
            _counts(state),
            feed=_feed(state, n),
        )
    )


def _feed(state: FileState, run_number: int) -> str:
    """Return the feed whose profile read a run; of a refused run, which never counted, that of the newest entry."""
    counted = (visible.feed for visible in reversed(state.history) if visible.run_number == run_number)
    return next(counted, state.history[-1].feed)


def _counts(state: FileState) -> dict[str, int]:
    return asdict(Counts(*state.counts))


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
    """Tell that a delivery waits, failed, or is too large."""
    news = Announcement(
        delivery.study,
        delivery.center,
        delivery.version_id,
        delivery.status,
        delivery.file_id,
        feed=delivery.feed,
    )
    announcements.announce(news)
