"""Give routes their request context: the ports, the caller, headers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from aws_lambda_powertools.event_handler.api_gateway import Router

from api.http.access import Caller
from api.http.tokens import GROUPS_CLAIM
from hepaflow.pipeline.services import Services

TEXT: Final = {"type": "string"}
VARY: Final = {"Vary": "Accept-Encoding"}  # of every answer that may be packed


@dataclass(frozen=True, slots=True)
class SignInSettings:
    """Who signs users in, and how; the stack's parameters of the same names.

    Attributes:
        issuer: of the access tokens.
        client_id: the client of the command line at the issuer.
        scopes: that the command line asks for, with blanks between them.
        loopback_port: of a user's machine, to which the issuer sends the command line back.
        groups_claim: the claim of a token that names the groups of its owner.
    """

    issuer: str = "https://id.example.org"
    client_id: str = "hepaflow-cli"
    scopes: str = "openid email"
    loopback_port: int = 8765
    groups_claim: str = GROUPS_CLAIM


def new_router() -> Router:
    return Router()  # type: ignore[no-untyped-call]


def desk_of(router: Router) -> Services:
    return cast("Services", router.context["desk"])


def caller_of(router: Router) -> Caller:
    return cast("Caller", router.context["caller"])


def sign_in_of(router: Router) -> SignInSettings:
    return cast("SignInSettings", router.context["sign_in"])


def header_of(router: Router, name: str) -> str:
    return str(router.current_event.headers.get(name, ""))


def accepts_gzip(accept_encoding: str) -> bool:
    """Say whether a caller accepts gzip, by the header of the request (RFC 9110, section 12.5.3)."""
    weights = {}
    for part in accept_encoding.lower().split(","):
        coding, _, weight = part.partition(";")
        weights[coding.strip()] = weight.partition("=")[2].strip() or "1"
    weight = weights.get("gzip", weights.get("x-gzip", weights.get("*", "0")))
    return bool(weight.strip("0."))


def media_schemas(kinds: Mapping[str, Any]) -> Any:
    """Return the schemas of an answer that a route writes itself, by media type."""
    return {200: {"description": "OK", "content": {kind: {"schema": kinds[kind]} for kind in kinds}}}
