"""Define the study's journal: events numbered without gaps, each with the hash of the one before (law 3, law 4)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

_TICK = timedelta(milliseconds=1)  # events are told apart by milliseconds
FIRST_HASH = "0" * 64
_REDACTED = "event-"
_ACCESS = "/access"


class EventKind(StrEnum):
    """What a study's journal records."""

    STUDY_DEFINED = "study-defined"
    PROFILE_ADDED = "profile-added"
    LAB_ADDED = "lab-added"  # a version of a lab's papers
    FILE_COMMITTED = "file-committed"
    FILE_REFUSED = "file-refused"
    FILE_RECEIVED_EARLIER = "file-received-earlier"  # an earlier delivery of the same bytes came to light
    FILE_TO_CONFIRM = "file-to-confirm"  # a register would alter current results, and waits
    FILE_CONFIRMED = (
        "file-confirmed"  # by a data manager: a register that waited, whose rows take effect from then on
    )
    FILE_VOIDED = "file-voided"
    FILE_RESTORED = "file-restored"
    FILE_RERUN = "file-rerun"
    DECIDED = "decided"
    SUBJECT_REGISTERED = "subject-registered"
    SUBJECT_CHANGED = "subject-changed"
    REGISTER_CLOSED = "register-closed"  # from then on, who is not in it is unknown
    REGISTER_REOPENED = "register-reopened"
    COPIES_SCREENED = (
        "copies-screened"  # of files that were stored before, what is not kept any more was removed
    )
    NAME_REDACTED = "name-redacted"  # a person's name was removed from what is stored
    QUERY_OPENED = "query-opened"  # a data manager asked a center about a row or a measurement
    QUERY_ANSWERED = "query-answered"
    QUERY_CLOSED = "query-closed"  # by a data manager, or by a file that settles it
    QUERY_REOPENED = "query-reopened"
    ARMS_DECLARED = (
        "arms-declared"  # the arms of the study; the event has only a seal of what masked roles may not know
    )
    ARM_RECORDED = "arm-recorded"  # likewise: the arm of a subject
    DELIVERY_REMOVED = "delivery-removed"  # it waited in the intake for too long
    ROLE_SEEN = "role-seen"  # of the access journal: a user called with a role for the first time
    ROLE_GONE = "role-gone"  # likewise: and then without it
    USER_INVITED = "user-invited"  # likewise: an operator invited a user to the stack's own pool with a role
    USER_CHANGED = "user-changed"  # likewise: and gave him one more role
    USER_REVOKED = "user-revoked"  # likewise: and took a role from him
    USER_NAME_ERASED = (
        "user-name-erased"  # likewise: a user's display name was erased; the event does not have it
    )


# what they record changes no answer about results: nothing that was looked at before is different after them
BESIDE_RESULTS: Final = frozenset(
    {EventKind.QUERY_OPENED, EventKind.QUERY_ANSWERED, EventKind.QUERY_CLOSED, EventKind.QUERY_REOPENED}
    | {EventKind.ARMS_DECLARED, EventKind.ARM_RECORDED}
)


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before it has its place.

    Attributes:
        kind: what happened.
        actor: who did it: a user's id, or the name of a function.
        reason: why; "" only where a function acts on a delivery, in the access journal, and where masked roles may not know it.
        details: what it is about: names and numbers, never cell text.
    """

    kind: EventKind
    actor: str
    reason: str
    details: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Head:
    """Where a journal ends: its last number, time and hash."""

    journal_number: int = 0
    at: str = ""
    hash: str = FIRST_HASH


@dataclass(frozen=True, slots=True)
class Event:
    """One event in its place.

    Attributes:
        journal_number: 1, 2, 3 … within the study.
        at: UTC, ISO 8601 with milliseconds; strictly later than the event before.
        draft: what happened.
        previous: hash of the event before.
        hash: SHA-256 over all of this.
    """

    journal_number: int
    at: str
    draft: Draft
    previous: str
    hash: str

    @property
    def head(self) -> Head:
        return Head(self.journal_number, self.at, self.hash)


def access_journal(study: str) -> str:
    """Return the name of the journal of who was given which role and called with it: no study's id has a slash.

    Such events change no answer, so they have numbers of their own.
    """
    return f"{study}{_ACCESS}"


def study_of(journal: str) -> str:
    """Return the study whose journal or access journal has a name."""
    return journal.removesuffix(_ACCESS)


def instant(moment: datetime) -> str:
    """Return a time as the journal writes it: UTC to the millisecond, comparable as text."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def following(head: Head, draft: Draft, now: datetime) -> Event:
    """Return the event that comes after a head, always with a later time.

    Args:
        head: where the journal ends.
        draft: what happened.
        now: the time of the clock, with its zone. If it is not after the head's time, the event is
            dated one millisecond after the head.
    """
    at = instant(now)
    if at <= head.at:
        at = instant(datetime.fromisoformat(head.at) + _TICK)
    number = head.journal_number + 1
    return Event(number, at, draft, head.hash, _digest(number, at, draft, head.hash))


def first_fault(events: Iterable[Event], before: Head | None = None, end: Head | None = None) -> int | None:
    """Return the number at which a journal does not hold: a gap, a time out of order, a changed event; else None.

    An event from which a name was removed holds if a later redaction has the digest of what it says now.

    Args:
        events: what is to hold, in order.
        before: where the journal stood before them; its beginning unless one is named.
        end: where it says that it ends; without it, nobody can tell that its last events are missing.
    """
    before = before or Head()
    changed: dict[
        str, str
    ] = {}  # events that are not as they were written: their names in a redaction, their digests
    for event in events:
        found = content_digest(event)
        intact = event.hash == found
        if not intact and event.draft.kind is not EventKind.NAME_REDACTED:
            changed[redacted_detail(event.journal_number)] = found
        elif intact and event.draft.kind is EventKind.NAME_REDACTED:
            changed = {
                name: digest for name, digest in changed.items() if event.draft.details.get(name) != digest
            }
        chained = (
            event.previous == before.hash
            and event.journal_number == before.journal_number + 1
            and event.at > before.at
        )
        if not chained or (not intact and event.draft.kind is EventKind.NAME_REDACTED):
            return min([before.journal_number + 1, *map(_number_of, changed)])
        before = event.head
    if changed:
        return min(map(_number_of, changed))
    return None if end in (None, before) else max(1, min(before.journal_number + 1, end.journal_number))


def content_digest(event: Event) -> str:
    """Return the hash of what an event says now; it differs from its `hash` once a name was removed from its reason."""
    return _digest(event.journal_number, event.at, event.draft, event.previous)


def redacted_detail(number: int) -> str:
    """Return under which name a redaction says what an earlier event says from then on."""
    return f"{_REDACTED}{number}"


def _number_of(detail: str) -> int:
    return int(detail.removeprefix(_REDACTED))


def _digest(number: int, at: str, draft: Draft, previous: str) -> str:
    """Hash every part with its length before it, so that no two events share a text."""
    details = [part for key in sorted(draft.details) for part in (key, _typed(draft.details[key]))]
    parts = [str(number), at, draft.kind, draft.actor, draft.reason, previous, *details]
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()


def _typed(value: str | int) -> str:
    """Return a detail with its type before it; not its repr, which differs between a word and the same word read back."""
    return f"n{value}" if isinstance(value, int) else f"t{value}"
