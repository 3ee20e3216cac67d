"""Find the quadrant of Hy's law by multiples of upper limits: transaminases, bilirubin and alkaline phosphatase."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from hepaflow.domain.answers.answer import Answer, FormulaVersion
from hepaflow.domain.answers.inputs import Input, PossibleInput, SpecimenDay
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.answers.report_notes import report_notes
from hepaflow.domain.grades.bounds import multiple_bounds
from hepaflow.domain.grades.corners import Dependency, possible
from hepaflow.domain.grades.ends import GREATEST, LEAST, End
from hepaflow.domain.injury.quantities import class_answer, least_multiple, number_answer, peak_multiple

CITATION: Final = "FDA 2009, Drug-induced liver injury: premarketing clinical evaluation"
TRANSAMINASES, BILIRUBIN, _ALP = Fraction(3), Fraction(2), Fraction(2)  # x ULN
_ANALYTES: Final = ("ALT", "AST", "BILI", "ALP")


class Comparison(StrEnum):
    """How bilirubin is compared with 2 × its upper limit: sources print both."""

    ABOVE = "bilirubin > 2 x ULN"
    FROM = "bilirubin >= 2 x ULN"


class Quadrant(StrEnum):
    """Where a day lies. A candidate is not a case: other causes are for a physician to exclude."""

    CANDIDATE = "candidate"  # ALT or AST from 3, bilirubin beyond 2, ALP below 2 x ULN
    CHOLESTATIC = "biochemical_only_ALP>=2xULN"  # the same, but ALP from 2 x ULN
    TEMPLE = "temple"  # ALT or AST from 3 x ULN alone
    CHOLESTASIS = "cholestasis"  # bilirubin beyond 2 x ULN alone
    NORMAL = "normal_quadrant"


class InjurySign(NamedTuple):
    """What a day, or the days from it on, say by one comparison of bilirubin.

    Attributes:
        quadrant: one of `Quadrant`.
        jaundiced_at_baseline: "yes" or "no": the baseline of bilirubin is beyond 2 × its own upper limit.
        transaminases: the greater multiple of ALT and AST.
        bilirubin: its multiple.
        alp: its multiple.
        inputs: every observation that is an input, or may be.
        possible: every quadrant that the day may lie in; one if it is certain.
    """

    quadrant: Answer
    jaundiced_at_baseline: Answer
    transaminases: Answer
    bilirubin: Answer
    alp: Answer
    inputs: tuple[PossibleInput, ...]
    possible: frozenset[Quadrant]


def days_within(days: Sequence[SpecimenDay], start: SpecimenDay, length: int = 30) -> list[SpecimenDay]:
    """Return the days from one to `length` days after it, both included.

    Args:
        days: specimen days of the subject.
        start: the first day.
        length: days after it.
    """
    last = (date.fromisoformat(start.day) + timedelta(days=length)).isoformat()
    return [day for day in days if start.day <= day.day <= last]


def hys_law(days: Sequence[SpecimenDay], base: Input, comparison: Comparison) -> InjurySign:
    """Return the quadrant of one day or several, by the peaks of ALT, AST and bilirubin, and by ALP of the first day.

    All draws of a day are compared, so that no signal is hidden by the draw that counts; of ALP the lowest one.

    Args:
        days: one day, or those of a window in order; at least one.
        base: what is known of the baseline of bilirubin.
        comparison: how bilirubin is compared.
    """
    return hys_law_of(judged_by(days, base), comparison)


class JudgedBy(NamedTuple):
    """What a day, or the days of a window, are judged by: multiples of upper limits.

    Attributes:
        alt: the peak of ALT.
        ast: the peak of AST.
        bilirubin: its peak.
        alp: the least one of the first day.
        before: the baseline of bilirubin.
        inputs: every observation that is an input, or may be.
        base: what is known of the baseline of bilirubin.
        is_window: they are of several days.
    """

    alt: Dependency[End]
    ast: Dependency[End]
    bilirubin: Dependency[End]
    alp: Dependency[End]
    before: Dependency[End]
    inputs: tuple[PossibleInput, ...]
    base: Input
    is_window: bool


def judged_by(days: Sequence[SpecimenDay], base: Input) -> JudgedBy:
    """Return what both comparisons of bilirubin are made of.

    Args:
        days: one day, or those of a window in order; at least one.
        base: what is known of the baseline of bilirubin.
    """
    alt, ast, bilirubin = (peak_multiple(days, analyte) for analyte in ("ALT", "AST", "BILI"))
    at_baseline = multiple_bounds(base)
    before = at_baseline.dependency if at_baseline else Dependency((LEAST, GREATEST), base.reasons)
    inputs = tuple(
        found
        for day in days
        for analyte in _ANALYTES
        for known in day.draws_of(analyte)
        for found in known.candidates
    )
    alp = least_multiple(days[:1], "ALP")
    return JudgedBy(alt, ast, bilirubin, alp, before, inputs, base, len(days) > 1)


def hys_law_of(told: JudgedBy, comparison: Comparison) -> InjurySign:
    """Return the quadrant by one comparison of bilirubin.

    Args:
        told: the multiples.
        comparison: how bilirubin is compared.
    """
    variant = f"{comparison}, peaks of several days" if told.is_window else comparison
    version = FormulaVersion("HYS", 1, variant)

    def quadrant(alt: End, ast: End, bilirubin: End, alp: End) -> Quadrant:
        is_injured = max(alt, ast) >= End(TRANSAMINASES)
        if not _is_jaundiced(bilirubin, comparison):
            return Quadrant.TEMPLE if is_injured else Quadrant.NORMAL
        if not is_injured:
            return Quadrant.CHOLESTASIS
        return Quadrant.CANDIDATE if alp < End(_ALP) else Quadrant.CHOLESTATIC

    def jaundiced(bilirubin: End) -> str:
        return "yes" if _is_jaundiced(bilirubin, comparison) else "no"

    quadrants = possible((told.alt, told.ast, told.bilirubin, told.alp), quadrant)
    at_first = class_answer(version, possible((told.before,), jaundiced))
    return InjurySign(
        replace(
            class_answer(version, quadrants),
            notes=(*report_notes(told.inputs), *_jaundice(at_first, told.base)),
        ),
        at_first,
        number_answer(version, possible((told.alt, told.ast), max)),
        number_answer(version, possible((told.bilirubin,), _itself)),
        number_answer(version, possible((told.alp,), _itself)),
        told.inputs,
        quadrants.outcomes,
    )


def _jaundice(at_first: Answer, base: Input) -> tuple[AnswerReason, ...]:
    """Return a note for each baseline of a subject who certainly was jaundiced: the quadrants say little about him."""
    if at_first.value != "yes":
        return ()
    about = "BASELINE_BILI"
    return tuple(
        AnswerReason(ReasonKind.ABNORMAL, about, found.place, found.sent.row) for found in base.candidates
    )


def _itself(multiple: End) -> End:
    return multiple


def _is_jaundiced(bilirubin: End, comparison: Comparison) -> bool:
    limit = End(BILIRUBIN)
    return bilirubin > limit or (comparison is Comparison.FROM and bilirubin == limit)
