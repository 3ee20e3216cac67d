"""Read the caller's access token: API Gateway has checked signature, issuer, audience and expiry, and not the kind of token."""

import base64
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from api.http.problems import Problem

GROUPS_CLAIM: Final = "cognito:groups"  # unless the stack names another
_ACCESS_TYPES: Final = ("at+jwt", "application/at+jwt")  # header `typ` (RFC 9068, section 2.1)
# only ID tokens have them (OpenID Connect Core 1.0, sections 2 and 3.3.2.11)
_ID_CLAIMS: Final = ("nonce", "at_hash", "c_hash")
TokenClaims = Mapping[str, Any]


def access_claims(event: Mapping[str, Any]) -> TokenClaims:
    """Return the claims of a request's access token.

    Args:
        event: the request, as an HTTP API sends it (payload format 2.0). Its claims are texts.

    Raises:
        Problem: 401, the request has no access token.
    """
    claims = _claims(event)
    if not claims:
        raise _unauthorized("An access token is required.")
    if not _is_access_token(claims, _header_type(event)):
        raise _unauthorized("This is no access token. An ID token or a refresh token cannot be used here.")
    return claims


def caller_id(event: Mapping[str, Any]) -> str:
    """Return who calls, as the journal names users; "" where no token was sent."""
    return str(_claims(event).get("sub", ""))


def authorization(event: Mapping[str, Any]) -> str:
    """Return the header with a request's token; "" if it has none."""
    return str(event.get("headers", {}).get("authorization", ""))


def _claims(event: Mapping[str, Any]) -> TokenClaims:
    claims: TokenClaims = event["requestContext"].get("authorizer", {}).get("jwt", {}).get("claims", {})
    return claims


def groups(claims: TokenClaims, claim: str) -> list[str]:
    """Return the groups that a claim of a token names: its list of texts without blanks.

    An HTTP API gives a list as the text `[a b]`. It gives what is nested as text that cannot be read back
    (`map[roles:[a b]]`); such a claim names no groups.
    """
    told = claims.get(claim) or ""
    inner = str(told).strip().removeprefix("[").removesuffix("]")
    return [] if re.search(r"[\[\]{}]", inner) else re.findall(r'[^\s,"]+', inner)


def issued_at(claims: TokenClaims) -> int:
    """Return when a token was issued, in seconds since 1970; of one that does not say it, when it expires."""
    for name in ("iat", "exp"):
        with suppress(KeyError, ValueError, OverflowError):
            return int(float(claims[name]))  # an HTTP API gives numbers as texts
    return 0


def _is_access_token(claims: TokenClaims, header_type: str) -> bool:
    """Tell whether a token says that it is for an API.

    Cognito says so by `token_use`, RFC 9068 by the header's `typ`, Keycloak by the claim `typ`. Other issuers give
    access tokens a scope, and ID tokens none (RFC 9068, section 2.2.3; Entra ID writes `scp`).
    """
    if any(name in claims for name in _ID_CLAIMS) or claims.get("typ") in ("ID", "Refresh"):
        return False
    if "token_use" in claims:
        return bool(claims["token_use"] == "access")  # noqa: S105 a kind of token, no password
    return (
        header_type in _ACCESS_TYPES
        or claims.get("typ") == "Bearer"
        or bool({"scope", "scp"} & claims.keys())
    )


def _header_type(event: Mapping[str, Any]) -> str:
    """Return `typ` of the token's header in lower case; claims do not carry it."""
    token = authorization(event).removeprefix("Bearer ").strip()
    head = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except ValueError:
        return ""
    return str(header.get("typ", "")).lower() if isinstance(header, dict) else ""


def _unauthorized(detail: str) -> Problem:
    return Problem(
        401,
        detail,
        headers={"WWW-Authenticate": f'Bearer error="invalid_token", error_description="{detail}"'},
    )
