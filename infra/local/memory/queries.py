"""Keep queries in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hepaflow.domain.identity import FILE_ID_IN_KEYS
from hepaflow.domain.queries.queries import ListedQuery, Query
from hepaflow.domain.study.journal import Event


@dataclass
class MemoryQueries:
    """What a registry keeps of queries, by study and id."""

    kept_queries: dict[tuple[str, str], Query] = field(default_factory=dict)

    def queries(self, study: str, query_ids: Iterable[str]) -> dict[str, Query]:
        wanted = {one: self.kept_queries.get((study, one)) for one in query_ids}
        return {one: query for one, query in wanted.items() if query is not None}

    def listed_queries(self, study: str, center: str = "", after: int = 0) -> Iterator[ListedQuery]:
        listed = (
            ListedQuery(one.center, one.opened, one.id, one.state, one.about.file_id[:FILE_ID_IN_KEYS])
            for (of_study, _), one in self.kept_queries.items()
            if of_study == study and (not center or (one.center == center and one.opened > after))
        )
        return iter(sorted(listed, key=lambda one: (one.center, one.opened)))

    def fits_query(self, study: str, query: Query | None) -> bool:
        """Say whether a query has the versions before its last one, and no others."""
        if query is None:
            return True
        known = self.kept_queries.get((study, query.id))
        return (known.versions if known else ()) == query.versions[:-1]

    def keep_query(self, study: str, event: Event, query: Query | None) -> None:
        if query is not None:
            self.kept_queries[study, query.id] = query.written(event.journal_number, event.at)
