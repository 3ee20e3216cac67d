"""Read what an access token says, without checking it: the API does that."""

import base64
import json
import re
from typing import Any

_GROUP = re.compile(r"[^/\s]+/(data-manager|(?:unmasked-)?statistician|monitor|center-\S+)")


def roles(token: str) -> list[str]:
    """Return the groups that an access token names, without checking it: the API does that.

    Issuers name the claim as they like, so every list of texts `{study}/{role}` is one of groups.
    """
    lists = [value for value in claims_of(token).values() if isinstance(value, list)]
    return [str(group) for groups in lists for group in groups if _GROUP.fullmatch(str(group))]


def claims_of(token: str) -> dict[str, Any]:
    """Return the claims of a token without checking it; none if it has no readable ones."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}
