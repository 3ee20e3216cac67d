"""Serve the work list: what waits for somebody, over all centers."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.http.access import REVIEWERS, allow
from api.http.cursors import next_cursor, position_of
from api.http.parameters import MOST_ENTRIES, Cursor, Limit, Next, OneCenter, Study
from api.http.served import caller_of, desk_of, new_router
from api.models.query_models import query_href
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.study.feeds import UNDECLARED
from hepaflow.pipeline.work.items import WorkActor, WorkItem, WorkKind
from hepaflow.pipeline.work.page import MOST_AT_ONCE, work_page

router = new_router()
_POSITION = r"(?s)(centers~[^~]*|holds~([0-9]{1,12}~[0-9]{1,9}~[^~]*~.*)?)"


class WorkEntry(BaseModel):
    """One thing that waits for somebody."""

    kind: Annotated[
        WorkKind,
        Field(
            description="`awaiting-profile`: files wait for a profile. `failed`: deliveries failed on our side. `unmapped`: names, codes, "
            "units or words are not mapped. `query`: a query is not closed. `transfer-overdue`: no file came for longer than "
            "`transfer_days` of the definition. `register`: a register file waits for a confirmation. `lab-papers`: papers of a lab are not valid today, or end within 30 days. `hold`: observations are held for the same issues."
        ),
    ]
    center: Annotated[str, Field(description="Empty of a lab and a register file.")]
    name: Annotated[
        str,
        Field(
            description="Of files and deliveries the feed, of unmapped terms their kind, of a query its id (empty: the "
            "queries that are not listed one by one), of a register file its id, of papers the lab, of holds the issue codes, separated by commas; else empty."
        ),
    ]
    feed: Annotated[str, Field(description="The feed that it belongs to; else empty.")]
    since: Annotated[
        str,
        Field(
            description="Since when it waits, UTC; of several the oldest. Empty of papers that were never valid."
        ),
    ]
    due: Annotated[str, Field(description="The day by which it is to be done; empty without one.")]
    who: Annotated[WorkActor, Field(description="Who can act.")]
    count: Annotated[int, Field(description="Files, deliveries, terms, queries or observations.")]
    href: Annotated[str, Field(description="Path in this API where to act or to see more.")]


class WorkEntriesPage(BaseModel):
    """A page of the work list, oldest first."""

    entries: list[WorkEntry]
    next: Next


@router.get("/studies/<study>/work", tags=["decision"])
@allow(REVIEWERS)
def list_work(
    study: Study, center: OneCenter = "", cursor: Cursor = "", limit: Limit = MOST_ENTRIES
) -> WorkEntriesPage:
    """List what waits for somebody.

    The first pages have everything but holds, of fifty centers each. The pages after them have the holds of fifty subjects
    each, by center and issue codes: one cause may be on several pages. Each page is oldest first, and may be empty.
    """
    after = position_of(router, cursor, _POSITION)
    page = work_page(
        desk_of(router), study, center, after, caller_of(router).centers, min(limit, MOST_AT_ONCE)
    )
    entries = [_entry(study, item) for item in page.items]
    return WorkEntriesPage(entries=entries, next=next_cursor(router, page.more))


def _entry(study: str, item: WorkItem) -> WorkEntry:
    return WorkEntry(
        kind=item.kind,
        center=item.center,
        name=item.name,
        feed=item.feed,
        since=item.since,
        due=item.due,
        who=item.who,
        count=item.count,
        href=_href(study, item),
    )


def _href(study: str, item: WorkItem) -> str:
    at = f"/studies/{study}"
    here, of_center = f"{at}/centers/{item.center}", f"center={item.center}"
    match item.kind:
        case WorkKind.AWAITING_PROFILE:
            return _profile_href(at, here, item.feed)
        case WorkKind.QUERY if item.name:
            return query_href(study, item.name)
    return {
        WorkKind.CENTER_UNKNOWN: f"{at}/definition",
        WorkKind.WRONG_FEED: f"{at}/files/{item.name}/rerun",
        WorkKind.FAILED: f"{here}/redrive",
        WorkKind.UNMAPPED: f"{at}/unmapped?{of_center}",
        WorkKind.QUERY: f"{at}/queries?{of_center}",
        WorkKind.TRANSFER_OVERDUE: f"{at}/files?{of_center}",
        WorkKind.REGISTER: f"{at}/files/{item.name}/confirm",
        WorkKind.LAB_PAPERS: f"{at}/labs/{item.name}",
        WorkKind.HOLD: f"{at}/holds?{of_center}&code={item.name.partition(',')[0]}",
    }[item.kind]


def _profile_href(at: str, here: str, feed: str) -> str:
    if feed == UNDECLARED:
        return f"{at}/definition"
    return f"{here}/profile" if feed == MAIN_FEED else f"{here}/feeds/{feed}/profile"
