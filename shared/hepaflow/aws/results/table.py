"""Write panels to the Results table in batches, and read them by subject."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from hepaflow.aws.backoff import ATTEMPTS
from hepaflow.aws.results.keys import Item, partition_key, run_of
from hepaflow.aws.results.panel_item import Packer, unpack_panel
from hepaflow.domain.identity import RunId
from hepaflow.domain.model import Panel
from hepaflow.ports import StoredPanel, attempts
from hepaflow.ports.limits import WRITTEN_AT_ONCE

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef, WriteRequestUnionTypeDef


class Unwritten(Exception):
    """DynamoDB did not take some items, however often they were sent."""


class ResultsTable:
    """The table with the panels of all runs.

    Args:
        client: a DynamoDB client.
        table: the table's name.
        wait: told how many attempts have been in vain, waits a while before the next.
    """

    def __init__(self, client: "DynamoDBClient", table: str, wait: Callable[[int], None]) -> None:
        self._client = client
        self._table = table
        self._wait = wait

    def write(self, run: RunId, panels: Iterable[Panel]) -> None:
        packer = Packer(run)
        items = (item for panel in panels for item in packer.items(panel))
        while batch := list(islice(items, WRITTEN_AT_ONCE)):
            self._send(batch)

    def subject_panels(self, study: str, subject: str) -> Iterator[StoredPanel]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": partition_key(study, subject)}},
            ConsistentRead=True,  # what a run has written counts once its file says so, at once and in full
        )
        for page in pages:
            for wire in page["Items"]:
                item = item_from_wire(wire)
                yield StoredPanel(run_of(item), unpack_panel(item))

    def _send(self, batch: list[Item]) -> None:
        """Send one batch until all of it is taken."""
        if len({(item["pk"], item["sk"]) for item in batch}) != len(batch):
            raise ValueError("two panels of one run have the same key")
        requests: Sequence[WriteRequestUnionTypeDef] = [
            {"PutRequest": {"Item": item_to_wire(item)}} for item in batch
        ]
        for _ in attempts(ATTEMPTS, self._wait):
            answer = self._client.batch_write_item(RequestItems={self._table: requests})
            requests = answer["UnprocessedItems"].get(self._table, [])
            if not requests:
                return
        raise Unwritten(f"{len(requests)} items after {ATTEMPTS} attempts")


def item_to_wire(item: Item) -> "dict[str, AttributeValueTypeDef]":
    return {
        "pk": {"S": item["pk"]},
        "sk": {"S": item["sk"]},
        "v": {"M": {analyte: {"N": str(number)} for analyte, number in item["v"].items()}},
        "p": {"S": item["p"]},
    }


def item_from_wire(wire: "Mapping[str, AttributeValueTypeDef]") -> Item:
    values = {analyte: Decimal(number["N"]) for analyte, number in wire["v"]["M"].items()}
    return Item(pk=wire["pk"]["S"], sk=wire["sk"]["S"], v=values, p=wire["p"]["S"])
