"""Let a stack go on with stores that exist: set back receipts, notify of the intake (docs/operations.md).

Run it as `python -m local.deployed.come_back set-back BUCKET TIME` or `… notify BUCKET QUEUE_URL`, with `infra` and
`shared` on the path and the operator's own credentials (`make set-back`, `make notify`). Both may be repeated.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3

from hepaflow.aws.queue import IngestQueue
from hepaflow.domain.study.addresses import address_of
from hepaflow.domain.study.files import Delivery
from hepaflow.domain.study.journal import instant

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One version of an object, or the marker of its deletion."""

    key: str
    id: str
    at: datetime
    is_latest: bool
    is_marker: bool


def state_at(versions: Iterable[StoredVersion], until: datetime) -> StoredVersion | None:
    """Return which version of one object was the latest at a time; None: there was no object.

    Args:
        versions: of the object, the newest first, as S3 lists them.
        until: the time, with its zone.
    """
    found = next((version for version in versions if version.at <= until), None)
    return None if found is None or found.is_marker else found


def set_back(s3: "S3Client", bucket: str, until: datetime) -> tuple[int, int]:
    """Give each object of a versioned bucket the content that it had at a time; no version is removed.

    Args:
        s3: the client.
        bucket: its name.
        until: the time, with its zone; S3 knows the times of versions to the second.

    Returns:
        How many objects have an earlier content again, and how many are hidden by a delete marker.
    """
    back = hidden = 0
    for key, versions in _by_key(s3, bucket).items():
        latest, then = next(one for one in versions if one.is_latest), state_at(versions, until)
        if then is None and not latest.is_marker:
            s3.delete_object(Bucket=bucket, Key=key)
            hidden += 1
        elif then is not None and not then.is_latest:
            s3.copy_object(
                Bucket=bucket, Key=key, CopySource={"Bucket": bucket, "Key": key, "VersionId": then.id}
            )
            back += 1
    return back, hidden


def notify(s3: "S3Client", sqs: "SQSClient", bucket: str, url: str) -> int:
    """Let the intake notify the queue of new files, and send a message for each file that lies there already.

    Args:
        s3: the client of S3.
        sqs: the client of SQS.
        bucket: the intake.
        url: the queue that ingest works off.

    Returns:
        How many files lay there.
    """
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={
            "QueueConfigurations": [
                {"QueueArn": told["Attributes"]["QueueArn"], "Events": ["s3:ObjectCreated:*"]}
            ]
        },
    )
    waiting = [
        Delivery(*address_of(version.key), version.key, version.id, instant(version.at))
        for versions in _by_key(s3, bucket).values()
        for version in reversed(versions)
        if not version.is_marker
    ]
    IngestQueue(lambda: sqs, url, "", bucket).send(waiting)
    return len(waiting)


def _by_key(s3: "S3Client", bucket: str) -> dict[str, list[StoredVersion]]:
    """Return the versions of each object, the newest first."""
    found: dict[str, list[StoredVersion]] = defaultdict(list)
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for version in _listed(page):
            found[version.key].append(version)
    for versions in found.values():
        versions.sort(key=lambda version: (version.is_latest, version.at), reverse=True)
    return found


def _listed(page: Mapping[str, Any]) -> Iterator[StoredVersion]:
    for kind, is_marker in (("Versions", False), ("DeleteMarkers", True)):
        for one in page.get(kind, []):
            yield StoredVersion(one["Key"], one["VersionId"], one["LastModified"], one["IsLatest"], is_marker)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    commands = options.add_subparsers(dest="command", required=True)
    back = commands.add_parser("set-back", help="give each object the content that it had at a time")
    back.add_argument("bucket")
    back.add_argument("until", help="the time of the restored tables, such as 2026-11-30T08:00:00Z")
    tell = commands.add_parser("notify", help="let an intake notify the queue, also of what lies there")
    tell.add_argument("bucket")
    tell.add_argument("url")
    asked = options.parse_args()
    if asked.command == "notify":
        number = notify(boto3.client("s3"), boto3.client("sqs"), asked.bucket, asked.url)
        print(
            f"{asked.bucket} notifies the queue of new files. Files that lay there and were sent to it: {number}"
        )
        return
    until = datetime.fromisoformat(asked.until)
    if until.tzinfo is None:
        options.error("state the zone of the time, such as Z")
    again, hidden = set_back(boto3.client("s3"), asked.bucket, until.astimezone(UTC))
    print(f"{asked.bucket}: {again} objects have their earlier content again, {hidden} are hidden")


if __name__ == "__main__":
    main()
