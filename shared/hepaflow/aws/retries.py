"""Keep messages of a queue hidden while they are processed, and after a fault for longer the more often they failed.

The numbers belong to those of the queues in `template.yaml`; docs/adr/0027-retries.md works them out.
"""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

# seconds, at most, that a message stays hidden after its first, second … fault; the last of them after every later one.
# The first seven take at least 310: after a fault of up to five minutes, the next try comes within a minute.
# All thirteen take at least 7,375, which is more than two hours, and at most 8,195.
WAITS = (15, 30, 60, 60, 60, 60, 60, 150, 400, 900, 1800, 2300, 2300)
_LEAST = 0.9  # of such a time: at random, so that the files that failed together do not come back together
_AFTER_THE_WORKER = 60  # seconds that a message stays hidden after its worker has been stopped


def wait_after(receives: int, chance: float) -> int:
    """Return for how many seconds a message stays hidden after a fault.

    Args:
        receives: how often it has been received, from 1.
        chance: from 0 to 1.

    Examples:
        >>> [wait_after(receives, 1.0) for receives in (1, 2, 3, 13, 14)]
        [15, 30, 60, 2300, 2300]
        >>> wait_after(3, 0.0)
        54
    """
    longest = WAITS[min(receives, len(WAITS)) - 1]
    return round(longest * (_LEAST + (1 - _LEAST) * chance))


def times_received(record: SQSRecord) -> int:
    return int(record.attributes.approximate_receive_count)


class Hiding:
    """Hides messages; where SQS does not answer, a message comes back later than it could, and that is all.

    Args:
        client: makes the client for the first message.
        log: gets a line if SQS does not answer.
        chance: gives a number from 0 to 1.
    """

    def __init__(
        self,
        client: "Callable[[], SQSClient]",
        log: Logger,
        chance: Callable[[], float] = random.random,  # noqa: TID251 spreads retries in time, decides nothing
    ) -> None:
        self._client = client
        self._log = log
        self._chance = chance

    def while_processed(self, record: SQSRecord, remaining: int) -> None:
        """Hide a message for as long as its worker can run, so that it comes back soon if the worker is killed.

        Args:
            record: the message.
            remaining: milliseconds that the worker has left.
        """
        self._hide(record, remaining // 1000 + _AFTER_THE_WORKER)

    def after_fault(self, record: SQSRecord) -> None:
        """Hide a message that could not be processed until it is tried again."""
        self._hide(record, wait_after(times_received(record), self._chance()))

    def _hide(self, record: SQSRecord, seconds: int) -> None:
        client = self._client()
        account, name = record.event_source_arn.split(":")[4:6]
        try:
            client.change_message_visibility(
                QueueUrl=f"{client.meta.endpoint_url}/{account}/{name}",
                ReceiptHandle=record.receipt_handle,
                VisibilityTimeout=seconds,
            )
        except (BotoCoreError, ClientError) as error:  # the time for which it is hidden already holds
            self._log.warning("message not hidden", exception=type(error).__name__)
