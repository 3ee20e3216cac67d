"""Compute all scores of one day of a subject."""

from collections.abc import Iterable
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Final

from hepaflow.domain.answers.inputs import SpecimenDay
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.protocol.rules import Controlled, ScoreRules
from hepaflow.domain.scores.certainty import Score, score_in_context
from hepaflow.domain.scores.dialysis import needs_own_kidneys, without_dialysis
from hepaflow.domain.scores.formulas.albi import ALBI, ALBI_0852, PALBI
from hepaflow.domain.scores.formulas.child_pugh import child_pugh
from hepaflow.domain.scores.formulas.decimals import COMPUTING
from hepaflow.domain.scores.formulas.fibrosis import APRI, AST_ALT, FIB4
from hepaflow.domain.scores.formulas.formula import Formula
from hepaflow.domain.scores.formulas.injury import NR_VALUE, R_VALUE
from hepaflow.domain.scores.formulas.meld import (
    MELD_I,
    MELD_NA,
    MELD_NA_KIM2008,
    MELD_NA_OPTN,
    MELD_NA_UNROUNDED,
    MELD_ORIG,
    MELD_XI,
)
from hepaflow.domain.scores.formulas.meld_3 import MELD3
from hepaflow.domain.scores.formulas.quantities import (
    AGE,
    ASCITES_READING,
    ASCITES_TREATED,
    FEMALE,
    HE_READING,
    HE_TREATED,
    LIMITS_READING,
    MELD_NA_READING,
    FormulaInput,
)
from hepaflow.domain.scores.formulas.renal import CKDEPI
from hepaflow.domain.scores.lab_derived import DayNotes, noted, notes_of_day
from hepaflow.domain.scores.points import Points, points_of
from hepaflow.domain.scores.subject_facts import SubjectFacts

_MELD_NA: Final = {None: MELD_NA, "optn": MELD_NA_OPTN, "at-end": MELD_NA_UNROUNDED}
_FIRST, _SECOND = Decimal(0), Decimal(1)


@lru_cache(64)  # a study has one
def formulas_of(rules: ScoreRules) -> tuple[Formula, ...]:
    """Return the formulas of a study, in order."""
    return (
        MELD_ORIG,
        MELD_I,
        _MELD_NA[rules.meld_na_rounding],
        MELD_NA_KIM2008,
        MELD3,
        child_pugh(rules),
        ALBI,
        ALBI_0852,
        PALBI,
        FIB4,
        APRI,
        AST_ALT,
        R_VALUE,
        NR_VALUE,
        MELD_XI,
        CKDEPI,
    )


@lru_cache(64)
def _readings(rules: ScoreRules) -> dict[str, Points]:
    chosen = {
        MELD_NA_READING: _is(rules.meld_na_rounding, "at-end"),
        LIMITS_READING: _is(rules.child_pugh_limits, "reported"),
        ASCITES_READING: _is(rules.ascites_controlled, Controlled.AT_LEAST_2),
        HE_READING: _is(rules.he_controlled, Controlled.AT_LEAST_2),
    }
    readings = {quantity.id: _reading(quantity, is_second) for quantity, is_second in chosen.items()}
    for treated, choice in ((ASCITES_TREATED, ASCITES_READING), (HE_TREATED, HE_READING)):
        if readings[choice.id].values == (_FIRST,):  # as observed: treatment changes nothing
            readings[treated.id] = Points((_FIRST,))
    return readings


def _is(choice: str | None, second: str) -> bool | None:
    return None if choice is None else choice == second


def _reading(quantity: FormulaInput, is_second: bool | None) -> Points:  # noqa: FBT001 the choice itself
    if is_second is None:
        return Points((_FIRST, _SECOND), (AnswerReason(ReasonKind.VARIANT, quantity.about),))
    return Points((_SECOND if is_second else _FIRST,))


def scores_of_day(
    day: SpecimenDay, facts: SubjectFacts, rules: ScoreRules, formulas: Iterable[Formula] | None = None
) -> tuple[Score, ...]:
    """Return scores of a day.

    Args:
        day: what is known of its inputs.
        facts: what the register says of the subject.
        rules: what the study definition chooses.
        formulas: which scores; None: those of the study.
    """
    known = {**_readings(rules), AGE.id: facts.age_points(day.day), FEMALE.id: facts.female_points()}
    notes = notes_of_day(day)
    with localcontext(COMPUTING):
        return tuple([_scored(formula, day, known, notes) for formula in formulas or formulas_of(rules)])


def _scored(formula: Formula, day: SpecimenDay, known: dict[str, Points], notes: DayNotes) -> Score:
    """Return one score of a day; the points of each quantity are found once."""
    for quantity in formula.quantities:
        if quantity.id not in known:
            known[quantity.id] = points_of(quantity, day.input_of(quantity.about))
    points = tuple([known[quantity.id] for quantity in formula.quantities])
    computed = score_in_context(formula, points)
    if needs_own_kidneys(formula):
        computed = without_dialysis(computed, day)
    return noted(computed, day, notes)
