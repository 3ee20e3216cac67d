"""Find results that a decision about another result could put on hold, as values that fit only in another unit (docs/fold.md).

The fold compares a value with the subject's other current values of the analyte. If another value is held, a decision about it changes
the others. So a value that is far from the rest depends on that decision.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, combinations
from statistics import median
from typing import Final

from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.fold.measurement_state import Held, MeasurementState
from hepaflow.domain.model import Comparator
from hepaflow.domain.values.numbers import converted, is_beyond_reach

_FEWEST_OTHERS: Final = 3
_WIDEST: Final = 4  # the highest of the others is at most so many times the lowest
_APART: Final = 5  # units that differ by ten times, and half or twice the median
_MOST: Final = 8  # values that depend on decisions: 256 combinations


@dataclass(slots=True)
class AnalyteCourse:
    """The values of an analyte that has open holds.

    Attributes:
        holds: the held observations with their measurements.
        sure: values of measurements without a hold.
        open: values that count or not, by decision.
    """

    holds: list[tuple[Measurement, Held]] = field(default_factory=list)
    sure: dict[Measurement, Fraction] = field(default_factory=dict)
    open: list[tuple[Measurement, Fraction]] = field(default_factory=list)

    def may_stray(self, place: Measurement, current: RunObservation) -> bool:
        """Say whether a decision about another measurement may leave this current value far from all others."""
        value = _exact(current)
        sure = [other for at, other in self.sure.items() if at != place]
        possible = [other for at, other in self.open if at != place]
        if value is None or not possible or (sure and max(sure) > _WIDEST * min(sure)):
            return False
        if len(possible) > _MOST:
            return True
        worlds = chain.from_iterable(combinations(possible, size) for size in range(len(possible) + 1))
        return any(_strays(value, sorted([*sure, *some])) for some in worlds)


def _strays(value: Fraction, others: Sequence[Fraction]) -> bool:
    """Say whether a value is so far from others, in order, that another unit may fit better."""
    if len(others) < _FEWEST_OTHERS or others[-1] > _WIDEST * others[0]:
        return False
    middle = median(others)
    return middle >= _APART * value or value >= _APART * middle


def courses_with_holds(timeline: Mapping[Measurement, MeasurementState]) -> dict[str, AnalyteCourse]:
    """Return the courses of the analytes that have an open hold, by analyte."""
    courses: dict[str, AnalyteCourse] = defaultdict(AnalyteCourse)
    for place, state in timeline.items():
        for held in state.held:
            courses[place.analyte].holds.append((place, held))
    for place, state in timeline.items() if courses else ():
        if place.analyte in courses:
            course = courses[place.analyte]
            current = _exact(state.current) if state.current is not None else None
            if current is not None and not state.held:
                course.sure[place] = current
            values = (current, *(_exact(held.sent) for held in state.held)) if state.held else ()
            course.open += ((place, value) for value in values if value is not None)
    return courses


def _exact(sent: RunObservation) -> Fraction | None:
    report = sent.observation
    if report.number is None or report.operator is not Comparator.EQ:
        return None
    return (
        None
        if is_beyond_reach(report.number, report.conversion)
        else converted(report.number, report.conversion)
    )
