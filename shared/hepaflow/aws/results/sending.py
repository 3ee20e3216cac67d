"""Send batches of items over several connections, each until all of it is taken."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from typing import TYPE_CHECKING

from hepaflow.aws.backoff import ATTEMPTS
from hepaflow.aws.results.keys import Item
from hepaflow.aws.results.puts import Puts
from hepaflow.ports import attempts

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import WriteRequestUnionTypeDef

CONNECTIONS = 8  # the client keeps ten; a round trip of 10 ms then allows 20,000 items a second


class Unwritten(Exception):
    """DynamoDB did not take some items, however often they were sent."""


class Sender:
    """Sends batches to one table; as many at once as there are connections, so a slow table slows down who makes them.

    Args:
        client: a DynamoDB client that sends bodies.
        table: the table's name.
        wait: told how many attempts have been in vain, waits a while before the next.
    """

    def __init__(self, client: "DynamoDBClient", table: str, wait: Callable[[int], None]) -> None:
        self._client = client
        self._table = table
        self._wait = wait

    def send(self, batches: Iterable[Sequence[Item]]) -> None:
        """Send all batches.

        Raises:
            Unwritten: DynamoDB did not take all items of a batch. Others may have been taken.
            ValueError: a batch has two items with the same key.
        """
        with ThreadPoolExecutor(
            CONNECTIONS
        ) as senders:  # clients of boto3 may be shared by threads (boto3, Clients)
            flying: set[Future[None]] = set()
            for batch in batches:
                if len({(item["pk"], item["sk"]) for item in batch}) != len(batch):
                    raise ValueError("two panels of one run have the same key")
                if len(flying) == CONNECTIONS:
                    landed, flying = wait_for(flying, return_when=FIRST_COMPLETED)
                    _check(landed)
                flying.add(senders.submit(self._send, batch))
            _check(flying)

    def _send(self, batch: Sequence[Item]) -> None:
        """Send one batch until all of it is taken."""
        requests: Sequence[WriteRequestUnionTypeDef] = Puts(batch)
        for _ in attempts(ATTEMPTS, self._wait):
            answer = self._client.batch_write_item(RequestItems={self._table: requests})
            requests = answer["UnprocessedItems"].get(self._table, [])
            if not requests:
                return
        raise Unwritten(f"{len(requests)} items after {ATTEMPTS} attempts")


def _check(landed: Iterable[Future[None]]) -> None:
    """Raise what sending a batch raised."""
    for one in landed:
        one.result()
