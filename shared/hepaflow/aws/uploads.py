"""Presigned forms: a center puts one file into the intake bucket by POST."""

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hepaflow.ports import UploadForm

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


class BucketUploads:
    """Forms for the intake bucket; whoever signs must be allowed to put the object himself.

    The client is made for the first form: a function that signs none needs none.
    """

    def __init__(self, client: "Callable[[], S3Client]", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def form(self, key: str, size: int, sha256: str, seconds: int) -> UploadForm:
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
