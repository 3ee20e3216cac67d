"""Define what is kept of queries as a Protocol."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from hepaflow.domain.queries.queries import ListedQuery, Query


class Queries(Protocol):
    """What data managers asked centers; each version of a query is an event of the journal (`Change.query`)."""

    def queries(self, study: str, query_ids: Iterable[str]) -> Mapping[str, Query]:
        """Return queries by id, each with all versions; one that does not exist is absent. A hundred with one request."""
        ...

    def listed_queries(self, study: str, center: str = "", after: int = 0) -> Iterator[ListedQuery]:
        """Yield the queries of a study in order of center and opening, each with its present state.

        Args:
            study: the study's id.
            center: id of the center; "" for all.
            after: of the center: a journal number; the first query is the one opened after it.
        """
        ...
