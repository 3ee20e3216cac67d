"""Find for each specimen day of a subject the signs of liver injury: by upper limits, by peaks, by the baseline."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final, NamedTuple

from hepaflow.domain.answers.answer import Answer
from hepaflow.domain.answers.inputs import Input, SpecimenDay
from hepaflow.domain.answers.possible_days import partial_days_once
from hepaflow.domain.answers.reasons import AnswerReason
from hepaflow.domain.change.after_baseline import LaterDay
from hepaflow.domain.grades.baselines import no_baseline
from hepaflow.domain.grades.bounds import multiple_bounds
from hepaflow.domain.grades.ends import End
from hepaflow.domain.injury.hys_law import (
    BILIRUBIN,
    TRANSAMINASES,
    Comparison,
    InjurySign,
    Quadrant,
    days_within,
    hys_law_of,
    judged_by,
)
from hepaflow.domain.injury.modified import ModifiedSign, Tier, modified_hys_law
from hepaflow.domain.visits.before_treatment import before_treatment
from hepaflow.pipeline.answers.safety.basis import SafetyAnswer, SafetyBasis, SafetyKind, each_source_once

_ANALYTES: Final = ("ALT", "AST", "BILI", "ALP")
_SIGNS: Final = (("ALT", TRANSAMINASES), ("AST", TRANSAMINASES), ("BILI", BILIRUBIN))


class SignOfDay(NamedTuple):
    """What a day says by one comparison of bilirubin."""

    day: SpecimenDay
    comparison: Comparison
    sign: InjurySign

    @property
    def is_open(self) -> bool:
        """Say whether the day is a candidate for Hy's law, or may be one."""
        return Quadrant.CANDIDATE in self.sign.possible

    @property
    def shows_something(self) -> bool:
        """Say whether a result of the day reaches a limit, or may reach it; else only a missing input leaves it open."""
        return any(_may_reach(self.day, analyte, limit) for analyte, limit in _SIGNS)


def _may_reach(day: SpecimenDay, analyte: str, limit: Fraction) -> bool:
    found = map(multiple_bounds, day.draws_of(analyte))
    return any(known is not None and known.high >= End(limit) for known in found)


def signs_of_days(basis: SafetyBasis) -> list[SignOfDay]:
    """Return what each day says that has a result of these analytes, by both comparisons, in order."""
    if basis.hides(*_ANALYTES):
        return []
    base = basis.baselines.get("BILI") or no_baseline("BILI")
    found = ((day, judged_by([day], base)) for day in _measured(basis.days))
    return [
        SignOfDay(day, comparison, hys_law_of(multiples, comparison))
        for day, multiples in found
        for comparison in Comparison
    ]


def _measured(days: Iterable[SpecimenDay]) -> list[SpecimenDay]:
    return [day for day in days if any(day.input_of(analyte).candidates for analyte in _ANALYTES)]


def sign_answer(basis: SafetyBasis, told: SignOfDay, kind: SafetyKind = SafetyKind.HYS_LAW) -> SafetyAnswer:
    """Return the answers that a sign is.

    Args:
        basis: of the subject.
        told: the sign.
        kind: of the answers.
    """
    sign = told.sign
    answers = {
        "quadrant": sign.quadrant,
        "before_treatment": before_treatment(basis.course.days.schedule, told.day, _ANALYTES),
        "jaundiced_at_baseline": sign.jaundiced_at_baseline,
        "transaminases_x_uln": sign.transaminases,
        "bilirubin_x_uln": sign.bilirubin,
        "alp_x_uln": sign.alp,
    }
    sources = each_source_once(list(sign.inputs))
    return SafetyAnswer(kind, "HYS", told.comparison, told.day.day, answers, sources=sources)


def peak_answers(basis: SafetyBasis) -> Iterator[SafetyAnswer]:
    """Yield what each day says with the peaks of the 30 days from it on, where there is another day in them."""
    if basis.hides(*_ANALYTES):
        return
    base = basis.baselines.get("BILI") or no_baseline("BILI")
    measured = _measured(basis.course.days.days)
    for day in _measured(basis.days):
        window = list(partial_days_once(days_within(measured, day)))
        if len(window) > 1:
            multiples = judged_by(window, base)
            for comparison in Comparison:
                sign = hys_law_of(multiples, comparison)
                yield sign_answer(basis, SignOfDay(day, comparison, sign), SafetyKind.HYS_LAW_PEAKS)


def answers_by_baseline(basis: SafetyBasis) -> Iterator[SafetyAnswer]:
    """Yield what to do by multiples of the baseline for each day after that of ALT, in order; first by its draws after the dose."""
    if basis.hides("ALT", "BILI") or "ALT" not in basis.later:
        return
    bilirubin = basis.baselines.get("BILI") or no_baseline("BILI")
    later = basis.later["ALT"]
    days = [one.day for one in later.days if not one.day.is_partial and not one.doubt]
    signs = ((day, modified_hys_law(day, basis.baselines["ALT"], bilirubin)) for day in days if _has_alt(day))
    of_day_one = _of_baseline_day(later.same_day, basis.baselines["ALT"], bilirubin) if later.same_day else ()
    for day, found in (*of_day_one, *signs):
        told = {"tier": found.tier, "alt_multiple": found.multiple}
        sources = each_source_once(list(found.inputs))
        yield SafetyAnswer(
            SafetyKind.HYS_LAW_BY_BASELINE, "HYS_MOD", "proposed", day.day, told, sources=sources
        )


def _has_alt(day: SpecimenDay) -> bool:
    return bool(day.input_of("ALT").candidates)


def _of_baseline_day(
    draws: Sequence[LaterDay], alt: Input, bilirubin: Input
) -> Iterator[tuple[SpecimenDay, ModifiedSign]]:
    """Yield what the draws of the baseline day after the dose say: it is open if those that may be after it would change it.

    If they all together ask for nothing, none of them does.
    """
    doubt = tuple(reason for one in draws for reason in one.doubt)
    whole = _joined([one.day for one in draws])
    if not _has_alt(whole):
        return
    found = modified_hys_law(whole, alt, bilirubin)
    if doubt:
        sure = [one.day for one in draws if not one.doubt and _has_alt(one.day)]
        least = modified_hys_law(sure[0], alt, bilirubin) if sure else None
        found = found._replace(
            tier=_tier_of(found, least, doubt),
            multiple=_unless_same(found.multiple, least.multiple if least else None, doubt),
        )
    yield whole, found


def _joined(days: Sequence[SpecimenDay]) -> SpecimenDay:
    """Return the draws of several days as those of one."""
    analytes = dict.fromkeys(analyte for day in days for analyte in day.inputs)
    draws = {
        analyte: [known for day in days if analyte in day.inputs for known in day.draws_of(analyte)]
        for analyte in analytes
    }
    inputs = {analyte: some[0] for analyte, some in draws.items()}
    return replace(
        days[0], inputs=inputs, others={analyte: tuple(some[1:]) for analyte, some in draws.items()}
    )


def _tier_of(found: ModifiedSign, least: ModifiedSign | None, doubt: tuple[AnswerReason, ...]) -> Answer:
    if found.tier.value == Tier.CONTINUE:
        return found.tier
    return _unless_same(found.tier, least.tier if least else None, doubt)


def _unless_same(answer: Answer, least: Answer | None, doubt: tuple[AnswerReason, ...]) -> Answer:
    if least is not None and least.value is not None and least.value == answer.value:
        return answer
    return Answer(answer.formula, reasons=(*answer.reasons, *doubt), notes=answer.notes)
