"""Find the grade of one exact result: which bounds are meant for it, and which of them it lies beyond."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from hepaflow.domain.grades.ends import LEAST, End
from hepaflow.domain.grades.table import Basis, Direction, GradeBound, GradedTerm


class Measured(NamedTuple):
    """A result with the limits of its own reference range.

    Attributes:
        value: the result.
        upper: the upper limit.
        lower: the lower limit.
    """

    value: End
    upper: End = LEAST
    lower: End = LEAST


class BaselinePoint(NamedTuple):
    """The baseline of a result, and where it lies against the limits of its own reference range.

    Attributes:
        value: the baseline; None: a baseline within its limits is assumed, and no multiple of it is compared.
        is_raised: it is above its upper limit.
        is_far: it is above 5 times its upper limit.
        is_low: it is below its lower limit.
    """

    value: End | None = None
    is_raised: bool = False
    is_far: bool = False
    is_low: bool = False


class Case(NamedTuple):
    """Everything that a grade depends on.

    Attributes:
        measured: the result.
        baseline: the baseline.
        symptomatic: the result has symptoms, consequences or needs an intervention.
        anticoagulated: the subject has anticoagulants.
        fasting: the specimen is a fasting one.
        second_reading: the second of two readings of the text (docs/grades.md).
    """

    measured: Measured
    baseline: BaselinePoint = BaselinePoint()
    symptomatic: bool = False
    anticoagulated: bool = False
    fasting: bool = False
    second_reading: bool = False


def _falls(case: Case) -> bool:
    """Say whether a decrease from the baseline counts: of an abnormal baseline, or in the second reading of an abnormal result."""
    if case.second_reading:
        return case.measured.value < case.measured.lower
    return case.baseline.is_low


_RULES: Final[Mapping[str, Callable[[Case], bool]]] = {
    "all": lambda case: True,  # noqa: ARG005
    "baseline_normal_or_low": lambda case: not case.baseline.is_raised,
    "baseline_above_ULN": lambda case: case.baseline.is_raised,
    "baseline_above_ULN_to_5x": lambda case: (
        case.baseline.is_raised and (not case.baseline.is_far or case.second_reading)
    ),
    "baseline_not_below_LLN": lambda case: not case.baseline.is_low,
    "baseline_below_LLN": lambda case: case.baseline.is_low,
    "LLN_arm": lambda case: case.second_reading or not case.baseline.is_low,
    "fall_from_baseline": _falls,
    "absolute": lambda case: not case.anticoagulated,
    "on_anticoagulation": lambda case: case.anticoagulated,
    "symptomatic": lambda case: case.symptomatic,
    "asymptomatic": lambda case: not case.symptomatic,
    "fasting": lambda case: case.fasting,
    "random": lambda case: not case.fasting,
}


def rules_of(term: GradedTerm, case: Case) -> frozenset[str]:
    """Return the rules of a term that are meant for a case."""
    return frozenset(rule for rule in term.rules if _RULES[rule](case))


def grade_of(term: GradedTerm, case: Case) -> int:
    """Return the highest grade beyond whose bound the result lies; 0 if there is none."""
    meant, highest = rules_of(term, case), 0
    for bound in term.bounds:
        if bound.grade > highest and bound.rule in meant and _is_beyond(bound, term.direction, case):
            highest = bound.grade
    return highest


def _is_beyond(bound: GradeBound, direction: Direction, case: Case) -> bool:
    side = _side(bound, case)
    if not side:
        return side == 0 and bound.is_included
    return (side > 0) is (direction is Direction.HIGH)


def _side(bound: GradeBound, case: Case) -> int | None:
    """Return where the result lies: above the bound (1), below it (-1), on it (0); None: there is no baseline to compare with."""
    value, upper, baseline = case.measured.value, case.measured.upper, case.baseline.value
    match bound.basis:
        case Basis.ULN:
            return value.side_of(upper, bound.bound)
        case Basis.LLN:
            return value.side_of(case.measured.lower, bound.bound)
        case Basis.ABOVE_ULN:
            return value.side_of(End(upper.number + bound.bound, upper.side))
        case Basis.ABS:
            return value.side_of(End(bound.bound))
        case Basis.BASE_AND_ULN:
            return value.side_of(upper if baseline is None else max(upper, baseline))
        case _:
            return None if baseline is None else value.side_of(baseline, bound.bound)
