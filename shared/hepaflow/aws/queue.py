"""Send and receive messages of the queues; deliveries sent again look like S3 event notifications."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, unquote_plus

from aws_lambda_powertools.utilities.data_classes.s3_event import S3Event

from hepaflow.aws.registry.jobs_and_unmapped import call_message, effect_message
from hepaflow.domain.study.addresses import address_of
from hepaflow.domain.study.files import Delivery
from hepaflow.domain.study.jobs import EffectCall, JobCall
from hepaflow.domain.study.journal import instant
from hepaflow.ports import Intake, Version

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

_AT_ONCE = 10  # messages of one SendMessageBatch (SQS service quotas)


class Unsent(Exception):
    """The queue did not take some messages; sending all of them again does no harm."""


class IngestQueue:
    """The queue that S3 tells of new objects, and the queue of effects; their client is made for the first message."""

    def __init__(self, client: "Callable[[], SQSClient]", url: str, effects_url: str, bucket: str) -> None:
        self._client = client
        self._url = url
        self._effects_url = effects_url
        self._bucket = bucket

    def begin(self, call: JobCall) -> None:
        self._client().send_message(QueueUrl=self._url, MessageBody=json.dumps(call_message(call)))

    def call_effect(self, call: EffectCall) -> None:
        self._client().send_message(QueueUrl=self._effects_url, MessageBody=json.dumps(effect_message(call)))

    def send(self, deliveries: Sequence[Delivery]) -> None:
        """Send a message for each delivery, so that it is processed again.

        Raises:
            Unsent: the queue rejected some messages. Those before them, and others of the same ten, may have been sent.
                Sending all of them again is safe.
        """
        for start in range(0, len(deliveries), _AT_ONCE):
            entries: list[SendMessageBatchRequestEntryTypeDef] = [
                {"Id": str(place), "MessageBody": json.dumps(notice(delivery, self._bucket))}
                for place, delivery in enumerate(deliveries[start : start + _AT_ONCE])
            ]
            answer = self._client().send_message_batch(QueueUrl=self._url, Entries=entries)
            if failed := answer.get("Failed"):
                raise Unsent(f"{len(failed)} messages: {sorted({failure['Code'] for failure in failed})}")


def notice(delivery: Delivery, bucket: str) -> dict[str, Any]:
    """Return what S3 would tell of a delivery (S3 user guide, "Event message structure"), as far as it is read."""
    stored = {"key": quote_plus(delivery.key, safe="/"), "versionId": delivery.version_id}
    if delivery.key_hash:  # the key is a label: whoever reads this looks for the object
        stored["keyHash"] = delivery.key_hash
    record = {
        "eventSource": "aws:s3",
        "eventName": "TakeUpAgain",
        "eventTime": delivery.received,
        "s3": {"bucket": {"name": bucket}, "object": stored},
    }
    return {"Records": [record]}


def noticed_deliveries(body: dict[str, Any], intake: Intake) -> Iterator[Delivery]:
    """Yield the deliveries that a notice tells of; `s3:TestEvent`, sent when notices are set up, tells of none.

    Where it does not say which version, those of that key that are still there are meant.
    """
    for record in S3Event({"Records": [], **body}).records:
        stored = record.s3.get_object
        key = unquote_plus(stored.key)
        if stored.version_id is None:
            yield from (_delivery(key, version) for version in intake.versions(key))
        else:
            received = instant(datetime.fromisoformat(record.event_time))
            delivery = _delivery(key, Version(stored.version_id, received))
            yield replace(delivery, key_hash=stored.get("keyHash") or "")


def _delivery(key: str, version: Version) -> Delivery:
    return Delivery(*address_of(key), key, version.version_id, version.received)
