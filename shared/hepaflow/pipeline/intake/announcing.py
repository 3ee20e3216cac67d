"""Who asked to be told is told what became of a file, and of a delivery that waits or failed (docs/architecture.md)."""

from dataclasses import asdict
from itertools import takewhile

from hepaflow.domain.files import Delivery, FileState
from hepaflow.pipeline.reading.outcome import Counts
from hepaflow.ports import Announcement, Announcements


class Silence:
    """Nobody asked to be told."""

    def announce(self, news: Announcement) -> None:
        """Tell nobody."""


def announce_file(delivery: Delivery, state: FileState, announcements: Announcements) -> None:
    """Tell what a file became by its newest run; on redelivery once more, in the same words while nothing changes."""
    news = Announcement(
        delivery.study,
        delivery.center,
        delivery.version_id,
        state.status,
        state.file_id,
        state.run,
        _since(state),
        asdict(Counts(*state.counts)),
    )
    announcements.announce(news)


def _since(state: FileState) -> int:
    """Return since when the file stands so; an earlier delivery that came to light since changed nothing about that."""
    last = state.history[-1].n
    same = takewhile(lambda visible: visible.n == last, reversed(state.history))
    return min(visible.number for visible in same)


def announce_delivery(delivery: Delivery, announcements: Announcements) -> None:
    """Tell that a delivery waits, or failed."""
    news = Announcement(
        delivery.study, delivery.center, delivery.version_id, delivery.status, delivery.file_id
    )
    announcements.announce(news)
