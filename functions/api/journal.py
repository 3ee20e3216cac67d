"""List the events of a study's journal."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, Field

from api.access import STAFF, allow
from api.cursors import next_cursor, position_of
from api.parameters import MOST_ENTRIES, Cursor, Limit, Next, Study
from api.records import JournalNumber
from api.served import desk_of, new_router
from hepaflow.domain.journal import Event

router = new_router()
_EVENTS = 1_000  # of a page: so many with the longest reasons fit into a response of 6 MB (Lambda quotas)
After = Annotated[int, Query(ge=0, description="Only events after this journal number.")]


class JournalEvent(BaseModel):
    """One event of the journal."""

    journal_number: JournalNumber
    at: str
    kind: str
    actor: str
    reason: str
    details: Annotated[
        dict[str, str | int],
        Field(description="What the event is about, as recorded; `n` is the run number."),
    ]
    previous: Annotated[str, Field(description="Hash of the event before.")]
    hash: Annotated[str, Field(description="SHA-256 of the event and of the hash before.")]


class JournalPage(BaseModel):
    """A page of journal events, in order."""

    events: list[JournalEvent]
    head: Annotated[int, Field(description="Journal number of the newest event.")]
    next: Next


@router.get("/studies/<study>/journal", tags=["journal"])
@allow(STAFF)
def list_journal_events(
    study: Study, after: After = 0, cursor: Cursor = "", limit: Limit = MOST_ENTRIES
) -> JournalPage:
    """List journal events.

    Returns the numbered events of the study, oldest first. Each event has the hash of the event before it. A page
    has at most 1,000 events.
    """
    registry = desk_of(router).registry
    begin = int(position_of(router, cursor, "[0-9]{1,12}") or after)
    events = [_event(event) for event in registry.events(study, begin, min(limit, _EVENTS))]
    head = registry.head(study).number
    last = events[-1].journal_number if events else head
    return JournalPage(events=events, head=head, next=next_cursor(router, str(last) if last < head else ""))


def _event(event: Event) -> JournalEvent:
    draft = event.draft
    return JournalEvent(
        journal_number=event.number,
        at=event.at,
        kind=draft.kind,
        actor=draft.actor,
        reason=draft.reason,
        details=dict(draft.details),
        previous=event.previous,
        hash=event.hash,
    )
