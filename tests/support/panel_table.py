"""Keep the items of the Results table as the text that DynamoDB would be sent, and price what is written."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from hepaflow.aws.results.item_size import wire_size, write_units
from hepaflow.aws.results.table import ResultsTable
from hepaflow.domain.identity import RunId
from hepaflow.domain.model import Panel
from hepaflow.ports import StoredPanel


@dataclass
class PackedResults:
    """The Results table on items kept in memory.

    Attributes:
        stored: the items of each partition, by sort key.
        sizes: bytes of each item that was written, as DynamoDB counts them.
    """

    stored: dict[str, dict[str, str]] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list, compare=False)

    @property
    def units(self) -> int:
        """Return the write units of all that was written."""
        return sum(map(write_units, self.sizes))

    def write(self, run: RunId, panels: Iterable[Panel]) -> None:
        self._table().write(run, panels)

    def write_cumulative(self, run: RunId, panels: Iterable[Panel], base: bytes) -> bytes:
        return self._table().write_cumulative(run, panels, base)

    def subject_panels(self, study: str, subject: str) -> Iterator[StoredPanel]:
        return self._table().subject_panels(study, subject)

    def sort_keys(self) -> list[str]:
        """Return the sort keys of all items."""
        return sorted(key for items in self.stored.values() for key in items)

    def _table(self) -> ResultsTable:
        client: Any = _Client(self)
        return ResultsTable(client, "ResultsTable", pytest.fail)


class _Client:
    """Stands for the client of DynamoDB: what is written as JSON is read back from it."""

    def __init__(self, results: PackedResults) -> None:
        self._results = results
        self.meta = SimpleNamespace(events=SimpleNamespace(register=lambda *_, **__: None))

    def batch_write_item(self, RequestItems: Any) -> Any:  # noqa: N803 as the client names it
        for requests in RequestItems.values():
            for request in requests:
                item = request["PutRequest"]["Item"]
                self._results.sizes.append(wire_size(item))
                self._results.stored.setdefault(item["pk"]["S"], {})[item["sk"]["S"]] = json.dumps(item)
        return {"UnprocessedItems": {}}

    def get_paginator(self, _operation: str) -> Any:
        return SimpleNamespace(paginate=self._query)

    def _query(self, *, ExpressionAttributeValues: Any, **_: Any) -> Iterator[Any]:  # noqa: N803 likewise
        kept = self._results.stored.get(ExpressionAttributeValues[":pk"]["S"], {})
        yield {"Items": [json.loads(kept[key]) for key in sorted(kept)]}
