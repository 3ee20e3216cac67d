"""Write and read items that only grow: what the first one cannot hold goes into further items of the same partition.

The first item counts its further ones in an attribute whose name is no number. Versions that do not know further items
fail on it: they never answer without what lies there (docs/adr/0034-further-items.md).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from hepaflow.aws.registry.keys import Key
from hepaflow.aws.registry.table import FAILED, GROWN, LAST, Record, Table, record_to_wire
from hepaflow.domain.identity import sha256
from hepaflow.ports.limits import FURTHER_ITEM, ITEM, check_item, check_transaction, text_size
from hepaflow.ports.newer import NewerData

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

Write = dict[str, Any]  # what DynamoDB is asked to write, without the table's name

_FURTHER: Final = "further"  # attribute of the first item: how many further ones there are
_DIGITS: Final = 6
_ROOM: Final = 5_000  # bytes that are made free in a full item: others may add to it meanwhile
_IN_THE_WAY: Final = frozenset({FAILED, GROWN})
_NOT_LOST: Final = frozenset({"None", GROWN})
_TOKEN: Final = 36  # characters of a client request token (DynamoDB API reference, TransactWriteItems)


class Growth(NamedTuple):
    """Attributes that are added to an item that only grows; those that stand there are never changed."""

    key: Key
    added: Record


Planned = tuple[str, Write] | Growth  # `("Put", request)`, `("Update", request)`, or growth


def write(table: Table, planned: Sequence[Planned], name: str) -> bool:
    """Write everything or nothing; return False where another writer was faster.

    Growth goes into the first item until that is full or has further ones, then into the last of these.

    Args:
        table: the Registry table.
        planned: what to write.
        name: names what is written in the whole account, so that a repeated request writes it once.

    Raises:
        TooLong: the growth is larger than an item, or all of it larger than a transaction.
    """
    return _write(table, planned, name, set())


def _write(table: Table, planned: Sequence[Planned], name: str, full: set[Key]) -> bool:
    while True:
        requests, owners = list["TransactWriteItemTypeDef"](), list[Key | None]()
        for one in planned:
            for verb, request in _requests(table, one, full):
                requests.append(
                    cast("TransactWriteItemTypeDef", {verb: {"TableName": table.name, **request}})
                )
                owners.append(one.key if isinstance(one, Growth) and one.key not in full else None)
        check_transaction([len(json.dumps(one, ensure_ascii=False).encode()) for one in requests])
        token = sha256(f"{name}\0{requests if full else ''}".encode())[:_TOKEN]
        refused = table.transact(requests, token)
        if not refused:
            return True
        by_owner = [*zip(owners, refused, strict=True)]
        found = {key for key, code in by_owner if key is not None and code in _IN_THE_WAY}
        if not found or any(key is None and code not in _NOT_LOST for key, code in by_owner):
            return False
        full |= found


def grow(table: Table, growth: Growth, name: str) -> bool:
    """Add attributes with one plain request where the first item holds them; return False where another writer was faster.

    Args:
        table: the Registry table.
        growth: the item, and what is added.
        name: names what is written in the whole account, so that a repeated request writes it once.
    """
    check_item(growth.key, growth.added)
    return table.add(growth.key, growth.added, _FURTHER) or _write(table, [growth], name, {growth.key})


def read_growing(table: Table, found: Mapping[Key, Record], wanted: Iterable[Key]) -> dict[Key, Record]:
    """Return items that only grow, each with what its further items hold; a second request only where there are any.

    Args:
        table: the Registry table.
        found: first items, as they were read.
        wanted: keys of the items that only grow; those that do not exist are left out.
    """
    first = {key: dict(found[key]) for key in wanted if key in found}
    further = {key: [*_places(key, int(record.pop(_FURTHER, "0")))] for key, record in first.items()}
    more = table.batch(place for places in further.values() for place in places)
    for key, places in further.items():
        for place in places:
            first[key].update(more[place])
    return first


def by_number(record: Mapping[str, str] | None) -> list[tuple[int, str]]:
    """Return what an item has of each journal number, in order.

    Raises:
        NewerData: an attribute has another name. What it means for the others is not known.
    """
    known = record or {}
    if not all(name.isdecimal() for name in known):
        raise NewerData("An item that grows with the journal has an attribute of a newer kind.")
    return sorted((int(name), text) for name, text in known.items())


def _requests(table: Table, planned: Planned, full: set[Key]) -> Iterator[tuple[str, Write]]:
    if not isinstance(planned, Growth):
        yield planned
    elif planned.key in full:
        yield from _further(table, planned)
    else:
        check_item(planned.key, planned.added)
        yield _update(
            planned.key, planned.added, "attribute_not_exists(#further)", names={"#further": _FURTHER}
        )


def _further(table: Table, growth: Growth) -> Iterator[tuple[str, Write]]:
    """Yield the writes that put growth into the last further item, or into another one if that has no room."""
    first = growth.key
    newest = table.query(first.pk, first.sk, f"{first.sk}#{LAST}", newest_first=True, limit=1)
    place, last = next(newest, (first.sk, Record()))
    if place != first.sk and text_size(Key(first.pk, place), {**last, **growth.added}) <= FURTHER_ITEM:
        yield _update(Key(first.pk, place), growth.added, "attribute_exists(pk)")
        return
    number = int(place.removeprefix(first.sk).removeprefix("#") or "0")
    mark = {_FURTHER: _padded(number + 1)}
    moved = {} if number else _in_the_way(first, last, mark)
    *_, key = _places(first, number + 1)
    record = {**moved, **growth.added}
    check_item(key, record)
    yield "Put", {"Item": record_to_wire(key, record), "ConditionExpression": "attribute_not_exists(pk)"}
    if number:
        yield _update(first, mark, "#0 = :known", values={":known": {"S": _padded(number)}})
    else:
        yield _update(first, mark, "attribute_not_exists(#0)", removed=list(moved))


def _in_the_way(key: Key, record: Record, mark: Record) -> Record:
    """Return the last attributes of a full item, as many as must leave it so that it can count its further ones."""
    rest, moved = {**record, **mark}, Record()
    for name in sorted(record, reverse=True):
        if text_size(key, rest) <= ITEM - _ROOM:
            break
        moved[name] = rest.pop(name)
    return moved


def _update(
    key: Key,
    added: Record,
    condition: str,
    *,
    removed: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    values: Mapping[str, Any] | None = None,
) -> tuple[str, Write]:
    """Return the update that adds attributes to an item: `#0` names the first of them, `#1` the second."""
    sets = ", ".join(f"#{place} = :{place}" for place in range(len(added)))
    takes = ", ".join(f"#r{place}" for place in range(len(removed)))
    return "Update", {
        "Key": record_to_wire(key, {}),
        "UpdateExpression": (f"REMOVE {takes} " if takes else "") + f"SET {sets}",
        "ConditionExpression": condition,
        "ExpressionAttributeNames": {
            **{f"#{place}": name for place, name in enumerate(added)},
            **{f"#r{place}": name for place, name in enumerate(removed)},
            **(names or {}),
        },
        "ExpressionAttributeValues": {
            **{f":{place}": {"S": text} for place, text in enumerate(added.values())},
            **(values or {}),
        },
    }


def _places(first: Key, count: int) -> Iterator[Key]:
    return (Key(first.pk, f"{first.sk}#{_padded(number)}") for number in range(1, count + 1))


def _padded(number: int) -> str:
    return f"{number:0{_DIGITS}}"
