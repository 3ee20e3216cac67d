"""One event with its change, as the writes of one DynamoDB transaction."""

from collections.abc import Iterator

from hepaflow.aws import registry_keys as keys
from hepaflow.aws.journal_items import packed_decision, packed_event, packed_head
from hepaflow.aws.registry_items import packed_state, state_version
from hepaflow.aws.registry_keys import Key
from hepaflow.aws.registry_table import Record, Wire, to_wire
from hepaflow.domain.files import FileState
from hepaflow.domain.journal import FIRST_HASH, Event
from hepaflow.ports import Change

_ABSENT: Wire = {"ConditionExpression": "attribute_not_exists(pk)"}


def writes(table: str, study: str, event: Event, change: Change) -> list[Wire]:
    """Return what is written, each with the condition that the world is as the event was drawn up for."""
    requests = [*_journal(study, event), *_change(study, event, change)]
    return [{verb: {"TableName": table, **request}} for verb, request in requests]


def _journal(study: str, event: Event) -> Iterator[tuple[str, Wire]]:
    yield _put(keys.event(study, event.number), packed_event(event))
    moved: Wire = _ABSENT
    if event.previous != FIRST_HASH:
        moved = {
            "ConditionExpression": "#hash = :previous",
            "ExpressionAttributeNames": {"#hash": "hash"},
            "ExpressionAttributeValues": {":previous": {"S": event.previous}},
        }
    yield _put(keys.head(study), packed_head(event.head), moved)
    yield _put(Key(keys.times(study), event.at), {"number": str(event.number)})


def _change(study: str, event: Event, change: Change) -> Iterator[tuple[str, Wire]]:
    if change.state is not None:
        yield from _state(study, event, change.state, change.was)
    if change.profile is not None:
        center, version, text = change.profile
        yield _put(Key(keys.profiles(study, center), keys.versioned(version)), {"toml": text})
    if change.definition is not None:
        version, text = change.definition
        yield _put(Key(keys.definitions(study), keys.versioned(version)), {"json": text})
    if change.decision is not None:
        update = {
            "Key": to_wire(keys.decisions(study, change.subject), {}),
            "UpdateExpression": "SET #number = :decision",
            "ExpressionAttributeNames": {"#number": keys.numbered(event.number)},
            "ExpressionAttributeValues": {":decision": {"S": packed_decision(change.decision)}},
        }
        yield "Update", update


def _state(study: str, event: Event, new: FileState, was: FileState | None) -> Iterator[tuple[str, Wire]]:
    key = keys.state(study, new.file_id)
    if was is None:
        yield _put(key, packed_state(new))
        place = Key(keys.files(study, new.center), keys.numbered(event.number))
        yield _put(place, {"file_id": new.file_id})
        return
    unchanged = {
        "ConditionExpression": "file_id = :file_id AND #version = :version",
        "ExpressionAttributeNames": {"#version": "version"},
        "ExpressionAttributeValues": {":file_id": {"S": was.file_id}, ":version": {"S": state_version(was)}},
    }
    yield _put(key, packed_state(new), unchanged)


def _put(key: Key, record: Record, condition: Wire = _ABSENT) -> tuple[str, Wire]:
    return "Put", {"Item": to_wire(key, record), **condition}
