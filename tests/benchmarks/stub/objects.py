"""Answer the requests to S3 that hepaflow sends, from memory: objects with versions."""

from collections.abc import Mapping
from itertools import count
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

_MISSING = b'<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>-</Message></Error>'


class Answer(NamedTuple):
    """An HTTP response."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Objects:
    """All buckets; each object keeps its versions."""

    def __init__(self) -> None:
        self.versions: dict[str, dict[str, bytes]] = {}
        self._number = count(1)

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return the answer to a request for `/bucket/key`."""
        split = urlsplit(target)
        path = unquote(split.path)
        (wanted,) = parse_qs(split.query).get("versionId", [""])
        versions = self.versions.setdefault(path, {})
        if method == "PUT":
            made = f"v{next(self._number):09}"
            chunked = "x-amz-decoded-content-length" in headers
            versions[made] = _unchunked(body) if chunked else body
            return Answer(200, {"x-amz-version-id": made, "ETag": '"-"'}, b"")
        if method == "DELETE":
            if wanted:
                versions.pop(wanted, None)
            else:
                versions.clear()
            return Answer(204, {}, b"")
        found = versions.get(wanted) if wanted else next(reversed(versions.values()), None)
        if found is None:
            return Answer(404, {"Content-Type": "application/xml"}, _MISSING)
        return Answer(200, {"Content-Type": "application/octet-stream", "ETag": '"-"'}, found)


def _unchunked(body: bytes) -> bytes:
    """Return the bytes of a body that is sent in chunks (S3 user guide, "Trailing checksums")."""
    parts, at = list[bytes](), 0
    while True:
        end = body.index(b"\r\n", at)
        length = int(body[at:end].split(b";")[0], 16)
        if not length:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + length])
        at = end + 2 + length + 2
