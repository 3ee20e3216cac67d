"""Grade all results of one day of a subject."""

from decimal import Decimal
from typing import Final, NamedTuple

from hepaflow.domain.answers.answer import Answer, FormulaVersion
from hepaflow.domain.answers.inputs import Input, PossibleInput, SpecimenDay
from hepaflow.domain.answers.reasons import BOUNDED, AnswerReason, ReasonKind
from hepaflow.domain.answers.report_notes import report_notes
from hepaflow.domain.grades.baselines import Baselines, no_baseline
from hepaflow.domain.grades.corners import Dependency, Possible, possible
from hepaflow.domain.grades.ends import LEAST
from hepaflow.domain.grades.facts import GradeFacts, reading, stated
from hepaflow.domain.grades.labs import lab_reasons
from hepaflow.domain.grades.rules import BaselinePoint, Case, grade_of, rules_of
from hepaflow.domain.grades.sources import UPPER_BASES, albumin, baseline, measured, with_albumin
from hepaflow.domain.grades.table import Basis, GradedTerm, GradeTable
from hepaflow.domain.protocol.rules import GradeReadings

_NO: Final = Dependency((False,))
_WITHIN_LIMITS: Final = Dependency((BaselinePoint(),))
_FAR: Final = "baseline_above_ULN_to_5x"
_FALL: Final = "fall_from_baseline"
_SILENT: Final = GradeReadings()


class Graded(NamedTuple):
    """The grade of one result in one direction.

    Attributes:
        term: the term with its bounds.
        grade: by the rules of the version, which compare with the baseline where it was abnormal.
        by_limits: as if the baseline had been within its limits; the grade of a baseline itself.
        rules: for whom the bounds are meant that were, or may have been, compared.
        clinical: what grades ask for besides, which a lab value does not show.
        inputs: every observation that is an input, or may be, each once.
    """

    term: GradedTerm
    grade: Answer
    by_limits: Answer
    rules: tuple[str, ...]
    clinical: tuple[str, ...]
    inputs: tuple[PossibleInput, ...]


def grades_of_day(
    day: SpecimenDay,
    baselines: Baselines,
    table: GradeTable,
    facts: GradeFacts | None = None,
    readings: GradeReadings = _SILENT,
) -> tuple[Graded, ...]:
    """Return the grades of all results of a day, in the order of the table.

    Args:
        day: what is known of its inputs.
        baselines: by analyte, what is known of the baseline.
        table: of the version of CTCAE that the study definition names.
        facts: what is stated besides.
        readings: which of two readings of the text the study definition means.
    """
    return tuple(
        _graded(term, day, baselines.get(analyte) or no_baseline(analyte), facts or GradeFacts(), readings)
        for analyte, terms in table.items()
        if analyte in day.inputs
        for term in terms
    )


def _graded(
    term: GradedTerm, day: SpecimenDay, base: Input, facts: GradeFacts, chosen: GradeReadings
) -> Graded:
    known = day.input_of(term.analyte)
    readings, variant = _reading(term, chosen)
    version = FormulaVersion("CTCAE", 1, variant)
    is_corrected = term.analyte == "CA"
    has_baseline = term.has_basis(Basis.BASE, Basis.BASE_AND_ULN)
    result = measured(known, needs_upper=term.has_basis(*UPPER_BASES), needs_lower=term.has_basis(Basis.LLN))
    protein = albumin(day.input_of("ALB")) if is_corrected else Dependency((LEAST,))
    symptoms = stated(facts.symptoms.get(term.analyte), "SYMPTOMS") if term.has_rule("symptomatic") else _NO
    fasting = stated(facts.fasting, "FASTING") if term.has_rule("fasting") else _NO
    treated = stated(facts.anticoagulated, "ANTICOAG") if term.has_rule("on_anticoagulation") else _NO
    rules: set[str] = set()

    def compute(*corner: object) -> int:
        value, of_day, *others = corner
        case = Case(with_albumin(value, of_day) if is_corrected else value, *others)  # type: ignore[arg-type]
        rules.update(rules_of(term, case))
        return grade_of(term, case)

    by_limits = possible((result, protein, _WITHIN_LIMITS, symptoms, _NO, fasting, _NO), compute)
    found = by_limits
    if has_baseline:
        rules.clear()
        point = baseline(term, base)
        found = possible((result, protein, point, symptoms, treated, fasting, readings), compute)
    sources = [*known.candidates, *(base.candidates if has_baseline else ())]
    sources += day.input_of("ALB").candidates if is_corrected else ()
    against = _notes(known, base, by_limits, found) if has_baseline else ()
    return Graded(
        term,
        _answer(version, found, (*report_notes(sources), *against)),
        _answer(version, by_limits, report_notes(known.candidates)),
        tuple(rule for rule in term.rules if rule in rules),
        _clinical(term, rules),
        tuple({id(source): source for source in sources}.values()),
    )


def _reading(term: GradedTerm, chosen: GradeReadings) -> tuple[Dependency[bool], str]:
    """Return which reading of the text of a term counts, and version and choice as an answer names them."""
    choice: str | None
    if term.has_rule(_FAR):
        choice, second = chosen.far_raised_baseline, "grade-3"
    elif term.has_rule(_FALL):
        choice, second = chosen.abnormal_fibrinogen, "worse-of-both"
    else:
        return _NO, term.version
    variant = ", ".join(filter(None, (term.version, choice)))
    return reading(term.analyte, None if choice is None else choice == second), variant


def _answer(version: FormulaVersion, found: Possible[int], notes: tuple[AnswerReason, ...] = ()) -> Answer:
    low, high = (Decimal(end(found.outcomes)) for end in (min, max))
    if low == high:
        return Answer(version, low, notes=notes)
    if all(reason.kind in BOUNDED for reason in found.reasons):
        return Answer(version, low=low, high=high, reasons=found.reasons, notes=notes)
    return Answer(version, reasons=found.reasons, notes=notes)


def _notes(
    known: Input, base: Input, by_limits: Possible[int], found: Possible[int]
) -> tuple[AnswerReason, ...]:
    """Return what speaks against a grade that compares with the baseline."""
    notes = lab_reasons(known, base)
    if found.outcomes == {0} and min(by_limits.outcomes) > 0:
        notes += (AnswerReason(ReasonKind.ABNORMAL, known.about),)
    return notes


def _clinical(term: GradedTerm, rules: set[str]) -> tuple[str, ...]:
    """Return what the grades of a term ask for besides the lab value."""
    said = [
        f"grade {bound.grade}: {bound.clinical}"
        for bound in term.bounds
        if bound.clinical and bound.rule in rules
    ]
    if term.highest < 4:
        said.append(f"a lab value shows no grade above {term.highest}")
    return tuple(dict.fromkeys(said))
