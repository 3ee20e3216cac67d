"""List the results of a subject, now or as of an earlier time."""

from functools import partial
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from api.http.access import ANY, allow
from api.http.cursors import next_cursor, position_of
from api.http.parameters import MOST_ENTRIES, AnyAnalyte, AsOf, Cursor, From, Limit, Study, To
from api.http.parameters import SubjectParameter as SubjectId
from api.http.result_models import RESULT_RESPONSES, PageForm, results_of
from api.http.served import caller_of, desk_of, new_router
from hepaflow.pipeline.desk.subject_results import Question, subject_results

router = new_router()


@router.get("/studies/<study>/subjects/<subject>/results", tags=["subject"], responses=RESULT_RESPONSES)
@allow(ANY)
def list_subject_results(  # noqa: PLR0913, PLR0917 the parameters of the query
    study: Study,
    subject: SubjectId,
    analyte: AnyAnalyte = "",
    first: From = None,
    last: To = None,
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
    *,
    history: Annotated[
        bool, Query(description="Include superseded, repeated, set-aside and withdrawn observations.")
    ] = False,
) -> Response[str]:
    """List results of a subject.

    Returns the measurements of a subject with their current results and held observations, in order of time. Every page
    holds as of the journal number of the first one. A page has at most 5 MB.
    """
    position = position_of(router, cursor, r"[0-9]{1,12}\.[0-9]{1,12}")
    question = Question(analyte, first or "", last or "", as_of, position)
    page = subject_results(desk_of(router), study, subject, question, caller_of(router).centers)
    return results_of(page, limit, PageForm(study, partial(next_cursor, router), history))
