"""Find the days on which a specimen may have been collected: several for a partial date, or if nobody knows the time zone."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from hepaflow.domain.answers.inputs import SpecimenDay
from hepaflow.domain.answers.local_time import DAY, NO_ZONES, Zones, day_at_center, times_at_center
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.study.days import first_day, last_day


class PossibleDays(NamedTuple):
    """The days of which one is the day of collection.

    Attributes:
        days: ISO 8601, in order; none: nothing was reported, or nobody gave a date.
        doubt: why there are several; None: there are not.
    """

    days: tuple[str, ...]
    doubt: ReasonKind | None = None

    def reason(self, place: Measurement) -> tuple[AnswerReason, ...]:
        """Return why nobody knows the day of a measurement; empty if it is known."""
        return () if self.doubt is None else (AnswerReason(self.doubt, place.analyte, place),)


_NONE: Final = PossibleDays(())


def possible_days(state: MeasurementState, zones: Zones = NO_ZONES) -> PossibleDays:
    """Return the days on which a measurement may have been collected, local to the center.

    Args:
        state: what is known of the measurement.
        zones: the time zones of centers.
    """
    sent = state.current or next(state.observations(), None)
    if sent is None:
        return _NONE
    times = {*times_at_center(sent, zones)}
    times.update(time for held in state.held for time in times_at_center(held.sent, zones))
    times.discard("")
    days = sorted({at[:DAY] for at in times})
    if not days:
        return _NONE
    if any(len(day) < DAY for day in days):
        return _between(min(map(first_day, days)), max(map(last_day, days)))
    return PossibleDays(tuple(days), ReasonKind.TIME_ZONE if len(days) > 1 else None)


def day_of(state: MeasurementState, zones: Zones = NO_ZONES) -> str | None:
    """Return the day on which a measurement was collected, local to the center; None for a date that is not known to the day.

    Args:
        state: what is known of the measurement.
        zones: the time zones of centers.
    """
    sent = state.current or next(state.observations(), None)
    return day_at_center(sent, zones) if sent else None


@lru_cache(maxsize=256)
def _between(first: str, last: str) -> PossibleDays:
    """Return the days of a partial date."""
    start = date.fromisoformat(first)
    count = (date.fromisoformat(last) - start).days + 1
    days = tuple((start + timedelta(days=number)).isoformat() for number in range(count))
    return PossibleDays(days, ReasonKind.PARTIAL_DATE)


def partial_days_once(days: Iterable[SpecimenDay]) -> Iterator[SpecimenDay]:
    """Yield days, and of those that the same partial dates may mean the first one: its results are the same on each of them."""
    before: SpecimenDay | None = None
    for day in days:
        if day.is_partial:
            if before is not None and before.inputs == day.inputs:
                continue
            before = day
        yield day
