"""Read and write items of the Registry table: consistently, once, or in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, cast

from botocore.exceptions import ClientError

from hepaflow.aws.backoff import ATTEMPTS
from hepaflow.aws.registry.keys import Key
from hepaflow.ports import attempts
from hepaflow.ports.limits import READ_AT_ONCE, WRITTEN_AT_ONCE, check_item

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.paginator import QueryPaginator
    from types_boto3_dynamodb.type_defs import (
        AttributeValueTypeDef,
        KeysAndAttributesUnionTypeDef,
        TransactWriteItemTypeDef,
        WriteRequestUnionTypeDef,
    )

LAST = "\U0010ffff"  # sorts after every sort key
FAILED: Final = "ConditionalCheckFailed"  # code of a write that found something else than its condition says
GROWN: Final = "Grown"  # our code of a write after which an item would be larger than it can be
_LOST = frozenset(
    {"None", FAILED, "TransactionConflict", GROWN}
)  # another writer was faster, or an item is full
_TOO_LARGE: Final = (
    "Item size to update has exceeded"  # DynamoDB API reference, TransactWriteItems and UpdateItem
)
_CONDITION: Final = "ConditionalCheckFailedException"
_BUSY: Final = "TransactionConflictException"  # a transaction is writing the same item
Record = dict[str, str]  # an item without its key; every attribute is text


class Unread(Exception):
    """DynamoDB did not give some items, however often they were asked for."""


class Unwritten(Exception):
    """DynamoDB did not take some items, however often they were sent."""


class Table:
    """One table with `pk` and `sk`.

    Args:
        client: a DynamoDB client.
        name: the table's name.
        wait: told how many attempts have been in vain, waits a while before the next.
    """

    def __init__(self, client: "DynamoDBClient", name: str, wait: Callable[[int], None]) -> None:
        self._client = client
        self.name = name
        self._wait = wait

    @cached_property
    def _queries(self) -> "QueryPaginator":
        return self._client.get_paginator("query")  # making one takes a tenth of a request

    def get(self, key: Key) -> Record | None:
        answer = self._client.get_item(TableName=self.name, Key=record_to_wire(key, {}), ConsistentRead=True)
        return record_from_wire(answer["Item"])[1] if "Item" in answer else None

    def keep(self, key: Key, record: Record) -> Record:
        """Put an item unless there is one; return the one that is there now."""
        condition = {
            "ConditionExpression": "attribute_not_exists(pk)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        kept = self._put(key, record, condition)
        return record if kept is None else kept

    def replace(self, key: Key, record: Record, **condition: Any) -> bool:
        """Put an item; return False where there is one that the condition does not fit: it stays."""
        return self._put(key, record, condition) is None

    def put_all(self, items: Mapping[Key, Record]) -> None:
        """Put items, many with one request; one that is there is replaced.

        Raises:
            Unwritten: DynamoDB did not take some, however often they were sent.
            TooLong: an item is larger than it can be.
        """
        for key, record in items.items():
            check_item(key, record)
        requests: list[WriteRequestUnionTypeDef] = [
            {"PutRequest": {"Item": record_to_wire(key, record)}} for key, record in items.items()
        ]
        for start in range(0, len(requests), WRITTEN_AT_ONCE):
            self._put_batch(requests[start : start + WRITTEN_AT_ONCE])

    def add(self, key: Key, record: Record, unless: str) -> bool:
        """Add attributes to an item, whether or not it exists; the others stay.

        Args:
            key: the item.
            record: what is added.
            unless: an attribute; an item that has it stays as it is.

        Returns:
            False where the item has that attribute, or no room; nothing was written.
        """
        names = {f"#{place}": name for place, name in enumerate(record)}
        values = {f":{place}": {"S": text} for place, text in enumerate(record.values())}
        for attempt in attempts(ATTEMPTS, self._wait):
            try:
                self._client.update_item(
                    TableName=self.name,
                    Key=record_to_wire(key, {}),
                    UpdateExpression="SET " + ", ".join(f"{name} = :{name[1:]}" for name in names),
                    ConditionExpression="attribute_not_exists(#unless)",
                    ExpressionAttributeNames={**names, "#unless": unless},
                    ExpressionAttributeValues=values,
                )
            except ClientError as error:
                code = error.response["Error"]["Code"]
                if code == _CONDITION or _TOO_LARGE in str(error):
                    return False
                if code != _BUSY or attempt == ATTEMPTS:
                    raise
            else:
                return True
        return False

    def query(
        self,
        pk: str,
        first: str = " ",
        last: str = LAST,
        *,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[tuple[str, Record]]:
        """Yield sort keys and items of a partition, between two sort keys, both included.

        Args:
            pk: the partition key.
            first: the lowest sort key; the default is below all others.
            last: the highest sort key; the default is above all others.
            newest_first: yield in descending order of the sort keys.
            limit: the largest number of items; None means all.
        """
        pages = self._queries.paginate(
            TableName=self.name,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues={":pk": {"S": pk}, ":first": {"S": first}, ":last": {"S": last}},
            ScanIndexForward=not newest_first,
            ConsistentRead=True,
            PaginationConfig={} if limit is None else {"MaxItems": limit, "PageSize": limit},
        )
        items = (record_from_wire(wire) for page in pages for wire in page["Items"])
        return islice(((key.sk, record) for key, record in items), limit)

    def batch(self, keys: Iterable[Key]) -> dict[Key, Record]:
        """Return those of the items that exist, up to a hundred with one request; each as it is now."""
        wanted, found = list(dict.fromkeys(keys)), dict[Key, Record]()
        for start in range(0, len(wanted), READ_AT_ONCE):
            found.update(
                self._batch([record_to_wire(key, {}) for key in wanted[start : start + READ_AT_ONCE]])
            )
        return found

    def transact(self, requests: "list[TransactWriteItemTypeDef]", token: str) -> tuple[str, ...]:
        """Write everything or nothing.

        Args:
            requests: what to write.
            token: names what is written: the same once more within ten minutes is written once.

        Returns:
            Nothing if everything was written. Else, for each request, the code of what stood in its way: `FAILED`,
            `GROWN`, or that another transaction was writing the item.
        """
        try:
            self._client.transact_write_items(TransactItems=requests, ClientRequestToken=token)
        except ClientError as error:
            reasons = error.response.get("CancellationReasons", [])
            codes = tuple(
                GROWN if _TOO_LARGE in reason.get("Message", "") else reason.get("Code", "None")
                for reason in reasons
            )
            if _TOO_LARGE in str(error):  # of which item is not said
                return (GROWN,) * len(requests)
            if not codes or not _LOST.issuperset(codes):
                raise
            return codes
        return ()

    def _put(self, key: Key, record: Record, condition: Mapping[str, Any]) -> Record | None:
        """Return the item that stands in the way, empty where it was not asked for; None where there is none."""
        check_item(key, record)
        try:
            self._client.put_item(TableName=self.name, Item=record_to_wire(key, record), **condition)
        except ClientError as error:
            if error.response["Error"]["Code"] != _CONDITION:
                raise
            found = error.response.get("Item", record_to_wire(key, {}))
            return record_from_wire(cast("Mapping[str, AttributeValueTypeDef]", found))[1]
        return None

    def _put_batch(self, requests: "Sequence[WriteRequestUnionTypeDef]") -> None:
        for _ in attempts(ATTEMPTS, self._wait):
            answer = self._client.batch_write_item(RequestItems={self.name: requests})
            requests = answer["UnprocessedItems"].get(self.name, [])
            if not requests:
                return
        raise Unwritten(f"{len(requests)} items after {ATTEMPTS} attempts")

    def _batch(self, keys: "list[dict[str, AttributeValueTypeDef]]") -> Iterator[tuple[Key, Record]]:
        request: Mapping[str, KeysAndAttributesUnionTypeDef] = {
            self.name: {"Keys": keys, "ConsistentRead": True}
        }
        for _ in attempts(ATTEMPTS, self._wait):
            answer = self._client.batch_get_item(RequestItems=request)
            yield from map(record_from_wire, answer["Responses"].get(self.name, []))
            request = answer.get("UnprocessedKeys", {})
            if not request:
                return
        raise Unread(f"{len(request[self.name]['Keys'])} items after {ATTEMPTS} attempts")


def record_to_wire(key: Key, record: Record) -> "dict[str, AttributeValueTypeDef]":
    return {name: {"S": text} for name, text in {**key._asdict(), **record}.items()}


def record_from_wire(wire: "Mapping[str, AttributeValueTypeDef]") -> tuple[Key, Record]:
    record = {name: value["S"] for name, value in wire.items()}
    return Key(record.pop("pk"), record.pop("sk")), record
