"""Write panels to the Results table in batches, and read them by subject."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from hepaflow.aws.results.keys import Item, partition_key
from hepaflow.aws.results.panel_item import Packer
from hepaflow.aws.results.puts import sending_bodies
from hepaflow.aws.results.repeated.differing import DifferingPanels
from hepaflow.aws.results.repeated.panel_index import unpacked_index
from hepaflow.aws.results.repeated.stored import PanelsGone, panels_of
from hepaflow.aws.results.sending import Sender
from hepaflow.domain.identity import RunId
from hepaflow.domain.model import Panel
from hepaflow.ports import StoredPanel
from hepaflow.ports.limits import WRITTEN_AT_ONCE

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.paginator import QueryPaginator


class ResultsTable:
    """The table with the panels of all runs.

    Args:
        client: a DynamoDB client.
        table: the table's name.
        wait: told how many attempts have been in vain, waits a while before the next.
    """

    def __init__(self, client: "DynamoDBClient", table: str, wait: Callable[[int], None]) -> None:
        self._client = sending_bodies(client)
        self._table = table
        self._sender = Sender(self._client, table, wait)

    @cached_property
    def _queries(self) -> "QueryPaginator":
        return self._client.get_paginator("query")  # making one takes a tenth of a request

    def write(self, run: RunId, panels: Iterable[Panel]) -> None:
        packer = Packer(run)
        items = (item for panel in _spread(list(panels)) for item in packer.items(panel))
        self._send(items)

    def write_cumulative(self, run: RunId, panels: Iterable[Panel], base: bytes) -> bytes:
        """Write the panels of a run; of those that an earlier run of the center gave, too, only which they are.

        Args:
            run: the run.
            panels: its panels.
            base: what this method returned for the earlier run; empty if there is none.
        """
        differing = DifferingPanels(run, unpacked_index(base))
        self._send(differing.items(_spread(list(panels))))
        return differing.index.packed()

    def subject_panels(self, study: str, subject: str) -> Iterator[StoredPanel]:
        try:
            panels = panels_of(self._items(study, subject))
        except PanelsGone:  # two runs may have come between two pages, of which one refers to the other
            panels = panels_of(self._items(study, subject))
        yield from panels

    def _items(self, study: str, subject: str) -> Iterator[Any]:
        pages = self._queries.paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": partition_key(study, subject)}},
            ConsistentRead=True,  # what a run has written counts once its file says so, at once and in full
        )
        return (wire for page in pages for wire in page["Items"])

    def _send(self, items: Iterator[Item]) -> None:
        self._sender.send(iter(lambda: list(islice(items, WRITTEN_AT_ONCE)), []))


def _spread(panels: Sequence[Panel]) -> Iterator[Panel]:
    """Yield panels so that each batch has some from the whole file.

    Files are sorted by subject, and DynamoDB takes 1,000 units a second of one partition (developer guide, "Partition key
    design"): a batch of one subject after another would fill one partition at a time.
    """
    step = max(1, len(panels) // WRITTEN_AT_ONCE)
    return (panel for start in range(step) for panel in panels[start::step])
