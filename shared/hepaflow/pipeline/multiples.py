"""Compare results with multiples of the upper limit of their reference range, exactly."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from hepaflow.domain.model import Comparator, Observation
from hepaflow.domain.values.numbers import multiple_of


class MultipleFit(StrEnum):
    """Whether a result is within bounds of multiples."""

    WITHIN = "within"
    OUTSIDE = "outside"
    UNCERTAIN = "uncertain"  # a result such as `>90` may be within or not
    WITHOUT = "without"  # a result without a number, or without an upper limit


@dataclass(frozen=True, slots=True)
class Multiples:
    """Bounds of multiples of the upper limit, both included; None: there is no bound."""

    first: Fraction | None = None
    last: Fraction | None = None


def multiple_fit(report: Observation, bounds: Multiples) -> MultipleFit:
    """Return whether a result is within bounds: certain only if every value that its operator allows is.

    Args:
        report: the result; its number and range are compared as they were reported, with the exact conversion.
        bounds: the bounds.
    """
    multiple = multiple_of(report)
    if multiple is None:
        return MultipleFit.WITHOUT
    is_above = bounds.first is None or multiple >= bounds.first
    is_below = bounds.last is None or multiple <= bounds.last
    match report.operator:
        case Comparator.EQ:
            return MultipleFit.WITHIN if is_above and is_below else MultipleFit.OUTSIDE
        case Comparator.GT | Comparator.GE:
            touches = report.operator is Comparator.GT and multiple == bounds.last
            if not is_below or touches:
                return MultipleFit.OUTSIDE
            return MultipleFit.WITHIN if is_above and bounds.last is None else MultipleFit.UNCERTAIN
        case Comparator.LT | Comparator.LE:
            touches = report.operator is Comparator.LT and multiple == bounds.first
            if not is_above or touches:
                return MultipleFit.OUTSIDE
            return MultipleFit.WITHIN if is_below and bounds.first is None else MultipleFit.UNCERTAIN
