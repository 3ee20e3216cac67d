"""Compare the scores of a subject with those of the baseline: change on each day, worst and best, shift of classes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from hepaflow.domain.answers.answer import Answer, Truth
from hepaflow.domain.answers.inputs import SpecimenDay
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.change.after_baseline import LaterDay, LaterDays, days_after
from hepaflow.domain.change.classes import CLASSES
from hepaflow.domain.change.differences import ScoreOfDay, score_change
from hepaflow.domain.change.extremes import EXTREME, in_doubt, lacks_input, may_have_highest, score_days
from hepaflow.domain.change.shifts import SHIFT, class_days, class_shift
from hepaflow.domain.clinical.pairing import paired
from hepaflow.domain.scores.certainty import Score
from hepaflow.domain.scores.formulas.quantities import AGE
from hepaflow.domain.scores.of_day import scores_of_day
from hepaflow.domain.scores.of_visit import VisitScore, needed_results
from hepaflow.domain.scores.whole_day import is_whole, may_be_whole, needed_without_dialysis, why_open
from hepaflow.domain.visits.subject_days import SubjectDays
from hepaflow.pipeline.answers.safety.basis import SafetyAnswer, SafetyBasis, SafetyKind, each_source_once
from hepaflow.pipeline.answers.safety.extremes import ExtremeDay, extreme_answers
from hepaflow.pipeline.answers.visit_scores import baseline_scores


class LaterScore(NamedTuple):
    """A score of a day after the baseline."""

    later: LaterDay
    score: Score


class ScoreCourse(NamedTuple):
    """A score of a subject at the baseline and after it.

    Attributes:
        base: the score of the baseline.
        after: the days after it.
        scores: of those of these days that have all its inputs.
    """

    base: VisitScore
    after: LaterDays
    scores: tuple[LaterScore, ...]

    @property
    def id(self) -> str:
        """Return the id of the formula."""
        return self.base.score.formula.version.id

    @property
    def first_day(self) -> str:
        """Return the earliest day that may be the baseline; "" without one."""
        return self.base.choice.first_day


def score_courses(basis: SafetyBasis) -> list[ScoreCourse]:
    """Return the courses of all scores that the caller may see, in their order."""
    course = basis.course
    bases = baseline_scores(course)
    formulas = tuple(base.score.formula for base in bases)
    known = course.days.statements
    later_days = [
        days_after(course.days, base.choice, partial(_may_be_later, course.days, base)) for base in bases
    ]
    days = {one.day.day: one.day for after in later_days for one in after.days}
    by_day = {
        at: scores_of_day(paired(day, known), course.facts, course.protocol.scores, formulas)
        for at, day in days.items()
    }
    found: list[ScoreCourse] = []
    for place, (base, after) in enumerate(zip(bases, later_days, strict=True)):
        scores = [LaterScore(later, by_day[later.day.day][place]) for later in after.days]
        found.append(ScoreCourse(base, after, tuple(_if_open(one) for one in scores if _is_measured(one))))
    return found


def _may_be_later(found: SubjectDays, base: VisitScore, day: SpecimenDay) -> bool:
    """Say whether day 1, which may be the baseline, may have a score also if it is not: of a draw after the dose."""
    one = found.schedule.day_one
    before = next((some for some in base.choice.candidates if some.day == day.day), None)
    if before is None or one is None or day.day != one.isoformat():
        return False
    return any(
        before.input_of(analyte).may_be_absent and after.input_of(analyte).candidates
        for analyte in needed_without_dialysis(needed_results(base.score.formula))
        for after in found.after_dose
        if after is not None
    )


def _is_measured(one: LaterScore) -> bool:
    """Say whether a day has, or may have, all results of a score. Without the age no day has one."""
    is_unknown = AnswerReason(ReasonKind.MISSING, AGE.about) in one.score.value.reasons
    return not is_unknown and may_be_whole(one.later.day, needed_results(one.score.formula))


def _if_open(one: LaterScore) -> LaterScore:
    """Return the score of a day; undetermined if the day may lack a result, also where the others alone decide the score."""
    score, day, needed = one.score, one.later.day, needed_results(one.score.formula)
    is_known = score.value.truth is not Truth.UNDETERMINED or lacks_input(score.value)
    if not is_known or is_whole(day, needed):
        return one
    value = Answer(score.formula.version, reasons=tuple(dict.fromkeys(why_open(day, needed))))
    grade = value if score.grade is not None else None
    return one._replace(score=score._replace(value=value, unrounded=None, grade=grade))


def score_changes(basis: SafetyBasis, courses: Sequence[ScoreCourse]) -> Iterator[SafetyAnswer]:
    """Yield the change of each score after its baseline, in order of scores and days."""
    for one in courses:
        base = ScoreOfDay(one.first_day, one.base.score.value)
        for later, score in one.scores:
            if later.day.is_partial:
                continue
            day = later.day.day
            change = score_change(ScoreOfDay(day, score.value), base, basis.procedures(day))
            told = {"change": change.change, "percent_change": change.percent}
            sources = each_source_once([*score.inputs, *one.base.score.inputs])
            yield SafetyAnswer(SafetyKind.CHANGE, one.id, score.formula.name, day, told, sources=sources)


def score_extremes(basis: SafetyBasis, courses: Sequence[ScoreCourse]) -> Iterator[SafetyAnswer]:
    """Yield the worst and the best score of each formula after its baseline."""
    for one in courses:
        if one.after.reasons:
            told = {"worst": Answer(EXTREME, reasons=one.after.reasons)}
            yield SafetyAnswer(SafetyKind.SINCE_BASELINE, one.id, one.base.score.formula.name, None, told)
        else:
            yield from extreme_answers(one.id, [_extreme_day(basis, one, late) for late in one.scores])


def _extreme_day(basis: SafetyBasis, one: ScoreCourse, late: LaterScore) -> ExtremeDay:
    """Return what the score of a day may be; a transplant or a TIPS since the baseline is a note."""
    day = late.later.day.day
    value = late.score.value
    (known,) = score_days([replace(value, notes=(*value.notes, *basis.across(one.first_day, day)))])
    return day, in_doubt(known, late.later.doubt), late.score.inputs


def class_shifts(basis: SafetyBasis, courses: Sequence[ScoreCourse]) -> Iterator[SafetyAnswer]:
    """Yield the shift of each score that has classes with a worst one."""
    for one in courses:
        base, classes = one.base.score.grade, CLASSES.get(one.id)
        if base is not None and classes is not None:
            yield _shift(basis, one, base, classes)


def _shift(basis: SafetyBasis, one: ScoreCourse, base: Answer, classes: Sequence[str]) -> SafetyAnswer:
    name = one.base.score.formula.name
    if one.after.reasons:
        told = {"baseline_class": base, "worst_class": Answer(SHIFT, reasons=one.after.reasons)}
        return SafetyAnswer(SafetyKind.SHIFT, one.id, name, None, told)
    late = [
        (at, score) for at, score in one.scores if score.grade is not None and not lacks_input(score.grade)
    ]
    answers = [_class_of(at, score, basis.across(one.first_day, at.day.day)) for at, score in late]
    shift = class_shift(base, answers, classes)
    places = may_have_highest(class_days(answers, classes))
    sources = [source for place in places for source in late[place][1].inputs]
    day = late[places[0]][0].day.day if len(places) == 1 and shift.worst.value is not None else None
    told = {"baseline_class": shift.baseline, "worst_class": shift.worst}
    everything = each_source_once([*one.base.score.inputs, *sources])
    return SafetyAnswer(SafetyKind.SHIFT, one.id, name, day, told, sources=everything)


def _class_of(later: LaterDay, score: Score, across: tuple[AnswerReason, ...]) -> Answer:
    """Return the class of a day with the notes of its score and of what was done since the baseline.

    It has no value where nobody knows whether the day is after the baseline.
    """
    grade = score.grade or score.value
    notes = (*score.value.notes, *across)
    if later.doubt:
        return Answer(grade.formula, reasons=(*grade.reasons, *later.doubt), notes=notes)
    return replace(grade, notes=notes)
