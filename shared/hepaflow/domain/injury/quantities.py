"""Find the multiples that signs of liver injury are computed from, on one day or over a window."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeVar

from hepaflow.domain.answers.answer import Answer, FormulaVersion
from hepaflow.domain.answers.inputs import Input, SpecimenDay
from hepaflow.domain.grades.bounds import Bounds, answer_of, as_reported, highest, multiple_bounds
from hepaflow.domain.grades.corners import Dependency, Possible
from hepaflow.domain.grades.ends import GREATEST, LEAST, End
from hepaflow.domain.scores.formulas.decimals import hundredths

_ANY: Final = (LEAST, GREATEST)


def peak_multiple(days: Sequence[SpecimenDay], analyte: str) -> Dependency[End]:
    """Return the greatest multiple of the upper limit of its own day that an analyte has on some days.

    Without a result that certainly counts, it may be any number.
    """
    inputs = [day.input_of(analyte) for day in days]
    known = highest(found for found in map(multiple_bounds, inputs) if found is not None)
    return known.dependency if known else _missing(inputs)


def _missing(inputs: Sequence[Input]) -> Dependency[End]:
    return Dependency(_ANY, tuple(dict.fromkeys(reason for one in inputs for reason in one.reasons)))


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
