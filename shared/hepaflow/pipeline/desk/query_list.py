"""List queries page by page, for one journal number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.identity import FILE_ID_IN_KEYS
from hepaflow.domain.queries.queries import ListedQuery, Query, QueryState
from hepaflow.pipeline.desk.checks import Centers, require_center, require_study
from hepaflow.pipeline.desk.subject_results import journal_number
from hepaflow.pipeline.masking.masked_services import is_masked_now, mask_now
from hepaflow.pipeline.services import Missing, Services
from hepaflow.pipeline.timeline import timelines
from hepaflow.ports.limits import READ_AT_ONCE

MOST_SHOWN: Final = 100  # queries of a page, or with a receipt: one request reads them
_MOST_READ: Final = 10 * READ_AT_ONCE  # for a page, whatever their state
_MOST_VERSIONS: Final = (
    900  # of a page: so many with the longest texts fit into a response of 6 MB (Lambda quotas)
)


@dataclass(frozen=True, slots=True)
class QueryQuestion:
    """Which queries.

    Attributes:
        center: of one center; "" for all.
        state: in this state; "" for all.
        as_of: journal number, or time with offset; "" for now.
        after: where the page before ended; it names the journal number, in place of `as_of`. "" for the first page.
    """

    center: str = ""
    state: str = ""
    as_of: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class QueryPage:
    """Queries in order of center and opening, the number that they hold for, and where to go on, if there is more."""

    journal_number: int
    queries: list[Query]
    more: str


def query_page(
    services: Services, study: str, question: QueryQuestion, centers: Centers, limit: int
) -> QueryPage:
    """Return a page of queries: one request lists them, and one each reads up to a hundred, at most a thousand.

    Args:
        services: the ports.
        study: the study's id.
        question: which queries.
        centers: the centers that the caller may see; None: all.
        limit: how many a page holds at most.

    Raises:
        Missing: no such study or center.
        UnclearMoment: `as_of` cannot be understood.
        NotYet: the journal has not come as far.
    """
    _require(services, study, question.center)
    number, _, place = question.after.partition("~")
    at = journal_number(services, study, number or question.as_of)
    listed = list(_listed(services, study, question.center, place, centers, at))
    if centers is None and is_masked_now(services, study):  # masked queries do not end a page
        listed = unmasked_list(services, study, listed, at)
    found: list[Query] = []
    versions = 0
    for index, (one, query) in enumerate(_read(services, study, listed[:_MOST_READ])):
        known = query.as_of(at)
        if known is not None and question.state in {"", known.state}:
            found.append(known)
            versions += known.version
        full = len(found) == min(limit, MOST_SHOWN) or versions >= _MOST_VERSIONS
        if full and index + 1 < len(listed):
            return QueryPage(at, found, f"{at}~{one.center}~{one.opened}")
    more = f"{at}~{listed[-2].center}~{listed[-2].opened}" if len(listed) > _MOST_READ else ""
    return QueryPage(at, found, more)


def _read(
    services: Services, study: str, listed: Sequence[ListedQuery]
) -> Iterator[tuple[ListedQuery, Query]]:
    for start in range(0, len(listed), READ_AT_ONCE):
        some = listed[start : start + READ_AT_ONCE]
        known = services.registry.queries(study, [one.id for one in some])
        yield from ((one, known[one.id]) for one in some)


def unmasked_list(
    services: Services, study: str, listed: list[ListedQuery], number: int | None = None
) -> list[ListedQuery]:
    """Return the listed queries that are about measurements which a masked caller sees.

    Args:
        services: the ports.
        study: the study's id.
        listed: queries.
        number: a journal number; None: now.
    """
    at = services.registry.head(study).journal_number if number is None else number
    shown: set[str] = set()
    for start in range(0, len(listed), READ_AT_ONCE):
        known = services.registry.queries(study, [one.id for one in listed[start : start + READ_AT_ONCE]])
        shown |= {one.id for one in unmasked_queries(services, study, list(known.values()), None, at)}
    return [one for one in listed if one.id in shown]


def visible_query(services: Services, study: str, name: str, centers: Centers) -> Query:
    """Return a query that a caller may see.

    Args:
        services: the ports.
        study: the study's id.
        name: the query's id.
        centers: the centers that the caller may see; None: all.

    Raises:
        Missing: no such query, or it is about a center that the caller may not see.
    """
    present = services.registry.queries(study, [name]).get(name)
    if present is None or (centers is not None and present.center not in centers):
        raise Missing("query")
    number = services.registry.head(study).journal_number
    if not unmasked_queries(services, study, [present], centers, number):
        raise Missing("query")
    return present


def unmasked_queries(
    services: Services, study: str, queries: Sequence[Query], centers: Centers, number: int
) -> list[Query]:
    """Return the queries that a caller may see: if he is masked, those about measurements that he sees.

    The id of a query is a hash: who does not see the ids of specimens could try one out. So he gets no query that has one. A center may see all queries to it: it sent what they are about.

    Args:
        services: the ports.
        study: the study's id.
        queries: the queries.
        centers: the centers that the caller may see; None: all.
        number: a journal number.
    """
    if centers is not None or not is_masked_now(services, study):
        return list(queries)
    nameless = mask_now(services, study).hides_names
    queries = [one for one in queries if one.about.analyte and not (nameless and one.about.specimen)]
    subjects = {one.about.subject for one in queries}
    known = timelines(services.registry, services.results, study, subjects, number) if subjects else {}
    return [one for one in queries if measurement_of(one) in known[one.about.subject].answers]


def measurement_of(query: Query) -> Measurement:
    """Return the measurement that a query is about."""
    about = query.about
    return Measurement(
        query.center,
        about.subject,
        about.analyte,
        about.specimen_type,
        about.collected_at,
        about.specimen,
    )


def queries_of_file(services: Services, study: str, center: str, file_id: str) -> list[Query]:
    """Return the queries about rows of a file: those that are not closed first, each in order; a hundred at most.

    Args:
        services: the ports.
        study: the study's id.
        center: who sent the file.
        file_id: the file.
    """
    listed = [
        one
        for one in services.registry.listed_queries(study, center)
        if one.file_id == file_id[:FILE_ID_IN_KEYS]
    ]
    listed.sort(key=lambda one: (one.state is QueryState.CLOSED, one.opened))
    return [query for _, query in _read(services, study, listed[:MOST_SHOWN])]


def _require(services: Services, study: str, center: str) -> None:
    if center:
        require_center(services, study, center)
    else:
        require_study(services, study)


def _listed(
    services: Services, study: str, center: str, place: str, centers: Centers, number: int
) -> Iterator[ListedQuery]:
    """Yield the queries that were open by a journal number and follow a place, of centers that the caller may see."""
    last, _, opened = place.partition("~")
    after = (last, int(opened)) if place else ("", 0)
    first = after[1] if center else 0
    for one in services.registry.listed_queries(study, center, first):
        of_caller = centers is None or one.center in centers
        if of_caller and one.opened <= number and (one.center, one.opened) > after:
            yield one
