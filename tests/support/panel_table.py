"""Keep items of the Results table as the text that DynamoDB would be sent, and price what is written."""

import json
from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from types import SimpleNamespace
from typing import Any

import pytest

from hepaflow.aws.results.item_size import wire_size, write_units
from hepaflow.aws.results.table import ResultsTable


@dataclass(slots=True)
class PanelTable:
    """Stands for the client of DynamoDB with one table: what is written as JSON is read back from it.

    Attributes:
        kept: the items of each partition, by sort key.
        units: write units of all that was written.
        written: the items that were written.
        size: bytes of these items, as DynamoDB counts them.
    """

    kept: dict[str, dict[str, str]] = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)
    units: int = 0
    written: int = 0
    size: int = 0
    meta: Any = field(
        default_factory=lambda: SimpleNamespace(events=SimpleNamespace(register=lambda *_, **__: None))
    )
    lock: Any = field(default_factory=Lock)

    def batch_write_item(self, RequestItems: Any) -> Any:  # noqa: N803 as the client names it
        with self.lock:
            for requests in RequestItems.values():
                for request in requests:
                    self.put(request["PutRequest"]["Item"])
        return {"UnprocessedItems": {}}

    def put(self, item: Any) -> None:
        self.written += 1
        self.size += wire_size(item)
        self.units += write_units(wire_size(item))
        partition, key = item["pk"]["S"], item["sk"]["S"]
        keys = self.order.setdefault(partition, [])
        if key not in self.kept.setdefault(partition, {}):
            insort(keys, key)
        self.kept[partition][key] = json.dumps(item)

    def get_paginator(self, _operation: str) -> Any:
        return SimpleNamespace(paginate=self.query)

    def query(self, *, ExpressionAttributeValues: Any, **_: Any) -> Iterator[Any]:  # noqa: N803 likewise
        partition = ExpressionAttributeValues[":pk"]["S"]
        kept = self.kept.get(partition, {})
        yield {"Items": [json.loads(kept[key]) for key in self.order.get(partition, ())]}


def results_in(table: PanelTable) -> ResultsTable:
    """Return the Results table on a table kept in memory."""
    client: Any = table
    return ResultsTable(client, "ResultsTable", pytest.fail)
