"""Sign users in on one machine: accounts, authorization codes and signed tokens, as an OpenID Connect issuer has them."""

import base64
import hashlib
import secrets
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import RSAKey

AUDIENCE: Final = "hepaflow"  # what the API is called
CLIENT: Final = "hepaflow-cli"  # what the command line is called
GROUPS_CLAIM: Final = "groups"  # RFC 9068, section 2.2.3.1
ACCESS_SECONDS: Final = 3600
_CODE_SECONDS = 60  # RFC 6749, section 4.1.2: ten minutes at most
_KEY = "local"
Clock = Callable[[], datetime]
Tokens = dict[str, Any]


class Refused(Exception):
    """A request for tokens is not as the standard asks; the message is its error code (RFC 6749, section 5.2)."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user; `sub` is the same for the same e-mail address on every machine."""

    email: str
    groups: tuple[str, ...] = ()

    @property
    def sub(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"mailto:{self.email}"))


@dataclass(frozen=True, slots=True)
class Grant:
    """What an authorization code stands for, until it is exchanged or expires."""

    email: str
    client: str
    redirect_uri: str
    challenge: str
    nonce: str
    expires: float


@dataclass(slots=True)
class Issuer:
    """Users and what they may exchange for tokens.

    Attributes:
        address: `iss` of its tokens, and where its endpoints begin.
        clock: the time of its tokens.
        accounts: by e-mail address.
        key: signs its tokens; a new one each time.
    """

    address: str
    clock: Clock
    accounts: dict[str, Account] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": _KEY, "use": "sig"}))
    _codes: dict[str, Grant] = field(default_factory=dict)
    _refresh: dict[str, tuple[str, str]] = field(default_factory=dict)  # e-mail address and client

    def sign_up(self, email: str, groups: Iterable[str]) -> str:
        """Make an account unless there is one, add it to groups, and return an access token."""
        earlier = self.accounts.get(email, Account(email))
        self.accounts[email] = Account(email, tuple(dict.fromkeys((*earlier.groups, *groups))))
        return self._access_token(self.accounts[email], CLIENT)

    def code(self, email: str, asked: Mapping[str, str]) -> str:
        """Return an authorization code for a user who has signed in.

        Args:
            email: of an account.
            asked: the parameters of the authorization request.
        """
        code = secrets.token_urlsafe(24)
        self._codes[code] = Grant(
            email,
            asked["client_id"],
            asked["redirect_uri"],
            asked["code_challenge"],
            asked.get("nonce", ""),
            self.clock().timestamp() + _CODE_SECONDS,
        )
        return code

    def exchange_code(self, asked: Mapping[str, str]) -> Tokens:
        """Exchange an authorization code for tokens, once.

        Args:
            asked: the parameters of the token request.

        Raises:
            Refused: the code, its client, its address or its verifier (RFC 7636) is not right.
        """
        grant = self._codes.pop(asked.get("code", ""), None)
        verifier = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        if (
            grant is None
            or grant.expires < self.clock().timestamp()
            or (grant.client, grant.redirect_uri) != (asked.get("client_id"), asked.get("redirect_uri"))
            or not secrets.compare_digest(grant.challenge, challenge)
        ):
            raise Refused("invalid_grant")
        return self.tokens(grant.email, grant.client, grant.nonce)

    def exchange_refresh_token(self, asked: Mapping[str, str]) -> Tokens:
        """Exchange a refresh token for new tokens, once.

        Args:
            asked: the parameters of the token request.

        Raises:
            Refused: there is no such token for this client.
        """
        email, client = self._refresh.pop(asked.get("refresh_token", ""), ("", ""))
        if not email or client != asked.get("client_id"):
            raise Refused("invalid_grant")
        return self.tokens(email, client)

    def revoke(self, refresh_token: str) -> None:
        """End a refresh token, if there is one (RFC 7009)."""
        self._refresh.pop(refresh_token, None)

    def tokens(self, email: str, client: str, nonce: str = "") -> Tokens:
        """Return new tokens for a user who has signed in; the nonce is that of the request."""
        account, refresh = self.accounts[email], secrets.token_urlsafe(24)
        self._refresh[refresh] = email, client
        return {
            "access_token": self._access_token(account, client),
            "id_token": self._signed(
                "JWT",
                {"sub": account.sub, "aud": client, "email": email, **({"nonce": nonce} if nonce else {})},
            ),
            "refresh_token": refresh,
            "token_type": "Bearer",
            "expires_in": ACCESS_SECONDS,
            "scope": "openid",
        }

    def _access_token(self, account: Account, client: str) -> str:
        """Return an access token after RFC 9068."""
        claims = {"sub": account.sub, "aud": [AUDIENCE], "client_id": client, "scope": "openid"}
        return self._signed(
            "at+jwt", {**claims, GROUPS_CLAIM: list(account.groups), "jti": secrets.token_hex(8)}
        )

    def _signed(self, kind: str, claims: Mapping[str, Any]) -> str:
        moment = int(self.clock().timestamp())
        header = {"alg": "RS256", "typ": kind, "kid": _KEY}
        times = {"iss": self.address, "iat": moment, "exp": moment + ACCESS_SECONDS}
        return jwt.encode(header, {**times, **claims}, self.key)
