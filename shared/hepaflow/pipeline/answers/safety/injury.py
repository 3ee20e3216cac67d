"""Find for each specimen day of a subject the signs of liver injury: by upper limits, by peaks, by the baseline."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from hepaflow.domain.answers.inputs import SpecimenDay
from hepaflow.domain.answers.possible_days import partial_days_once
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
    hys_law,
)
from hepaflow.domain.injury.modified import modified_hys_law
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
    return [
        SignOfDay(day, comparison, hys_law([day], base, comparison))
        for day in _measured(basis.days)
        for comparison in Comparison
    ]


def _measured(days: Iterable[SpecimenDay]) -> list[SpecimenDay]:
    return [day for day in days if any(day.input_of(analyte).candidates for analyte in _ANALYTES)]


def sign_answer(told: SignOfDay, kind: SafetyKind = SafetyKind.HYS_LAW) -> SafetyAnswer:
    """Return the answers that a sign is.

    Args:
        told: the sign.
        kind: of the answers.
    """
    sign = told.sign
    answers = {
        "quadrant": sign.quadrant,
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
    for day in _measured(basis.days):
        window = list(partial_days_once(days_within(_measured(basis.course.days.days), day)))
        if len(window) > 1:
            for comparison in Comparison:
                sign = hys_law(window, base, comparison)
                yield sign_answer(SignOfDay(day, comparison, sign), SafetyKind.HYS_LAW_PEAKS)


def answers_by_baseline(basis: SafetyBasis) -> Iterator[SafetyAnswer]:
    """Yield what to do by multiples of the baseline for each day after that of ALT, in order."""
    if basis.hides("ALT", "BILI") or "ALT" not in basis.later:
        return
    bilirubin = basis.baselines.get("BILI") or no_baseline("BILI")
    for later in basis.later["ALT"].days:
        if later.day.input_of("ALT").candidates and not later.day.is_partial:
            found = modified_hys_law(later.day, basis.baselines["ALT"], bilirubin)
            told = {"tier": found.tier, "alt_multiple": found.multiple}
            sources = each_source_once(list(found.inputs))
            yield SafetyAnswer(
                SafetyKind.HYS_LAW_BY_BASELINE, "HYS_MOD", "proposed", later.day.day, told, sources=sources
            )
