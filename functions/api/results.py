"""List the results of all subjects, and the measurements that wait for a decision."""

from functools import partial
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from api.access import ANY, REVIEWERS, allow
from api.answers import RESULTS, PageForm, study_results_of
from api.cursors import next_cursor, position_of
from api.parameters import MOST_ENTRIES, AnyAnalyte, AsOf, Cursor, From, Limit, Study, To
from api.served import caller_of, desk_of, new_router
from hepaflow.domain.model import Flag
from hepaflow.pipeline.desk.study_results import Inquiry, study_results
from hepaflow.pipeline.desk.subject_results import Question

router = new_router()
_SUBJECTS = 50  # of a page, at about 50 ms each to fold
_POSITION = r"(?s)[0-9]{1,12}~[0-9]{1,9}~[^~]*~.*"
OneCenter = Annotated[
    str,
    Query(
        pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]*)?$",
        max_length=64,
        description="The center's id; all centers if omitted.",
    ),
]


@router.get("/studies/<study>/results", tags=["result"], responses=RESULTS)
@allow(ANY)
def list_results(  # noqa: PLR0913, PLR0917 the parameters of the query
    study: Study,
    center: OneCenter = "",
    analyte: AnyAnalyte = "",
    first: From = None,
    last: To = None,
    flag: Annotated[Flag | None, Query(description="The result against its reference range.")] = None,
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> Response[str]:
    """List current results.

    Returns the current result of each measurement, in order of center, subject and time. Every page holds as of the
    journal number of the first one. A page has at most 50 subjects and 5 MB, and may be empty.
    """
    question = Question(analyte, first or "", last or "", as_of, position_of(router, cursor, _POSITION))
    return _page(study, Inquiry(question, center, flag or ""), limit)


@router.get("/studies/<study>/holds", tags=["decision"], responses=RESULTS)
@allow(REVIEWERS)
def list_holds(
    study: Study,
    center: OneCenter = "",
    analyte: AnyAnalyte = "",
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> Response[str]:
    """List measurements on hold.

    Returns the measurements with an observation that waits for a decision: the current result, the held observations and
    the reason for each. Pages are like those of `/results`.
    """
    question = Question(analyte, as_of=as_of, after=position_of(router, cursor, _POSITION))
    return _page(study, Inquiry(question, center, held=True), limit)


def _page(study: str, inquiry: Inquiry, limit: int) -> Response[str]:
    centers = caller_of(router).centers
    page = study_results(desk_of(router), study, inquiry, centers, min(limit, _SUBJECTS))
    return study_results_of(page, PageForm(study, partial(next_cursor, router)))
