"""List what waits over all centers, page by page: first everything but holds, oldest first, then holds."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from hepaflow.domain.queries.queries import QueryState
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.desk.checks import Centers, require_center
from hepaflow.pipeline.desk.query_list import unmasked_list
from hepaflow.pipeline.desk.study_results import Inquiry, study_results
from hepaflow.pipeline.desk.subject_results import Question
from hepaflow.pipeline.masking.masked_services import hides_registers, is_masked_now
from hepaflow.pipeline.services import Missing, Services
from hepaflow.pipeline.work.items import (
    WorkActor,
    WorkItem,
    WorkKind,
    center_items,
    hold_items,
    lab_items,
    query_item,
    register_items,
    unknown_center_items,
)
from hepaflow.ports.limits import READ_AT_ONCE

MOST_AT_ONCE: Final = (
    50  # centers of a page, with three requests each; or subjects, at about 50 ms each to fold
)
_QUERIES: Final = READ_AT_ONCE  # of a center that are shown one by one
_HOLDS: Final = "holds"


@dataclass(frozen=True, slots=True)
class WorkPage:
    """What waits, oldest first, and where to go on, if there is more."""

    items: list[WorkItem]
    more: str


def work_page(
    services: Services, study: str, center: str, after: str, centers: Centers, most: int
) -> WorkPage:
    """Return a page of what waits.

    The first pages are of some centers each, with everything but holds. The others are of some subjects each, with the
    holds of these by cause; all of them for one journal number. The items of one page are in order, oldest first.

    Args:
        services: the ports.
        study: the study's id.
        center: of one center; "" for all.
        after: where the page before ended; "" for the first page.
        centers: the centers that the caller may see; None: all.
        most: of how many centers or subjects a page is.

    Raises:
        Missing: no such study or center.
    """
    phase, _, place = after.partition("~")
    if phase == _HOLDS:
        return _holds(services, study, center, place, centers, most)
    if center:
        require_center(services, study, center)
    definition = services.registry.definition(study)
    if definition is None:
        raise Missing("study")
    wanted = sorted(one for one in definition.centers if _is_wanted(one, center, centers))
    some = list(islice((one for one in wanted if one > place), most))
    items = list(_but_holds(services, definition, some, centers))
    if not center and not place and centers is None:
        items += [
            *unknown_center_items(services, definition),
            *([] if hides_registers(services, study) else register_items(services, study)),
            *lab_items(services, study),
        ]
    more = f"centers~{some[-1]}" if some and some[-1] != wanted[-1] else f"{_HOLDS}~"
    return WorkPage(sorted(items), more)


def _is_wanted(one: str, center: str, centers: Centers) -> bool:
    return center in {"", one} and (centers is None or one in centers)


def _but_holds(
    services: Services, definition: StudyDefinition, some: Collection[str], centers: Centers
) -> Iterator[WorkItem]:
    masked = centers is None and is_masked_now(services, definition.study)
    for center in some:
        yield from center_items(services, definition, center, masked=masked)
        yield from _queries(services, definition.study, center, masked=masked)


def _queries(services: Services, study: str, center: str, *, masked: bool) -> Iterator[WorkItem]:
    """Yield the queries of a center that are not closed: the hundred that were opened first, and the others as one."""
    listed = [
        one for one in services.registry.listed_queries(study, center) if one.state is not QueryState.CLOSED
    ]
    if masked:
        listed = unmasked_list(services, study, listed)
    waiting = [one.id for one in listed]
    if not waiting:
        return
    shown = services.registry.queries(study, waiting[:_QUERIES])
    open_still = [query for query in shown.values() if query.state is not QueryState.CLOSED]
    yield from map(query_item, open_still)
    if waiting[_QUERIES:]:
        newest = max(query.versions[0].at for query in shown.values())
        who = WorkActor.DATA_MANAGER
        yield WorkItem(newest, WorkKind.QUERY, center, "", who, len(waiting) - _QUERIES)


def _holds(services: Services, study: str, center: str, place: str, centers: Centers, most: int) -> WorkPage:
    inquiry = Inquiry(Question(after=place), center, held=True)
    page = study_results(services, study, inquiry, centers, most)
    return WorkPage(hold_items(page.answers), f"{_HOLDS}~{page.more}" if page.more else "")
