"""Send a file to the intake with an upload form."""

from collections.abc import Callable, Iterator
from typing import Any

import requests

from hepaflow.cli.remote.refusals import ApiRefusal

Progress = Callable[[int], None]
_SECONDS = 60  # that one upload may wait for S3
_PIECE = 64 * 1024
_FORMAT = "application/octet-stream"


def send_form(form: dict[str, Any], name: str, data: bytes, told: Progress) -> str:
    """Send bytes with an upload form; return the version id of the delivery.

    Args:
        form: `url` and `fields`, as the API gives them.
        name: the name of the file.
        data: the content of the file.
        told: called after each piece of the request body (the form with `data`) with its number of bytes.

    Raises:
        ApiRefusal: S3 rejected the upload.
    """
    request = requests.Request(
        "POST", form["url"], data=form["fields"], files={"file": (name, data, _FORMAT)}
    )
    prepared = request.prepare()
    prepared.body = _Pieces(_bytes(prepared.body), told)  # any iterable with a length
    with requests.Session() as session:
        answer = session.send(prepared, timeout=_SECONDS)
    if not answer.ok:
        raise ApiRefusal(answer.status_code, {"title": "The upload was rejected"})
    return answer.headers["x-amz-version-id"]  # of every object in a bucket with versions


class _Pieces:
    """A request body sent in pieces that reports each."""

    def __init__(self, body: bytes, told: Progress) -> None:
        self._body = body
        self._told = told

    def __len__(self) -> int:
        return len(self._body)

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self._body), _PIECE):
            piece = self._body[start : start + _PIECE]
            yield piece
            self._told(len(piece))


def _bytes(body: object) -> bytes:
    assert isinstance(body, bytes)  # noqa: S101 what requests makes of a form with a file
    return body
