"""Find and remove a name in the items of both tables."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hepaflow.aws.registry import keys
from hepaflow.aws.registry.events import unpacked_event
from hepaflow.aws.registry.table import record_from_wire
from hepaflow.aws.results.keys import run_of
from hepaflow.aws.results.panel_item import Packer, unpack_panel
from hepaflow.aws.results.repeated.references import is_reference
from hepaflow.aws.results.wire import item_from_wire, item_to_wire
from hepaflow.domain.screening.redaction import PersonName, redacted_panel
from hepaflow.domain.study.jobs import JobStatus
from hepaflow.domain.study.journal import content_digest, redacted_detail

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_ENDED = frozenset({JobStatus.DONE, JobStatus.FAILED})


@dataclass(frozen=True, slots=True)
class Found:
    """A place that has the name.

    Attributes:
        place: what kind of place it is.
        times: how often the name is there.
        remove: removes it; None where it cannot be removed.
        details: what the event of the journal says about the place.
    """

    place: str
    times: int
    remove: Callable[[], None] | None = None
    details: tuple[tuple[str, str], ...] = ()


def found_in_panels(client: "DynamoDBClient", table: str, study: str, name: PersonName) -> Iterator[Found]:
    """Yield the panels of a study that have a name.

    Args:
        client: a DynamoDB client.
        table: name of the Results table.
        study: the study's id.
        name: the name.

    Raises:
        ValueError: a panel without the name would be read otherwise.
    """
    for wire in _items(client, table, f"{study}#"):
        item = item_from_wire(wire)
        if times := name.count(item["pk"]) + name.count(item["sk"]):
            yield Found("panel-key", times)
        if is_reference(item["sk"]) or not (times := name.count(item["p"])):
            continue
        without = redacted_panel(unpack_panel(item), name)
        packed = Packer(run_of(item)).pack(without)
        packed["pk"], packed["sk"] = item["pk"], item["sk"]
        if unpack_panel(packed) != without:
            raise ValueError("a panel reads otherwise without the name")
        left = name.count(packed["p"])
        if left:
            yield Found("panel-id", left)
        if packed["p"] != item["p"]:
            yield Found("panel", times - left, _replacing(client, table, item_to_wire(packed), item["p"]))


def _replacing(client: "DynamoDBClient", table: str, wire: Any, was: str) -> Callable[[], None]:
    return lambda: _unless_changed(
        client,
        lambda: client.put_item(
            TableName=table,
            Item=wire,
            ConditionExpression="p = :was",
            ExpressionAttributeValues={":was": {"S": was}},
        ),
    )


def found_in_registry(client: "DynamoDBClient", table: str, study: str, name: PersonName) -> Iterator[Found]:
    """Yield the items of the registry that have a name, jobs that have ended as a whole.

    Args:
        client: a DynamoDB client.
        table: name of the Registry table.
        study: the study's id.
        name: the name.
    """
    for wire in _items(client, table, keys.journal_partition(study).removesuffix("journal")):
        key, record = record_from_wire(wire)
        kind = key.pk.split("#")[1]
        if times := name.count(key.pk) + name.count(key.sk):
            yield Found(f"{kind}-key", times)
        if kind == "job" and (times := sum(map(name.count, record.values()))):
            gone = _deleting(client, table, key) if record["status"] in _ENDED else None
            yield Found("job", times, gone)
            continue
        for attribute, text in record.items():
            if times := name.count(text):
                new = _without(kind, attribute, record, name)
                left = times if new is None else name.count(new)
                if left:
                    yield Found(f"{kind}-{attribute if kind != 'dossier' else 'entry'}", left)
                if new is not None and new != text:
                    details = _vouched(key.sk, record, new) if kind == "journal" else ()
                    remove = _updating(client, table, key, attribute, (text, new))
                    yield Found(kind, times - left, remove, details)


def _without(kind: str, attribute: str, record: Mapping[str, str], name: PersonName) -> str | None:
    """Return an attribute without the name; None where it is no free text."""
    text = record[attribute]
    match kind, attribute:
        case ("journal" | "masked", "reason") | ("unmapped", "text" | "examples"):
            return name.redacted(text)
        case "delivery", "key" if record.get("key_hash"):
            return name.redacted(text)
        case "query", "versions":
            versions = [{**one, "text": name.redacted(one["text"])} for one in json.loads(text)]
            return json.dumps(versions, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        case "file", "input":
            effect_input = json.loads(text)
            subjects = [name.redacted(subject) for subject in effect_input["subjects"]]
            return json.dumps({**effect_input, "subjects": subjects}, ensure_ascii=False)
        case "dossier", _ if text.startswith("{"):
            kept = json.loads(text)
            if "reason" in kept:
                kept["reason"] = name.redacted(kept["reason"])
                return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return None


def _vouched(place: str, record: dict[str, str], reason: str) -> tuple[tuple[str, str], ...]:
    event = unpacked_event(place, record)
    now = replace(event, draft=replace(event.draft, reason=reason))
    return ((redacted_detail(event.journal_number), content_digest(now)),)


def _items(client: "DynamoDBClient", table: str, prefix: str) -> "Iterator[Any]":
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        ConsistentRead=True,
        FilterExpression="begins_with(pk, :study)",
        ExpressionAttributeValues={":study": {"S": prefix}},
    )
    return (item for page in pages for item in page["Items"])


def _updating(
    client: "DynamoDBClient", table: str, key: keys.Key, attribute: str, texts: tuple[str, str]
) -> Callable[[], None]:
    was, now = texts
    return lambda: _unless_changed(
        client,
        lambda: client.update_item(
            TableName=table,
            Key={"pk": {"S": key.pk}, "sk": {"S": key.sk}},
            UpdateExpression="SET #text = :now",
            ConditionExpression="#text = :was",
            ExpressionAttributeNames={"#text": attribute},
            ExpressionAttributeValues={":now": {"S": now}, ":was": {"S": was}},
        ),
    )


def _deleting(client: "DynamoDBClient", table: str, key: keys.Key) -> Callable[[], None]:
    def delete() -> None:
        client.delete_item(TableName=table, Key={"pk": {"S": key.pk}, "sk": {"S": key.sk}})

    return delete


def _unless_changed(client: "DynamoDBClient", write: Callable[[], object]) -> None:
    """Write, unless somebody has changed the item since; the search after the removal then finds the name again."""
    try:
        write()
    except client.exceptions.ConditionalCheckFailedException:
        return
