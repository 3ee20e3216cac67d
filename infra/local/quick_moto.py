"""Let moto's tables answer the same with less work, so that a trial fits into a demo.

By itself moto sorts a whole table for each query, copies it for each write of a transaction, and walks through every attribute of an
answer by the shapes of the API.
"""

import base64
import copy
import functools
from contextvars import ContextVar
from typing import Any, Final

from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

_INDEX: Final = 6  # place of index_name after the key
_partition: ContextVar[Any] = ContextVar("partition", default=None)
_written: ContextVar[tuple[dict[str, Any], ...]] = ContextVar("written", default=())
_all_items: Final = Table.all_items
_query: Final = Table.query
_transact: Final = DynamoDBBackend.transact_write_items
_serialize: Final = BaseJSONSerializer._serialize  # noqa: SLF001 moto has no other place for it


def make_moto_quick() -> None:
    """Change moto in this process. Done twice, it is the same."""
    changed: Any = Table
    changed.all_items, changed.query, changed.__deepcopy__ = _items, _of_partition, _backup
    changed = DynamoDBBackend
    changed.transact_write_items = _remembering
    changed = BaseJSONSerializer
    changed._serialize = _serialized  # noqa: SLF001 as above


def _items(table: Table) -> list[Any]:
    key = _partition.get()
    return _all_items(table) if key is None else list(table.items.get(key, {}).values())


@functools.wraps(_query)
def _of_partition(table: Table, hash_key: Any, *conditions: Any, **more: Any) -> Any:
    """Query a table with a sort key: only the partition is looked at."""
    index = more.get("index_name") or (conditions[_INDEX] if len(conditions) > _INDEX else None)
    token = _partition.set(None if index or not table.range_key_attr else hash_key)
    try:
        return _query(table, hash_key, *conditions, **more)
    finally:
        _partition.reset(token)


@functools.wraps(_transact)
def _remembering(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    token = _written.set(tuple(operation for one in transact_items for operation in one.values()))
    try:
        _transact(backend, transact_items)
    finally:
        _written.reset(token)


def _backup(table: Table, _memo: dict[int, Any]) -> Table:
    """Return a copy with which the writes of the transaction can be undone: only what they change is copied in depth."""
    made = copy.copy(table)
    made.items = copy.copy(table.items)
    for key, items in table.items.items():
        made.items[key] = copy.copy(items)
    for operation in _written.get():
        named = operation.get("Item") or operation.get("Key") or {}
        if operation.get("TableName") == table.name and table.hash_key_attr in named:
            _keep(made, named)
    return made


def _keep(made: Table, named: dict[str, Any]) -> None:
    key = DynamoType(named[made.hash_key_attr])
    if not made.range_key_attr:
        if key in made.items:
            made.items[key] = copy.deepcopy(made.items[key])
    elif made.range_key_attr in named and key in made.items:
        sort = DynamoType(named[made.range_key_attr])
        if sort in made.items[key]:
            made.items[key][sort] = copy.deepcopy(made.items[key][sort])


def _serialized(serializer: BaseJSONSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
    if shape.name == "AttributeValue" and isinstance(value, dict):
        serializer._default_serialize(serialized, _attribute(value), shape, key)  # noqa: SLF001 as above
    else:
        _serialize(serializer, serialized, value, shape, key)


def _attribute(value: Any) -> Any:
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {name: _attribute(one) for name, one in value.items()}
    return [_attribute(one) for one in value] if isinstance(value, list | tuple | set) else value
