"""Check the Content-Type of request bodies."""

import json
from collections.abc import Mapping
from typing import Any, Final

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from api.http.problems import Problem

TOML: Final = "application/toml"
JSON: Final = "application/json"
_PROFILES: Final = frozenset(
    {
        "PUT /studies/{study}/centers/{center}/profile",
        "PUT /studies/{study}/centers/{center}/feeds/{feed}/profile",
    }
)


def check_kind(event: Mapping[str, Any], route: str) -> None:
    """Check that a body has the media type that the route reads, and that JSON can be read at all.

    Raises:
        Problem: 415, it has another one; 422, its JSON is nested too deeply, or has a number of too many digits.
    """
    wanted = TOML if route in _PROFILES else JSON
    told = event["headers"].get("content-type", "").partition(";")[0].strip().lower()
    if event.get("body") and told not in ("", wanted):
        raise Problem(415, f"The body must be {wanted}.", headers={"Accept": wanted})
    if event.get("body") and wanted == JSON:
        _check_json(APIGatewayProxyEventV2(dict(event)))


def _check_json(event: APIGatewayProxyEventV2) -> None:
    try:
        json.loads(event.decoded_body or "null")
    except RecursionError:
        raise Problem(422, "The body has too many lists and objects inside each other.") from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        return  # the route says where
    except ValueError:  # Python reads integers of at most 4,300 digits
        raise Problem(422, "The body has a number with too many digits.") from None
