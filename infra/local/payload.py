"""Requests as API Gateway hands them to a function: payload format 2.0."""

import base64
from datetime import UTC, datetime
from typing import Any

from werkzeug.wrappers import Request

from local.sign_in.authorizer import Claims, as_claims
from local.stack import ACCOUNT

_TEXT = ("json", "text", "xml", "javascript", "urlencoded")  # what is handed over as text; all else as base64
Event = dict[str, Any]


def path_of(request: Request) -> str:
    """Return the path as an HTTP API gives it to routes and functions: decoded once, and cut at a decoded `?`."""
    return request.path.partition("?")[0]


def event_of(
    request: Request, route: str, places: dict[str, str], claims: Claims | None, now: datetime
) -> Event:
    """Return the request as a function is given it.

    Args:
        request: what came.
        route: the key of the route that it fits.
        places: what stands in the places of the route's path.
        claims: of its token; None where the route asks for none.
        now: when it came.
    """
    event: Event = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": path_of(request),
        "rawQueryString": request.query_string.decode(),
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "requestContext": _context(request, route, now),
        "isBase64Encoded": False,
    }
    if request.args:
        event["queryStringParameters"] = {name: ",".join(values) for name, values in request.args.lists()}
    if places:
        event["pathParameters"] = places
    if claims is not None:
        event["requestContext"]["authorizer"] = {"jwt": {"claims": as_claims(claims), "scopes": None}}
    return event | _body(request)


def _body(request: Request) -> Event:
    data = request.get_data()
    if not data:
        return {}
    if any(kind in (request.content_type or "") for kind in _TEXT):
        return {"body": data.decode("utf-8", "replace"), "isBase64Encoded": False}
    return {"body": base64.b64encode(data).decode(), "isBase64Encoded": True}


def _context(request: Request, route: str, now: datetime) -> Event:
    http = {
        "method": request.method,
        "path": path_of(request),
        "protocol": "HTTP/1.1",
        "sourceIp": request.remote_addr or "",
        "userAgent": request.headers.get("User-Agent", ""),
    }
    return {
        "accountId": ACCOUNT,
        "apiId": "local",
        "domainName": request.host.partition(":")[0],
        "domainPrefix": "local",
        "http": http,
        "requestId": "local",
        "routeKey": route,
        "stage": "$default",
        "time": now.astimezone(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": int(now.timestamp() * 1000),
    }
