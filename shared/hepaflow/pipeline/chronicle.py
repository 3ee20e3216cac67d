"""Adds events to a study's journal: one conditional transaction each, tried again while others write too."""

from collections.abc import Callable

from hepaflow.domain.journal import Draft, Event, Head, following
from hepaflow.pipeline.services import Clock
from hepaflow.ports import Change, Journal, attempts

_RIVALS = 50  # times that another writer may come first; each time somebody's event was written
_DOUBLINGS = 4  # of the pause between two attempts: all of them together fit into one request of the API


class Crowded(Exception):
    """Others came first again and again; the queue or the caller tries later."""


def append(
    journal: Journal, study: str, clock: Clock, draw_up: Callable[[Head], tuple[Draft, Change] | None]
) -> Event | None:
    """Add an event to the journal and make its change, both or neither.

    Args:
        journal: where the journal is kept.
        study: whose journal.
        clock: the time of the event.
        draw_up: looks at the registry as it is and returns what to write, or None where nothing is left to do,
            be it that our own earlier attempt took effect after all. Called afresh before each attempt.

    Raises:
        Crowded: other writers came first too often.
    """
    for _ in attempts(_RIVALS, lambda failed: journal.pause(min(failed - 1, _DOUBLINGS))):
        head = journal.head(study)
        drawn = draw_up(head)
        if drawn is None:
            return None
        draft, change = drawn
        event = following(head, draft, clock())
        if journal.append(study, event, change):
            return event
    raise Crowded(study)
