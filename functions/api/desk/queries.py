"""Serve queries: what data managers ask centers, and what these answer."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from api.http.access import ANY, CENTERS, MANAGERS, allow
from api.http.cursors import next_cursor, position_of
from api.http.parameters import (
    MOST_ENTRIES,
    NAMELESS,
    AsOf,
    Counted,
    Cursor,
    FileIdOfBody,
    Limit,
    Next,
    OneCenter,
    Study,
)
from api.http.records import AsOfNumber
from api.http.served import caller_of, desk_of, new_router
from api.models.masking import hides_names
from api.models.query_models import QueryRecord, query_record
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.queries.queries import Query as AskedQuery
from hepaflow.domain.queries.queries import QueryState, QueryVersion
from hepaflow.pipeline.desk.file_ids import whole_file_id
from hepaflow.pipeline.desk.queries import NextVersion, RowOfFile, advance_query, open_query
from hepaflow.pipeline.desk.query_list import QueryQuestion, query_page, visible_query
from hepaflow.pipeline.desk.subject_results import journal_number
from hepaflow.pipeline.services import Missing

router = new_router()
_POSITION = r"[0-9]{1,12}~[^~]*~[0-9]{1,12}"

QueryId = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="The query's id.")]
_TEXT = r"\S"
QueryText = Annotated[
    str, NAMELESS, Field(min_length=1, max_length=500, pattern=_TEXT, description="No personal data.")
]
NextNumber = Annotated[Counted, Field(description="The version that this becomes: the newest one plus 1.")]
DueDay = Annotated[
    date, Field(description="The day by which the center is to answer (UTC), not in the past.")
]
ShortName = Annotated[str, Field(min_length=1, max_length=256)]


class QueryRow(BaseModel):
    """A row of a file. With the subject of its results, a later change of these closes the query, too."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["row"]
    file_id: FileIdOfBody
    line: Counted
    subject: Annotated[str, Field(max_length=256)] = ""

    def named(self) -> RowOfFile:
        return RowOfFile(self.file_id, self.line, self.subject)


class QueryMeasurement(BaseModel):
    """A measurement, named as the results name it."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["measurement"]
    center: ShortName
    subject: ShortName
    analyte: ShortName
    collected_at: ShortName
    specimen_type: Annotated[str, Field(max_length=64)] = ""
    specimen: Annotated[str, Field(max_length=256)] = ""

    def named(self) -> Measurement:
        return Measurement(
            self.center, self.subject, self.analyte, self.specimen_type, self.collected_at, self.specimen
        )


class QueryRequest(BaseModel):
    """A question to the center that sent a row or a measurement."""

    model_config = ConfigDict(extra="forbid")
    about: Annotated[QueryRow | QueryMeasurement, Field(discriminator="kind")]
    question: QueryText
    due: DueDay


class AnswerRequest(BaseModel):
    """The answer of a center."""

    model_config = ConfigDict(extra="forbid")
    version: NextNumber
    answer: QueryText


class CloseRequest(BaseModel):
    """Why a query is closed."""

    model_config = ConfigDict(extra="forbid")
    version: NextNumber
    reason: QueryText


class ReopenRequest(BaseModel):
    """What a center is asked again."""

    model_config = ConfigDict(extra="forbid")
    version: NextNumber
    question: QueryText
    due: DueDay


class QueriesPage(BaseModel):
    """A page of queries, in order of center and opening."""

    journal_number: AsOfNumber
    queries: list[QueryRecord]
    next: Next


@router.get("/studies/<study>/queries", tags=["query"])
@allow(ANY)
def list_queries(
    study: Study,
    center: OneCenter = "",
    state: Annotated[QueryState | None, Query(description="Only queries in this state.")] = None,
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> QueriesPage:
    """List queries.

    Returns what data managers asked centers, in order of center and opening, each with its answers. Every page holds as of
    the journal number of the first one. A page has at most 100 queries, and may be empty.
    """
    question = QueryQuestion(center, state or "", as_of, position_of(router, cursor, _POSITION))
    page = query_page(desk_of(router), study, question, caller_of(router).centers, limit)
    return QueriesPage(
        journal_number=page.journal_number,
        queries=[_record(study, one) for one in page.queries],
        next=next_cursor(router, page.more),
    )


@router.get("/studies/<study>/queries/<query_id>", tags=["query"])
@allow(ANY)
def get_query(study: Study, query_id: QueryId, as_of: AsOf = "") -> QueryRecord:
    """Get a query.

    Returns a query with all its versions: question, answers, and why it was closed or reopened.
    """
    desk = desk_of(router)
    number = journal_number(desk, study, as_of)
    known = visible_query(desk, study, query_id, caller_of(router).centers).as_of(number)
    if known is None:
        raise Missing("query")
    return _record(study, known)


@router.post("/studies/<study>/queries", tags=["query"])
@allow(MANAGERS)
def open_query_about(study: Study, request: Annotated[QueryRequest, Body()]) -> QueryRecord:
    """Open a query.

    Asks the center that sent a row or a measurement. The same question about the same thing is the same query: repeating
    the request is safe. A query changes no data.
    """
    question = QueryVersion(QueryState.OPEN, request.question, request.due.isoformat())
    desk, caller, about = desk_of(router), caller_of(router), request.about.named()
    if isinstance(about, RowOfFile):
        about = replace(about, file_id=whole_file_id(desk, study, about.file_id, caller.centers))
    return _record(study, open_query(desk, study, caller.id, about, question))


@router.post("/studies/<study>/queries/<query_id>/answer", tags=["query"])
@allow(CENTERS)
def answer_query(study: Study, query_id: QueryId, request: AnswerRequest) -> QueryRecord:
    """Answer a query.

    Records the answer of the center that is asked. Repeating the request is safe. 409 returns the newest version if yours
    is not the next one.
    """
    return _advance(study, NextVersion(query_id, request.version, QueryState.ANSWERED, request.answer))


@router.post("/studies/<study>/queries/<query_id>/close", tags=["query"])
@allow(MANAGERS)
def close_query(study: Study, query_id: QueryId, request: CloseRequest) -> QueryRecord:
    """Close a query.

    Ends a query, with a reason. A file that settles what is asked closes its query by itself.
    """
    return _advance(study, NextVersion(query_id, request.version, QueryState.CLOSED, request.reason))


@router.post("/studies/<study>/queries/<query_id>/reopen", tags=["query"])
@allow(MANAGERS)
def reopen_query(study: Study, query_id: QueryId, request: ReopenRequest) -> QueryRecord:
    """Reopen a query.

    Asks again about an answered or closed query, with another due day.
    """
    due = request.due.isoformat()
    wish = NextVersion(query_id, request.version, QueryState.REOPENED, request.question, due)
    return _advance(study, wish)


def _advance(study: str, wish: NextVersion) -> QueryRecord:
    caller = caller_of(router)
    return _record(study, advance_query(desk_of(router), study, caller.id, wish, caller.centers))


def _record(study: str, query: AskedQuery) -> QueryRecord:
    return query_record(study, query, has_row=not hides_names(desk_of(router), study, caller_of(router)))
