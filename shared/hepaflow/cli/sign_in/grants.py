"""Call an issuer to sign a user in: authorization code with PKCE (RFC 7636), or device grant (RFC 8628)."""

import base64
import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from hepaflow.cli.remote.claims import claims_of
from hepaflow.cli.sign_in.issuer import Endpoints, SignInDescription, SignInFailed, post_form
from hepaflow.cli.sign_in.loopback import first_of, waiting_for
from hepaflow.cli.sign_in.tokens import refused_by_issuer

_WAIT = 300  # seconds that a person may take to sign in
_INTERVAL = 5  # seconds between two questions if the issuer names none (RFC 8628, section 3.2)
_DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
TokenAnswer = dict[str, Any]


def by_browser(
    description: SignInDescription, endpoints: Endpoints, open_page: Callable[[str], None]
) -> TokenAnswer:
    """Sign a user in with a browser on this machine.

    Args:
        description: how the users of the API sign in.
        endpoints: of their issuer.
        open_page: shows an address to the user.

    Returns:
        The answer of the issuer's token endpoint.

    Raises:
        SignInFailed: the user did not sign in, or the answer is not the issuer's to this question.
    """
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": description.client_id,
        "redirect_uri": description.redirect_uri,
        "scope": " ".join(description.scopes),
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    joined = "&" if "?" in endpoints.authorization_endpoint else "?"
    with waiting_for(description.redirect_uri, state) as answers:
        open_page(f"{endpoints.authorization_endpoint}{joined}{urlencode(asked)}")
        told = first_of(answers, _WAIT)
    if told.get("iss", endpoints.issuer) != endpoints.issuer:  # RFC 9207
        raise SignInFailed("The answer is from another issuer.")
    if "code" not in told:
        raise refused_by_issuer(400, told)
    form = {
        "grant_type": "authorization_code",
        "code": told["code"],
        "redirect_uri": description.redirect_uri,
        "client_id": description.client_id,
        "code_verifier": verifier,
    }
    status, answer = post_form(endpoints.token_endpoint, form)
    if status != 200:
        raise refused_by_issuer(status, answer)
    _check_identity(answer, description, nonce)
    return answer


def by_device(
    description: SignInDescription, endpoints: Endpoints, show: Callable[[str, str], None]
) -> TokenAnswer:
    """Sign a user in with a browser on any other device.

    Args:
        description: how the users of the API sign in.
        endpoints: of their issuer.
        show: shows the user an address, and the code to enter there.

    Returns:
        The answer of the issuer's token endpoint.

    Raises:
        SignInFailed: the issuer does not offer this, or the user did not sign in.
    """
    if endpoints.device_authorization_endpoint is None:
        raise SignInFailed(
            "The issuer does not offer sign-in on another device. Run the command without --device."
        )
    client = {"client_id": description.client_id}
    status, given = post_form(
        endpoints.device_authorization_endpoint, {**client, "scope": " ".join(description.scopes)}
    )
    if status != 200 or not {"device_code", "user_code", "verification_uri"} <= given.keys():
        raise refused_by_issuer(status, given)
    show(str(given["verification_uri"]), str(given["user_code"]))
    form = {**client, "grant_type": _DEVICE_CODE, "device_code": str(given["device_code"])}
    pause, ends = (
        float(given.get("interval", _INTERVAL)),
        time.monotonic() + float(given.get("expires_in", _WAIT)),
    )
    while time.monotonic() < ends:
        time.sleep(pause)
        status, answer = post_form(endpoints.token_endpoint, form)
        if status == 200:
            return answer
        if answer.get("error") not in ("authorization_pending", "slow_down"):
            raise refused_by_issuer(status, answer)
        pause += _INTERVAL if answer["error"] == "slow_down" else 0
    raise SignInFailed("Nobody entered the code in time. Try again.")


def _check_identity(answer: TokenAnswer, description: SignInDescription, nonce: str) -> None:
    """Hold the ID token against the question.

    It came over an encrypted connection from the issuer itself, so its signature need not be checked (OpenID Connect
    Core 1.0, section 3.1.3.7, step 6).

    Raises:
        SignInFailed: it is missing, or of another issuer, client or question.
    """
    claims = claims_of(str(answer.get("id_token", "")))
    named = claims.get("aud")
    audience = named if isinstance(named, list) else [named]
    if (claims.get("iss"), claims.get("nonce")) != (
        description.issuer,
        nonce,
    ) or description.client_id not in audience:
        raise SignInFailed("The issuer's ID token does not belong to this sign-in.")
