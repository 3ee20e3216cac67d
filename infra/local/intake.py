"""Where presigned forms lead on one machine: holds a file against its form as S3 does, and moto does not."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import boto3
from werkzeug.wrappers import Request, Response

from local.cors import NOBODY, Cors, is_preflight
from local.stack import REGION

PATH = "/_intake"
Clock = Callable[[], datetime]


def form_address(bucket: str) -> str:
    """Return where AWS would have a form of this bucket sent."""
    return f"https://{bucket}.s3.{REGION}.amazonaws.com/"


class IntakeDoor:
    """A WSGI application that takes forms for one bucket."""

    def __init__(self, bucket: str, clock: Clock, cors: Cors = NOBODY) -> None:
        self._bucket = bucket
        self._clock = clock
        self._cors = cors

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with Request(environ) as request:
            return self.answer(request)(environ, start)

    def answer(self, request: Request) -> Response:
        if is_preflight(request):
            told = self._cors.of_preflight(request)
            return Response(status=200 if told else 403, headers=told)
        response = self._taken(request)
        response.headers.update(self._cors.of_answer(request))
        return response

    def _taken(self, request: Request) -> Response:
        sent = request.files.get("file")
        if request.method != "POST" or sent is None or "policy" not in request.form:
            return Response("InvalidRequest", 400)
        fields = request.form.to_dict()
        data = sent.stream.read()
        policy = json.loads(base64.b64decode(fields["policy"]))
        if datetime.fromisoformat(policy["expiration"]) <= self._clock():
            return Response("AccessDenied: the form has expired", 403)
        held = {"bucket": self._bucket, **fields}
        if not all(_holds(condition, held, len(data)) for condition in policy["conditions"]):
            return Response("AccessDenied: not what the form is for", 403)
        if base64.b64encode(hashlib.sha256(data).digest()).decode() != fields["x-amz-checksum-sha256"]:
            return Response("BadDigest", 400)
        kept = boto3.client("s3").put_object(Bucket=self._bucket, Key=fields["key"], Body=data)
        return Response(status=204, headers={"x-amz-version-id": kept["VersionId"]})


def _holds(condition: Any, fields: dict[str, str], size: int) -> bool:
    match condition:
        case ["content-length-range", least, most]:
            return bool(least <= size <= most)
        case dict():
            return all(fields.get(name) == value for name, value in condition.items())
        case _:
            return False
