"""Define the models of a query."""

from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, Field

from api.http.hrefs import subject_href
from api.http.records import JournalNumber
from hepaflow.domain.queries.queries import Query, QueryState


class QuerySubject(BaseModel):
    """What a query is about: a row, or a measurement with the row that it had when the query was opened."""

    file_id: str
    line: Annotated[int, Field(description="Of the file; 0 where day 1 is masked.")]
    place: Annotated[
        str, Field(description="The line as the file's format writes it. Empty where day 1 is masked.")
    ]
    subject: Annotated[str, Field(description="Empty of a row whose subject is not stated.")]
    href: Annotated[str, Field(description="Path of the subject in this API; empty without one.")]
    analyte: Annotated[str, Field(description="Of a measurement; empty of a row.")]
    specimen_type: str
    collected_at: str
    specimen: str


class QueryEvent(BaseModel):
    """A version of a query, and the journal event that records it."""

    version: int
    state: QueryState
    text: Annotated[
        str,
        Field(description="Question, answer, or why it was closed or reopened; empty if a file closed it."),
    ]
    due: Annotated[str, Field(description="The day by which the center is to answer; else empty.")]
    file_id: Annotated[str, Field(description="The file that closed it; else empty.")]
    journal_number: JournalNumber
    at: str


class QueryRecord(BaseModel):
    """A query: what a data manager asks a center, and what the center answers."""

    id: Annotated[str, Field(description="SHA-256 of study, center, what it is about, and the question.")]
    href: Annotated[str, Field(description="Path of the query in this API.")]
    center: str
    state: QueryState
    version: Annotated[int, Field(description="The newest version.")]
    due: Annotated[str, Field(description="The day by which the center is to answer what was asked last.")]
    about: QuerySubject
    versions: list[QueryEvent]


class ReceiptQuery(BaseModel):
    """A query as the receipt of its file shows it; it names no subject."""

    id: str
    href: Annotated[str, Field(description="Path of the query in this API.")]
    state: QueryState
    due: Annotated[str, Field(description="The day by which the center is to answer what was asked last.")]
    line: int
    place: Annotated[str, Field(description="The line as the file's format writes it.")]
    analyte: Annotated[str, Field(description="Of a measurement; empty of a row.")]
    question: Annotated[str, Field(description="What was asked last.")]
    answer: Annotated[str, Field(description="The last answer; empty if there is no answer.")]


def receipt_query(study: str, query: Query) -> ReceiptQuery:
    answers = [one.text for one in query.versions if one.state is QueryState.ANSWERED]
    return ReceiptQuery(
        id=query.id,
        href=query_href(study, query.id),
        state=query.state,
        due=query.asked.due,
        line=query.about.line,
        place=query.about.place,
        analyte=query.about.analyte,
        question=query.asked.text,
        answer=answers[-1] if answers else "",
    )


def query_record(study: str, query: Query, *, has_row: bool = True) -> QueryRecord:
    """Return a query as the API shows it.

    Args:
        study: the study's id.
        query: the query.
        has_row: whether the caller may see where the row stands; its column may name a visit.
    """
    about = query.about if has_row else replace(query.about, line=0, place="")
    return QueryRecord(
        id=query.id,
        href=query_href(study, query.id),
        center=query.center,
        state=query.state,
        version=query.version,
        due=query.asked.due,
        about=QuerySubject(
            file_id=about.file_id,
            line=about.line,
            place=about.place,
            subject=about.subject,
            href=subject_href(study, about.subject) if about.subject else "",
            analyte=about.analyte,
            specimen_type=about.specimen_type,
            collected_at=about.collected_at,
            specimen=about.specimen,
        ),
        versions=[
            QueryEvent(
                version=number,
                state=one.state,
                text=one.text,
                due=one.due,
                file_id=one.file_id,
                journal_number=one.journal_number,
                at=one.at,
            )
            for number, one in enumerate(query.versions, 1)
        ],
    )


def query_href(study: str, query_id: str) -> str:
    return f"/studies/{study}/queries/{query_id}"
