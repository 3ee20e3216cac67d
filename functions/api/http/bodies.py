"""Check the Content-Type of request bodies."""

import json
from collections.abc import Mapping
from typing import Any, Final

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from api.http.problems import Problem, prefers_chinese
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.pipeline.profiles.repeated_keys import repeated_keys

TOML: Final = "application/toml"
JSON: Final = "application/json"
# in English and Chinese
_INVALID: Final = ("Invalid request.", "请求无效。")
_KEY_ONCE: Final = ("keep the key once", "同一个键只保留一次")
_OF_TOML: Final = frozenset(
    {
        "PUT /studies/{study}/centers/{center}/profile",
        "PUT /studies/{study}/centers/{center}/feeds/{feed}/profile",
        "PUT /studies/{study}/labs/{lab}",
    }
)


def check_kind(event: Mapping[str, Any], route: str) -> None:
    """Check that a body has the media type that the route reads, and that JSON can be read at all.

    Raises:
        Problem: 415, it has another one; 422, its JSON is nested too deeply, or has a number of too many digits, or has a key
            twice in one object.
    """
    wanted = TOML if route in _OF_TOML else JSON
    told = event["headers"].get("content-type", "").partition(";")[0].strip().lower()
    if event.get("body") and told not in ("", wanted):
        raise Problem(415, f"The body must be {wanted}.", headers={"Accept": wanted})
    if event.get("body") and wanted == JSON:
        _check_json(APIGatewayProxyEventV2(dict(event)))


def toml_body(router: Router, what: str) -> str:
    """Return the text of a request's body, which is stored for good.

    Args:
        router: the router of the route.
        what: what the text is, for people.

    Raises:
        Problem: 422, it is no UTF-8, or names a person.
    """
    try:
        text = router.current_event.decoded_body or ""
    except UnicodeDecodeError:
        raise Problem(422, f"The {what} is not UTF-8 text.") from None
    refuse_persons(text, what)
    return text


def refuse_persons(text: str, what: str) -> None:
    """Refuse a text that names a person, be it in a comment.

    Args:
        text: of several lines.
        what: what the text is, for people.

    Raises:
        Problem: 422, with the number of the line.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if kind := person_kind(line):
            raise Problem(
                422,
                f"Line {number} of the {what} holds personal data ({kind}). Write it without; nothing was stored.",
            )


def _check_json(event: APIGatewayProxyEventV2) -> None:
    try:
        text = event.decoded_body or "null"
        json.loads(text)
    except RecursionError:
        raise Problem(422, "The body has too many lists and objects inside each other.") from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        return  # the route says where
    except ValueError:  # Python reads integers of at most 4,300 digits
        raise Problem(422, "The body has a number with too many digits.") from None
    # RFC 8259 leaves open which of the two values counts
    if faults := repeated_keys(text):
        chinese = prefers_chinese(event.headers)
        told = [{"at": fault.where, "what": _KEY_ONCE[chinese], "found": ""} for fault in faults]
        raise Problem(422, _INVALID[chinese], {"Content-Language": "zh"} if chinese else None, errors=told)
