"""Checks access tokens as the JWT authorizer of an HTTP API does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import requests
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

_SECONDS = 10  # that the issuer may take
_SKEW = 60  # seconds by which clocks may differ
Claims = Mapping[str, Any]


class Unauthorized(Exception):
    """A token does not count; the message says why."""


@dataclass(frozen=True, slots=True)
class Authorizer:
    """Whose tokens count, and for whom they must have been made.

    Attributes:
        issuer: `iss` of a token.
        audience: one of them must be its `aud` or `client_id`.
        keys: give the issuer's keys, one of which must have signed it.
    """

    issuer: str
    audience: frozenset[str]
    keys: Callable[[], KeySet]

    def claims(self, header: str, now: float) -> Claims:
        """Return the claims of a token that counts.

        Args:
            header: `Authorization`, with or without `Bearer`.
            now: seconds since 1970.

        Raises:
            Unauthorized: the token does not count.
        """
        try:
            token = jwt.decode(header.removeprefix("Bearer ").strip(), self.keys(), algorithms=["RS256"])
        except requests.RequestException as error:
            raise Unauthorized("the keys of the issuer cannot be fetched") from error
        except (JoseError, ValueError) as error:
            raise Unauthorized("the token is not signed by the issuer") from error
        self._check(token.claims, now)
        return token.claims

    def _check(self, claims: Claims, now: float) -> None:
        told = claims.get("aud") or claims.get("client_id") or ""
        named = {told} if isinstance(told, str) else set(told)
        if claims.get("iss") != self.issuer:
            raise Unauthorized("the token has another issuer")
        if self.audience.isdisjoint(named):
            raise Unauthorized("the token has another audience")
        if _seconds(claims, "exp", 0) <= now:
            raise Unauthorized("the token has expired")
        if max(_seconds(claims, "nbf", 0), _seconds(claims, "iat", 0)) > now + _SKEW:
            raise Unauthorized("the token is not valid yet")


def discovered(issuer: str, audience: frozenset[str]) -> Authorizer:
    """Return an authorizer that fetches the issuer's keys when the first token comes (OpenID Connect Discovery 1.0)."""

    @cache
    def keys() -> KeySet:
        described = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=_SECONDS).json()
        return KeySet.import_key_set(requests.get(described["jwks_uri"], timeout=_SECONDS).json())

    return Authorizer(issuer, audience, keys)


def as_claims(claims: Claims) -> dict[str, str]:
    """Return claims as an HTTP API hands them over: everything is text, a list is `[a b]`."""
    return {name: _text(value) for name, value in claims.items()}


def _text(value: object) -> str:
    return f"[{' '.join(map(str, value))}]" if isinstance(value, list) else str(value)


def _seconds(claims: Claims, name: str, absent: float) -> float:
    value = claims.get(name, absent)
    return value if isinstance(value, int | float) else float("inf" if name != "exp" else 0)
