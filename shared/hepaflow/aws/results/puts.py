"""Write a batch of items as the body of its request, and have the client send that body as it is.

The client checks every value against the model of the service and then writes the same JSON, which takes longer than all
that makes the items. What it does beside that stays: endpoints, signing, retries, checksums. It raises two events:
`provide-client-params`, in which the batch is replaced by the least that it accepts, and `before-call`, in which the body
takes the place of the one that it wrote.
"""

from collections.abc import Callable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, overload

from hepaflow.aws.results.keys import Item
from hepaflow.aws.results.wire import item_to_wire

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import WriteRequestUnionTypeDef

_OPERATION = "dynamodb.BatchWriteItem"
_BODY = "hepaflow-body"  # of a call, between its two events
_LEAST: Mapping[str, Any] = {"PutRequest": {"Item": {}}}


class Puts(Sequence["WriteRequestUnionTypeDef"]):
    """Requests to put items; each is made when somebody looks at it.

    Args:
        items: the items.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, place: int) -> "WriteRequestUnionTypeDef": ...

    @overload
    def __getitem__(self, place: slice) -> "list[WriteRequestUnionTypeDef]": ...

    def __getitem__(self, place: int | slice) -> "WriteRequestUnionTypeDef | list[WriteRequestUnionTypeDef]":
        if isinstance(place, slice):
            return [{"PutRequest": {"Item": item_to_wire(item)}} for item in self._items[place]]
        return {"PutRequest": {"Item": item_to_wire(self._items[place])}}

    def body(self, table: str) -> bytes:
        """Return the body of the request that puts them into a table."""
        puts = ",".join(map(_put, self._items))
        return f'{{"RequestItems":{{{encode_basestring(table)}:[{puts}]}}}}'.encode()


def sending_bodies(client: "DynamoDBClient") -> "DynamoDBClient":
    """Return a DynamoDB client that sends the body of `Puts` as it is; all other requests are written by the client."""
    events = client.meta.events
    hand_over: Callable[..., Any] = _hand_over  # an answer to this event takes the place of the parameters
    events.register(f"provide-client-params.{_OPERATION}", hand_over, unique_id="body-handed-over")
    events.register(f"before-call.{_OPERATION}", _put_in_place, unique_id="body-put-in-place")
    return client


def _hand_over(params: Mapping[str, Any], context: dict[str, Any], **_: object) -> Mapping[str, Any] | None:
    """Return parameters with the least that the client accepts, where they have puts; None leaves them as they are."""
    ((table, puts),) = params["RequestItems"].items()
    if not isinstance(puts, Puts):
        return None
    context[_BODY] = puts.body(table)
    return {**params, "RequestItems": {table: [_LEAST]}}


def _put_in_place(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
    body = context.pop(_BODY, None)
    if body is not None:
        params["body"] = body


def _put(item: Item) -> str:
    numbers = ",".join([f'"{analyte}":{{"N":"{number}"}}' for analyte, number in item["v"].items()])
    pk, sk, packed = (encode_basestring(item[name]) for name in ("pk", "sk", "p"))
    return f'{{"PutRequest":{{"Item":{{"pk":{{"S":{pk}}},"sk":{{"S":{sk}}},"v":{{"M":{{{numbers}}}}},"p":{{"S":{packed}}}}}}}}}'
