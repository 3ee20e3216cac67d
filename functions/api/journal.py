"""The study's journal, page by page."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from api.parameters import Study
from api.served import desk_of, new_router
from hepaflow.domain.journal import Event

router = new_router()


class Entry(BaseModel):
    """One event; `hash` covers all of it and the hash of the one before."""

    number: int
    at: str
    kind: str
    actor: str
    reason: str
    details: dict[str, str | int]
    previous: str
    hash: str


class Journal(BaseModel):
    """A page of events in order; `head` is the number of the newest."""

    events: list[Entry]
    head: int


@router.get("/studies/<study>/journal", tags=["journal"])
def journal(
    study: Study,
    after: Annotated[int, Query(ge=0, description="number of the last event of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Journal:
    registry = desk_of(router).registry
    events = [_entry(event) for event in registry.events(study, after, limit)]
    return Journal(events=events, head=registry.head(study).number)


def _entry(event: Event) -> Entry:
    draft = event.draft
    return Entry(
        number=event.number,
        at=event.at,
        kind=draft.kind,
        actor=draft.actor,
        reason=draft.reason,
        details=dict(draft.details),
        previous=event.previous,
        hash=event.hash,
    )
