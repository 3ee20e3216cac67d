"""Grade each specimen day of a subject, and tell the shift from the baseline to the highest grade after it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from hepaflow.domain.answers.answer import Answer, FormulaVersion
from hepaflow.domain.answers.inputs import SpecimenDay
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.change.extremes import may_have_highest
from hepaflow.domain.change.shifts import SHIFT, grade_days, grade_shift
from hepaflow.domain.grades.of_day import Graded, grades_of_day
from hepaflow.domain.grades.table import GradedTerm
from hepaflow.pipeline.answers.safety.basis import SafetyAnswer, SafetyBasis, SafetyKind, each_source_once
from hepaflow.pipeline.answers.safety.extremes import only_day

_NO_VERSION: Final = (AnswerReason(ReasonKind.MISSING, "CTCAE_RULE"),)
_GRADES: Final = FormulaVersion("CTCAE")
GradesByDay = Mapping[str, Sequence[Graded]]  # by day, ISO 8601
_Notes = tuple[AnswerReason, ...]


def grades_by_day(basis: SafetyBasis) -> GradesByDay:
    """Return the grades of all days, in order, also of possible days; none without a version of CTCAE."""
    table = basis.table
    if table is None:
        return {}
    shown = {
        analyte: terms
        for analyte, terms in table.items()
        if not basis.hides(analyte, *(("ALB",) if analyte == "CA" else ()))
    }
    days, readings = (
        {day.day: day for day in (*basis.days, *_later_days(basis))},
        basis.course.protocol.ctcae_readings,
    )
    return {at: grades_of_day(days[at], basis.baselines, shown, readings=readings) for at in sorted(days)}


def _later_days(basis: SafetyBasis) -> Iterator[SpecimenDay]:
    for later in basis.later.values():
        yield from (one.day for one in later.days)


def _other_grades(basis: SafetyBasis, term: GradedTerm) -> list[tuple[str, Graded]]:
    """Return the grades of the draws that do not count on their day, with the day."""
    analyte = term.analyte
    days = [
        replace(day, inputs={**day.inputs, analyte: known})
        for day in basis.days
        for known in day.others.get(analyte, ())
    ]
    readings = basis.course.protocol.ctcae_readings
    return [
        (day.day, one)
        for day in days
        for one in grades_of_day(day, basis.baselines, {analyte: (term,)}, readings=readings)
    ]


def _after_dose_grades(
    basis: SafetyBasis, term: GradedTerm
) -> list[tuple[str, Graded, tuple[AnswerReason, ...]]]:
    """Return the grades of the draws of the baseline day after the dose: the day, the grade, why it may not be after it."""
    analyte = term.analyte
    readings = basis.course.protocol.ctcae_readings
    whole = {day.day: day.inputs for day in basis.course.days.days}
    return [
        (day.day, one, doubt)
        for day, doubt in basis.later[analyte].same_day
        if analyte in day.inputs
        for known in day.draws_of(analyte)
        for one in grades_of_day(
            replace(day, inputs={**whole.get(day.day, {}), **day.inputs, analyte: known}),
            basis.baselines,
            {analyte: (term,)},
            readings=readings,
        )
    ]


def grade_answers(basis: SafetyBasis, grades: GradesByDay) -> Iterator[SafetyAnswer]:
    """Yield the grades of each day, in order. Of days up to the baseline only those by limits: the others compare with it."""
    if basis.table is None:
        yield _without_version(SafetyKind.GRADE, "grade")
    later = {analyte: {one.day.day for one in known.days} for analyte, known in basis.later.items()}
    listed = {day.day for day in basis.days}
    for day, found in grades.items():
        for one in found if day in listed else ():
            analyte = one.term.analyte
            told = {"grade_by_limits": one.by_limits}
            if day in later[analyte] or basis.later[analyte].reasons:
                told = {"grade": one.grade, **told}
            yield SafetyAnswer(
                SafetyKind.GRADE,
                analyte,
                one.term.name,
                day,
                told,
                one.clinical,
                each_source_once(list(one.inputs)),
            )


def grade_shifts(basis: SafetyBasis, grades: GradesByDay) -> Iterator[SafetyAnswer]:
    """Yield the shift of each term of each analyte that was graded, in order of the table."""
    if basis.table is None:
        yield _without_version(SafetyKind.SHIFT, "worst_grade")
        return
    terms: dict[GradedTerm, list[tuple[str, Graded]]] = {}
    for day, found in grades.items():
        for one in found:
            terms.setdefault(one.term, []).append((day, one))
    for term in (term for some in basis.table.values() for term in some if term in terms):
        yield _shift(basis, term, [*terms[term], *_other_grades(basis, term)])


def _shift(basis: SafetyBasis, term: GradedTerm, graded: Sequence[tuple[str, Graded]]) -> SafetyAnswer:
    later = basis.later[term.analyte]
    at_first = grade_of_baseline(basis, term)
    told = {"baseline_grade": at_first.by_limits}
    if later.reasons:
        told |= {"worst_grade": Answer(SHIFT, reasons=later.reasons)}
        return SafetyAnswer(SafetyKind.SHIFT, term.analyte, term.name, None, told, sources=at_first.inputs)
    doubts = {one.day.day: one.doubt for one in later.days}
    after = _after_dose_grades(basis, term)
    after += [(day, one, doubts[day]) for day, one in graded if day in doubts and not _lacks_result(one)]
    first = basis.first_day(term.analyte)
    across = [basis.across(first, day) for day, _, _ in after]
    answers = [_doubtful(one.grade, doubt) for _, one, doubt in after]
    worst = _worst(at_first.by_limits, [(one.grade, doubt) for _, one, doubt in after], across)
    by_limits = _worst(at_first.by_limits, [(one.by_limits, doubt) for _, one, doubt in after], across)
    told |= {"worst_grade": worst, "worst_grade_by_limits": by_limits}
    places = may_have_highest(grade_days(answers))
    sources = [source for place in places for source in after[place][1].inputs]
    day = only_day(after[place][0] for place in places) if worst.value is not None else None
    everything = each_source_once([*at_first.inputs, *sources])
    return SafetyAnswer(SafetyKind.SHIFT, term.analyte, term.name, day, told, sources=everything)


def _lacks_result(graded: Graded) -> bool:
    """Say whether no result of the day counts: the lab deleted it, or says that the test was not done."""
    kinds = {why.kind for why in graded.by_limits.reasons if why.about == graded.term.analyte}
    return kinds == {ReasonKind.MISSING}


def _worst(base: Answer, after: Sequence[tuple[Answer, _Notes]], across: Sequence[_Notes]) -> Answer:
    """Return the highest grade. Draws that may not be after the baseline leave it open only if it is another one with them.

    Args:
        base: the grade of the baseline.
        after: the grade of each draw, and why it may not be after the baseline.
        across: what was done between the baseline and each draw.
    """
    graded = [
        (replace(grade, notes=(*grade.notes, *notes)), doubt)
        for (grade, doubt), notes in zip(after, across, strict=True)
    ]
    worst = grade_shift(base, [_doubtful(grade, doubt) for grade, doubt in graded]).worst
    if worst.value is None and any(doubt for _, doubt in graded):
        least = grade_shift(base, [grade for grade, doubt in graded if not doubt]).worst
        most = grade_shift(base, [grade for grade, _ in graded]).worst
        if least.value is not None and least.value == most.value:
            return most
    return worst


def grade_of_baseline(basis: SafetyBasis, term: GradedTerm) -> Graded:
    """Return the grade of the baseline itself: `by_limits`.

    Args:
        basis: of the subject.
        term: of an analyte that the subject has.
    """
    analyte = term.analyte
    known = {"ALB": basis.beside_baseline(analyte, "ALB"), analyte: basis.baselines[analyte]}
    day = SpecimenDay(basis.course.subject, "", known)
    readings = basis.course.protocol.ctcae_readings
    (graded,) = grades_of_day(day, basis.baselines, {analyte: (term,)}, readings=readings)
    return graded


def _doubtful(answer: Answer, doubt: tuple[AnswerReason, ...]) -> Answer:
    """Return the grade of a day of which nobody knows whether it is after the baseline."""
    if not doubt:
        return answer
    return Answer(answer.formula, reasons=(*answer.reasons, *doubt), notes=answer.notes)


def _without_version(kind: SafetyKind, name: str) -> SafetyAnswer:
    return SafetyAnswer(kind, "CTCAE", "", None, {name: Answer(_GRADES, reasons=_NO_VERSION)})
