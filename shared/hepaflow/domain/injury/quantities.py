"""Find the multiples that signs of liver injury are computed from, on one day or over a window."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeVar

from hepaflow.domain.answers.answer import Answer, FormulaVersion
from hepaflow.domain.answers.inputs import Input, SpecimenDay
from hepaflow.domain.grades.bounds import Bounds, answer_of, as_reported, highest, lowest, multiple_bounds
from hepaflow.domain.grades.corners import Dependency, Outcome, Possible
from hepaflow.domain.grades.ends import GREATEST, LEAST, End
from hepaflow.domain.scores.formulas.decimals import hundredths

_ANY: Final = (LEAST, GREATEST)


def peak_multiple(days: Sequence[SpecimenDay], analyte: str) -> Dependency[End]:
    """Return the greatest multiple of its own upper limit that an analyte has in all draws of some days.

    Without a result that certainly counts, it may be any number.
    """
    return _extreme_multiple(days, analyte, highest)


def least_multiple(days: Sequence[SpecimenDay], analyte: str) -> Dependency[End]:
    """Return the least one; likewise."""
    return _extreme_multiple(days, analyte, lowest)


def _extreme_multiple(
    days: Sequence[SpecimenDay], analyte: str, extreme: Callable[[Iterable[Bounds]], Bounds | None]
) -> Dependency[End]:
    inputs = [known for day in days for known in day.draws_of(analyte)]
    known = extreme(found for found in map(multiple_bounds, inputs) if found is not None)
    return known.dependency if known else _missing(inputs)


def _missing(inputs: Sequence[Input]) -> Dependency[End]:
    return Dependency(_ANY, tuple(dict.fromkeys(reason for one in inputs for reason in one.reasons)))


def greatest(found: Sequence[Possible[Outcome]], rank: Callable[[Outcome], Any]) -> Possible[Outcome]:
    """Return what the greatest of several outcomes may be.

    Args:
        found: what each of them may be; at least one.
        rank: orders the outcomes.
    """
    low = max((min(one.outcomes, key=rank) for one in found), key=rank)
    highs = [max(one.outcomes, key=rank) for one in found]
    matter = (one for one, high in zip(found, highs, strict=True) if rank(high) > rank(low))
    reasons = tuple(dict.fromkeys(reason for one in matter for reason in one.reasons))
    return Possible(frozenset((low, max(highs, key=rank))), reasons)


def two_decimals(number: Fraction) -> Decimal:
    """Return a multiple at 2 decimals, half away from zero."""
    return hundredths(as_reported(number))


Class = TypeVar("Class", bound=str)


def class_answer(version: FormulaVersion, found: Possible[Class]) -> Answer:
    """Return the answer of a class: certain if there is only one."""
    if len(found.outcomes) == 1:
        return Answer(version, str(next(iter(found.outcomes))))
    return Answer(version, reasons=found.reasons)


def number_answer(version: FormulaVersion, found: Possible[End]) -> Answer:
    """Return the answer of a multiple, at 2 decimals. An end that is missing has no bound."""
    return answer_of(version, Bounds(min(found.outcomes), max(found.outcomes), found.reasons), two_decimals)
