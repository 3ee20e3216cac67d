"""Find shifts of grades and classes: from that of the baseline to the worst one after it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from hepaflow.domain.answers.answer import Answer, FormulaVersion, Truth
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.change.differences import score_bounds
from hepaflow.domain.change.extremes import lacks_input
from hepaflow.domain.grades.bounds import Bounds, answer_of, highest
from hepaflow.domain.grades.ends import End

SHIFT: Final = FormulaVersion("SHIFT")
_HIGHEST: Final = 4  # grade that a lab value can show


class Shift(NamedTuple):
    """From which class at the baseline to which worst class after it.

    Attributes:
        baseline: the class at the baseline.
        worst: the worst class after it.
    """

    baseline: Answer
    worst: Answer


def grade_days(later: Iterable[Answer]) -> list[Bounds]:
    """Return what each grade may be; one that is undetermined may be any grade."""
    whole = Bounds(End(Fraction(0)), End(Fraction(_HIGHEST)))
    return [
        (
            whole._replace(reasons=one.reasons) if one.truth is Truth.UNDETERMINED else score_bounds(one)
        )._replace(notes=one.notes)
        for one in later
    ]


def grade_shift(base: Answer, later: Iterable[Answer]) -> Shift:
    """Return the shift of grades.

    Args:
        base: the grade of the baseline, by its limits.
        later: the grades of all results after it.
    """
    return Shift(base, _worst("GRADE", highest(grade_days(later))))


def class_days(later: Iterable[Answer], classes: Sequence[str]) -> list[Bounds]:
    """Return what the rank of each class may be, without days that lack an input of the score.

    Args:
        later: the classes of days.
        classes: all classes, the best first.
    """
    ranks = {name: rank for rank, name in enumerate(classes)}
    whole = Bounds(End(Fraction(0)), End(Fraction(len(classes) - 1)))
    return [
        (
            whole._replace(reasons=one.reasons)
            if one.value is None
            else Bounds(end := End(Fraction(ranks[str(one.value)])), end)
        )._replace(notes=one.notes)
        for one in later
        if not lacks_input(one)
    ]


def class_shift(base: Answer, later: Iterable[Answer], classes: Sequence[str]) -> Shift:
    """Return the shift of classes of a score.

    Args:
        base: the class of the baseline day.
        later: the classes of days after it.
        classes: all classes, the best first.
    """
    worst = _worst("CLASS", highest(class_days(later, classes)))
    if isinstance(worst.value, Decimal):
        return Shift(base, Answer(SHIFT, classes[int(worst.value)], notes=worst.notes))
    return Shift(base, Answer(SHIFT, reasons=worst.reasons, notes=worst.notes))


def _worst(about: str, found: Bounds | None) -> Answer:
    if found is None:
        return Answer(SHIFT, reasons=(AnswerReason(ReasonKind.MISSING, about),))
    return answer_of(SHIFT, found)
