"""Subjects and their results, now or as they stood."""

from typing import Annotated
from urllib.parse import unquote

from aws_lambda_powertools.event_handler.openapi.params import Query

from api.answers import Results, results_of
from api.parameters import OfCenter, Study, Subject
from api.problems import RESPONSES
from api.served import caller_of, desk_of, new_router
from hepaflow.pipeline.desk import require_center
from hepaflow.pipeline.subject_results import Question, subject_results

router = new_router()
_BOUND = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}(:[0-9]{2}(:[0-9]{2})?)?)?)?)?$"


@router.get("/studies/<study>/subjects", tags=["subject"], responses=RESPONSES)
def subjects(study: Study, center: OfCenter) -> dict[str, list[str]]:
    """Return the subjects that a center's files named."""
    desk = desk_of(router)
    require_center(desk, study, center)
    return {"subjects": list(desk.registry.subjects(study, center))}


@router.get("/studies/<study>/subjects/<subject>/results", tags=["subject"], responses=RESPONSES)
def results(  # noqa: PLR0913 the parameters of the query
    study: Study,
    subject: Subject,
    analyte: Annotated[str, Query(max_length=8)] = "",
    first: Annotated[str | None, Query(alias="from", pattern=_BOUND)] = None,
    last: Annotated[str | None, Query(alias="to", pattern=_BOUND)] = None,
    as_of: Annotated[str, Query(max_length=40, description="journal number, or time with offset")] = "",
    *,
    history: Annotated[bool, Query(description="also earlier, repeated and withdrawn reports")] = False,
) -> Results:
    question = Question(analyte, first or "", last or "", as_of)
    known = subject_results(desk_of(router), study, unquote(subject), question, caller_of(router).centers)
    return results_of(known, history=history)
