"""Define queries: what a data manager asks a center about a row or a measurement, and what the center answers.

A query changes no data. It is told in the words of CDISC ODM: open, answered, closed, and reopened.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

MOST_VERSIONS: Final = 50  # of a query: its item has room for them with the longest texts


class QueryState(StrEnum):
    """How far a query has come."""

    OPEN = "open"  # the center is to answer
    ANSWERED = "answered"  # the data manager is to close or reopen it
    CLOSED = "closed"
    REOPENED = "reopened"  # the center is to answer again


# from which states a query may come into a state; nothing comes before `open`
BEFORE: Final[Mapping[QueryState, frozenset[QueryState]]] = {
    QueryState.ANSWERED: frozenset({QueryState.OPEN, QueryState.REOPENED}),
    QueryState.CLOSED: frozenset({QueryState.OPEN, QueryState.REOPENED, QueryState.ANSWERED}),
    QueryState.REOPENED: frozenset({QueryState.ANSWERED, QueryState.CLOSED}),
}


@dataclass(frozen=True, slots=True)
class QueryAbout:
    """What a query is about: a row of a file, or a measurement with the row that it had when the query was opened.

    Attributes:
        file_id: the file.
        line: its line, as the registry and the panels count it.
        place: the line as the format of the file writes it.
        subject: the subject of the row, where that is known; "" of a row that gave no result.
        analyte: of a measurement; "" where a row as a whole is meant.
        specimen_type: of a measurement.
        collected_at: of a measurement.
        specimen: of a measurement, where the specimen's id identifies it.
    """

    file_id: str
    line: int
    place: str
    subject: str = ""
    analyte: str = ""
    specimen_type: str = ""
    collected_at: str = ""
    specimen: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What the query is about, as its id is derived from it; a measurement has other rows later."""
        if self.analyte:
            return self.subject, self.analyte, self.specimen_type, self.collected_at, self.specimen
        return self.file_id, str(self.line)


@dataclass(frozen=True, slots=True)
class QueryVersion:
    """One event of a query.

    Attributes:
        state: the state from then on.
        text: the question, the answer, or why it was closed or reopened; "" where a file closed it.
        due: the day by which the center is to answer, ISO 8601; "" where nothing is to be answered.
        file_id: the file that closed it; "" of all others.
        journal_number: the event's number; 0 before it is written.
        at: the event's time; "" before it is written.
    """

    state: QueryState
    text: str
    due: str = ""
    file_id: str = ""
    journal_number: int = 0
    at: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A query with its versions, numbered from 1, oldest first.

    Attributes:
        id: identity of the query.
        center: who is asked.
        about: what it is about.
        versions: its events; the first one asks.
    """

    id: str
    center: str
    about: QueryAbout
    versions: tuple[QueryVersion, ...]

    @property
    def state(self) -> QueryState:
        return self.versions[-1].state

    @property
    def version(self) -> int:
        return len(self.versions)

    @property
    def opened(self) -> int:
        """The journal number at which it was opened."""
        return self.versions[0].journal_number

    @property
    def asked(self) -> QueryVersion:
        """The version that asked last."""
        asking = (QueryState.OPEN, QueryState.REOPENED)
        return next(one for one in reversed(self.versions) if one.state in asking)

    def followed_by(self, version: QueryVersion) -> "Query":
        return replace(self, versions=(*self.versions, version))

    def written(self, journal_number: int, at: str) -> "Query":
        """Return the query once its last version has its place in the journal."""
        *before, last = self.versions
        return replace(self, versions=(*before, replace(last, journal_number=journal_number, at=at)))

    def as_of(self, journal_number: int) -> "Query | None":
        """Return the query as it was at a journal number; None where it was not open yet."""
        known = tuple(one for one in self.versions if one.journal_number <= journal_number)
        return replace(self, versions=known) if known else None


@dataclass(frozen=True, slots=True)
class ListedQuery:
    """What the list of queries says of one.

    Attributes:
        center: who is asked.
        opened: the journal number at which it was opened.
        id: its id.
        state: its present state.
        file_id: the first digits of the file that it is about.
    """

    center: str
    opened: int
    id: str
    state: QueryState
    file_id: str


def query_id(study: str, center: str, about: QueryAbout, question: str) -> str:
    """Return the identity of a query: the same question about the same thing is the same query.

    Args:
        study: the study's id.
        center: who is asked.
        about: what it is about.
        question: the words of the first version.
    """
    parts = (study, center, *about.names, question)
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()
