"""Hand over the messages of a batch, each by itself."""

import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    ExceptionInfo,
    FailureResponse,
    SuccessResponse,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from hepaflow.aws.retries import Hiding, times_received

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient


class QuietBatch(BatchProcessor):
    """Reports each failed message to SQS by itself; the words of an exception may be cell text, so no log has them.

    Args:
        log: gets a line for each failed message.
        client: makes the SQS client that says when a message comes back.
    """

    def __init__(self, log: Logger, client: "Callable[[], SQSClient]") -> None:
        # a batch that fails as a whole is answered message by message like any other
        super().__init__(EventType.SQS, raise_on_entire_batch_failure=False)
        self._log = log
        self._hiding = Hiding(client, log)

    def times_failed(self) -> list[int]:
        """Return how often each message of the batch that failed has been received."""
        return [times_received(cast("SQSRecord", record)) for record in self.fail_messages]

    def _process_record(self, record: dict[str, Any]) -> SuccessResponse | FailureResponse:
        self._hiding.while_processed(SQSRecord(record), self.lambda_context.get_remaining_time_in_millis())
        return super()._process_record(record)

    def failure_handler(self, record: SQSRecord, exception: ExceptionInfo) -> FailureResponse:
        kind, _, trace = exception
        place = traceback.extract_tb(trace)[-1]
        self._log.error(
            "message failed",
            message_id=record.message_id,
            received=times_received(record),
            exception=kind.__name__ if kind else "",
            place=f"{place.filename}:{place.lineno}",
        )
        self._hiding.after_fault(record)
        return super().failure_handler(record, exception)
