"""Compute a score at all points of its quantities, and say how far it is known.

A score is certain if it is the same at all points. It is an interval if every input that matters is bounded: reported as `<5`, or
one of a few known grades. It is undetermined if an input that matters is missing, or depends on a decision.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal, localcontext
from itertools import product
from typing import NamedTuple

from hepaflow.domain.answers.answer import Answer
from hepaflow.domain.answers.inputs import PossibleInput
from hepaflow.domain.answers.reasons import BOUNDED, AnswerReason
from hepaflow.domain.scores.formulas.decimals import COMPUTING, RESULT
from hepaflow.domain.scores.formulas.formula import Formula
from hepaflow.domain.scores.points import Points, farther


class Score(NamedTuple):
    """A score of one day.

    Attributes:
        formula: the version of the formula.
        value: the reported value.
        unrounded: the value at 16 significant digits before it is rounded for reporting; None if it is not certain.
        grade: the class; None if the score has no classes.
        points: of its quantities, in their order.
    """

    formula: Formula
    value: Answer
    unrounded: Decimal | None
    grade: Answer | None
    points: tuple[Points, ...]

    @property
    def inputs(self) -> tuple[PossibleInput, ...]:
        """Return every observation that is an input, or may be, each once."""
        return tuple({id(source): source for known in self.points for source in known.sources}.values())


def score(formula: Formula, points: tuple[Points, ...]) -> Score:
    """Return the score.

    Args:
        formula: what to compute.
        points: of its quantities, in their order.
    """
    with localcontext(COMPUTING):
        return score_in_context(formula, points)


def score_in_context(formula: Formula, points: tuple[Points, ...]) -> Score:
    """Return the score, computed in the current context of decimals: for callers that set it once for many."""
    for known in points:
        if len(known.values) > 1:
            return _uncertain(formula, points)
    numbers = [known.values[0] for known in points]
    unrounded = RESULT.plus(formula.compute(numbers))
    grade = Answer(formula.version, formula.grade(unrounded, numbers)) if formula.grade else None
    return Score(formula, Answer(formula.version, formula.report(unrounded)), unrounded, grade, points)


def _uncertain(formula: Formula, points: tuple[Points, ...]) -> Score:
    """Return the score from all corners; those with ends still farther away follow the others."""
    corners = list(product(*[known.values for known in points]))
    near = len(corners)
    if any(known.is_open for known in points):
        corners += product(*[farther(known.values) for known in points])
    computed = [RESULT.plus(formula.compute(numbers)) for numbers in corners]
    unrounded, grade = computed[0] if len(set(computed)) == 1 else None, None
    if formula.grade is not None:
        grades = list(map(formula.grade, computed, corners))
        is_known = len(set(grades)) == 1
        reasons = () if is_known else _reasons(points, grades)
        grade = Answer(formula.version, grades[0] if is_known else None, reasons=reasons)
    value = _value(formula, points, [formula.report(one) for one in computed], near)
    return Score(formula, value, unrounded, grade, points)


def _value(formula: Formula, points: Sequence[Points], reported: Sequence[Decimal], near: int) -> Answer:
    if len(set(reported)) == 1:
        return Answer(formula.version, reported[0])
    reasons = _reasons(points, reported)
    if not all(reason.kind in BOUNDED for reason in reasons):
        return Answer(formula.version, reasons=reasons)
    low, high = min(reported[:near]), max(reported[:near])
    beyond = reported[near:] or reported
    return Answer(
        formula.version,
        # an end of the score that moves with the ends of the quantities is not an end
        low=low if low == min(beyond) else None,
        high=high if high == max(beyond) else None,
        reasons=reasons,
    )


def _reasons(points: Sequence[Points], results: Sequence[Decimal | str]) -> tuple[AnswerReason, ...]:
    """Return the reasons of the quantities that matter: the result differs with that quantity alone somewhere."""
    varied = [index for index, known in enumerate(points) if len(known.values) > 1]
    if len(varied) > 1:
        places = list(product(*(range(len(known.values)) for known in points)))
        halves = [results[start : start + len(places)] for start in range(0, len(results), len(places))]
        varied = [index for index in varied if any(_differs_with(index, places, half) for half in halves)]
    return tuple(dict.fromkeys(reason for index in varied for reason in points[index].reasons))


def _differs_with(index: int, places: Sequence[tuple[int, ...]], results: Sequence[Decimal | str]) -> bool:
    """Say whether two corners that differ in one quantity alone have different results."""
    others: dict[tuple[int, ...], set[Decimal | str]] = defaultdict(set)
    for at, result in zip(places, results, strict=True):
        others[at[:index] + at[index + 1 :]].add(result)
    return any(len(some) > 1 for some in others.values())
