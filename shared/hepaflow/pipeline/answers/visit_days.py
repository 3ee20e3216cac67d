"""Answer which specimen day is the baseline and that of each visit, and what of the planned results is there."""

from datetime import date
from typing import NamedTuple

from hepaflow.domain.answers.answer import Answer, FormulaVersion
from hepaflow.domain.protocol.planned_visits import PlannedVisit
from hepaflow.domain.visits.completeness import VisitCell, completeness
from hepaflow.domain.visits.day_choice import DayChoice
from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.visit_scores import day_of_visit
from hepaflow.pipeline.journal import event_at
from hepaflow.pipeline.services import Services


class AnsweredDay(NamedTuple):
    """The specimen day of a visit; `visit` None: the baseline."""

    visit: PlannedVisit | None
    choice: DayChoice
    answer: Answer


def visit_days(course: SubjectCourse) -> list[AnsweredDay]:
    """Return the day of the baseline and of each visit that the caller may see, in the order of the definition."""
    return [_answered(course, visit) for visit in (None, *course.visits)]


def _answered(course: SubjectCourse, visit: PlannedVisit | None) -> AnsweredDay:
    choice, protocol = day_of_visit(course, visit), course.protocol
    if visit is not None:
        rule = FormulaVersion("VISIT_DAY", 1, protocol.tie)
    else:
        rule = FormulaVersion("BASELINE_DAY", 1, protocol.baseline.day_one if protocol.baseline else "")
    if choice.day is not None:
        return AnsweredDay(visit, choice, Answer(rule, choice.day.day))
    return AnsweredDay(visit, choice, Answer(rule, reasons=choice.reasons))


def day_of_answer(services: Services, study: str, number: int, as_of: str) -> date:
    """Return the day on which something is late or not: today, or for an earlier moment the day of its last event.

    Args:
        services: the ports.
        study: the study's id.
        number: the journal number of the answer.
        as_of: as it was asked for; "" for now.
    """
    if not as_of:
        return services.clock().date()
    return date.fromisoformat(event_at(services.registry, study, number).at[: len("2024-03-22")])


def visible_completeness(course: SubjectCourse, today: date) -> list[VisitCell]:
    """Return the cells of a subject that the caller may see; none if the register does not have one entry of him.

    States of visits follow from day 1, so there is none where that is masked.

    Args:
        course: of the subject.
        today: the day of the answer.
    """
    if len(course.entries) != 1 or course.mask.hides_day_one:
        return []
    cells = completeness(course.days, course.timeline, course.entries[0].subject, today)
    shown = {visit.number for visit in course.visits}
    return [cell for cell in cells if cell.visit in shown and cell.analyte not in course.hidden_analytes]
