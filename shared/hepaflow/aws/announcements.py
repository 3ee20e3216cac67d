"""Publish announcements to the SNS topic, with attributes to filter by."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hepaflow.ports import Announcement

if TYPE_CHECKING:
    from types_boto3_sns import SNSClient


class TopicAnnouncements:
    """One SNS topic; its client is made for the first news, which most calls of the API never have."""

    def __init__(self, client: "Callable[[], SNSClient]", topic: str) -> None:
        self._client = client
        self._topic = topic

    def announce(self, news: Announcement) -> None:
        counts = {name: ("Number", str(count)) for name, count in news.counts.items()}
        texts = {name: ("String", getattr(news, name)) for name in ("study", "center", "outcome")}
        self._client().publish(
            TopicArn=self._topic,
            Message=json.dumps(_body(news)),
            MessageAttributes={
                name: {"DataType": kind, "StringValue": value}
                for name, (kind, value) in {**texts, **counts}.items()
            },
        )


def _body(news: Announcement) -> dict[str, Any]:
    """Return the announcement as JSON members."""
    return {
        "key": news.key,
        "study": news.study,
        "center": news.center,
        "delivery": news.delivery,
        "file_id": news.file_id,
        "run": news.run_number,
        "outcome": news.outcome,
        "counts": dict(news.counts),
        "journal_number": news.journal_number,
    }
