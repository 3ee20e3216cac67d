"""Serve results and holds of all subjects, and record decisions about them."""

from enum import StrEnum
from fractions import Fraction
from functools import partial
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from pydantic import BaseModel, ConfigDict, Field

from api.http.access import ANY, MANAGERS, REVIEWERS, allow
from api.http.cursors import next_cursor, position_of
from api.http.parameters import (
    MOST_ENTRIES,
    AnyAnalyte,
    AnyIssueCode,
    AsOf,
    Counted,
    Cursor,
    DecisionReason,
    FileIdOfBody,
    From,
    Limit,
    OneCenter,
    Study,
    To,
)
from api.http.problems import Problem
from api.http.records import DecisionRecord
from api.http.result_models import RESULT_RESPONSES, PageForm, study_results_of
from api.http.served import TEXT, caller_of, desk_of, header_of, new_router
from api.models.result_csv import CSV, study_results_csv
from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement import Measurement, RowKey
from hepaflow.domain.model import Flag
from hepaflow.pipeline.desk.decide import Ruling, decide
from hepaflow.pipeline.desk.file_ids import whole_file_id
from hepaflow.pipeline.desk.study_results import Inquiry, StudyPage, study_results
from hepaflow.pipeline.desk.subject_results import Question
from hepaflow.pipeline.journal import event_at
from hepaflow.pipeline.multiples import Multiples

router = new_router()
_SUBJECTS = 50  # of a page, at about 50 ms each to fold
_BY_HEADER = "Media type of the answer; by the Accept header if omitted."
_LISTED: Any = RESULT_RESPONSES[200]
_RESPONSES: Any = {
    200: {
        **_LISTED,
        "content": {**_LISTED["content"], CSV: {"schema": TEXT}},
        "headers": {
            "Link": {"description": "CSV: the next page", "schema": TEXT},
            "Journal-Number": {
                "description": "CSV: the answer holds as of this journal number",
                "schema": TEXT,
            },
            "Left-Out": {"description": "CSV: `left_out` of the JSON", "schema": TEXT},
        },
    }
}
_POSITION = r"(?s)[0-9]{1,12}~[0-9]{1,9}~[^~]*~.*"


Multiple = Annotated[
    str,
    Query(
        pattern=r"^([0-9]{1,6}(\.[0-9]{1,6})?)?$",
        description="Bound of the result divided by the upper limit of its range, included. Compared exactly.",
    ),
]


class ResultsFormat(StrEnum):
    """Formats of a list of results."""

    JSON = "json"
    CSV = "csv"


@router.get("/studies/<study>/results", tags=["result"], responses=_RESPONSES)
@allow(ANY)
def list_results(  # noqa: PLR0913, PLR0917 the parameters of the query
    study: Study,
    center: OneCenter = "",
    analyte: AnyAnalyte = "",
    first: From = None,
    last: To = None,
    flag: Annotated[Flag | None, Query(description="The result against its reference range.")] = None,
    multiple_from: Multiple = "",
    multiple_to: Multiple = "",
    form: Annotated[ResultsFormat | None, Query(alias="format", description=_BY_HEADER)] = None,
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> Response[str]:
    """List current results.

    Returns the current result of each measurement, in order of center, subject and time. Every page holds as of the
    journal number of the first one. A page has at most 50 subjects and 5 MB, and may be empty. With `multiple_from` or
    `multiple_to`: results whose multiple of the upper limit is certainly within. `left_out` counts those of which nobody
    can say it. As CSV: the columns of `hepaflow results --csv`; the `Link` header has the next page.
    """
    question = Question(analyte, first or "", last or "", as_of, position_of(router, cursor, _POSITION))
    inquiry = Inquiry(question, center, flag or "", multiples=_bounds(multiple_from, multiple_to))
    if form is ResultsFormat.CSV or (form is None and CSV in header_of(router, "accept")):
        page = _read(study, inquiry, limit)
        return study_results_csv(page, study, _link, left_out=inquiry.multiples is not None)
    return _page(study, inquiry, limit)


def _bounds(first: str, last: str) -> Multiples | None:
    """Return the bounds of multiples that a request names; None if it names none."""
    if not first and not last:
        return None
    bounds = Multiples(Fraction(first) if first else None, Fraction(last) if last else None)
    if bounds.first is not None and bounds.last is not None and bounds.first > bounds.last:
        fault = {"at": "query.multiple_from", "what": "it is larger than multiple_to"}
        raise Problem(422, "Invalid request.", errors=[fault])
    return bounds


def _link(position: str) -> dict[str, str]:
    """Return the header that names the next page as CSV: the same question with its cursor."""
    following = next_cursor(router, position)
    if following is None:
        return {}
    asked = {**(router.current_event.query_string_parameters or {}), "cursor": following, "format": "csv"}
    return {"Link": f'<?{urlencode(asked)}>; rel="next"'}


@router.get("/studies/<study>/holds", tags=["decision"], responses=RESULT_RESPONSES)
@allow(REVIEWERS)
def list_holds(  # noqa: PLR0913, PLR0917 the parameters of the query
    study: Study,
    center: OneCenter = "",
    analyte: AnyAnalyte = "",
    code: AnyIssueCode = "",
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> Response[str]:
    """List measurements on hold.

    Returns the measurements with an observation that waits for a decision: the current result, the held observations and
    the reason for each. Pages are like those of `/results`.
    """
    question = Question(analyte, as_of=as_of, after=position_of(router, cursor, _POSITION))
    return _page(study, Inquiry(question, center, held=True, code=code), limit)


def _page(study: str, inquiry: Inquiry, limit: int) -> Response[str]:
    form = PageForm(study, partial(next_cursor, router), left_out=inquiry.multiples is not None)
    return study_results_of(_read(study, inquiry, limit), form)


def _read(study: str, inquiry: Inquiry, limit: int) -> StudyPage:
    centers = caller_of(router).centers
    return study_results(desk_of(router), study, inquiry, centers, min(limit, _SUBJECTS))


ShortText = Annotated[str, Field(min_length=1, max_length=256)]


class ObservationDecisionRequest(BaseModel):
    """A decision about one observation, named by file, line and analyte."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["accept", "set-aside", "release"]
    subject: ShortText
    analyte: ShortText
    file_id: FileIdOfBody
    line: Counted
    reason: DecisionReason

    to: ClassVar[str] = ""

    def about(self) -> RowKey:
        return self.file_id, self.line, self.analyte


class MoveMeasurementRequest(BaseModel):
    """Move a measurement to another subject; one of its observations names it."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["move-subject"]
    subject: ShortText
    to: Annotated[ShortText, Field(description="The subject to whom the measurement belongs.")]
    analyte: ShortText
    file_id: FileIdOfBody
    line: Counted
    reason: DecisionReason

    def about(self) -> RowKey:
        return self.file_id, self.line, self.analyte


class RetireMeasurementRequest(BaseModel):
    """Retire a measurement, named as the results name it."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["retire"]
    subject: ShortText
    analyte: ShortText
    center: ShortText
    collected_at: ShortText
    specimen_type: Annotated[str, Field(max_length=64)] = ""
    specimen: Annotated[str, Field(max_length=256)] = ""
    reason: DecisionReason
    to: ClassVar[str] = ""

    def about(self) -> Measurement:
        return Measurement(
            self.center, self.subject, self.analyte, self.specimen_type, self.collected_at, self.specimen
        )


DecisionRequest = Annotated[
    ObservationDecisionRequest | RetireMeasurementRequest | MoveMeasurementRequest, Body(discriminator="kind")
]


@router.post("/studies/<study>/decisions", tags=["decision"])
@allow(MANAGERS)
def record_decision(study: Study, decision: DecisionRequest) -> DecisionRecord:
    """Record a decision.

    Writes a decision to the journal. Repeating a decision is safe: the answer has the journal number that it already has.
    """
    desk, caller, about = desk_of(router), caller_of(router), decision.about()
    if not isinstance(about, Measurement):
        about = whole_file_id(desk, study, about[0], caller.centers), *about[1:]
    ruling = Ruling(DecisionKind(decision.kind), decision.subject, about, decision.reason, decision.to)
    number = decide(desk, study, caller.id, ruling)
    actor = event_at(desk.registry, study, number).draft.actor
    return DecisionRecord(
        journal_number=number, actor=actor, actor_name=desk.registry.user_names(study).get(actor)
    )
