"""Read and write S3 objects: the versioned intake, the files kept for good, upload forms."""

import base64
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import groupby
from typing import IO, TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from hepaflow.domain.identity import sha256
from hepaflow.domain.study.addresses import address_of
from hepaflow.domain.study.files import Delivery
from hepaflow.domain.study.journal import instant
from hepaflow.ports import Gone, StoredFile, TooLarge, UploadForm, Version

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import GetObjectOutputTypeDef

_AT_ONCE = 3  # files of one run: issues, rows to be fixed, receipt
# a version that a delete marker stands for answers 405 (S3 API reference, GetObject)
_GONE = frozenset({"NoSuchKey", "NoSuchVersion", "404", "MethodNotAllowed", "405"})


class BucketIntake:
    """What centers send, in a versioned bucket."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
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

    def everything(self) -> Iterator[tuple[str, Version]]:
        for page in self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket):
            for listed in page.get("Versions", []):
                yield listed["Key"], Version(listed["VersionId"], instant(listed["LastModified"]))

    def find(self, delivery: Delivery) -> str:
        study, center = address_of(delivery.key)
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self._bucket, Prefix=f"{study}/{center}/"
        )
        keys = (
            listed["Key"]
            for page in pages
            for listed in page.get("Versions", [])
            if listed["VersionId"] == delivery.version_id
        )
        return next((key for key in keys if sha256(key.encode()) == delivery.key_hash), "")

    def read(self, key: str, version_id: str, most: int) -> bytes:
        """Return the bytes of one version of an object; its size comes before them, in the head of the same answer.

        Args:
            key: key of the object.
            version_id: which version of it.
            most: bytes that it may have; a larger one is not read.

        Raises:
            Gone: the object or this version of it does not exist any more.
            TooLarge: it has more bytes.
            ClientError: S3 rejected the request for another reason.
        """
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=key, VersionId=version_id)
        except ClientError as error:
            if _is_gone(error):
                raise Gone from None
            raise
        if found["ContentLength"] > most:
            found["Body"].close()
            raise TooLarge
        return _bytes(found)

    def remove(self, key: str, version_id: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=key, VersionId=version_id)


class BucketFiles:
    """Files of one bucket that are written for good."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, *files: StoredFile) -> None:
        if len(files) == 1:
            self._put(files[0])
            return
        with ThreadPoolExecutor(
            _AT_ONCE
        ) as writers:  # clients of boto3 may be shared by threads (boto3, Clients)
            list(writers.map(self._put, files))

    def _put(self, file: StoredFile) -> None:
        self._put_object(file.key, file.data, file.content_type)

    def _put_object(self, key: str, body: bytes | IO[bytes], content_type: str) -> None:
        self._client.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=content_type)

    def get(self, key: str) -> bytes | None:
        try:
            return _bytes(self._client.get_object(Bucket=self._bucket, Key=key))
        except ClientError as error:
            if _is_gone(error):
                return None
            raise


def _bytes(found: "GetObjectOutputTypeDef") -> bytes:
    with found["Body"] as body:
        return body.read()


def _is_gone(error: ClientError) -> bool:
    return error.response["Error"]["Code"] in _GONE


class BucketSource(BucketFiles):
    """What is kept of files, in a versioned bucket that may be locked."""

    def holds(self, key: str, data: bytes) -> bool | None:
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if _is_gone(error):
                return None
            raise
        if found["ContentLength"] != len(data):
            found["Body"].close()
            return False
        return _bytes(found) == data

    def put_from(self, key: str, content: IO[bytes], content_type: str) -> None:
        """Write a file in one request, which may have up to 5 GB (S3 API reference, PutObject).

        Args:
            key: its key.
            content: its bytes; sent again from the beginning if the request fails.
            content_type: what kind it is.
        """
        self._put_object(key, content, content_type)

    def everything(self, prefix: str, after: str = "") -> Iterator[str]:
        begin: dict[str, Any] = {"KeyMarker": after} if after else {}  # unknown to the types of boto3
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self._bucket, Prefix=prefix, **begin
        )
        listed = (version["Key"] for page in pages for version in page.get("Versions", []))
        return (key for key, _ in groupby(listed) if key > after)

    def versions(self, key: str) -> list[str]:
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=key)
        return [
            listed["VersionId"]
            for page in pages
            for listed in page.get("Versions", [])
            if listed["Key"] == key
        ]

    def locked_until(self, key: str, version_id: str) -> datetime | None:
        """Return until when a version is locked, the end of time where a legal hold locks it.

        Args:
            key: key of the object.
            version_id: which version of it.
        """
        head = self._client.head_object(Bucket=self._bucket, Key=key, VersionId=version_id)
        if head.get("ObjectLockLegalHoldStatus") == "ON":
            return datetime.max.replace(tzinfo=UTC)
        return head.get("ObjectLockRetainUntilDate")

    def remove(self, key: str, version_id: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=key, VersionId=version_id)


class BucketUploads:
    """Sign forms for the intake bucket; the signer itself needs the right to put the object.

    The client is made for the first form: a function that signs none needs none.
    """

    def __init__(self, client: "Callable[[], S3Client]", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def form(self, key: str, size: int, sha256: str, seconds: int) -> UploadForm:
        """Return a form that accepts exactly one file: this key, this size, this checksum.

        Args:
            key: key of the object in the intake: STUDY/CENTER/NAME.
            size: size of the file in bytes.
            sha256: SHA-256 of the file, 64 hex digits.
            seconds: how long the form is valid, in seconds.
        """
        fields = {
            "x-amz-checksum-algorithm": "SHA256",
            "x-amz-checksum-sha256": base64.b64encode(bytes.fromhex(sha256)).decode(),
        }
        exactly: list[Any] = [{name: value} for name, value in fields.items()]
        signed = self._client().generate_presigned_post(
            Bucket=self._bucket,
            Key=key,
            Fields=fields,
            Conditions=[*exactly, ["content-length-range", size, size]],
            ExpiresIn=seconds,
        )
        return UploadForm(signed["url"], signed["fields"], seconds)
