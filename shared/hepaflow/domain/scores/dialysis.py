"""Find days with dialysis, and the scores that do not hold under it.

Creatinine is then what the machine leaves, and these scores have no rule for it (docs/scores.md).
"""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from hepaflow.domain.answers.answer import Answer, Truth
from hepaflow.domain.answers.inputs import Input, PossibleInput, SpecimenDay
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.scores.certainty import Score
from hepaflow.domain.scores.formulas.formula import Formula
from hepaflow.domain.scores.formulas.quantities import DIALYSIS
from hepaflow.domain.scores.points import points_of

_YES: Final = Decimal(1)


@lru_cache(64)
def needs_own_kidneys(formula: Formula) -> bool:
    """Say whether a formula uses creatinine and says nothing of dialysis."""
    about = {quantity.about for quantity in formula.quantities}
    return "CREAT" in about and DIALYSIS.about not in about


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
        AnswerReason(ReasonKind.STATED, DIALYSIS.about, found.place, found.sent.row) for found in _yes(known)
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


def is_dialysed(day: SpecimenDay) -> bool:
    """Say whether dialysis is certainly stated for a day."""
    known = day.input_of(DIALYSIS.about)
    return bool(known.candidates) and points_of(DIALYSIS, known).values == (_YES,)


def may_be_dialysed(day: SpecimenDay) -> bool:
    """Say whether a statement that counts, or may count, says or may say that there was dialysis."""
    known = day.inputs.get(DIALYSIS.about)
    return known is not None and bool(_yes(known))


def only_dialysed(day: SpecimenDay) -> SpecimenDay:
    """Return what a day is if there was dialysis."""
    known = day.input_of(DIALYSIS.about)
    stated = Input(known.about, _yes(known))
    return replace(day, inputs={**day.inputs, known.about: stated})


def _yes(known: Input) -> tuple[PossibleInput, ...]:
    return tuple(
        found
        for found in known.candidates
        if _YES in points_of(DIALYSIS, known._replace(candidates=(found,), may_be_absent=False)).values
    )
