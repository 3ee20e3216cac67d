"""Calculate the change from a baseline, of a result or of a score, with what is not certain about either."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from hepaflow.domain.answers.answer import Answer, FormulaVersion
from hepaflow.domain.answers.inputs import Input
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.answers.report_notes import report_notes
from hepaflow.domain.change.procedures import Procedure, procedures_between
from hepaflow.domain.grades.bounds import LOWEST, Bounds, answer_of, value_bounds
from hepaflow.domain.grades.corners import Possible, possible
from hepaflow.domain.grades.ends import GREATEST, LEAST, End
from hepaflow.domain.grades.labs import lab_reasons

CHANGE: Final = FormulaVersion("CHANGE")
PERCENT_CHANGE: Final = FormulaVersion("PERCENT_CHANGE")
_HUNDRED: Final = Fraction(100)
_ANY: Final = Bounds(LEAST, GREATEST)


class ChangeFromBaseline(NamedTuple):
    """How a number differs from its baseline.

    Attributes:
        change: value - baseline, in the canonical unit.
        percent: 100 × (value - baseline) / baseline; of a score without a zero point it means little.
    """

    change: Answer
    percent: Answer


def result_change(known: Input, base: Input, *, is_same_lab_needed: bool = False) -> ChangeFromBaseline:
    """Return the change of a result.

    Args:
        known: what is known of the result.
        base: what is known of its baseline.
        is_same_lab_needed: the study's definition gives a change only within one lab.
    """
    labs = lab_reasons(known, base, is_same_needed=is_same_lab_needed)
    if labs and is_same_lab_needed:
        return ChangeFromBaseline(Answer(CHANGE, reasons=labs), Answer(PERCENT_CHANGE, reasons=labs))
    value = value_bounds(known) or _ANY._replace(reasons=known.reasons, may_be_absent=True)
    before = value_bounds(base) or _ANY._replace(reasons=base.reasons, may_be_absent=True)
    return _change(value, before, (*report_notes((*known.candidates, *base.candidates)), *labs))


class ScoreOfDay(NamedTuple):
    """A score of one day.

    Attributes:
        day: ISO 8601; of several possible days the earliest.
        answer: the reported score.
    """

    day: str
    answer: Answer


def score_change(
    value: ScoreOfDay, base: ScoreOfDay, procedures: Sequence[Procedure] | None
) -> ChangeFromBaseline:
    """Return the change of a reported score, with the notes of both, and one if a transplant or a TIPS is or may be between them.

    Args:
        value: the score.
        base: the score of the baseline day.
        procedures: those of the subject; None: nobody stated whether there were any.
    """
    notes = (
        *value.answer.notes,
        *base.answer.notes,
        *procedures_between(procedures, base.day, value.day),
    )
    notes = tuple(dict.fromkeys(notes))
    return _change(score_bounds(value.answer), score_bounds(base.answer), notes)


def score_bounds(answer: Answer) -> Bounds:
    """Return what a score may be. An undetermined one may be any number."""
    if isinstance(answer.value, Decimal):
        end = End(Fraction(answer.value))
        return Bounds(end, end)
    low = LOWEST if answer.low is None else End(Fraction(answer.low))
    high = GREATEST if answer.high is None else End(Fraction(answer.high))
    is_undetermined = answer.low is None and answer.high is None
    return Bounds(low, high, answer.reasons, is_undetermined)


def _change(value: Bounds, before: Bounds, notes: tuple[AnswerReason, ...]) -> ChangeFromBaseline:
    both = value.dependency, before.dependency
    difference = _answer(CHANGE, possible(both, _minus), notes)
    if before.low < LEAST:
        reasons = (*before.reasons, AnswerReason(ReasonKind.NOT_POSITIVE, "BASELINE"))
        return ChangeFromBaseline(difference, Answer(PERCENT_CHANGE, reasons=reasons, notes=notes))
    return ChangeFromBaseline(difference, _answer(PERCENT_CHANGE, possible(both, _percent), notes))


def _minus(value: End, before: End) -> End:
    return End(value.number - before.number, value.side or -before.side)


def _percent(value: End, before: End) -> End:
    if before.number <= 0:
        return GREATEST if value.number > 0 else End(-_HUNDRED, 1)
    return End(_HUNDRED * (value.number - before.number) / before.number, value.side or -before.side)


def _answer(version: FormulaVersion, found: Possible[End], notes: tuple[AnswerReason, ...]) -> Answer:
    low, high = min(found.outcomes), max(found.outcomes)
    return answer_of(version, Bounds(low, high, found.reasons), notes=notes)
