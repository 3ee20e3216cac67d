"""Find what to do by multiples of the baseline, for subjects whose liver tests were abnormal before treatment.

The limits are proposed: they were read in a secondary summary, not in the primary tables (docs/grades.md).
"""

from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from hepaflow.domain.answers.answer import Answer, FormulaVersion
from hepaflow.domain.answers.inputs import Input, PossibleInput, SpecimenDay
from hepaflow.domain.answers.reasons import AnswerReason
from hepaflow.domain.answers.report_notes import report_notes
from hepaflow.domain.grades.corners import Dependency, possible
from hepaflow.domain.grades.ends import GREATEST, LEAST, End, ends
from hepaflow.domain.grades.facts import stated
from hepaflow.domain.grades.labs import lab_reasons
from hepaflow.domain.grades.rules import BaselinePoint, Measured
from hepaflow.domain.grades.sources import BOTTOM, LimitPart, limit_ends, measured, points_in
from hepaflow.domain.injury.quantities import class_answer, greatest, number_answer

MODIFIED: Final = FormulaVersion("HYS_MOD", 1, "proposed")
_RAISED_FROM: Final = Fraction(3, 2)  # a baseline from 1.5 x ULN on is compared instead of the limit
_OBSERVE, _WITH_BILIRUBIN, _STOP = Fraction(3), Fraction(2), Fraction(5)  # x baseline
_OBSERVE_AT, _STOP_AT = End(Fraction(300)), End(Fraction(500))  # U/L, whatever the baseline
_OBSERVE_ULN, _WITH_BILIRUBIN_ULN, _STOP_ULN = Fraction(5), Fraction(3), Fraction(8)  # x ULN
_BILIRUBIN: Final = Fraction(2)


class Tier(StrEnum):
    """What the limits ask for. Whether it is done, a physician decides."""

    CONTINUE = "continue"
    OBSERVE = "close_observation"
    INTERRUPT = "interrupt"


class ModifiedSign(NamedTuple):
    """What a day says against the baseline.

    Attributes:
        tier: one of `Tier`.
        multiple: ALT as multiple of the baseline, or of the upper limit where that is compared.
        inputs: every observation that is an input, or may be.
    """

    tier: Answer
    multiple: Answer
    inputs: tuple[PossibleInput, ...]


def modified_hys_law(
    day: SpecimenDay, base_alt: Input, base_bilirubin: Input, *, symptoms: bool | None = None
) -> ModifiedSign:
    """Return what to do by ALT and bilirubin of a day: the most that any of its draws asks for.

    Args:
        day: what is known of its inputs.
        base_alt: what is known of the baseline of ALT.
        base_bilirubin: what is known of the baseline of bilirubin.
        symptoms: whether the subject has symptoms of liver injury; None: nobody stated it.
    """
    alts, bilirubins = day.draws_of("ALT"), day.draws_of("BILI")
    before = _baseline(base_alt)
    jaundice = _baseline(base_bilirubin), stated(symptoms, "SYMPTOMS")
    sizes = [(measured(alt, needs_upper=True), before) for alt in alts]
    others = [(measured(bilirubin, needs_upper=True), *jaundice) for bilirubin in bilirubins]
    tiers = [possible((*size, *other), _tier) for size in sizes for other in others]
    tier = class_answer(MODIFIED, greatest(tiers, list(Tier).index))
    inputs = [found for known in (*alts, base_alt, *bilirubins, base_bilirubin) for found in known.candidates]
    notes = dict.fromkeys(report_notes(inputs))
    notes |= dict.fromkeys(note for alt in alts for note in lab_reasons(alt, base_alt))
    notes |= dict.fromkeys(note for one in bilirubins for note in lab_reasons(one, base_bilirubin))
    return ModifiedSign(
        Answer(MODIFIED, tier.value, reasons=tier.reasons, notes=tuple(notes)),
        number_answer(MODIFIED, greatest([possible(size, _multiple) for size in sizes], _itself)),
        tuple(inputs),
    )


def _tier(
    alt: Measured,
    base: BaselinePoint,
    bilirubin: Measured,
    before: BaselinePoint,
    is_symptomatic: bool,  # noqa: FBT001
) -> Tier:
    if base.is_raised:
        value, known = alt.value, base.value or LEAST
        is_jaundiced = bilirubin.value >= (before.value or LEAST).times(_BILIRUBIN)
        with_bilirubin = value >= min(known.times(_WITH_BILIRUBIN), _OBSERVE_AT)
        is_stopped = value >= min(known.times(_STOP), _STOP_AT)
        is_observed = value >= min(known.times(_OBSERVE), _OBSERVE_AT)
    else:
        is_jaundiced = bilirubin.value >= bilirubin.upper.times(_BILIRUBIN)
        with_bilirubin = alt.value >= alt.upper.times(_WITH_BILIRUBIN_ULN)
        is_stopped = alt.value >= alt.upper.times(_STOP_ULN)
        is_observed = alt.value >= alt.upper.times(_OBSERVE_ULN)
    if is_stopped or (with_bilirubin and (is_jaundiced or is_symptomatic)):
        return Tier.INTERRUPT
    return Tier.OBSERVE if is_observed else Tier.CONTINUE


def _itself(multiple: End) -> End:
    return multiple


def _multiple(alt: Measured, base: BaselinePoint) -> End:
    whole = (base.value or LEAST) if base.is_raised else alt.upper
    if whole.number == 0:
        return GREATEST
    return End(alt.value.number / whole.number, alt.value.side or -whole.side)


def _baseline(known: Input) -> Dependency[BaselinePoint]:
    """Return what a baseline may be, and whether it is from 1.5 times its own upper limit on."""
    points: list[BaselinePoint] = []
    reasons: list[AnswerReason] = list(known.reasons)
    for found in known.candidates:
        limit = found.upper_limit or None
        limit_ends(limit, True, found, reasons)  # noqa: FBT003 it matters
        both = ends(found.values)
        points += points_in(both[0], both[-1], _parts(limit))
    if known.may_be_absent:
        points += points_in(LEAST, GREATEST, _parts(None))
    return Dependency(tuple(dict.fromkeys(points)), tuple(dict.fromkeys(reasons)))


def _parts(limit: Fraction | None) -> tuple[LimitPart, ...]:
    raised = BaselinePoint(is_raised=True)
    if limit is None:
        return LimitPart(BOTTOM, GREATEST), LimitPart(BOTTOM, GREATEST, raised)
    at = limit * _RAISED_FROM
    return LimitPart(BOTTOM, End(at, -1)), LimitPart(End(at), GREATEST, raised)
