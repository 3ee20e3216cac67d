"""Check the Content-Type of request bodies."""

from collections.abc import Mapping
from typing import Any, Final

from api.http.problems import Problem

TOML: Final = "application/toml"
JSON: Final = "application/json"
_PROFILE: Final = "PUT /studies/{study}/centers/{center}/profile"


def check_kind(event: Mapping[str, Any], route: str) -> None:
    """Check that a body has the media type that the route reads.

    Raises:
        Problem: 415, it has another one.
    """
    wanted = TOML if route == _PROFILE else JSON
    told = event["headers"].get("content-type", "").partition(";")[0].strip().lower()
    if event.get("body") and told not in ("", wanted):
        raise Problem(415, f"The body must be {wanted}.", headers={"Accept": wanted})
