"""Convert queries to items of text and back, and read them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from hepaflow.aws.registry import keys
from hepaflow.aws.registry.table import LAST, Record, Table
from hepaflow.domain.identity import FILE_ID_IN_KEYS
from hepaflow.domain.queries.queries import ListedQuery, Query, QueryAbout, QueryState, QueryVersion
from hepaflow.ports.newer import NewerData


class QueriesTable:
    """The part of the registry that has queries."""

    _table: Table

    def queries(self, study: str, query_ids: Iterable[str]) -> dict[str, Query]:
        """Return queries by id, each with all versions; one that does not exist is absent. A hundred with one request."""
        found = self._table.batch(keys.query_key(study, one) for one in query_ids)
        return {query.id: query for query in map(unpacked_query, found.values())}

    def listed_queries(self, study: str, center: str = "", after: int = 0) -> Iterator[ListedQuery]:
        """Yield the queries of a study in order of center and opening, each with its present state.

        Args:
            study: the study's id.
            center: id of the center; "" for all.
            after: of the center: a journal number; the first query is the one opened after it.
        """
        within = (
            (keys.query_place(center, after + 1), keys.subject_list_place(center, LAST)) if center else ()
        )
        for place, record in self._table.query(keys.queries_partition(study), *within):
            yield unpacked_listed(place, record)


def packed_query(query: Query) -> Record:
    return {
        "id": query.id,
        "center": query.center,
        "about": _json(asdict(query.about)),
        "versions": _json([asdict(one) for one in query.versions]),
        "version": str(query.version),
    }


def unpacked_query(record: Record) -> Query:
    """Return a query.

    Raises:
        NewerData: it has a state that a newer version has introduced.
    """
    told = json.loads(record["versions"])
    versions = tuple(QueryVersion(**{**one, "state": _state(one["state"])}) for one in told)
    return Query(record["id"], record["center"], QueryAbout(**json.loads(record["about"])), versions)


def packed_listed(query: Query) -> Record:
    return {"id": query.id, "state": query.state, "file": query.about.file_id[:FILE_ID_IN_KEYS]}


def unpacked_listed(place: str, record: Record) -> ListedQuery:
    center, _, opened = place.partition("#")
    return ListedQuery(center, int(opened), record["id"], _state(record["state"]), record["file"])


def _state(text: str) -> QueryState:
    if text not in set(QueryState):
        raise NewerData("A query has a newer state.")
    return QueryState(text)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
