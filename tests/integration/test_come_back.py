"""Receipts are set back to the time of restored tables, and files that waited meanwhile are processed."""

import json
from datetime import UTC, datetime, timedelta

import boto3
import pytest

from local.deployed.come_back import StoredVersion, notify, set_back, state_at
from local.pump import pump, waiting

THEN = datetime(2026, 11, 30, 8, tzinfo=UTC)
LONG_AGO, FAR_AWAY = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def version(minutes, *, marker=False):
    return StoredVersion(
        "k", str(minutes), THEN + timedelta(minutes=minutes), is_latest=False, is_marker=marker
    )


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([version(5), version(-5), version(-9)], "-5"),
        ([version(0), version(-5)], "0"),  # written in that second
        ([version(5)], None),
        ([version(5), version(-5, marker=True), version(-9)], None),
        ([version(5, marker=True), version(-5)], "-5"),
        ([], None),
    ],
    ids=["replaced since", "same second", "made since", "was deleted then", "deleted since", "nothing"],
)
def test_state_of_an_object_at_a_time(versions, expected):
    found = state_at(versions, THEN)
    assert (found and found.id) == expected


@pytest.fixture
def receipts(stack):
    name = stack.refs["ReceiptsBucket"]
    s3 = boto3.client("s3")
    for body in (b"one", b"two"):
        s3.put_object(Bucket=name, Key="S/C/receipt.json", Body=body)
    return name


def bodies(bucket):
    s3 = boto3.client("s3")
    listed = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    return {one["Key"]: s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read() for one in listed}


def versions_of(bucket):
    listed = boto3.client("s3").list_object_versions(Bucket=bucket)
    return {one["VersionId"] for one in listed["Versions"]}


def test_what_was_written_since_is_hidden_and_no_version_is_removed(receipts):
    before = versions_of(receipts)
    assert set_back(boto3.client("s3"), receipts, LONG_AGO) == (0, 1)
    assert bodies(receipts) == {}
    assert versions_of(receipts) == before


def test_what_stands_since_before_stays(receipts):
    assert set_back(boto3.client("s3"), receipts, FAR_AWAY) == (0, 0)
    assert bodies(receipts) == {"S/C/receipt.json": b"two"}


def test_what_was_replaced_since_has_its_earlier_content(receipts, monkeypatch):
    s3 = boto3.client("s3")
    page = s3.list_object_versions(Bucket=receipts)
    newer, older = sorted(page["Versions"], key=lambda one: not one["IsLatest"])
    older["LastModified"], newer["LastModified"] = THEN, THEN + timedelta(hours=1)

    class Paginator:
        def paginate(self, **_):
            return [page]

    monkeypatch.setattr(s3, "get_paginator", lambda _: Paginator())
    assert set_back(s3, receipts, THEN) == (1, 0)
    assert bodies(receipts) == {"S/C/receipt.json": b"one"}


def test_setting_back_again_changes_nothing(receipts):
    s3 = boto3.client("s3")
    set_back(s3, receipts, LONG_AGO)
    assert set_back(s3, receipts, LONG_AGO) == (0, 0)


def test_every_version_that_lies_in_the_intake_is_sent_to_the_queue(stack):
    s3, sqs = boto3.client("s3"), boto3.client("sqs")
    bucket, url = stack.refs["IntakeBucket"], stack.refs["IngestQueue"]
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
    sqs.purge_queue(QueueUrl=url)
    put = [
        s3.put_object(Bucket=bucket, Key="S-1/C-1/a b.csv", Body=body)["VersionId"] for body in (b"1", b"2")
    ]
    gone = s3.put_object(Bucket=bucket, Key="S-1/C-1/gone.csv", Body=b"3")["VersionId"]
    s3.delete_object(Bucket=bucket, Key="S-1/C-1/gone.csv", VersionId=gone)
    assert notify(s3, sqs, bucket, url) == 2
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    told = [json.loads(message["Body"]) for message in messages]
    objects = [record["s3"]["object"] for body in told for record in body.get("Records", [])]
    assert sorted(one["versionId"] for one in objects) == sorted(put)


def test_new_files_are_noticed_once_the_notification_is_set(stack):
    s3, sqs = boto3.client("s3"), boto3.client("sqs")
    bucket, url = stack.refs["IntakeBucket"], stack.refs["IngestQueue"]
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
    pump(stack)
    s3.put_object(Bucket=bucket, Key="S-1/C-1/a.csv", Body=b"1")
    assert waiting(stack, "IngestQueue") == 0
    notify(s3, sqs, bucket, url)
    pump(stack)
    s3.put_object(Bucket=bucket, Key="S-1/C-1/b.csv", Body=b"1")
    assert waiting(stack, "IngestQueue") == 1
