"""Find the least and the greatest number that something may be, and those of several days."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from hepaflow.domain.answers.answer import Answer, FormulaVersion
from hepaflow.domain.answers.inputs import Input, PossibleInput
from hepaflow.domain.answers.reasons import BOUNDED, AnswerReason, ReasonKind
from hepaflow.domain.grades.corners import Dependency
from hepaflow.domain.grades.ends import GREATEST, LEAST, End, ends
from hepaflow.domain.values.numbers import plain_digits, rounded

LOWEST: Final = End(-GREATEST.number)  # in place of a low end that is missing, of differences
_DIGITS: Final = 20
_BEYOND: Final = GREATEST.number / 10**100
_BEYOND_BITS: Final = _BEYOND.numerator.bit_length() - 2  # a number of fewer bits is not beyond it


class Bounds(NamedTuple):
    """What a number may be.

    Attributes:
        low: the least one.
        high: the greatest one.
        reasons: why it is not one number.
        may_be_absent: some decision leaves no number.
        notes: what speaks against it without changing it.
    """

    low: End
    high: End
    reasons: tuple[AnswerReason, ...] = ()
    may_be_absent: bool = False
    notes: tuple[AnswerReason, ...] = ()

    @property
    def dependency(self) -> Dependency[End]:
        """Return both ends as what another answer depends on."""
        low, high = (min(LEAST, self.low), GREATEST) if self.may_be_absent else (self.low, self.high)
        return Dependency((low,) if low == high else (low, high), self.reasons)


def value_bounds(known: Input) -> Bounds | None:
    """Return what a result may be; None: there is nothing that could count."""
    return _bounds(known, lambda found: (ends(found.values), ()))


def multiple_bounds(known: Input) -> Bounds | None:
    """Return what multiple of the upper limit of its own range a result may be; None: there is nothing that could count."""
    return _bounds(known, _multiple)


_Ends = tuple[tuple[End, ...], tuple[AnswerReason, ...]]


def _bounds(known: Input, of: Callable[[PossibleInput], _Ends]) -> Bounds | None:
    if not known.candidates:
        return None
    found = [of(candidate) for candidate in known.candidates]
    if len(found) == 1 and len(found[0][0]) == 1:  # one exact number
        ((end,), more) = found[0]
        return Bounds(end, end, (*known.reasons, *more), known.may_be_absent)
    all_ends = [end for some, _ in found for end in some]
    reasons = (*known.reasons, *(reason for _, some in found for reason in some))
    return Bounds(min(all_ends), max(all_ends), tuple(dict.fromkeys(reasons)), known.may_be_absent)


def _multiple(found: PossibleInput) -> _Ends:
    limit = found.upper_limit
    if limit is None or limit <= 0:
        why = AnswerReason(ReasonKind.LIMIT_MISSING, found.place.analyte, found.place, found.sent.row)
        return (LEAST, GREATEST), (why,)
    return tuple(end if end == GREATEST else end.times(1 / limit) for end in ends(found.values)), ()


def highest(days: Iterable[Bounds]) -> Bounds | None:
    """Return what the greatest number of some days may be, with the notes of the days that may have it; None without a day.

    A day on which nothing may count can only raise it.
    """
    found = list(days)
    sure = [one.low for one in found if not one.may_be_absent]
    if not found:
        return None
    low, high = max(sure, default=LOWEST), max(one.high for one in found)
    reasons = dict.fromkeys(why for one in found if one.reasons and one.high > low for why in one.reasons)
    notes = dict.fromkeys(note for one in found if one.notes and one.high >= low for note in one.notes)
    return Bounds(low, high, tuple(reasons), not sure, tuple(notes))


def lowest(days: Iterable[Bounds]) -> Bounds | None:
    """Return what the least number of some days may be; None without a day."""
    found = list(days)
    sure = [one.high for one in found if not one.may_be_absent]
    if not found:
        return None
    low, high = min(one.low for one in found), min(sure, default=GREATEST)
    reasons = dict.fromkeys(why for one in found if one.reasons and one.low < high for why in one.reasons)
    notes = dict.fromkeys(note for one in found if one.notes and one.low <= high for note in one.notes)
    return Bounds(low, high, tuple(reasons), not sure, tuple(notes))


def as_reported(number: Fraction) -> Decimal:
    """Return an exact number at 20 significant digits, without zeros at the end."""
    return Decimal(plain_digits(rounded(number, _DIGITS)))


def answer_of(
    version: FormulaVersion,
    known: Bounds,
    report: Callable[[Fraction], Decimal] = as_reported,
    notes: tuple[AnswerReason, ...] = (),
) -> Answer:
    """Return the answer that a number is: certain if both ends are reported as the same number.

    Args:
        version: the rule that gave it.
        known: what it may be.
        report: the reported number of an exact one.
        notes: what speaks against it, besides the notes of the number.
    """
    notes = (*known.notes, *notes)
    low = None if _is_beyond(known.low) else report(known.low.number)
    high = low if known.high is known.low else None if _is_beyond(known.high) else report(known.high.number)
    if low is not None and low == high and not known.may_be_absent:
        return Answer(version, low, notes=notes)
    is_bounded = all(reason.kind in BOUNDED for reason in known.reasons)
    if known.may_be_absent or not is_bounded or (low is None and high is None):
        return Answer(version, reasons=known.reasons, notes=notes)
    return Answer(version, low=low, high=high, reasons=known.reasons, notes=notes)


def _is_beyond(end: End) -> bool:
    """Say whether an end is in place of a missing one, or computed from such an end."""
    above, below = end.number.numerator, end.number.denominator
    return above.bit_length() - below.bit_length() >= _BEYOND_BITS and abs(end.number) > _BEYOND
