"""Append events to a study's journal, one conditional transaction each; verify it."""

from collections.abc import Callable

from hepaflow.domain.study.journal import Draft, Event, Head, first_fault, following
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


def event_at(registry: Journal, study: str, number: int) -> Event:
    """Return an event of a journal.

    Args:
        registry: where the journal is kept.
        study: whose journal.
        number: of an event that exists.
    """
    return next(iter(registry.events(study, number - 1, 1)))


def journal_fault(registry: Journal, study: str) -> int | None:
    """Return the number at which a study's journal does not hold; None where it does.

    The head is read first: what others write in the meantime lies beyond it.
    """
    head = registry.head(study)
    return first_fault(registry.events(study, limit=head.journal_number or 1), end=head)
