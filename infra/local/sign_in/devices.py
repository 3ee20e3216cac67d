"""Sign users in on another device: the codes of the device grant (RFC 8628)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from local.sign_in.issuer import Issuer, Refused, Tokens

DEVICE: Final = "urn:ietf:params:oauth:grant-type:device_code"
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # RFC 8628, section 6.1: no vowels, so that no word comes out
_LIFE = timedelta(minutes=5)
_INTERVAL = 1  # seconds between two questions


@dataclass(slots=True)
class _Wish:
    client: str
    device_code: str
    expires: float
    email: str = ""  # of the user who entered the code; "": nobody yet


@dataclass(slots=True)
class Devices:
    """What devices wait for, by the code that a user enters."""

    issuer: Issuer
    _wishes: dict[str, _Wish] = field(default_factory=dict)

    def begin(self, client: str) -> dict[str, Any]:
        """Return new codes for a client."""
        code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2))
        wish = _Wish(client, secrets.token_urlsafe(24), self._now() + _LIFE.total_seconds())
        self._wishes[code] = wish
        return {
            "device_code": wish.device_code,
            "user_code": code,
            "verification_uri": f"{self.issuer.address}/device",
            "expires_in": int(_LIFE.total_seconds()),
            "interval": _INTERVAL,
        }

    def allow(self, code: str, email: str) -> bool:
        """Sign a user in on the device that showed a code; return whether one did."""
        wish = self._wishes.get(code.strip().upper())
        if wish is None or wish.expires < self._now():
            return False
        wish.email = email
        return True

    def exchange(self, asked: Mapping[str, str]) -> Tokens:
        """Exchange a device code for tokens, once a user has entered the other code.

        Args:
            asked: the parameters of the token request.

        Raises:
            Refused: nobody has entered it yet, it has expired, or it belongs to another client.
        """
        found = [
            (code, wish)
            for code, wish in self._wishes.items()
            if (wish.device_code, wish.client) == (asked.get("device_code"), asked.get("client_id"))
        ]
        if not found:
            raise Refused("invalid_grant")
        code, wish = found[0]
        if wish.expires < self._now():
            raise Refused("expired_token")
        if not wish.email:
            raise Refused("authorization_pending")
        del self._wishes[code]
        return self.issuer.tokens(wish.email, wish.client)

    def _now(self) -> float:
        return self.issuer.clock().timestamp()
