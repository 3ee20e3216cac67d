"""Answer errors in the language that the caller prefers (RFC 9110, section 12.5.4)."""

import json
from collections.abc import Mapping
from typing import Any, Final

from api.http.problems import CONTENT_TYPE, prefers_chinese

_CHOSEN_BY: Final = "Accept-Language"
Reply = dict[str, Any]


def problem_in_language(reply: Reply, event: Mapping[str, Any]) -> Reply:
    """Return an answer; if it is a problem document, with `title` and `detail` in the language that the caller prefers.

    Args:
        reply: the answer, as an HTTP API expects it, not packed.
        event: the request.

    Returns:
        The answer. One that is no problem document, and the body of one in English, stay as they are.
    """
    headers = reply.get("headers") or {}
    if headers.get("Content-Type") != CONTENT_TYPE:
        return reply
    headers = {**headers, "Vary": ", ".join(filter(None, (headers.get("Vary"), _CHOSEN_BY)))}
    if not prefers_chinese(event.get("headers") or {}):
        return {**reply, "headers": headers}
    from api.routing.chinese import problem_in_chinese

    told = json.loads(reply["body"])
    document = problem_in_chinese(told)
    if document["detail"] != told["detail"]:
        headers["Content-Language"] = "zh"
    return {**reply, "headers": headers, "body": json.dumps(document, ensure_ascii=False)}
