"""How functions take SQS messages: failures are told by their kind and place, never in their own words."""

import traceback

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, ExceptionInfo, FailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord


class QuietBatch(BatchProcessor):
    """Reports each failed message to SQS by itself; the words of an exception may be cell text, so no log has them."""

    def __init__(self, log: Logger) -> None:
        # a batch that fails as a whole is answered message by message like any other
        super().__init__(EventType.SQS, raise_on_entire_batch_failure=False)
        self._log = log

    def failure_handler(self, record: SQSRecord, exception: ExceptionInfo) -> FailureResponse:
        kind, _, trace = exception
        place = traceback.extract_tb(trace)[-1]
        self._log.error(
            "message failed",
            message_id=record.message_id,
            exception=kind.__name__ if kind else "",
            place=f"{place.filename}:{place.lineno}",
        )
        return super().failure_handler(record, exception)
