"""Writes everything that a stack has stored to one file, and puts such a file into another stack."""

import gzip
import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import boto3
from moto.s3.models import s3_backends

from local.stack import ACCOUNT, Stack

TABLES = ("ResultsTable", "RegistryTable")
BUCKETS = ("IntakeBucket", "SourceBucket", "ReceiptsBucket")
BATCH = 25  # items of one BatchWriteItem (DynamoDB service quotas)
Stored = dict[str, Any]


def stored_in(stack: Stack) -> Stored:
    """Return what the tables and buckets of a stack hold.

    Returns:
        `tables`: items in DynamoDB JSON by logical id, ordered by key; `buckets`: by logical id and key the bytes of
        each object (as Latin-1 text), its content type and its version.
    """
    return {
        "tables": {name: items_of(stack.refs[name]) for name in TABLES},
        "buckets": {name: dict(objects_of(stack.refs[name])) for name in BUCKETS},
    }


def items_of(table: str) -> list[Any]:
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    items = [item for page in pages for item in page["Items"]]
    return sorted(items, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


def objects_of(bucket: str) -> Iterator[tuple[str, dict[str, str]]]:
    s3 = boto3.client("s3")
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for listed in page.get("Contents", []):
            found = s3.get_object(Bucket=bucket, Key=listed["Key"])
            body = found["Body"].read().decode("latin-1")
            yield listed["Key"], {"type": found["ContentType"], "body": body, "version": found["VersionId"]}


def put_into(stack: Stack, stored: Stored, buckets: Collection[str] = BUCKETS) -> None:
    """Put what one stack has stored into another, under the same keys and versions.

    Args:
        stack: one that holds nothing yet.
        stored: what `stored_in` returned.
        buckets: those whose objects are wanted.
    """
    dynamodb = boto3.client("dynamodb")
    for name, items in stored["tables"].items():
        for start in range(0, len(items), BATCH):
            requests = [{"PutRequest": {"Item": item}} for item in items[start : start + BATCH]]
            dynamodb.batch_write_item(RequestItems={stack.refs[name]: requests})
    for name in buckets:
        for key, kept in stored["buckets"][name].items():
            put_object(stack.refs[name], key, kept)


def put_object(bucket: str, key: str, kept: dict[str, str]) -> None:
    body = kept["body"].encode("latin-1")
    boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=body, ContentType=kept["type"])
    # S3 chooses versions itself; what waits in the intake is named by the one that it had
    s3_backends[ACCOUNT]["aws"].buckets[bucket].keys[key]._version_id = kept["version"]


def write(path: Path, content: Any) -> None:
    """Write JSON, compressed; the same content gives the same bytes."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def read(path: Path) -> Any:
    return json.loads(gzip.decompress(path.read_bytes()))
