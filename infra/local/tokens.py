"""Checks access tokens as the JWT authorizer of an HTTP API does."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

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
        keys: one of them must have signed it.
    """

    issuer: str
    audience: frozenset[str]
    keys: KeySet

    def claims(self, header: str, now: float) -> Claims:
        """Return the claims of a token that counts.

        Args:
            header: `Authorization`, with or without `Bearer`.
            now: seconds since 1970.

        Raises:
            Unauthorized: the token does not count.
        """
        try:
            token = jwt.decode(header.removeprefix("Bearer ").strip(), self.keys, algorithms=["RS256"])
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


def moto_keys() -> KeySet:
    """Return the keys by which moto signs: public, and the same for everybody, so good on this machine only."""
    packed = (files("moto.cognitoidp") / "resources" / "jwks-public.json.gz").read_bytes()
    return KeySet.import_key_set(json.loads(gzip.decompress(packed)))


def as_claims(claims: Claims) -> dict[str, str]:
    """Return claims as an HTTP API hands them over: everything is text, a list is `[a b]`."""
    return {name: _text(value) for name, value in claims.items()}


def _text(value: object) -> str:
    return f"[{' '.join(map(str, value))}]" if isinstance(value, list) else str(value)


def _seconds(claims: Claims, name: str, absent: float) -> float:
    value = claims.get(name, absent)
    return value if isinstance(value, int | float) else float("inf" if name != "exp" else 0)
