"""Find what dialysis changes: scores that do not hold under it, and scores that need no creatinine under it (docs/scores.md)."""

from functools import lru_cache
from typing import Final

from hepaflow.domain.answers.answer import Answer, Truth
from hepaflow.domain.answers.inputs import Input, PossibleInput, SpecimenDay
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.scores.certainty import Score
from hepaflow.domain.scores.formulas.formula import Formula
from hepaflow.domain.scores.formulas.quantities import DIALYSIS
from hepaflow.domain.scores.points import points_of

_YES: Final = 1


@lru_cache(64)
def needs_own_kidneys(formula: Formula) -> bool:
    """Say whether a formula uses creatinine and says nothing of dialysis."""
    about = {quantity.about for quantity in formula.quantities}
    return "CREAT" in about and DIALYSIS.about not in about


@lru_cache(64)
def _has_rule_for_dialysis(formula: Formula) -> bool:
    about = {quantity.about for quantity in formula.quantities}
    return {"CREAT", DIALYSIS.about} <= about


def may_need_no_creatinine(formula: Formula, day: SpecimenDay) -> bool:
    """Say whether a score may be of a day without creatinine: the day may have none, and dialysis was, or may have been, done."""
    return (
        _has_rule_for_dialysis(formula)
        and day.input_of("CREAT").may_be_absent
        and bool(_stated_yes(day.input_of(DIALYSIS.about)))
    )


def _stated_yes(known: Input) -> list[PossibleInput]:
    """Return the statements that dialysis was done; a held one may count."""
    return [
        found
        for found in known.candidates
        if _YES in points_of(DIALYSIS, known._replace(candidates=(found,), may_be_absent=False)).values
    ]


def without_dialysis(computed: Score, day: SpecimenDay) -> Score:
    """Return a score that holds only without dialysis: undetermined if it was, or may have been, done; with a note if nobody stated it.

    Args:
        computed: the score, computed without regard to dialysis.
        day: what is known of its inputs. A held statement may count.
    """
    if computed.value.truth is Truth.UNDETERMINED:
        return computed
    known = day.input_of(DIALYSIS.about)
    stated = tuple(
        AnswerReason(ReasonKind.STATED, DIALYSIS.about, found.place, found.sent.row)
        for found in _stated_yes(known)
    )
    if stated:
        reasons = known.reasons or stated
        grade = computed.grade and Answer(computed.formula.version, reasons=reasons)
        value = Answer(computed.formula.version, reasons=reasons)
        return computed._replace(value=value, unrounded=None, grade=grade)
    if not known.may_be_absent:
        return computed
    note = AnswerReason(ReasonKind.UNKNOWN, DIALYSIS.about)
    value = computed.value
    return computed._replace(
        value=Answer(value.formula, value.value, value.low, value.high, value.reasons, (*value.notes, note))
    )
