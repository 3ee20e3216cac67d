"""Results of all subjects, and what of them waits for a decision."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from api.answers import RESULTS, study_results_of
from api.parameters import BOUND, AnyAnalyte, AsOf, Study
from api.served import caller_of, desk_of, new_router
from hepaflow.domain.model import Flag
from hepaflow.pipeline.desk.study_results import Inquiry, study_results
from hepaflow.pipeline.desk.subject_results import Question

router = new_router()
First = Annotated[str | None, Query(alias="from", pattern=BOUND)]
Last = Annotated[str | None, Query(alias="to", pattern=BOUND)]
OneCenter = Annotated[str, Query(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]*)?$", max_length=64)]
Subjects = Annotated[int, Query(ge=1, le=50, description="subjects that a page tells of")]
From = Annotated[
    str,
    Query(
        pattern=r"^([0-9]{1,12}~[0-9]{1,9}~[^~]{0,64}~.{0,256})?$",
        description="`after` of the page before; the rest as asked there",
    ),
]


@router.get("/studies/<study>/results", tags=["result"], responses=RESULTS)
def results(  # noqa: PLR0913, PLR0917 the parameters of the query
    study: Study,
    center: OneCenter = "",
    analyte: AnyAnalyte = "",
    first: First = None,
    last: Last = None,
    flag: Annotated[Flag | None, Query(description="against the reference range")] = None,
    as_of: AsOf = "",
    after: From = "",
    limit: Subjects = 50,
) -> Response[str]:
    """Return what counts, subject by subject; all pages hold for the journal number of the first."""
    question = Question(analyte, first or "", last or "", as_of, after)
    inquiry = Inquiry(question, center, flag or "")
    return study_results_of(study_results(desk_of(router), study, inquiry, caller_of(router).centers, limit))


@router.get("/studies/<study>/holds", tags=["decision"], responses=RESULTS)
def holds(
    study: Study,
    center: OneCenter = "",
    analyte: AnyAnalyte = "",
    as_of: AsOf = "",
    after: From = "",
    limit: Subjects = 50,
) -> Response[str]:
    """Return measurements of which a report waits for a decision: the value that counts, those that wait, and why."""
    inquiry = Inquiry(Question(analyte, as_of=as_of, after=after), center, held=True)
    return study_results_of(study_results(desk_of(router), study, inquiry, caller_of(router).centers, limit))
