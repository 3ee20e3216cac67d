"""Look up who signs the users of an API in, and where (OpenID Connect Discovery 1.0)."""

from typing import Any, TypeVar

import requests
from pydantic import BaseModel, ConfigDict, ValidationError

from hepaflow.cli.sign_in.address import is_private

_SECONDS = 30  # that one call may take
Described = TypeVar("Described", bound=BaseModel)


class SignInFailed(Exception):
    """The user cannot be signed in; the message says why, to the user."""


class SignInDescription(BaseModel):
    """How the users of an API sign in, as `GET /sign-in` says."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    client_id: str
    scopes: tuple[str, ...]
    redirect_uri: str


class Endpoints(BaseModel):
    """Where an issuer answers; it offers what it names."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    device_authorization_endpoint: str | None = None
    revocation_endpoint: str | None = None


def described_by(api: str) -> SignInDescription:
    """Return how the users of an API sign in.

    Args:
        api: address of the API.

    Raises:
        SignInFailed: the API cannot be reached, or does not say it.
    """
    return _document(f"{api}/sign-in", SignInDescription, "The API")


def endpoints_of(issuer: str) -> Endpoints:
    """Return where an issuer answers.

    Args:
        issuer: its address, as its tokens name it.

    Raises:
        SignInFailed: the issuer cannot be reached, is not who it should be, or would be asked without encryption.
    """
    if not is_private(issuer):
        raise SignInFailed(f"The address of the issuer must begin with https://: {issuer}")
    found = _document(f"{issuer.rstrip('/')}/.well-known/openid-configuration", Endpoints, "The issuer")
    if found.issuer != issuer:
        raise SignInFailed(f"The issuer {issuer} says that it is {found.issuer}.")
    used = (
        found.authorization_endpoint, found.token_endpoint, found.device_authorization_endpoint,
        found.revocation_endpoint,
    )  # fmt: skip
    for address in filter(None, used):
        if not is_private(address):
            raise SignInFailed(f"The address of the issuer must begin with https://: {address}")
    return found


def post_form(address: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """Send a form to an issuer; return the status and the JSON object of its answer, which may be empty.

    Args:
        address: one of its endpoints.
        form: names and values.

    Raises:
        SignInFailed: the issuer cannot be reached.
    """
    try:
        answer = requests.post(address, data=form, timeout=_SECONDS, allow_redirects=False)
    except requests.RequestException:
        raise SignInFailed(f"{address} cannot be reached. Try again.") from None
    try:
        told = answer.json()
    except ValueError:
        told = {}
    return answer.status_code, told if isinstance(told, dict) else {}


def _document(address: str, kind: type[Described], who: str) -> Described:
    try:
        answer = requests.get(address, timeout=_SECONDS)
    except requests.RequestException:
        raise SignInFailed(f"{address} cannot be reached. Try again.") from None
    if not answer.ok:
        raise SignInFailed(
            f"{who} does not describe how to sign in: {address} answers HTTP {answer.status_code}."
        )
    try:
        return kind.model_validate_json(answer.content)
    except ValidationError:
        raise SignInFailed(
            f"{who} does not describe how to sign in: {address} has no such description."
        ) from None
