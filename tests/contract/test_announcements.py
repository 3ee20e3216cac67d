"""What is announced arrives with whoever subscribes, filtered by what it is about."""

import json
import re
from dataclasses import replace

import boto3
import pytest

from hepaflow.aws.announcements import TopicAnnouncements
from hepaflow.ports import Announcement

FILE = "94fc896bd8200aa4eb4c9408b7fe63c4c8f01c9fc51a80255c50551241f070c8"
COUNTS = {"rows": 5, "accepted": 3, "held": 1, "rejected": 1, "skipped": 0}
OF_A_FILE = Announcement("NCT03945487", "CN-01", "v1", "committed", FILE, 1, 7, COUNTS)
OF_A_DELIVERY = Announcement("NCT03945487", "DE-02", "v2", "failed", "", feed="edc")


class Subscribed:
    """A topic, and queues that listen to it."""

    def __init__(self):
        self.sns, self.sqs = boto3.client("sns"), boto3.client("sqs")
        self.topic = self.sns.create_topic(Name="outcomes")["TopicArn"]
        self.announcements = TopicAnnouncements(lambda: self.sns, self.topic)

    def listen(self, wanted=None):
        """Return a function that gives what a new queue has heard since."""
        url = self.sqs.create_queue(QueueName=f"listener-{len(self.sqs.list_queues().get('QueueUrls', []))}")
        url = url["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"][
            "QueueArn"
        ]
        attributes = {"FilterPolicy": json.dumps(wanted)} if wanted else {}
        self.sns.subscribe(TopicArn=self.topic, Protocol="sqs", Endpoint=arn, Attributes=attributes)

        def heard():
            answer = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
            return [json.loads(message["Body"]) for message in answer.get("Messages", [])]

        return heard


@pytest.fixture
def subscribed(cloud):
    return Subscribed()


def test_an_outcome_is_told_with_file_run_counts_and_journal_number(subscribed):
    heard = subscribed.listen()
    subscribed.announcements.announce(OF_A_FILE)
    (envelope,) = heard()
    assert json.loads(envelope["Message"]) == {
        "key": f"{FILE}#1",
        "study": "NCT03945487",
        "center": "CN-01",
        "feed": "main",
        "delivery": "v1",
        "file_id": FILE,
        "run": 1,
        "outcome": "committed",
        "counts": COUNTS,
        "journal_number": 7,
    }


class Heard:
    """A client of SNS that keeps what is published."""

    def __init__(self):
        self.published = {}

    def publish(self, **published):
        self.published = published


@pytest.mark.parametrize("news", [OF_A_FILE, OF_A_DELIVERY], ids=["file", "delivery"])
def test_people_get_an_e_mail_with_outcome_and_key_in_two_languages(news):
    heard = Heard()
    TopicAnnouncements(lambda: heard, "topic").announce(news)
    letter = json.loads(heard.published["Message"])["email"]
    assert {news.key, f"Outcome: {news.outcome}.", f"结果：{news.outcome}。"} <= set(
        re.findall(r"(?<=key: ).+|Outcome: .+|结果.+", letter)
    )
    assert ("rows 5, accepted 3, held 1, rejected 1, skipped 0" in letter) == bool(news.counts)


def test_subject_of_an_e_mail_is_as_short_as_sns_takes():
    # SNS API reference, Publish: ASCII, fewer than 100 characters
    heard = Heard()
    longest = replace(OF_A_DELIVERY, center="C" * 64, outcome="awaiting-profile")
    TopicAnnouncements(lambda: heard, "topic").announce(longest)
    assert len(heard.published["Subject"]) < 100
    assert heard.published["Subject"].isascii()


def test_attributes_tell_what_it_is_about(subscribed):
    heard = subscribed.listen()
    subscribed.announcements.announce(OF_A_FILE)
    (envelope,) = heard()
    told = {name: part["Value"] for name, part in envelope["MessageAttributes"].items()}
    about = {"study": "NCT03945487", "center": "CN-01", "feed": "main", "outcome": "committed"}
    assert told == about | {name: str(count) for name, count in COUNTS.items()}


@pytest.mark.parametrize(
    ("wanted", "centers"),
    [
        ({"center": ["DE-02"]}, ["DE-02"]),
        ({"outcome": ["failed", "awaiting-profile"]}, ["DE-02"]),
        ({"rejected": [{"numeric": [">", 0]}]}, ["CN-01"]),
        ({"feed": ["edc"]}, ["DE-02"]),
        ({"study": ["OTHER"]}, []),
    ],
    ids=str,
)
def test_whoever_listens_may_choose(subscribed, wanted, centers):
    heard = subscribed.listen(wanted)
    for news in (OF_A_FILE, OF_A_DELIVERY):
        subscribed.announcements.announce(news)
    assert [json.loads(envelope["Message"])["center"] for envelope in heard()] == centers


def test_the_same_news_again_has_the_same_key_and_other_news_another(subscribed):
    heard = subscribed.listen()
    again = Announcement("NCT03945487", "CN-01", "v1", "committed", FILE, 2, 9, COUNTS)
    turns = [
        replace(again, delivery="", outcome=how, journal_number=n)
        for how, n in (("voided", 10), ("restored", 11))
    ]
    for news in (OF_A_FILE, OF_A_FILE, again, OF_A_DELIVERY, *turns):
        subscribed.announcements.announce(news)
    keys = sorted(json.loads(envelope["Message"])["key"] for envelope in heard())
    wanted = [
        f"{FILE}#1",
        f"{FILE}#1",
        f"{FILE}#2",
        "v2#failed",
        f"{FILE}#2#voided#10",
        f"{FILE}#2#restored#11",
    ]
    assert keys == sorted(wanted)


def test_a_digest_has_the_day_and_counts_that_subscribers_can_filter_by(subscribed):
    counts = {
        "received": 40, "late": 2, "missing": 1,
        "due": 43, "due_received": 40, "due_week_before": 30, "due_received_week_before": 29,
    }  # fmt: skip
    news = Announcement("NCT03945487", "CN-01", "", "completeness", "", 0, 17, counts, "2025-09-01", feed="")
    heard = subscribed.listen({"missing": [{"numeric": [">", 0]}]})
    subscribed.announcements.announce(news)
    (envelope,) = heard()
    told = json.loads(envelope["Message"])
    assert (told["key"], told["day"]) == ("NCT03945487#CN-01#completeness#2025-09-01", "2025-09-01")
    assert told["counts"] == counts
    assert len(envelope["MessageAttributes"]) <= 10  # SNS developer guide: more are dropped in raw delivery
    letter = _letter_of(news)
    assert {"received 40, late 2, missing 1", "已收到 40，逾期 2，缺失 1"} <= set(letter.splitlines())


def _letter_of(news):
    heard = Heard()
    TopicAnnouncements(lambda: heard, "topic").announce(news)
    return json.loads(heard.published["Message"])["email"]
