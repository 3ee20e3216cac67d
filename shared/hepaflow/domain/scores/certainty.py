"""Compute a score at all points of its quantities, and say how far it is known.

A score is certain if it is the same at all points. It is an interval if every input that matters is bounded: reported as `<5`, or
one of a few known grades. It is undetermined if an input that matters is missing, or depends on a decision.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal, localcontext
from itertools import chain, product
from typing import NamedTuple, TypeVar

from hepaflow.domain.answers.answer import Answer
from hepaflow.domain.answers.inputs import PossibleInput
from hepaflow.domain.answers.reasons import BOUNDED, AnswerReason
from hepaflow.domain.scores.formulas.decimals import COMPUTING, RESULT
from hepaflow.domain.scores.formulas.formula import Formula
from hepaflow.domain.scores.points import Points, farther

Result = TypeVar("Result", Decimal, str)


class Score(NamedTuple):
    """A score of one day.

    Attributes:
        formula: the version of the formula.
        value: the reported value.
        unrounded: the value at 20 significant digits before it is rounded for reporting; None if it is not certain.
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
        for known in points:
            if len(known.values) > 1:
                return _uncertain(formula, points)
        numbers = [known.values[0] for known in points]
        unrounded = RESULT.plus(formula.compute(numbers))
        grade = Answer(formula.version, formula.grade(unrounded, numbers)) if formula.grade else None
        return Score(formula, Answer(formula.version, formula.report(unrounded)), unrounded, grade, points)


def _uncertain(formula: Formula, points: tuple[Points, ...]) -> Score:
    corners = [list(product(*(known.values for known in points)))]
    if any(known.is_open for known in points):
        corners.append(list(product(*(farther(known.values) for known in points))))
    computed = [[RESULT.plus(formula.compute(numbers)) for numbers in some] for some in corners]
    grade = None
    if formula.grade is not None:
        grades = [list(map(formula.grade, *both)) for both in zip(computed, corners, strict=True)]
        only = _only(grades)
        reasons = () if only is not None else _reasons(points, grades)
        grade = Answer(formula.version, only, reasons=reasons)
    reported = [[formula.report(unrounded) for unrounded in some] for some in computed]
    return Score(formula, _number(formula, points, reported), _only(computed), grade, points)


def _number(formula: Formula, points: Sequence[Points], reported: Sequence[Sequence[Decimal]]) -> Answer:
    if (only := _only(reported)) is not None:
        return Answer(formula.version, only)
    reasons = _reasons(points, reported)
    if not all(reason.kind in BOUNDED for reason in reasons):
        return Answer(formula.version, reasons=reasons)
    lows, highs = ({end(some) for some in reported} for end in (min, max))
    # an end of the score that moves with the ends of the quantities is not an end
    low, high = (ends.pop() if len(ends) == 1 else None for ends in (lows, highs))
    return Answer(formula.version, low=low, high=high, reasons=reasons)


def _only(results: Sequence[Sequence[Result]]) -> Result | None:
    """Return the result if there is only one, else None."""
    found = set(chain.from_iterable(results))
    return found.pop() if len(found) == 1 else None


def _reasons(
    points: Sequence[Points], results: Sequence[Sequence[Decimal]] | Sequence[Sequence[str]]
) -> tuple[AnswerReason, ...]:
    """Return the reasons of the quantities that matter: the result differs with that quantity alone somewhere."""
    varied = [index for index, known in enumerate(points) if len(known.values) > 1]
    if len(varied) > 1:
        places = list(product(*(range(len(known.values)) for known in points)))
        varied = [index for index in varied if any(_differs_with(index, places, some) for some in results)]
    return tuple(dict.fromkeys(reason for index in varied for reason in points[index].reasons))


def _differs_with(index: int, places: Sequence[tuple[int, ...]], results: Sequence[Decimal | str]) -> bool:
    """Say whether two corners that differ in one quantity alone have different results."""
    others: dict[tuple[int, ...], set[Decimal | str]] = defaultdict(set)
    for at, result in zip(places, results, strict=True):
        others[at[:index] + at[index + 1 :]].add(result)
    return any(len(some) > 1 for some in others.values())
