"""In which media type a request says what it says."""

from collections.abc import Mapping
from typing import Any, Final

from api.problems import Problem

TOML: Final = "application/toml"
JSON: Final = "application/json"
_PROFILE: Final = "PUT /studies/{study}/centers/{center}/profile"


def check_kind(event: Mapping[str, Any], route: str) -> None:
    """Check that a body is what the route reads.

    Raises:
        Problem: 415, it says of itself that it is something else.
    """
    wanted = TOML if route == _PROFILE else JSON
    told = event["headers"].get("content-type", "").partition(";")[0].strip().lower()
    if event.get("body") and told not in ("", wanted):
        raise Problem(415, f"The body must be {wanted}", headers={"Accept": wanted})
