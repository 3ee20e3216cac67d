"""Find the worst and the best since the baseline."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from hepaflow.domain.answers.answer import Answer, FormulaVersion
from hepaflow.domain.answers.inputs import Input
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.answers.report_notes import report_notes
from hepaflow.domain.change.differences import score_bounds
from hepaflow.domain.grades.bounds import Bounds, answer_of, highest, lowest, value_bounds
from hepaflow.domain.grades.labs import lab_reasons

EXTREME: Final = FormulaVersion("EXTREME")


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
    high, low = (_answer(about, end) for end in (highest(found), lowest(found)))
    match worse_direction(about):
        case Worse.HIGH:
            return SinceBaseline(high, low, high, low)
        case Worse.LOW:
            return SinceBaseline(high, low, low, high)
        case _:
            return SinceBaseline(high, low, None, None)


def result_days(inputs: Iterable[Input], base: Input | None = None) -> list[Bounds]:
    """Return what a result may be on each day that has one, with the notes of its reports.

    Args:
        inputs: what is known of the result on each day.
        base: what is known of its baseline: a result of another lab has a note.
    """
    return [
        found._replace(notes=(*report_notes(known.candidates), *(lab_reasons(known, base) if base else ())))
        for known in inputs
        if (found := value_bounds(known)) is not None
    ]


def score_days(answers: Iterable[Answer]) -> list[Bounds]:
    """Return what a score may be on each day that has all its inputs, with the notes of the score."""
    return [score_bounds(one)._replace(notes=one.notes) for one in answers if not lacks_input(one)]


def in_doubt(known: Bounds, doubt: tuple[AnswerReason, ...]) -> Bounds:
    """Return what a number may be on a day of which nobody knows whether it is after the baseline."""
    if not doubt:
        return known
    return known._replace(may_be_absent=True, reasons=tuple(dict.fromkeys((*known.reasons, *doubt))))


def lacks_input(answer: Answer) -> bool:
    """Say whether an input was not measured on the day: it is not a day of the score."""
    return any(reason.kind is ReasonKind.MISSING for reason in answer.reasons)


def _answer(about: str, found: Bounds | None) -> Answer:
    if found is None:
        return Answer(EXTREME, reasons=(AnswerReason(ReasonKind.MISSING, about),))
    return answer_of(EXTREME, found)


def may_have_highest(days: Sequence[Bounds]) -> list[int]:
    """Return the places of the days that may have the greatest number, in order."""
    found = highest(days)
    return [] if found is None else [place for place, one in enumerate(days) if one.high >= found.low]


def may_have_lowest(days: Sequence[Bounds]) -> list[int]:
    """Return the places of the days that may have the least number, in order."""
    found = lowest(days)
    return [] if found is None else [place for place, one in enumerate(days) if one.low <= found.high]
