"""Define ends of possible values: a number, and whether the number itself is meant or what lies just beside it."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from hepaflow.domain.answers.inputs import Input, PossibleValues

_ONE: Final = Fraction(1)


class End(NamedTuple):
    """One end of possible values. Ends are compared by number, then by side.

    Attributes:
        number: exact, in the canonical unit.
        side: 0: the number itself; -1: just below it; 1: just above it.
    """

    number: Fraction
    side: int = 0

    def times(self, factor: Fraction) -> "End":
        """Return a multiple of it; the factor is positive."""
        return End(self.number * factor, self.side)

    def __lt__(self, other: "End") -> bool:  # type: ignore[override]  # an end is compared with ends alone
        return self.side_of(other) < 0

    def __gt__(self, other: "End") -> bool:  # type: ignore[override]
        return self.side_of(other) > 0

    def __le__(self, other: "End") -> bool:  # type: ignore[override]
        return self.side_of(other) <= 0

    def __ge__(self, other: "End") -> bool:  # type: ignore[override]
        return self.side_of(other) >= 0

    def side_of(self, other: "End", factor: Fraction = _ONE) -> int:
        """Return where it lies against a multiple of another end: above it (1), below it (-1), on it (0).

        Products of whole numbers are compared: a fraction would be shortened first, which takes ten times as long.

        Args:
            other: the other end.
            factor: positive.
        """
        mine, its = self.number, other.number
        left, right = mine.numerator * its.denominator, its.numerator * mine.denominator
        if factor is not _ONE:
            left, right = left * factor.denominator, right * factor.numerator
        if left == right:
            left, right = self.side, other.side
        return (left > right) - (left < right)


LEAST: Final = End(Fraction(0), 1)  # in place of a low end that is missing: no result is below zero
GREATEST: Final = End(Fraction(10) ** 400)  # in place of a high end that is missing: beyond all results


def ends(values: PossibleValues | None) -> tuple[End, ...]:
    """Return both ends of possible values, the lower one first; one end if there is one value.

    Args:
        values: None: the result is not a number, so any number is possible.
    """
    if values is None:
        return LEAST, GREATEST
    if values.low is not None and values.low is values.high:  # one exact value
        return (End(values.low),)
    low, high = LEAST, GREATEST
    if values.high is not None:
        high = End(values.high, 0 if values.high_included else -1)
    if values.low is not None:
        low = End(values.low, 0 if values.low_included else 1)
    elif high <= LEAST:
        low = high
    return (low,) if low == high else (low, high)


def all_ends(known: Input) -> Iterator[End]:
    """Yield the ends of every candidate of an input, and those of all numbers if it may be absent."""
    for found in known.candidates:
        yield from ends(found.values)
    if known.may_be_absent:
        yield from (LEAST, GREATEST)
