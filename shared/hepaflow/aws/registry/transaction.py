"""Write one event and its change as one DynamoDB transaction."""

from collections.abc import Iterator
from dataclasses import replace

from hepaflow.aws.registry import keys
from hepaflow.aws.registry.events import packed_event, packed_head
from hepaflow.aws.registry.files import (
    packed_closing,
    packed_delivery,
    packed_newest,
    packed_state,
    state_version,
)
from hepaflow.aws.registry.growing import Growth, Planned, Write
from hepaflow.aws.registry.keys import Key
from hepaflow.aws.registry.masked import masked_item
from hepaflow.aws.registry.queries import packed_listed, packed_query
from hepaflow.aws.registry.subjects.items import Kept, packed_entry, packed_in_dossier
from hepaflow.aws.registry.table import Record, record_to_wire
from hepaflow.aws.registry.user_names import packed_name
from hepaflow.domain.masked.masked import MaskedVersion
from hepaflow.domain.queries.queries import Query
from hepaflow.domain.study.files import Delivery, DeliveryStatus, FileState
from hepaflow.domain.study.journal import FIRST_HASH, Event, study_of
from hepaflow.domain.study.register import RESERVED_CENTER, FormerId, Registered
from hepaflow.domain.study.user_names import KeptName
from hepaflow.ports import Change
from hepaflow.ports.limits import check_item

_ABSENT: Write = {"ConditionExpression": "attribute_not_exists(pk)"}


def writes(study: str, event: Event, change: Change) -> list[Planned]:
    """Return the writes of an event and its change, each with the condition that the registry has not changed since.

    Args:
        study: the study's id.
        event: the event, with its journal number and hash.
        change: what the event changes beside the journal.
    """
    return [
        *_journal(study, event),
        *_change(study, event, change),
        *_lab(study, event, change.lab),
        *_removal(change.removed),
        *_closing(study, event, change.register_closed),
        *_erasure(study, event, change.erased_name),
        *_query(study, event, change.query),
        *_masked(study, event, change.masked),
    ]


def _journal(study: str, event: Event) -> Iterator[tuple[str, Write]]:
    yield _put(keys.event_key(study, event.journal_number), packed_event(event))
    moved: Write = _ABSENT
    if event.previous != FIRST_HASH:
        moved = {
            "ConditionExpression": "#hash = :previous",
            "ExpressionAttributeNames": {"#hash": "hash"},
            "ExpressionAttributeValues": {":previous": {"S": event.previous}},
        }
    yield _put(keys.head_key(study), packed_head(event.head), moved)
    yield _put(Key(keys.times_partition(study), event.at), {"number": str(event.journal_number)})


def _change(study: str, event: Event, change: Change) -> Iterator[Planned]:
    if change.state is not None:
        yield from _state(study, event, change.state, change.was)
        if change.newest:
            yield _added(
                keys.newest_key(study, change.state.center),
                event.journal_number,
                packed_newest(change.newest),
            )
    if change.profile is not None:
        center, feed, version, text = change.profile
        yield _put(
            Key(keys.profiles_partition(study, center, feed), keys.padded_version(version)), {"toml": text}
        )
    if change.definition is not None:
        yield from _definition(study, event, change.definition, change)
    if change.decision is not None:
        for subject in change.decision.concerns:
            yield _noted(study, subject, event.journal_number, change.decision)
    if change.entry is not None:
        yield from _entry(study, replace(change.entry, journal_number=event.journal_number), change)


def _lab(study: str, event: Event, lab: tuple[str, int, str] | None) -> Iterator[tuple[str, Write]]:
    if lab is None:
        return
    name, version, text = lab
    key = Key(keys.labs_partition(study), keys.lab_place(name, version))
    yield _put(key, {"toml": text, "number": str(event.journal_number)})


def _erasure(journal: str, event: Event, user: str | None) -> Iterator[tuple[str, Write]]:
    """Put what is left of a user's name, whatever is kept of it; the event is one of an access journal."""
    if user is None:
        return
    key = keys.user_name_key(study_of(journal), user)
    yield _put(key, packed_name(KeptName("", event.journal_number, 0, "")), {})


def _definition(study: str, event: Event, definition: tuple[int, str], change: Change) -> Iterator[Planned]:
    version, text = definition
    key = Key(keys.definitions_partition(study), keys.padded_version(version))
    yield _put(key, {"json": text, "number": str(event.journal_number)})
    yield _put(keys.study_key(study), {"study": study}, {})
    if change.fold_version is not None:
        yield _added(keys.rules_key(study), event.journal_number, str(change.fold_version))
    if change.central_labs is not None:
        labs = " ".join(sorted(change.central_labs))
        yield _added(keys.central_labs(study), event.journal_number, labs)


def _noted(study: str, subject: str, number: int, *kept: Kept) -> Growth:
    """Add to what the journal says about a subject; nothing that stands there is touched."""
    return _added(keys.dossier_key(study, subject), number, packed_in_dossier(*kept))


def _query(study: str, event: Event, drawn: Query | None) -> Iterator[tuple[str, Write]]:
    """Write a query as a whole, on the condition that it has the version before and no other, and its line in the list."""
    if drawn is None:
        return
    query, unchanged = drawn.written(event.journal_number, event.at), _ABSENT
    if query.version > 1:
        unchanged = {
            "ConditionExpression": "#version = :before",
            "ExpressionAttributeNames": {"#version": "version"},
            "ExpressionAttributeValues": {":before": {"S": str(query.version - 1)}},
        }
    yield _put(keys.query_key(study, query.id), packed_query(query), unchanged)
    place = Key(keys.queries_partition(study), keys.query_place(query.center, query.opened))
    listed = {} if query.version > 1 else _ABSENT
    yield _put(place, packed_listed(query), listed)


def _masked(study: str, event: Event, masked: MaskedVersion | None) -> Iterator[tuple[str, Write]]:
    if masked is not None:
        yield _put(*masked_item(study, event, masked))


def _closing(study: str, event: Event, closed: bool | None) -> Iterator[Planned]:  # noqa: FBT001 as a change has it
    if closed is not None:
        yield _added(keys.rules_key(study), event.journal_number, packed_closing(closed=closed))


def _removal(was: Delivery | None) -> Iterator[tuple[str, Write]]:
    if was is None:
        return
    unchanged = {
        "ConditionExpression": "#status = :was",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": {":was": {"S": was.status}},
    }
    removed = replace(was, status=DeliveryStatus.REMOVED)
    yield _put(keys.delivery_key(was), packed_delivery(removed), unchanged)


def _added(key: Key, number: int, text: str) -> Growth:
    return Growth(key, {keys.padded_number(number): text})


def _entry(study: str, entry: Registered, change: Change) -> Iterator[Planned]:
    subject = entry.subject
    unchanged = _ABSENT
    if change.replaced is not None:
        unchanged = {
            "ConditionExpression": "#version = :version",
            "ExpressionAttributeNames": {"#version": "version"},
            "ExpressionAttributeValues": {":version": {"S": str(change.replaced.version)}},
        }
    register = keys.register_partition(study, RESERVED_CENTER if entry.of_study else subject.center)
    yield _put(Key(register, subject.id), packed_entry(entry), unchanged)
    yield _noted(study, subject.id, entry.journal_number, entry)
    belonging: dict[str, list[FormerId]] = {}
    for former, told in change.belonging(entry.journal_number):
        belonging.setdefault(former, []).append(told)
    for former, of_senders in belonging.items():
        yield _noted(study, former, entry.journal_number, *of_senders)
    since = {
        "Key": record_to_wire(keys.has_register_key(study, subject.center), {}),
        "UpdateExpression": "SET #since = if_not_exists(#since, :number)",
        "ExpressionAttributeNames": {"#since": "since"},
        "ExpressionAttributeValues": {":number": {"S": str(entry.journal_number)}},
    }
    yield "Update", since


def _state(study: str, event: Event, new: FileState, was: FileState | None) -> Iterator[tuple[str, Write]]:
    key = keys.state_key(study, new.file_id)
    if was is None:
        yield _put(key, packed_state(new))
        place = Key(keys.files_partition(study, new.center), keys.padded_number(event.journal_number))
        yield _put(place, {"file_id": new.file_id})
        return
    unchanged = {
        "ConditionExpression": "file_id = :file_id AND #version = :version",
        "ExpressionAttributeNames": {"#version": "version"},
        "ExpressionAttributeValues": {":file_id": {"S": was.file_id}, ":version": {"S": state_version(was)}},
    }
    yield _put(key, packed_state(new), unchanged)


def _put(key: Key, record: Record, condition: Write = _ABSENT) -> tuple[str, Write]:
    check_item(key, record)
    return "Put", {"Item": record_to_wire(key, record), **condition}
