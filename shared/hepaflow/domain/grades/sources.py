"""Find what the result of a day and its baseline may be, with the limits of their own reference ranges."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from hepaflow.domain.answers.inputs import Input, PossibleInput
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.grades.corners import Dependency
from hepaflow.domain.grades.ends import GREATEST, LEAST, End, all_ends, ends
from hepaflow.domain.grades.rules import BaselinePoint, Measured
from hepaflow.domain.grades.table import Basis, GradedTerm

_ALBUMIN: Final = 40  # g/L: calcium is corrected by 0.02 mmol/L for each g/L of albumin below it
_PER_ALBUMIN: Final = Fraction(1, 50)
_FAR: Final = Fraction(5)
UPPER_BASES: Final = (Basis.ULN, Basis.ABOVE_ULN, Basis.BASE_AND_ULN)
_RAISED: Final = ("baseline_above_ULN", "baseline_above_ULN_to_5x")
_LOW: Final = ("baseline_below_LLN", "fall_from_baseline")
_ANY: Final = (LEAST, GREATEST)
BOTTOM: Final = End(-GREATEST.number)


def measured(known: Input, *, needs_upper: bool, needs_lower: bool = False) -> Dependency[Measured]:
    """Return what the result may be. A limit that is missing, or an upper limit of 0, may be any number.

    Args:
        known: what is known of the analyte on the day.
        needs_upper: the upper limit matters.
        needs_lower: the lower limit matters.
    """
    corners: list[Measured] = []
    reasons = list(known.reasons)
    for found in known.candidates:
        uppers = limit_ends(found.upper_limit or None, needs_upper, found, reasons)
        lowers = limit_ends(found.lower_limit, needs_lower, found, reasons)
        corners += (
            Measured(value, upper, lower)
            for value in ends(found.values)
            for upper in uppers
            for lower in lowers
        )
    if known.may_be_absent:
        corners += (
            Measured(value, limit, limit)
            for value in _ANY
            for limit in (_ANY if needs_upper or needs_lower else (LEAST,))
        )
    return Dependency(tuple(dict.fromkeys(corners)), tuple(dict.fromkeys(reasons)))


def limit_ends(
    limit: Fraction | None,
    is_needed: bool,  # noqa: FBT001 of the answer
    found: PossibleInput,
    reasons: list[AnswerReason],
) -> tuple[End, ...]:
    """Return what a limit may be, and add the reason if it is missing.

    Args:
        limit: of the reference range of an observation.
        is_needed: it matters; else it stays out.
        found: the observation.
        reasons: why the answer is not certain.
    """
    if not is_needed:
        return (LEAST,)
    if limit is not None and limit >= 0:
        return (End(limit),)
    reasons.append(AnswerReason(ReasonKind.LIMIT_MISSING, found.place.analyte, found.place, found.sent.row))
    return _ANY


def albumin(known: Input) -> Dependency[End]:
    """Return what the albumin of the same day may be, by which calcium is corrected."""
    return Dependency(tuple(dict.fromkeys(all_ends(known))), known.reasons)


def with_albumin(calcium: Measured, of_day: End) -> Measured:
    """Return calcium as albumin corrects it: calcium + 0.02 × (40 - albumin), mmol/L and g/L."""
    number = calcium.value.number + _PER_ALBUMIN * (_ALBUMIN - of_day.number)
    return calcium._replace(value=End(number, calcium.value.side or -of_day.side))


def baseline(term: GradedTerm, known: Input) -> Dependency[BaselinePoint]:
    """Return what the baseline may be, and on which side of its own limits.

    Args:
        term: decides which limits matter.
        known: what is known of the baseline.
    """
    points: list[BaselinePoint] = []
    reasons = list(known.reasons)
    for found in known.candidates:
        upper, lower = found.upper_limit or None, found.lower_limit
        limit_ends(upper, term.has_rule(*_RAISED), found, reasons)
        limit_ends(lower, term.has_rule(*_LOW), found, reasons)
        both = ends(found.values)
        points += points_in(both[0], both[-1], _parts(term, upper, lower))
    if known.may_be_absent:
        points += points_in(LEAST, GREATEST, _parts(term, None, None))
    return Dependency(tuple(dict.fromkeys(points)), tuple(dict.fromkeys(reasons)))


class LimitPart(NamedTuple):
    """Numbers among which every baseline has the same place against its limits."""

    low: End
    high: End
    point: BaselinePoint = BaselinePoint()


def _parts(term: GradedTerm, upper: Fraction | None, lower: Fraction | None) -> tuple[LimitPart, ...]:
    """Return the parts that matter to a term. Without the limit, every number may be in each part."""
    low, raised = BaselinePoint(is_low=True), BaselinePoint(is_raised=True)
    far = BaselinePoint(is_raised=True, is_far=True)
    if term.has_rule(*_RAISED):
        if upper is None:
            return tuple(LimitPart(BOTTOM, GREATEST, point) for point in (BaselinePoint(), raised, far))
        beyond = upper * _FAR
        return (
            LimitPart(BOTTOM, End(upper)),
            LimitPart(End(upper, 1), End(beyond), raised),
            LimitPart(End(beyond, 1), GREATEST, far),
        )
    if term.has_rule(*_LOW):
        if lower is None:
            return LimitPart(BOTTOM, GREATEST), LimitPart(BOTTOM, GREATEST, low)
        return LimitPart(BOTTOM, End(lower, -1), low), LimitPart(End(lower), GREATEST)
    return (LimitPart(BOTTOM, GREATEST),)


def points_in(low: End, high: End, parts: tuple[LimitPart, ...]) -> Iterator[BaselinePoint]:
    """Yield the ends of a baseline in each part that it may be in.

    Args:
        low: the least that it may be.
        high: the greatest.
        parts: into which its limits divide all numbers.
    """
    for part in parts:
        first, last = max(low, part.low), min(high, part.high)
        if first <= last:
            yield part.point._replace(value=first)
            yield part.point._replace(value=last)
