"""Answer questions about one subject: scores, visits, completeness, panels, safety."""

from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response

from api.answers.answer_json import AnswerWriter
from api.answers.answer_models import CompletenessOfSubject, PanelsPage, ScoresPage, VisitsPage, responses
from api.answers.answer_pages import AnswerPage, FormatOfAnswers, answer_page, moment_of, whole_answer
from api.answers.safety_json import safety_entry
from api.answers.safety_models import SafetyPage
from api.http.access import ANY, allow
from api.http.hrefs import subject_href
from api.http.parameters import MOST_ENTRIES, AsOf, Cursor, Limit, Study, SubjectParameter
from api.http.served import caller_of, desk_of, new_router
from hepaflow.pipeline.answers.course import Asker, subject_course
from hepaflow.pipeline.answers.safety.subject import subject_safety
from hepaflow.pipeline.answers.visit_days import day_of_answer, visible_completeness, visit_days
from hepaflow.pipeline.answers.visit_scores import day_panels, visit_scores
from hepaflow.writers.answer_rows import (
    CELL_COLUMNS,
    PANEL_COLUMNS,
    SAFETY_COLUMNS,
    SCORE_COLUMNS,
    VISIT_COLUMNS,
    cell_row,
    panel_row,
    safety_rows,
    score_row,
    visit_row,
)

router = new_router()


@router.get("/studies/<study>/subjects/<subject>/scores", tags=["answer"], responses=responses(ScoresPage))
@allow(ANY)
def list_scores(
    study: Study,
    subject: SubjectParameter,
    form: FormatOfAnswers = None,
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> Response[str]:
    """List scores of a subject.

    Returns every score at the baseline and at each visit: a value, an interval, or undetermined with reasons; with its
    inputs, each with the path to the lab's cells. As CSV: the columns of `hepaflow scores --csv`.
    """
    moment, told = moment_of(router, cursor, as_of)
    writer = _writer(study, subject, moment)
    entries = visit_scores(writer.course)
    page = AnswerPage(
        _head(writer), "scores", entries, writer.placed_score, SCORE_COLUMNS, lambda entry: [score_row(entry)]
    )
    return answer_page(router, page, told, limit, form)


@router.get("/studies/<study>/subjects/<subject>/visits", tags=["answer"], responses=responses(VisitsPage))
@allow(ANY)
def list_visits(
    study: Study,
    subject: SubjectParameter,
    form: FormatOfAnswers = None,
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> Response[str]:
    """List visits of a subject.

    Returns the specimen day of the baseline and of each visit, or why it is not certain, and the draws of the subject. As
    CSV: the visits, in the columns of `hepaflow visits --csv`.
    """
    moment, told = moment_of(router, cursor, as_of)
    writer = _writer(study, subject, moment)
    entries, head = visit_days(writer.course), _head(writer) | {"draws": writer.draws()}
    page = AnswerPage(
        head, "visits", entries, writer.visit_day, VISIT_COLUMNS, lambda entry: [visit_row(entry)]
    )
    return answer_page(router, page, told, limit, form)


@router.get(
    "/studies/<study>/subjects/<subject>/completeness",
    tags=["answer"],
    responses=responses(CompletenessOfSubject),
)
@allow(ANY)
def list_subject_completeness(
    study: Study, subject: SubjectParameter, form: FormatOfAnswers = None, as_of: AsOf = ""
) -> Response[str]:
    """List what is there of the planned results of a subject.

    Returns a cell for each visit and required analyte, all in one answer. `today` is the day for which it is late or not: with
    `as_of` the day of the last event. As CSV: the columns of `hepaflow completeness --csv`.
    """
    writer = _writer(study, subject, as_of)
    course = writer.course
    today = day_of_answer(desk_of(router), study, course.journal_number, as_of)
    names = {visit.number: visit.name for visit in course.visits}
    entries, head = visible_completeness(course, today), _head(writer) | {"today": today.isoformat()}
    write = partial(writer.cell, names=names)
    page = AnswerPage(head, "completeness", entries, write, CELL_COLUMNS, lambda entry: [cell_row(entry)])
    return whole_answer(router, page, form)


@router.get("/studies/<study>/subjects/<subject>/panels", tags=["answer"], responses=responses(PanelsPage))
@allow(ANY)
def list_panels(
    study: Study,
    subject: SubjectParameter,
    form: FormatOfAnswers = None,
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> Response[str]:
    """List specimen days of a subject.

    Returns each specimen day with its results and all scores of that day, in order. As CSV: one row a day, the columns of
    `hepaflow panels --csv`.
    """
    moment, told = moment_of(router, cursor, as_of)
    writer = _writer(study, subject, moment)
    entries = day_panels(writer.course)
    page = AnswerPage(
        _head(writer), "panels", entries, writer.panel, PANEL_COLUMNS, lambda entry: [panel_row(entry)]
    )
    return answer_page(router, page, told, limit, form)


@router.get("/studies/<study>/subjects/<subject>/safety", tags=["answer"], responses=responses(SafetyPage))
@allow(ANY)
def list_subject_safety(
    study: Study,
    subject: SubjectParameter,
    form: FormatOfAnswers = None,
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> Response[str]:
    """List what the results of a subject say about safety.

    Returns shifts of grades and classes, worst and best after the baseline, and then for each specimen day signs of liver
    injury (Hy's law), CTCAE grades and changes from the baseline. As CSV: one row an answer, the columns of
    `hepaflow safety --csv`.
    """
    moment, told = moment_of(router, cursor, as_of)
    writer = _writer(study, subject, moment)
    entries, write = list(subject_safety(writer.course)), partial(safety_entry, writer)
    page = AnswerPage(_head(writer), "safety", entries, write, SAFETY_COLUMNS, safety_rows)
    return answer_page(router, page, told, limit, form)


def _writer(study: str, subject: str, moment: str) -> AnswerWriter:
    caller = caller_of(router)
    asker = Asker(caller.centers, caller.roles)
    return AnswerWriter(study, subject_course(desk_of(router), study, subject, moment, asker))


def _head(writer: AnswerWriter) -> dict[str, Any]:
    course = writer.course
    return {
        "journal_number": course.journal_number,
        "subject": course.subject,
        "href": subject_href(writer.study, course.subject),
        "definition_version": course.definition.version,
        "partial": course.is_partial,
        "masked": course.mask.left_out,
    }
