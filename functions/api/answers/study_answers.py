"""Answer questions about all subjects of a study or of a center: completeness, safety."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from api.answers.answer_json import AnswerWriter
from api.answers.answer_models import responses
from api.answers.answer_pages import FormatOfAnswers
from api.answers.safety_json import safety_entry
from api.answers.study_models import CompletenessPage, SafetySignsPage
from api.answers.study_pages import StudyAnswer, StudyPlace, ToldSubject, study_answer, study_place
from api.http.access import ANY, allow
from api.http.parameters import MOST_ENTRIES, AsOf, Cursor, Limit, OneCenter, Study
from api.http.served import caller_of, desk_of, new_router
from hepaflow.domain.visits.completeness import VisitCell
from hepaflow.pipeline.answers.center_completeness import CenterCounts, center_cells, center_counts
from hepaflow.pipeline.answers.course import Asker, SubjectCourse
from hepaflow.pipeline.answers.safety.study import subject_signs
from hepaflow.pipeline.answers.study_courses import CoursePage, SubjectsInquiry, course_page
from hepaflow.pipeline.answers.visit_days import day_of_answer
from hepaflow.pipeline.desk.subject_results import journal_number
from hepaflow.pipeline.standpoints import AT_ONCE
from hepaflow.writers.answer_rows import CELL_COLUMNS, SAFETY_COLUMNS, cell_row, safety_rows

router = new_router()
_Json = dict[str, Any]


@router.get("/studies/<study>/completeness", tags=["answer"], responses=responses(CompletenessPage))
@allow(ANY)
def list_completeness(
    study: Study,
    center: OneCenter = "",
    form: FormatOfAnswers = None,
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> Response[str]:
    """List what is there of the planned results of all subjects.

    Returns a cell for each subject, visit and required analyte, and counts by center with their trend; those of all pages
    add up. A page has at most 25 subjects. As CSV: the cells, in the columns of `hepaflow completeness --csv`.
    """
    place = study_place(router, cursor, as_of)
    inquiry = _inquiry(router, center, place, limit)
    page, place = _page(router, study, inquiry, place, as_of)
    today, found = date.fromisoformat(place.today), dict[str, list[VisitCell]]()

    def cells(course: SubjectCourse) -> list[_Json]:
        writer, names = AnswerWriter(study, course), {visit.number: visit.name for visit in course.visits}
        found[course.subject] = center_cells(course, today, inquiry.centers)
        return [writer.cell(cell, names) for cell in found[course.subject]]

    def head(told: Sequence[ToldSubject]) -> _Json:
        some = [cell for one in told for cell in found[one.course.subject]]
        counts = center_counts(some, today, inquiry.centers)
        return {"today": place.today, "counts": list(map(_counts, counts))}

    made_of = StudyAnswer("completeness", CELL_COLUMNS, lambda entry: [cell_row(entry)], cells, head)
    return study_answer(router, page, place, made_of, form)


def _counts(counts: CenterCounts) -> _Json:
    return {
        "center": counts.center,
        "states": {state.replace("-", "_"): count for state, count in counts.states.items()},
        "trend": [
            {"day": point.day.isoformat(), "due": point.due, "received": point.received}
            for point in counts.trend
        ],
    }


@router.get("/studies/<study>/safety", tags=["answer"], responses=responses(SafetySignsPage))
@allow(ANY)
def list_safety(
    study: Study,
    center: OneCenter = "",
    form: FormatOfAnswers = None,
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> Response[str]:
    """List candidates for Hy's law, and the worst grades.

    Returns for each subject the days that are candidates or may be, and the worst grade of each analyte after the baseline.
    `left_out` counts days of which only a missing input leaves it open. A page has at most 25 subjects. As CSV: the columns of
    `hepaflow safety --csv`.
    """
    place = study_place(router, cursor, as_of)
    page, place = _page(router, study, _inquiry(router, center, place, limit), place, as_of)
    silent: dict[str, int] = {}

    def entries(course: SubjectCourse) -> list[_Json]:
        writer, signs = AnswerWriter(study, course), subject_signs(course)
        silent[course.subject] = signs.left_out
        return [safety_entry(writer, one) for one in signs.answers]

    def head(told: Sequence[ToldSubject]) -> _Json:
        return {"left_out": {"open_days": sum(silent[one.course.subject] for one in told)}}

    made_of = StudyAnswer("safety", SAFETY_COLUMNS, safety_rows, entries, head)
    return study_answer(router, page, place, made_of, form)


def _inquiry(at: Router, center: str, place: StudyPlace, limit: int) -> SubjectsInquiry:
    caller = caller_of(at)
    return SubjectsInquiry(Asker(caller.centers, caller.roles), center, place.subject, min(limit, AT_ONCE))


def _page(
    at: Router, study: str, inquiry: SubjectsInquiry, place: StudyPlace, as_of: str
) -> tuple[CoursePage, StudyPlace]:
    """Return the subjects of a page, and its place with the number and the day that all pages hold for."""
    desk = desk_of(at)
    number = journal_number(desk, study, place.moment)
    page = course_page(desk, study, number, inquiry)
    today = place.today or day_of_answer(desk, study, number, as_of).isoformat()
    return page, StudyPlace(str(number), today, place.subject)
