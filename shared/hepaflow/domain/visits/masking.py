"""Find what of visits and results could show the arm to a masked caller."""

from collections.abc import Collection
from typing import Final

from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.visits.schedule import Schedule

_DAY: Final = len("2024-03-22")


def is_masked(protocol: Protocol, roles: Collection[str]) -> bool:
    """Say whether a caller is masked: each of his roles is. One role that sees everything is enough to see it."""
    masked = protocol.masking.roles if protocol.masking else ()
    return bool(roles) and set(roles) <= set(masked)


def masked_visits(protocol: Protocol) -> frozenset[int]:
    """Return the numbers of the visits that masked roles do not see, nor any count of them."""
    return frozenset(protocol.masking.visits if protocol.masking else ())


def masked_analytes(protocol: Protocol) -> frozenset[str]:
    """Return the analytes of which masked roles see no result and no answer."""
    return frozenset(protocol.masking.analytes if protocol.masking else ())


def shows_arm(schedule: Schedule, day: str) -> bool:
    """Say whether a specimen of this day could show the arm: it lies in the window of a masked visit.

    Args:
        schedule: the schedule of the subject.
        day: ISO 8601, as far as it is known. A day that may lie in such a window could show it, too.
    """
    hidden = masked_visits(schedule.protocol)
    if not hidden:
        return False
    if schedule.day_one is None or len(day) < _DAY:
        return True
    visit = schedule.visit_on(day[:_DAY])
    return visit is not None and visit.number in hidden
