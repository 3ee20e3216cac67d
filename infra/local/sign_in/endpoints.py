"""Serve the issuer of the stack on one machine: discovery, sign-in page, tokens, keys, user information."""

import json
from collections.abc import Iterable
from html import escape
from typing import Any, Final
from urllib.parse import urlencode, urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

from joserfc.jwk import KeySet
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from local.sign_in.authorizer import Authorizer, Unauthorized
from local.sign_in.devices import DEVICE, Devices
from local.sign_in.issuer import AUDIENCE, Issuer, Refused

PATH: Final = "/_issuer"
_THIS_MACHINE = ("localhost", "127.0.0.1")
_CODE, _REFRESH = "authorization_code", "refresh_token"
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>hepaflow on this machine</title><link rel="icon" href="data:,">
<h1>Sign in</h1><p>This page stands for the sign-in of your organization. Choose a user:</p>
<form method="post">{code}{buttons}</form></html>"""
_CODE_FIELD = '<p><label>Code of the other device <input name="user_code" required></label></p>'
_BUTTON = '<p><button name="email" value="{email}">{email}</button> {groups}</p>'


class IssuerEndpoints:
    """A WSGI application: the endpoints of an issuer (OpenID Connect Discovery 1.0, OAuth 2.0 with PKCE)."""

    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer
        self._devices = Devices(issuer)
        self._routes = Map(
            [
                Rule("/.well-known/openid-configuration", endpoint=self._discovery, methods=["GET"]),
                Rule("/jwks", endpoint=self._keys, methods=["GET"]),
                Rule("/authorize", endpoint=self._authorize, methods=["GET", "POST"]),
                Rule("/token", endpoint=self._token, methods=["POST"]),
                Rule("/device_authorization", endpoint=self._begin_device, methods=["POST"]),
                Rule("/device", endpoint=self._enter_code, methods=["GET", "POST"]),
                Rule("/revoke", endpoint=self._revoke, methods=["POST"]),
                Rule("/userinfo", endpoint=self._user_information, methods=["GET"]),
            ]
        )

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        try:
            endpoint, _ = self._routes.bind_to_environ(environ).match()
            answer = endpoint(Request(environ))
        except HTTPException as error:
            answer = error.get_response(environ)
        return Response.force_type(answer)(environ, start)

    def _discovery(self, _request: Request) -> Response:
        address = self._issuer.address
        return _json(
            {
                "issuer": address,
                "authorization_endpoint": f"{address}/authorize",
                "token_endpoint": f"{address}/token",
                "jwks_uri": f"{address}/jwks",
                "userinfo_endpoint": f"{address}/userinfo",
                "device_authorization_endpoint": f"{address}/device_authorization",
                "revocation_endpoint": f"{address}/revoke",
                "response_types_supported": ["code"],
                "grant_types_supported": [_CODE, _REFRESH, DEVICE],
                "code_challenge_methods_supported": ["S256"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["none"],
            }
        )

    def _keys(self, _request: Request) -> Response:
        return _json({"keys": [self._issuer.key.as_dict(private=False)]})

    def _authorize(self, request: Request) -> Response:
        """Show the users; send the one who is chosen back with a code. A request that is not right is shown, not sent back."""
        asked = request.args
        if urlsplit(asked.get("redirect_uri", "")).hostname not in _THIS_MACHINE:
            return Response("redirect_uri must be an address of this machine", 400)
        if (asked.get("response_type"), asked.get("code_challenge_method")) != ("code", "S256"):
            return Response("response_type must be code, and code_challenge_method S256", 400)
        if not (asked.get("client_id") and asked.get("code_challenge")):
            return Response("client_id and code_challenge are missing", 400)
        email = request.form.get("email", "")
        if email not in self._issuer.accounts:
            return Response(self._page(), content_type="text/html; charset=utf-8")
        code = self._issuer.code(email, asked)
        return _sent_back(asked["redirect_uri"], {"code": code, "state": asked.get("state", "")})

    def _begin_device(self, request: Request) -> Response:
        client = request.form.get("client_id", "")
        return _json(self._devices.begin(client)) if client else _json({"error": "invalid_request"}, 400)

    def _enter_code(self, request: Request) -> Response:
        """Show the users beside a field for the code of the other device; sign the one who is chosen in there."""
        email, code = request.form.get("email", ""), request.form.get("user_code", "")
        if email not in self._issuer.accounts:
            return Response(self._page(_CODE_FIELD), content_type="text/html; charset=utf-8")
        known = self._devices.allow(code, email)
        return Response(
            "Go back to the other device." if known else "No device showed this code.", 200 if known else 400
        )

    def _revoke(self, request: Request) -> Response:
        self._issuer.revoke(request.form.get("token", ""))
        answer = Response(status=200)
        del answer.headers["Content-Type"]  # there is no content
        return answer

    def _page(self, code: str = "") -> str:
        accounts = self._issuer.accounts.values()
        rows = [
            _BUTTON.format(email=escape(one.email), groups=escape(", ".join(one.groups))) for one in accounts
        ]
        return _PAGE.format(code=code, buttons="".join(rows))

    def _token(self, request: Request) -> Response:
        exchanges = {
            _CODE: self._issuer.exchange_code,
            _REFRESH: self._issuer.exchange_refresh_token,
            DEVICE: self._devices.exchange,
        }
        exchange = exchanges.get(request.form.get("grant_type", ""))
        if exchange is None:
            return _json({"error": "unsupported_grant_type"}, 400)
        try:
            return _json(exchange(request.form))
        except Refused as refused:
            return _json({"error": str(refused)}, 400)

    def _user_information(self, request: Request) -> Response:
        key = self._issuer.key
        authorizer = Authorizer(self._issuer.address, frozenset({AUDIENCE}), lambda: KeySet([key]))
        try:
            claims = authorizer.claims(
                request.headers.get("Authorization", ""), self._issuer.clock().timestamp()
            )
        except Unauthorized as error:
            return Response(str(error), 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'})
        account = next(one for one in self._issuer.accounts.values() if one.sub == claims["sub"])
        return _json({"sub": account.sub, "email": account.email, "name": account.email.partition("@")[0]})


def _sent_back(address: str, parameters: dict[str, str]) -> Response:
    answer: Any = redirect(f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}", 303)
    return answer  # type: ignore[no-any-return]


def _json(value: Any, status: int = 200) -> Response:
    return Response(json.dumps(value), status, {"Cache-Control": "no-store"}, content_type="application/json")
