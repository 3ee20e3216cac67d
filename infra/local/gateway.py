"""The HTTP API on one machine, by the document that API Gateway itself would import from the template."""

import base64
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.wrappers import Request, Response

from local.pump import Context
from local.stack import ACCOUNT, Handler, Stack, handler
from local.tokens import Authorizer, Claims, as_claims, moto_keys

LARGEST = 10 * 2**20  # bytes of a request (API Gateway quotas for HTTP APIs)
_ANY = "X-AMAZON-APIGATEWAY-ANY-METHOD"
_TEXT = ("json", "text", "xml", "javascript", "urlencoded")  # what is handed over as text; all else as base64
_PLACE = re.compile(r"\\\{(\w+)(\\\+)?\\\}")
Event = dict[str, Any]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Route:
    """One route: what it fits, who may come in, and which function answers."""

    method: str
    path: str
    pattern: re.Pattern[str]
    function: str
    authorizer: str | None

    @property
    def key(self) -> str:
        return f"{'ANY' if self.method == _ANY else self.method} {self.path}"

    @property
    def rank(self) -> tuple[int, int, bool]:
        """API Gateway takes the most specific route: no variable, then variables, then `{proxy+}`."""
        return ("{" in self.path) + ("+}" in self.path), -len(self.path), self.method == _ANY


@dataclass(slots=True)
class Gateway:
    """A WSGI application.

    Attributes:
        routes: most specific first.
        authorizers: by name.
        functions: by logical id.
        clock: the time that tokens are held against.
        addresses: AWS's addresses in answers, and what stands for them on this machine.
        turn: a function answers one request at a time, as in Lambda.
    """

    routes: list[Route]
    authorizers: Mapping[str, Authorizer]
    functions: Mapping[str, Handler]
    clock: Clock
    addresses: Mapping[str, str] = field(default_factory=dict)
    turn: Any = field(default_factory=threading.Lock)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return self.answer(Request(environ))(environ, start)

    def answer(self, request: Request) -> Response:
        found = self._route(request)
        if found is None:
            return _message(404, "Not Found")
        route, places = found
        claims = self._claims(route, request)
        if claims is None:
            return _message(401, "Unauthorized", {"WWW-Authenticate": "Bearer"})
        if (request.content_length or 0) > LARGEST:
            return _message(413, "Request Entity Too Large")
        event = _event(request, route, places, claims, self.clock())
        try:
            with self.turn:
                reply = self.functions[route.function](event, Context(route.function, 1769))
        except Exception as error:  # noqa: BLE001 a function may fail in any way, and API Gateway goes on
            print(f"function failed: {type(error).__name__}")
            return _message(500, "Internal Server Error")
        return self._response(reply)

    def _claims(self, route: Route, request: Request) -> Claims | None:
        """Return the claims of a request, none of them where nobody is asked for any; None: it may not come in."""
        if route.authorizer is None:
            return {}
        header = request.headers.get("Authorization", "")
        return self.authorizers[route.authorizer].claims(header, self.clock().timestamp())

    def _route(self, request: Request) -> tuple[Route, dict[str, str]] | None:
        for route in self.routes:
            match = route.pattern.fullmatch(request.path)
            if match and route.method in (request.method, _ANY):
                return route, match.groupdict()
        return None

    def _response(self, reply: Event) -> Response:
        body = reply.get("body") or ""
        if reply.get("isBase64Encoded"):
            return Response(base64.b64decode(body), reply["statusCode"], reply.get("headers"))
        for there, here in self.addresses.items():
            body = body.replace(there, here)
        return Response(body, reply["statusCode"], reply.get("headers"))


def gateway(stack: Stack, clock: Clock, addresses: Mapping[str, str] | None = None) -> Gateway:
    """Return the HTTP API of a stack."""
    ((_, api),) = stack.template.of("AWS::ApiGatewayV2::Api")
    document = stack.resolve(api["Body"])
    routes = [
        _made(path, method.upper(), operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method != "options"  # a preflight is answered from the CORS settings, and here is only one origin
    ]
    return Gateway(
        sorted(routes, key=lambda route: route.rank),
        {name: _authorizer(scheme) for name, scheme in document["components"]["securitySchemes"].items()},
        {route.function: handler(stack, route.function) for route in routes},
        clock,
        addresses or {},
    )


def _made(path: str, method: str, operation: Event) -> Route:
    uri: str = operation["x-amazon-apigateway-integration"]["uri"]
    function = re.split("[:/]", uri.split("/functions/")[1].removesuffix("/invocations"))[-1]
    names = [name for scheme in operation.get("security", []) for name in scheme if name != "NONE"]
    shape = _PLACE.sub(lambda place: f"(?P<{place[1]}>{'.+' if place[2] else '[^/]+'})", re.escape(path))
    return Route(method, path, re.compile(shape), function, names[0] if names else None)


def _authorizer(scheme: Event) -> Authorizer:
    wanted = scheme["x-amazon-apigateway-authorizer"]["jwtConfiguration"]
    return Authorizer(wanted["issuer"], frozenset(wanted["audience"]), moto_keys())


def _event(request: Request, route: Route, places: dict[str, str], claims: Claims, now: datetime) -> Event:
    """Return the request in payload format 2.0."""
    event: Event = {
        "version": "2.0",
        "routeKey": route.key,
        "rawPath": request.path,
        "rawQueryString": request.query_string.decode(),
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "requestContext": _context(request, route, now),
        "isBase64Encoded": False,
    }
    if request.args:
        event["queryStringParameters"] = {name: ",".join(values) for name, values in request.args.lists()}
    if places:
        event["pathParameters"] = places
    if route.authorizer is not None:
        event["requestContext"]["authorizer"] = {"jwt": {"claims": as_claims(claims), "scopes": None}}
    return event | _body(request)


def _body(request: Request) -> Event:
    data = request.get_data()
    if not data:
        return {}
    if any(kind in (request.content_type or "") for kind in _TEXT):
        return {"body": data.decode("utf-8", "replace"), "isBase64Encoded": False}
    return {"body": base64.b64encode(data).decode(), "isBase64Encoded": True}


def _context(request: Request, route: Route, now: datetime) -> Event:
    http = {
        "method": request.method,
        "path": request.path,
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
        "routeKey": route.key,
        "stage": "$default",
        "time": now.astimezone(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": int(now.timestamp() * 1000),
    }


def _message(status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(f'{{"message":"{text}"}}', status, headers, content_type="application/json")
