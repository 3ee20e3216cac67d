"""The queue of the ingest function: what is to be taken up again looks like what S3 tells."""

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hepaflow.aws.job_items import call_message
from hepaflow.aws.notices import notice
from hepaflow.domain.files import Delivery
from hepaflow.domain.jobs import JobCall

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

_AT_ONCE = 10  # messages of one SendMessageBatch (SQS service quotas)


class Unsent(Exception):
    """The queue did not take some messages; sending all of them again does no harm."""


class IngestQueue:
    """The queue that S3 tells of new objects; its client is made for the first message."""

    def __init__(self, client: "Callable[[], SQSClient]", url: str, bucket: str) -> None:
        self._client = client
        self._url = url
        self._bucket = bucket

    def begin(self, call: JobCall) -> None:
        self._client().send_message(QueueUrl=self._url, MessageBody=json.dumps(call_message(call)))

    def send(self, deliveries: Sequence[Delivery]) -> None:
        for start in range(0, len(deliveries), _AT_ONCE):
            entries: list[SendMessageBatchRequestEntryTypeDef] = [
                {"Id": str(place), "MessageBody": json.dumps(notice(delivery, self._bucket))}
                for place, delivery in enumerate(deliveries[start : start + _AT_ONCE])
            ]
            answer = self._client().send_message_batch(QueueUrl=self._url, Entries=entries)
            if failed := answer.get("Failed"):
                raise Unsent(f"{len(failed)} messages: {sorted({failure['Code'] for failure in failed})}")
