"""Add notes to a score: where the lab computed another one, and what the lab says against its inputs. They change nothing."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final, NamedTuple

from hepaflow.domain.answers.answer import Truth
from hepaflow.domain.answers.inputs import SpecimenDay
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.answers.report_notes import report_notes
from hepaflow.domain.clinical.albumin import INFUSION, is_infusion
from hepaflow.domain.model import Status
from hepaflow.domain.scores.certainty import Score
from hepaflow.domain.scores.formulas.quantities import GFR, FormulaInput
from hepaflow.domain.scores.formulas.renal import CKDEPI
from hepaflow.domain.scores.points import points_of

_DERIVED: Final[Mapping[str, FormulaInput]] = {CKDEPI.version.id: GFR}


class DayNotes(NamedTuple):
    """What may speak against the scores of a day; found once for all of them.

    Attributes:
        is_reported: the lab says something against a result of the day.
        infusions: of albumin before the specimen.
    """

    is_reported: bool
    infusions: tuple[AnswerReason, ...]


def notes_of_day(day: SpecimenDay) -> DayNotes:
    """Return what may speak against the scores of a day.

    Args:
        day: with the statements that are paired with it.
    """
    reported = any(
        one.sent.observation.condition is not None or one.sent.observation.status is Status.PRELIMINARY
        for known in day.inputs.values()
        for one in known.candidates
    )
    infused = day.inputs.get(INFUSION)
    found = [one for one in infused.candidates if is_infusion(one)] if infused else []
    return DayNotes(
        reported, tuple(AnswerReason(ReasonKind.INFUSED, "ALB", one.place, one.sent.row) for one in found)
    )


def noted(computed: Score, day: SpecimenDay, of_day: DayNotes) -> Score:
    """Return the score with a note for each observation of the lab's own score that disagrees, and those of its inputs.

    Args:
        computed: the score.
        day: what is known of its inputs.
        of_day: what may speak against scores of the day.
    """
    notes = _differing(computed, day)
    if of_day.is_reported:
        notes = report_notes(computed.inputs) + notes
    if of_day.infusions and any(quantity.about == "ALB" for quantity in computed.formula.quantities):
        notes += of_day.infusions
    if not notes:
        return computed
    return computed._replace(value=replace(computed.value, notes=(*computed.value.notes, *notes)))


def _differing(computed: Score, day: SpecimenDay) -> tuple[AnswerReason, ...]:
    quantity = _DERIVED.get(computed.formula.version.id)
    known = day.inputs.get(quantity.about) if quantity else None
    if quantity is None or known is None or computed.value.truth is Truth.UNDETERMINED:
        return ()
    return tuple(
        AnswerReason(ReasonKind.DIFFERS, quantity.about, found.place, found.sent.row)
        for found in known.candidates
        if not _agrees(
            computed, points_of(quantity, known._replace(candidates=(found,), may_be_absent=False)).values
        )
    )


def _agrees(computed: Score, values: tuple[Decimal, ...]) -> bool:
    """Say whether one of the values that the lab reports may be the score, as both are rounded."""
    report = computed.formula.report
    answer = computed.value
    low, high = (answer.low, answer.high) if answer.value is None else (answer.value, answer.value)
    is_below = isinstance(low, Decimal) and report(values[-1]) < low
    is_above = isinstance(high, Decimal) and report(values[0]) > high
    return not is_below and not is_above
