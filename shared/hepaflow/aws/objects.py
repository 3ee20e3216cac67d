"""Buckets: the intake, whose objects come in versions and go, and those that keep what hepaflow writes."""

from typing import Any

from botocore.exceptions import ClientError

from hepaflow.domain.journal import instant
from hepaflow.ports import Gone, Version

# a version that a delete marker stands for answers 405 (S3 API reference, GetObject)
_GONE = frozenset({"NoSuchKey", "NoSuchVersion", "404", "MethodNotAllowed", "405"})


class BucketIntake:
    """What centers send, in a versioned bucket."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def versions(self, key: str) -> list[Version]:
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=key)
        found = [
            Version(listed["VersionId"], instant(listed["LastModified"]))
            for page in pages
            for listed in page.get("Versions", [])
            if listed["Key"] == key
        ]
        return found[::-1]  # S3 lists the newest first

    def read(self, key: str, version_id: str) -> bytes:
        try:
            return _read(self._client, Bucket=self._bucket, Key=key, VersionId=version_id)
        except ClientError as error:
            if _is_gone(error):
                raise Gone from None
            raise

    def remove(self, key: str, version_id: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=key, VersionId=version_id)


class BucketFiles:
    """Files of one bucket that are written for good."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, data: bytes, content_type: str) -> None:
        self._client.put_object(Bucket=self._bucket, Key=key, Body=data, ContentType=content_type)

    def get(self, key: str) -> bytes | None:
        try:
            return _read(self._client, Bucket=self._bucket, Key=key)
        except ClientError as error:
            if _is_gone(error):
                return None
            raise


def _read(client: Any, **which: str) -> bytes:
    with client.get_object(**which)["Body"] as body:
        data: bytes = body.read()
        return data


def _is_gone(error: ClientError) -> bool:
    return error.response["Error"]["Code"] in _GONE
