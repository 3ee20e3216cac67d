"""The HTTP API on one machine, by the document that API Gateway itself would import from the template."""

import base64
import gzip
import json
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.wrappers import Request, Response

from local.cors import NOBODY, Cors, is_preflight, of_api
from local.payload import Event, event_of, path_of
from local.pump import Context
from local.sign_in.authorizer import Authorizer, Claims, Unauthorized, discovered
from local.stack import Handler, Stack, handler

LARGEST = 10 * 2**20  # bytes of a request (API Gateway quotas for HTTP APIs)
LARGEST_PAYLOAD = 6 * 2**20  # bytes that a function is given, and that it gives (Lambda quotas)
_ANY = "X-AMAZON-APIGATEWAY-ANY-METHOD"
_PLACE = re.compile(r"\\\{(\w+)(\\\+)?\\\}")
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
        cors: what pages of other origins may do.
        turn: functions answer in turn, those that get messages, too.
    """

    routes: list[Route]
    authorizers: Mapping[str, Authorizer]
    functions: Mapping[str, Handler]
    clock: Clock
    addresses: Mapping[str, str] = field(default_factory=dict)
    cors: Cors = NOBODY
    turn: Any = field(default_factory=threading.Lock)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return self.answer(Request(environ))(environ, start)

    def answer(self, request: Request) -> Response:
        if self.cors.origins and is_preflight(request):
            return Response(status=204, headers=self.cors.of_preflight(request))
        response = self._answer(request)
        allowed = self.cors.of_answer(request)
        response.vary.update([allowed.pop("Vary")] if allowed else [])
        response.headers.update(allowed)
        return response

    def _answer(self, request: Request) -> Response:
        found = self._route(request)
        if found is None:
            return _message(404, "Not Found")
        route, places = found
        try:
            claims = self._claims(route, request)
        except Unauthorized as error:
            told = f'Bearer error="invalid_token" error_description="{error}"'
            return _message(401, "Unauthorized", {"WWW-Authenticate": told})
        if (request.content_length or 0) > LARGEST:
            return _message(413, "Request Entity Too Large")
        event = event_of(request, route.key, places, claims if route.authorizer else None, self.clock())
        if _size(event) > LARGEST_PAYLOAD:
            return _message(413, "Request Entity Too Large")
        return self._response(self._called(route, event))

    def _called(self, route: Route, event: Event) -> Event | None:
        """Return what the function answers; None where it fails, or answers more than Lambda passes on."""
        try:
            with self.turn:
                reply = self.functions[route.function](event, Context(route.function, 1769))
        except Exception as error:  # noqa: BLE001 a function may fail in any way, and API Gateway goes on
            print(f"function failed: {type(error).__name__}")
            return None
        return reply if _size(reply) <= LARGEST_PAYLOAD else None

    def _claims(self, route: Route, request: Request) -> Claims:
        """Return the claims of a request, none of them where nobody is asked for any.

        Raises:
            Unauthorized: it may not come in.
        """
        if route.authorizer is None:
            return {}
        header = request.headers.get("Authorization", "")
        return self.authorizers[route.authorizer].claims(header, self.clock().timestamp())

    def _route(self, request: Request) -> tuple[Route, dict[str, str]] | None:
        path = path_of(request)
        for (
            route
        ) in self.routes:  # one without a slash at its end takes paths with one, too, as API Gateway does
            match = route.pattern.fullmatch(path) or route.pattern.fullmatch(path.removesuffix("/"))
            if match and route.method in (request.method, _ANY):
                return route, match.groupdict()
        return None

    def _response(self, reply: Event | None) -> Response:
        if reply is None:
            return _message(500, "Internal Server Error")
        body, headers = reply.get("body") or "", reply.get("headers") or {}
        if headers.get("Content-Encoding") == "gzip" and "json" in headers.get("Content-Type", ""):
            text = gzip.decompress(base64.b64decode(body)).decode()
            data = gzip.compress(self._as_here(text).encode(), mtime=0)
        elif reply.get("isBase64Encoded"):
            data = base64.b64decode(body)
        else:
            data = self._as_here(body).encode()
        return Response(data, reply["statusCode"], headers)

    def _as_here(self, body: str) -> str:
        """Return an answer with the addresses of this machine."""
        for there, here in self.addresses.items():
            body = body.replace(there, here)
        return body


def gateway(stack: Stack, clock: Clock, addresses: Mapping[str, str] | None = None) -> Gateway:
    """Return the HTTP API of a stack."""
    ((_, api),) = stack.template.of("AWS::ApiGatewayV2::Api")
    document = stack.resolve(api["Body"])
    routes = [
        _made(path, method.upper(), operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    return Gateway(
        sorted(routes, key=lambda route: route.rank),
        {name: _authorizer(scheme) for name, scheme in document["components"]["securitySchemes"].items()},
        {route.function: handler(stack, route.function) for route in routes},
        clock,
        addresses or {},
        of_api(document),
        stack.turn,
    )


def _made(path: str, method: str, operation: Event) -> Route:
    uri: str = operation["x-amazon-apigateway-integration"]["uri"]
    function = re.split("[:/]", uri.split("/functions/")[1].removesuffix("/invocations"))[-1]
    names = [name for scheme in operation.get("security", []) for name in scheme if name != "NONE"]
    shape = _PLACE.sub(lambda place: f"(?P<{place[1]}>{'.+' if place[2] else '[^/]+'})", re.escape(path))
    return Route(method, path, re.compile(shape), function, names[0] if names else None)


def _authorizer(scheme: Event) -> Authorizer:
    wanted = scheme["x-amazon-apigateway-authorizer"]["jwtConfiguration"]
    return discovered(wanted["issuer"], frozenset(wanted["audience"]))


def _size(payload: Event) -> int:
    return len(json.dumps(payload, ensure_ascii=False).encode())


def _message(status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(f'{{"message":"{text}"}}', status, headers, content_type="application/json")
