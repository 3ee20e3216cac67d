"""Answer which scores a subject has at the baseline and at each visit, as far as the caller may see them."""

from collections.abc import Collection
from functools import partial
from typing import NamedTuple

from hepaflow.domain.answers.inputs import SpecimenDay
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.clinical.pairing import paired
from hepaflow.domain.protocol.planned_visits import PlannedVisit
from hepaflow.domain.scores.certainty import Score
from hepaflow.domain.scores.dialysis import needs_own_kidneys
from hepaflow.domain.scores.formulas.formula import Formula
from hepaflow.domain.scores.formulas.quantities import DIALYSIS
from hepaflow.domain.scores.of_day import formulas_of, scores_of_day
from hepaflow.domain.scores.of_visit import VisitScore, scores_of_visit
from hepaflow.domain.visits.day_choice import DayChoice
from hepaflow.domain.visits.subject_days import baseline_day, visit_day
from hepaflow.pipeline.answers.course import SubjectCourse


class PlacedScore(NamedTuple):
    """A score, and the visit that it is of; None: the baseline."""

    visit: PlannedVisit | None
    scored: VisitScore


def hidden_formulas(course: SubjectCourse) -> frozenset[Formula]:
    """Return the formulas of which an input is masked from the caller.

    With dialysis, those that do not hold under it are masked, too: their value could stand where there is none.
    """
    hidden = course.hidden_analytes
    return frozenset(
        one
        for one in formulas_of(course.protocol.scores)
        if hidden
        and (
            not hidden.isdisjoint(quantity.about for quantity in one.quantities)
            or (DIALYSIS.about in hidden and needs_own_kidneys(one))
        )
    )


def day_of_visit(
    course: SubjectCourse, visit: PlannedVisit | None, inputs: Collection[str] = ()
) -> DayChoice:
    """Return the specimen day of a visit that has all inputs.

    Args:
        course: of the subject.
        visit: the visit; None: the baseline.
        inputs: the analytes that the day has to have; none: any day with a result.
    """
    if visit is not None:
        return visit_day(course.days, visit, inputs)
    if course.mask.hides_baseline(course.protocol):
        return DayChoice(None, may_be_none=True, reasons=(AnswerReason(ReasonKind.MASKED, "BASELINE"),))
    return baseline_day(course.days, inputs)


def visit_scores(course: SubjectCourse) -> list[PlacedScore]:
    """Return every score at the baseline and at each visit, in the order of the definition."""
    hidden = hidden_formulas(course)
    return [
        PlacedScore(visit, scored)
        for visit in (None, *course.visits)
        for scored in _scores(course, visit)
        if scored.score.formula not in hidden
    ]


def baseline_scores(course: SubjectCourse) -> list[VisitScore]:
    """Return every score of the baseline that the caller may see, in order."""
    hidden = hidden_formulas(course)
    return [scored for scored in _scores(course, None) if scored.score.formula not in hidden]


class DayPanel(NamedTuple):
    """A specimen day with its scores."""

    day: SpecimenDay
    scores: tuple[Score, ...]


def day_panels(course: SubjectCourse) -> list[DayPanel]:
    """Return every specimen day that the caller may see with all scores of that day, in order."""
    rules, hidden = course.protocol.scores, hidden_formulas(course)
    formulas = tuple(one for one in formulas_of(rules) if one not in hidden)
    known = course.days.statements
    return [
        DayPanel(day, scores_of_day(paired(day, known), course.facts, rules, formulas))
        for day in course.days.listed
    ]


def _scores(course: SubjectCourse, visit: PlannedVisit | None) -> tuple[VisitScore, ...]:
    choose = partial(day_of_visit, course, visit)
    return scores_of_visit(choose, course.facts, course.protocol.scores, course.days.statements)
