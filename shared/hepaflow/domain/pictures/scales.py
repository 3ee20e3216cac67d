"""Choose the ends and ticks of an axis from the numbers that are drawn along it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Final

_STEPS: Final = (Decimal(1), Decimal(2), Decimal(5))
_MOST_TICKS: Final = 7
_MOST_OF_LOG: Final = 10
_ONE, _TEN = Decimal(1), Decimal(10)


class ScaleKind(StrEnum):
    """How numbers are spaced along an axis."""

    LOG = "log"
    LINEAR = "linear"


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis of numbers.

    Attributes:
        kind: how numbers are spaced.
        low: its lower end.
        high: its upper end.
        ticks: the numbers that are written along it, in order.
    """

    kind: ScaleKind
    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]


def log_scale(numbers: Iterable[Decimal], least: Decimal, greatest: Decimal) -> Scale:
    """Return a log axis. Its ends are 1, 2 or 5 times a power of ten.

    Args:
        numbers: what is drawn along it; all are positive.
        least: the lower end is not above it.
        greatest: the upper end is not below it.
    """
    found = [least, greatest, *numbers]
    low, high = _nice_below(min(found)), _nice_above(max(found))
    first, last = low.adjusted(), high.adjusted()
    every = [
        one
        for power in range(first, last + 1)
        for step in _STEPS
        if low <= (one := step.scaleb(power)) <= high
    ]
    if len(every) > _MOST_OF_LOG:
        gap = -(-(last - first) // (_MOST_TICKS - 1)) or 1
        every = [one for power in range(first, last + 1, gap) if low <= (one := _ONE.scaleb(power)) <= high]
    return Scale(ScaleKind.LOG, _plain(low), _plain(high), tuple(map(_plain, every)))


def linear_scale(numbers: Iterable[Decimal], least: Decimal, greatest: Decimal) -> Scale:
    """Return a linear axis with four to seven ticks at equal steps; its ends are ticks.

    Args:
        numbers: what is drawn along it.
        least: the lower end is not above it.
        greatest: the upper end is not below it, and greater than `least`.
    """
    found = [least, greatest, *numbers]
    low, high = min(found), max(found)
    step = _nice_above((high - low) / (_MOST_TICKS - 2))
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    ticks = tuple(_plain(step * (first + place)) for place in range(int(last - first) + 1))
    return Scale(ScaleKind.LINEAR, ticks[0], ticks[-1], ticks)


def _nice_above(number: Decimal) -> Decimal:
    """Return the least of 1, 2 and 5 times a power of ten that is not below a positive number."""
    power = number.adjusted()
    return next(one for step in (*_STEPS, _TEN) if (one := step.scaleb(power)) >= number)


def _nice_below(number: Decimal) -> Decimal:
    power = number.adjusted()
    return next(one for step in reversed(_STEPS) if (one := step.scaleb(power)) <= number)


def _plain(number: Decimal) -> Decimal:
    """Return a number that is written without an exponent."""
    return Decimal(f"{number:f}")
