"""Find the numbers at which a formula is computed: the ends of all values that a quantity may have.

Extremes of a formula are at such ends (`Formula`). An open end is replaced by a number just inside it, an end that is missing by
a number beyond all results.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from hepaflow.domain.answers.inputs import Input, PossibleInput
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.model import Comparator, Observation
from hepaflow.domain.scores.formulas.decimals import COMPUTING, multiplied
from hepaflow.domain.scores.formulas.quantities import FormulaInput
from hepaflow.domain.values.numbers import converted, is_beyond_reach

_INSIDE: Final = Decimal("1E-12")  # of an open end: no lab prints so many digits
_LEAST, _GREATEST = Decimal("1E-400"), Decimal("1E+400")  # in place of an end that is missing
_FARTHER: Final = {_LEAST: Decimal("1E-800"), _GREATEST: Decimal("1E+800")}
_ONE: Final = Decimal(1)
_UPPER: Final = frozenset({Comparator.LT, Comparator.LE})
_LOWER: Final = frozenset({Comparator.GT, Comparator.GE})


class Points(NamedTuple):
    """What is known of one quantity.

    Attributes:
        values: the numbers at which the formula is computed; one if the quantity is known.
        reasons: why there are more than one.
        sources: the observations that may be the input.
        is_open: an end is missing, and a number beyond all results is among the values in its place.
    """

    values: tuple[Decimal, ...]
    reasons: tuple[AnswerReason, ...] = ()
    sources: tuple[PossibleInput, ...] = ()
    is_open: bool = False


def farther(values: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return the values with ends that are still farther away in place of missing ones."""
    return tuple(_FARTHER.get(value, value) for value in values)


def points_of(quantity: FormulaInput, known: Input) -> Points:
    """Return the points of a quantity, from what is known of its analyte."""
    candidates = known.candidates
    if len(candidates) == 1 and not known.may_be_absent and not known.reasons:
        number = _number(quantity, candidates[0])
        is_limited = quantity.is_positive or quantity.all_values
        if number is not None and not (is_limited and _impossible(quantity, number, Comparator.EQ)):
            return Points((number,), (), candidates)
    values: set[Decimal] = set()
    reasons = list(known.reasons)
    for found in known.candidates:
        values.update(_ends(quantity, found, reasons))
    if known.may_be_absent:
        values.update(_anything(quantity))
    ordered = sorted(values)
    kept = dict.fromkeys((ordered[0], ordered[-1])) if quantity.turn is None else ordered
    is_open = not _FARTHER.keys().isdisjoint(values)
    return Points(tuple(kept), tuple(dict.fromkeys(reasons)), known.candidates, is_open)


def _impossible(quantity: FormulaInput, number: Decimal, operator: Comparator) -> ReasonKind | None:
    """Return why a quantity cannot have what is reported, such as grade 5 of ascites whose hold was released; None if it can."""
    if quantity.all_values:
        is_known = operator is not Comparator.EQ or number in quantity.all_values
        return None if is_known else ReasonKind.UNKNOWN
    is_zero = quantity.is_positive and number <= 0 and operator not in _LOWER
    return ReasonKind.NOT_POSITIVE if is_zero else None


def _number(quantity: FormulaInput, found: PossibleInput) -> Decimal | None:
    """Return the reported number in the unit of the formula; None where it has none."""
    report = found.sent.observation
    number, conversion = report.number, report.conversion
    if number is None or is_beyond_reach(number, conversion):
        return None
    if quantity.is_multiple:
        return _multiple(report)
    if conversion.power or conversion.offset:
        return multiplied(_ONE, converted(number, conversion) * quantity.factor(Fraction(1)))
    return multiplied(number, quantity.factor(conversion.factor))


def _multiple(report: Observation) -> Decimal | None:
    """Return the result divided by the upper limit of its range, both in the unit of the report."""
    limit = report.range.high if report.range is not None else None
    if (
        report.number is None
        or limit is None
        or limit.number <= 0
        or report.conversion.power
        or report.conversion.offset
    ):
        return None
    return COMPUTING.divide(report.number, limit.number)


def _ends(quantity: FormulaInput, found: PossibleInput, reasons: list[AnswerReason]) -> Iterator[Decimal]:
    """Yield the ends of the values that one observation allows; add the reasons why nothing can be said of it."""
    number = _number(quantity, found)
    report = found.sent.observation
    operator = report.operator
    if number is None:
        if report.number is not None:
            reasons.append(_reason(ReasonKind.LIMIT_MISSING, quantity, found))
        yield from _anything(quantity)
        return
    if why := _impossible(quantity, number, operator):
        reasons.append(_reason(why, quantity, found))
    if why or (quantity.all_values and operator is not Comparator.EQ):
        yield from _anything(quantity)
        return
    low, high = number, number
    if operator in _UPPER:
        low = _LEAST
        high = number if operator is Comparator.LE else COMPUTING.multiply(number, 1 - _INSIDE)
    elif operator is not Comparator.EQ:
        high = _GREATEST
        low = number if operator is Comparator.GE else COMPUTING.multiply(number, 1 + _INSIDE)
    yield from (low, high)
    if quantity.turn is not None and low < quantity.turn < high:
        yield quantity.turn


def _anything(quantity: FormulaInput) -> Sequence[Decimal]:
    """Return ends of everything that the quantity can be."""
    if quantity.all_values:
        return [Decimal(value) for value in quantity.all_values]
    return [_LEAST, _GREATEST] if quantity.turn is None else [_LEAST, quantity.turn, _GREATEST]


def _reason(kind: ReasonKind, quantity: FormulaInput, found: PossibleInput) -> AnswerReason:
    return AnswerReason(kind, quantity.about, found.place, found.sent.row)
