"""Serve the web pages: files that the build has packed and named by their content, and where users sign in.

Only the standard library is used: this function starts for people who wait for a page.
"""

import base64
import gzip
import json
import os
from pathlib import Path
from typing import Any, Final

from website.encodings import is_known, tag_of_packed, wants_gzip
from website.policy import headers_of_all

BASE: Final = "/app"
PAGES: Final = ("", "signed-in", "studies")  # first words of the paths that are pages, not files
_LIST, _INDEX, _SETTINGS = "files.json", "index.html", "config.json"
_LARGEST: Final = 6_291_556 * 3 // 4 - 4_096  # bytes of a body: an answer of AWS Lambda has 6 MB, in base64
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ONLY_PACKED: Final = b"This file is sent packed with gzip. Ask with Accept-Encoding: gzip.\n"
_Event = dict[str, Any]


def handler(event: _Event, _context: object) -> _Event:
    """Answer a request for a page or a file (payload format 2.0)."""
    folder = Path(os.environ.get("SITE_FILES") or Path(__file__).with_name("files"))  # noqa: TID251 loads no settings
    listed = json.loads((folder / _LIST).read_text("utf-8"))
    name = event["rawPath"].removeprefix(BASE).strip("/")
    if name == _SETTINGS:
        data = json.dumps(page_settings(listed)).encode()
        return _answer(event, 200, data, {"Content-Type": "application/json", "Cache-Control": "no-cache"})
    if name.partition("/")[0] in PAGES:
        name = _INDEX
    if name not in listed["files"]:
        return _answer(
            event, 404, b"Not found.\n", {"Content-Type": "text/plain", "Cache-Control": "no-store"}
        )
    return _file(event, folder / name, listed["files"][name])


def page_settings(listed: _Event) -> _Event:
    """Return what the pages must know before somebody signs in; nothing of a study."""
    return {
        "issuer": os.environ["JWT_ISSUER"],  # noqa: TID251 loads no settings
        "client_id": os.environ["LOGIN_CLIENT_ID"],  # noqa: TID251 loads no settings
        "scopes": os.environ["LOGIN_SCOPES"],  # noqa: TID251 loads no settings
        "version": listed["version"],
        "build": listed["files"][_INDEX][
            "etag"
        ],  # names what is served: a page that was loaded before may ask
        "engine": listed["engine"],
    }


def _file(event: _Event, path: Path, entry: _Event) -> _Event:
    asked = event["headers"]
    headers = {
        "Content-Type": entry["type"],
        "Cache-Control": _FOR_EVER if entry["immutable"] else "no-cache",
        "ETag": entry["etag"],
        "Vary": "Accept-Encoding",
    }
    data, packed = path.read_bytes(), entry["gzip"]
    accepted = asked.get("accept-encoding")
    if packed and not (wanted := wants_gzip(accepted)):
        plain = gzip.decompress(data)
        if wanted is False and len(plain) <= _LARGEST:
            data, packed = plain, False
        elif accepted is not None:
            return _answer(
                event, 406, _ONLY_PACKED, {"Content-Type": "text/plain", "Cache-Control": "no-store"}
            )
    if packed:
        headers["ETag"] = tag_of_packed(entry["etag"])
    if is_known(asked.get("if-none-match", ""), headers["ETag"]):
        return _answer(event, 304, b"", headers)
    return _answer(event, 200, data, {**headers, "Content-Encoding": "gzip"} if packed else headers)


def _answer(event: _Event, status: int, data: bytes, headers: dict[str, str]) -> _Event:
    asked = event["requestContext"]["http"]["method"]
    return {
        "statusCode": status,
        "headers": {**headers_of_all(os.environ), **headers},  # noqa: TID251 loads no settings
        "body": "" if asked == "HEAD" else base64.b64encode(data).decode(),
        "isBase64Encoded": asked != "HEAD",
    }
