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
        named = {name: getattr(news, name) for name in ("study", "center", "feed", "outcome")}
        texts = {name: ("String", text) for name, text in named.items() if text}
        self._client().publish(
            TopicArn=self._topic,
            Subject=f"hepaflow: {news.center}: {news.outcome}",
            Message=json.dumps({"default": json.dumps(_body(news)), "email": _letter(news)}),
            MessageStructure="json",  # programs get the default
            MessageAttributes={
                name: {"DataType": kind, "StringValue": value}
                for name, (kind, value) in {**texts, **counts}.items()
            },
        )


_LETTER = """\
hepaflow has processed a file of center {center} in study {study}. Outcome: {outcome}.
hepaflow 已处理研究 {study} 中心 {center} 的一个文件。结果：{outcome}。

{counts}Read the receipt for details. 详情请见回执。

study: {study}
feed: {feed}
delivery: {delivery}
file: {file_id}
key: {key}
"""
_COUNTED = """\
rows {rows}, accepted {accepted}, held {held}, rejected {rejected}, skipped {skipped}
共 {rows} 行：通过 {accepted}，待核实 {held}，未通过 {rejected}，跳过 {skipped}

"""


_DIGEST = """\
Planned results of center {center} in study {study} on {day}:
研究 {study} 中心 {center} 计划检验结果的完整性（{day}）：

received {received}, late {late}, missing {missing}
已收到 {received}，逾期 {late}，缺失 {missing}

Of {due} results that were due, {due_received} have been received. A week before: {due_received_week_before} of {due_week_before}.
应收到 {due} 项，已收到 {due_received} 项。一周前：应收到 {due_week_before} 项，已收到 {due_received_week_before} 项。

key: {key}
"""


def _letter(news: Announcement) -> str:
    """Return the announcement as an e-mail for people: no cell, no file name, no subject."""
    if news.day:
        return _DIGEST.format(center=news.center, study=news.study, day=news.day, key=news.key, **news.counts)
    counts = _COUNTED.format(**news.counts) if news.counts else ""
    parts = {
        name: getattr(news, name) or "-"
        for name in ("study", "center", "feed", "outcome", "delivery", "file_id")
    }
    return _LETTER.format(**parts, counts=counts, key=news.key)


def _body(news: Announcement) -> dict[str, Any]:
    """Return the announcement as JSON members."""
    return {
        "key": news.key,
        "study": news.study,
        "center": news.center,
        **({"feed": news.feed} if news.feed else {}),
        "delivery": news.delivery,
        "file_id": news.file_id,
        "run": news.run_number,
        "outcome": news.outcome,
        "counts": dict(news.counts),
        "journal_number": news.journal_number,
        **({"day": news.day} if news.day else {}),
    }
