"""Pack answers with gzip for callers that accept it, and refuse what a function cannot hand over."""

import base64
import gzip
import json
from collections.abc import Mapping
from typing import Any, Final

from api.http.problems import Problem
from api.http.served import VARY, accepts_gzip
from api.routing.language import problem_in_language
from hepaflow.ports.limits import RESPONSE

_SMALL: Final = 1_400  # bytes: a packet of the network holds as many
_LEVEL: Final = 3  # 1.3 µs a result; level 6 takes 3.2 µs for a fifth fewer bytes
_TOO_LARGE: Final = Problem(
    413,
    "The response exceeds 6 MB. Ask for fewer entries (`limit`, a filter), or download the file from the receipts bucket.",
)
Reply = dict[str, Any]


def packed(reply: Reply, event: Mapping[str, Any]) -> Reply:
    """Return an answer as it is handed over: a large text with gzip if the caller accepts it.

    Args:
        reply: the answer, as an HTTP API expects it.
        event: the request.

    Returns:
        The answer, or 413 in its place if Lambda would refuse it and API Gateway answer 500.
    """
    accepted = accepts_gzip((event.get("headers") or {}).get("accept-encoding", ""))
    told = _zipped(reply, accepted=accepted)
    return problem_in_language(_TOO_LARGE.event(), event) if _is_too_large(told) else told


def _zipped(reply: Reply, *, accepted: bool) -> Reply:
    body = reply.get("body") or ""
    if reply.get("isBase64Encoded") or len(body) < _SMALL:
        return reply
    headers = reply.get("headers") or {}
    headers = {**headers, "Vary": ", ".join(filter(None, (headers.get("Vary"), VARY["Vary"])))}
    if not accepted:
        return {**reply, "headers": headers}
    data = gzip.compress(body.encode(), _LEVEL, mtime=0)
    headers["Content-Encoding"] = "gzip"
    return {
        **reply,
        "headers": headers,
        "body": base64.b64encode(data).decode("ascii"),
        "isBase64Encoded": True,
    }


def _is_too_large(reply: Reply) -> bool:
    longest = 6 * len(reply.get("body") or "")  # a character has at most six as JSON
    return longest > RESPONSE and len(json.dumps(reply).encode()) > RESPONSE
