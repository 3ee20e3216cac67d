"""Find the worst and the best since the baseline, and shifts of grades and classes."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from hepaflow.domain.answers.answer import Answer, FormulaVersion, Truth
from hepaflow.domain.answers.inputs import Input
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.change.differences import score_bounds
from hepaflow.domain.grades.bounds import Bounds, answer_of, highest, lowest, value_bounds
from hepaflow.domain.grades.ends import End

EXTREME: Final = FormulaVersion("EXTREME")
SHIFT: Final = FormulaVersion("SHIFT")
_HIGHEST: Final = 4  # grade that a lab value can show


class Worse(StrEnum):
    """In which direction a number is worse."""

    HIGH = "high"
    LOW = "low"
    BOTH = "both"  # too high and too low: there is a highest and a lowest, but no worst


_WORSE: Final[Mapping[Worse, tuple[str, ...]]] = {
    Worse.HIGH: (
        "ALT", "AST", "ALP", "GGT", "BILI", "BILDIR", "INR", "PT", "APTT", "CREAT", "LDH", "CK", "LIPASET", "AMYLASE", "URATE",
        "TRIG", "CHOL", "LDL", "AFP", "CRP", "AMMONIA",
        "MELD_ORIG", "MELD_I", "MELD_NA", "MELD_NA_OPTN", "MELD_NA_UNROUNDED", "MELD_NA_KIM2008", "MELD3", "MELD_XI",
        "CHILD_PUGH", "ALBI", "ALBI_0852", "PALBI", "FIB4", "APRI", "CLIF_C_AD", "CLIF_C_ACLF", "CTCAE",
    ),
    Worse.LOW: ("ALB", "PREALB", "PLAT", "CHOLINES", "FIBRINO", "HDL", "PTAC", "CKDEPI"),
}  # fmt: skip
_DIRECTION: Final = {about: worse for worse, some in _WORSE.items() for about in some}


def worse_direction(about: str) -> Worse:
    """Return in which direction an analyte or a score is worse; `both` if nobody stated one."""
    return _DIRECTION.get(about, Worse.BOTH)


class SinceBaseline(NamedTuple):
    """The extremes of the days after the baseline.

    Attributes:
        highest: the greatest number.
        lowest: the least one.
        worst: one of them; None if both directions are worse.
        best: the other one; likewise.
    """

    highest: Answer
    lowest: Answer
    worst: Answer | None
    best: Answer | None


def since_baseline(about: str, days: Iterable[Bounds]) -> SinceBaseline:
    """Return the extremes of some days.

    Args:
        about: analyte code or formula id, which decides what is worse.
        days: what the number may be on each day after the baseline on which it was measured.
    """
    found = list(days)
    high, low = (_answer(about, EXTREME, end) for end in (highest(found), lowest(found)))
    match worse_direction(about):
        case Worse.HIGH:
            return SinceBaseline(high, low, high, low)
        case Worse.LOW:
            return SinceBaseline(high, low, low, high)
        case _:
            return SinceBaseline(high, low, None, None)


def result_days(inputs: Iterable[Input]) -> list[Bounds]:
    """Return what a result may be on each day that has one."""
    return [found for found in map(value_bounds, inputs) if found is not None]


def score_days(answers: Iterable[Answer]) -> list[Bounds]:
    """Return what a score may be on each day that has all its inputs."""
    return [score_bounds(one) for one in answers if not _is_missing(one)]


def _is_missing(answer: Answer) -> bool:
    """Say whether an input was not measured on the day: it is not a day of the score."""
    return any(reason.kind is ReasonKind.MISSING for reason in answer.reasons)


def _answer(about: str, version: FormulaVersion, found: Bounds | None) -> Answer:
    if found is None:
        return Answer(version, reasons=(AnswerReason(ReasonKind.MISSING, about),))
    return answer_of(version, found)


class Shift(NamedTuple):
    """From which class at the baseline to which worst class after it.

    Attributes:
        baseline: the class at the baseline.
        worst: the worst class after it.
    """

    baseline: Answer
    worst: Answer


def grade_shift(base: Answer, later: Sequence[Answer]) -> Shift:
    """Return the shift of grades.

    Args:
        base: the grade of the baseline, by its limits.
        later: the grades of all results after it; one that is undetermined may be any grade.
    """
    whole = Bounds(End(Fraction(0)), End(Fraction(_HIGHEST)))
    days = [
        whole._replace(reasons=one.reasons) if one.truth is Truth.UNDETERMINED else score_bounds(one)
        for one in later
    ]
    return Shift(base, _answer("GRADE", SHIFT, highest(days)))


def class_shift(base: Answer, later: Sequence[Answer], classes: Sequence[str]) -> Shift:
    """Return the shift of classes of a score.

    Args:
        base: the class of the baseline day.
        later: the classes of days after it.
        classes: all classes, the best first.
    """
    ranks = {name: rank for rank, name in enumerate(classes)}
    whole = Bounds(End(Fraction(0)), End(Fraction(len(classes) - 1)))
    days = [
        whole._replace(reasons=one.reasons)
        if one.value is None
        else Bounds(end := End(Fraction(ranks[str(one.value)])), end)
        for one in later
        if not _is_missing(one)
    ]
    worst = _answer("CLASS", SHIFT, highest(days))
    if isinstance(worst.value, Decimal):
        return Shift(base, Answer(SHIFT, classes[int(worst.value)]))
    return Shift(base, Answer(SHIFT, reasons=worst.reasons))
