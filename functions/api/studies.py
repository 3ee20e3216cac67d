"""Serve a study: its definition, version by version, and its journal."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, Field

from api.http.access import ANY, MANAGERS, STAFF, allow
from api.http.cursors import next_cursor, position_of
from api.http.parameters import MOST_ENTRIES, ConfirmQuery, Cursor, Limit, Next, Reason, Study
from api.http.problems import Problem
from api.http.records import JournalNumber, VersionRecord
from api.http.served import caller_of, desk_of, new_router
from api.jobs import accepted, answers
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.study.jobs import JobKind
from hepaflow.domain.study.journal import Event, access_journal
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.changes.rule_changes import OtherRules, add_definition
from hepaflow.pipeline.services import Missing

router = new_router()


@router.get("/studies/<study>/definition", tags=["study"])
@allow(ANY)
def get_definition(study: Study) -> StudyDefinition:
    """Get the definition of a study.

    Returns the newest version.
    """
    found = desk_of(router).registry.definition(study)
    if found is None:
        raise Missing("study")
    return found


@router.put("/studies/<study>/definition", tags=["study"], responses=answers(VersionRecord))
@allow(MANAGERS)
def put_definition(
    study: Study, reason: Reason, definition: StudyDefinition, confirm: ConfirmQuery = ""
) -> Response[Any]:
    """Add a version of a study's definition.

    Stores the body as the next version. 409 returns the newest version if the given one is not the next. 422 if a center
    that has data is left out, or the pattern can take too long. Another `fold_version` is a job (202). If current results
    change, its answer has the `difference` over all centers and a `confirm` digest, and nothing is stored; send the request
    again with it.
    """
    if definition.study != study:
        raise Problem(422, "The definition is for another study.")
    if kind := person_kind(definition.title):
        raise Problem(422, f"The title holds personal data ({kind}). Write it without; nothing was stored.")
    desk, actor = desk_of(router), caller_of(router).id
    try:
        event = add_definition(desk, actor, definition, reason)
    except OtherRules:
        asked = {"definition": definition.model_dump_json(), "reason": reason, "confirm": confirm}
        return accepted(desk, study, JobKind.DEFINITION, actor, asked)
    record = VersionRecord(version=definition.version, journal_number=event.journal_number)
    return Response(200, "application/json", record.model_dump())


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
    return _page(study, after, cursor, limit)


@router.get("/studies/<study>/access", tags=["journal"])
@allow(STAFF)
def list_access_events(
    study: Study, after: After = 0, cursor: Cursor = "", limit: Limit = MOST_ENTRIES
) -> JournalPage:
    """List the events of the access journal.

    Returns who called with which role of the study for the first time (`role-seen`), and then without it
    (`role-gone`), and which roles an operator gave and took in the stack's own user pool (`user-invited`,
    `user-changed`, `user-revoked`), oldest first. These events have numbers and a chain of hashes of their own.
    """
    return _page(access_journal(study), after, cursor, limit)


def _page(name: str, after: int, cursor: str, limit: int) -> JournalPage:
    registry = desk_of(router).registry
    begin = int(position_of(router, cursor, "[0-9]{1,12}") or after)
    events = [_event(event) for event in registry.events(name, begin, min(limit, _EVENTS))]
    head = registry.head(name).journal_number
    last = events[-1].journal_number if events else head
    return JournalPage(events=events, head=head, next=next_cursor(router, str(last) if last < head else ""))


def _event(event: Event) -> JournalEvent:
    draft = event.draft
    return JournalEvent(
        journal_number=event.journal_number,
        at=event.at,
        kind=draft.kind,
        actor=draft.actor,
        reason=draft.reason,
        details=dict(draft.details),
        previous=event.previous,
        hash=event.hash,
    )
