"""Keep the tokens of a user in files that the user alone can read, and renew them."""

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
from pydantic import BaseModel, ConfigDict, ValidationError

from hepaflow.cli.remote.claims import claims_of
from hepaflow.cli.report.terminal import visible
from hepaflow.cli.sign_in.address import login_command
from hepaflow.cli.sign_in.issuer import Endpoints, SignInFailed, post_form

_EARLY = 60  # seconds before its end in which a token is not used: a request may take as long


class KeptTokens(BaseModel):
    """The tokens of a user at one API, and where they are renewed.

    Attributes:
        api: address of the API.
        client_id: the client to which they were given.
        token_endpoint: where the issuer renews them.
        revocation_endpoint: where the issuer ends them, if it can.
        access_token: what the API wants.
        refresh_token: for which the issuer gives new tokens; "" if it gave none.
        expires: when the access token does, in seconds since 1970; None if nobody says.
    """

    model_config = ConfigDict(frozen=True)

    api: str
    client_id: str
    token_endpoint: str
    revocation_endpoint: str | None
    access_token: str
    refresh_token: str
    expires: float | None


def tokens_from(answer: dict[str, Any], api: str, client_id: str, endpoints: Endpoints) -> KeptTokens:
    """Return the tokens that an issuer gave.

    Args:
        answer: of its token endpoint (RFC 6749, section 5.1).
        api: address of the API for which they are.
        client_id: the client to which they were given.
        endpoints: of the issuer.

    Raises:
        SignInFailed: there is no access token in the answer.
    """
    access = answer.get("access_token")
    if not isinstance(access, str) or str(answer.get("token_type", "")).lower() != "bearer":
        raise SignInFailed("The issuer gave no access token.")
    return KeptTokens(
        api=api,
        client_id=client_id,
        token_endpoint=endpoints.token_endpoint,
        revocation_endpoint=endpoints.revocation_endpoint,
        access_token=access,
        refresh_token=str(answer.get("refresh_token") or ""),
        expires=_end(answer, access),
    )


def keep(tokens: KeptTokens) -> None:
    """Write tokens to their file, as a whole: mode 600 from the beginning."""
    path = _path(tokens.api)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # mode 600
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(tokens.model_dump_json())
    Path(name).replace(path)


def kept(api: str) -> KeptTokens | None:
    """Return the tokens that are kept for an API, or None."""
    try:
        return KeptTokens.model_validate_json(_path(api).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def delete_kept(api: str) -> None:
    """Delete the tokens that are kept for an API."""
    with suppress(FileNotFoundError):
        _path(api).unlink()


def access_token(api: str) -> str:
    """Return an access token for an API, renewed if it has expired.

    Args:
        api: address of the API.

    Raises:
        SignInFailed: the user has to sign in first, or again.
    """
    tokens = kept(api)
    if tokens is None:
        raise SignInFailed(f"You are not signed in to {api}. Run: {login_command(api)}")
    if _lasts(tokens):
        return tokens.access_token
    renewed = _renewed(tokens)
    if renewed is None:
        raise SignInFailed(f"Your sign-in to {api} has expired. Run: {login_command(api)}")
    return renewed.access_token


def _renewed(tokens: KeptTokens) -> KeptTokens | None:
    """Return new tokens and keep them; None if the issuer gives none and no other command has got some meanwhile."""
    if not tokens.refresh_token:
        return None
    form = {
        "grant_type": "refresh_token",
        "refresh_token": tokens.refresh_token,
        "client_id": tokens.client_id,
    }
    status, answer = post_form(tokens.token_endpoint, form)
    if status >= 500:
        raise SignInFailed("The issuer failed to renew your sign-in. Try again.")
    if status != 200 or not isinstance(answer.get("access_token"), str):
        other = kept(tokens.api)  # a refresh token counts once: another command may have been first
        return other if other and other != tokens and _lasts(other) else None
    renewed = tokens.model_copy(
        update={
            "access_token": answer["access_token"],
            "refresh_token": str(answer.get("refresh_token") or tokens.refresh_token),
            "expires": _end(answer, answer["access_token"]),
        }
    )
    keep(renewed)
    return renewed


def revoke(tokens: KeptTokens) -> bool:
    """Have the issuer end tokens (RFC 7009); return whether it did.

    Raises:
        SignInFailed: the issuer cannot be reached.
    """
    if not (tokens.revocation_endpoint and tokens.refresh_token):
        return False
    form = {"token": tokens.refresh_token, "token_type_hint": "refresh_token", "client_id": tokens.client_id}
    status, _ = post_form(tokens.revocation_endpoint, form)
    return status == 200


def refused_by_issuer(status: int, answer: dict[str, Any]) -> SignInFailed:
    """Return why an issuer gave no tokens, in its own words."""
    parts = [str(answer[name]) for name in ("error", "error_description") if answer.get(name)]
    return SignInFailed(f"The issuer refused: {visible(': '.join(parts) or f'HTTP {status}')}")


def _lasts(tokens: KeptTokens) -> bool:
    return tokens.expires is None or tokens.expires - _EARLY > time.time()


def _end(answer: dict[str, Any], access: str) -> float | None:
    """Return when an access token expires: as the issuer says, or as the token itself does."""
    seconds, end = answer.get("expires_in"), claims_of(access).get("exp")
    with suppress(TypeError, ValueError):
        return time.time() + float(str(seconds))
    return float(end) if isinstance(end, int | float) else None


def _path(api: str) -> Path:
    return Path(click.get_app_dir("hepaflow")) / "tokens" / f"{quote(api, safe='')}.json"
