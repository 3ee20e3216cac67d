"""Answer questions about one subject: scores at visits."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from api.answers.answer_json import AnswerWriter
from api.answers.answer_models import ScoresPage, responses
from api.answers.answer_pages import AnswerPage, FormatOfAnswers, answer_page, moment_of
from api.http.access import ANY, allow
from api.http.hrefs import subject_href
from api.http.parameters import MOST_ENTRIES, AsOf, Cursor, Limit, Study, SubjectParameter
from api.http.served import caller_of, desk_of, new_router
from hepaflow.pipeline.answers.course import Asker, subject_course
from hepaflow.pipeline.answers.visit_scores import visit_scores
from hepaflow.writers.answer_rows import SCORE_COLUMNS, score_row

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
    entries = [writer.placed_score(one) for one in visit_scores(writer.course)]
    page = AnswerPage(_head(writer), "scores", entries, SCORE_COLUMNS, lambda entry: [score_row(entry)])
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
    }
