"""Serve the journals of a study, and erase the display names of users that they show."""

from collections.abc import Mapping
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, Field

from api.http.access import MANAGERS, STAFF, allow
from api.http.cursors import next_cursor, position_of
from api.http.parameters import MOST_ENTRIES, Cursor, Limit, Next, Study, UserParameter
from api.http.records import ActorName, JournalNumber
from api.http.served import caller_of, desk_of, new_router
from api.models.masking import MaskedFlag, hides_names, hides_rows
from hepaflow.domain.study.journal import Event, EventKind, access_journal
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.masking.masked_services import hides_registers
from hepaflow.pipeline.users.names import erase_name

router = new_router()
_ABOUT_RESULTS = frozenset({
    EventKind.DECIDED, EventKind.QUERY_OPENED, EventKind.QUERY_ANSWERED, EventKind.QUERY_CLOSED, EventKind.QUERY_REOPENED,
    EventKind.FILE_VOIDED, EventKind.FILE_RESTORED, EventKind.FILE_RERUN, EventKind.NAME_REDACTED, EventKind.COPIES_SCREENED,
})  # fmt: skip
_ABOUT_ENTRIES = frozenset(
    {EventKind.SUBJECT_REGISTERED, EventKind.SUBJECT_CHANGED}
)  # the register has dates
_EVENTS = 1_000  # of a page: so many with the longest reasons fit into a response of 6 MB (Lambda quotas)

After = Annotated[int, Query(ge=0, description="Only events after this journal number.")]


class JournalEvent(BaseModel):
    """One event of the journal."""

    journal_number: JournalNumber
    at: str
    kind: str
    actor: str
    actor_name: ActorName
    reason: str
    details: Annotated[
        dict[str, str | int],
        Field(description="What the event is about, as recorded; `n` is the run number."),
    ]
    previous: Annotated[str, Field(description="Hash of the event before.")]
    hash: Annotated[str, Field(description="SHA-256 of the event and of the hash before.")]
    masked: MaskedFlag = False


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
    has at most 1,000 events. A masked caller gets no hashes, and neither details nor reason of events about results, nor of entries
    of the register if a date of it is masked, unless he wrote them.
    """
    return _page(study, study, after, cursor, limit)


@router.get("/studies/<study>/access", tags=["journal"])
@allow(STAFF)
def list_access_events(
    study: Study, after: After = 0, cursor: Cursor = "", limit: Limit = MOST_ENTRIES
) -> JournalPage:
    """List the events of the access journal.

    Returns who called with which role of the study for the first time (`role-seen`), and then without it
    (`role-gone`), and which roles an operator gave and took in the stack's own user pool (`user-invited`,
    `user-changed`, `user-revoked`), and whose display name was erased (`user-name-erased`), oldest first. These events have numbers and a chain of hashes of their own.
    """
    return _page(study, access_journal(study), after, cursor, limit)


class NameErasure(BaseModel):
    """The event of the access journal that records that a name was erased."""

    journal_number: Annotated[int, Field(description="Number of the event in the access journal.")]


@router.delete("/studies/<study>/access/<sub>/name", tags=["journal"])
@allow(MANAGERS)
def erase_user_name(study: Study, sub: UserParameter) -> NameErasure:
    """Erase the display name of a user.

    From then on, `actor_name` is null for this user. The issuer is asked for the name again only after the user calls with
    a role that is new to the access journal. Repeating the request is safe: the answer has the journal number that the
    erasure already has. 404 if nothing is kept about a name of this user.
    """
    return NameErasure(journal_number=erase_name(desk_of(router), study, caller_of(router).id, sub))


def _page(study: str, name: str, after: int, cursor: str, limit: int) -> JournalPage:
    desk, caller = desk_of(router), caller_of(router)
    registry = desk.registry
    names = registry.user_names(study)
    begin = int(position_of(router, cursor, "[0-9]{1,12}") or after)
    events = [_event(event, names) for event in registry.events(name, begin, min(limit, _EVENTS))]
    if name == study and hides_rows(desk, study, caller):
        registers, nameless = hides_registers(desk, study), hides_names(desk, study, caller)
        events = [_masked(event, caller.id, registers=registers, nameless=nameless) for event in events]
    head = registry.head(name).journal_number
    last = events[-1].journal_number if events else head
    return JournalPage(events=events, head=head, next=next_cursor(router, str(last) if last < head else ""))


def _event(event: Event, names: Mapping[str, str]) -> JournalEvent:
    draft = event.draft
    return JournalEvent(
        journal_number=event.journal_number,
        at=event.at,
        kind=draft.kind,
        actor=draft.actor,
        actor_name=names.get(draft.actor),
        reason=draft.reason,
        details=dict(draft.details),
        previous=event.previous,
        hash=event.hash,
    )


def _masked(event: JournalEvent, caller: str, *, registers: bool, nameless: bool) -> JournalEvent:
    """Return an event for a masked caller: without hashes, since somebody could try out what was left out.

    Args:
        event: the event.
        caller: id of the caller: what he wrote is shown to him.
        registers: whether events about the register are shown without reason and details, too.
        nameless: whether he does not see lines either: he decided about a row by another name.
    """
    shown = event.model_copy(update={"previous": "", "hash": "", "masked": True})
    of_register = event.kind in _ABOUT_ENTRIES or event.details.get("center") == RESERVED_CENTER
    is_hidden = event.kind in _ABOUT_RESULTS or (registers and of_register)
    if not is_hidden or event.actor == caller:
        told = {name: value for name, value in event.details.items() if not (nameless and name == "line")}
        return shown.model_copy(update={"details": told})
    return shown.model_copy(update={"reason": "", "details": {}})
