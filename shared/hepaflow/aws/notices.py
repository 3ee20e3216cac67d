"""Notices of objects in the intake, as S3 words them: read into deliveries, and worded again for a delivery."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from aws_lambda_powertools.utilities.data_classes.s3_event import S3Event

from hepaflow.domain.files import Delivery
from hepaflow.domain.journal import instant
from hepaflow.pipeline.intake.arrival import place_of
from hepaflow.ports import Intake, Version


def notice(delivery: Delivery, bucket: str) -> dict[str, Any]:
    """Return what S3 would tell of a delivery (S3 user guide, "Event message structure"), as far as it is read."""
    stored = {"key": quote_plus(delivery.key, safe="/"), "versionId": delivery.version_id}
    record = {
        "eventSource": "aws:s3",
        "eventName": "TakeUpAgain",
        "eventTime": delivery.received,
        "s3": {"bucket": {"name": bucket}, "object": stored},
    }
    return {"Records": [record]}


def deliveries(body: dict[str, Any], intake: Intake) -> Iterator[Delivery]:
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
            yield _delivery(key, Version(stored.version_id, received))


def _delivery(key: str, version: Version) -> Delivery:
    return Delivery(*place_of(key), key, version.version_id, version.received)
