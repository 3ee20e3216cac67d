"""Write and read the cursor of a paged list: opaque text that is valid for one question only."""

import base64
import hashlib
import re
from typing import Final

from aws_lambda_powertools.event_handler.api_gateway import Router

from api.http.problems import Problem

_CHECK: Final = 9  # bytes; a digest against mistakes, not a secret: a cursor grants nothing
_NOT_ASKED: Final = frozenset({"cursor", "limit", "format"})  # may differ from page to page
_FAULT: Final = "not a cursor of this list; repeat the parameters of the page before, with its `next`"


def next_cursor(router: Router, position: str) -> str | None:
    """Return the cursor of the page after a position; None if the position is "", the end of the list."""
    if not position:
        return None
    told = position.encode()
    return base64.urlsafe_b64encode(_check(router, told) + told).decode().rstrip("=")


def position_of(router: Router, cursor: str, pattern: str) -> str:
    """Return the position that a cursor names.

    Args:
        router: of the route, with the request.
        cursor: as the page before gave it; "" for the first page.
        pattern: of the positions of this list.

    Returns:
        The position, "" for the first page.

    Raises:
        Problem: 422, the cursor was altered or belongs to another question.
    """
    if not cursor:
        return ""
    try:
        position = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[_CHECK:].decode()
    except ValueError:
        position = ""
    if not re.fullmatch(pattern, position) or next_cursor(router, position) != cursor:
        raise Problem(422, "Invalid request.", errors=[{"at": "query.cursor", "what": _FAULT}])
    return position


def _check(router: Router, position: bytes) -> bytes:
    event = router.current_event
    asked = sorted((event.query_string_parameters or {}).items())
    question = [event.path, *(f"{name}={value}" for name, value in asked if value and name not in _NOT_ASKED)]
    return hashlib.sha256("\0".join(question).encode() + b"\0" + position).digest()[:_CHECK]
