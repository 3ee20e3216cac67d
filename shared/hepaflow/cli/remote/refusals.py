"""Report that the API rejected a request."""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests

JsonObject = dict[str, Any]
_REASON = re.compile(r'error_description="([^"]*)"')


class ApiRefusal(Exception):
    """The API rejected a request.

    Attributes:
        status: HTTP status of the response.
        problem: its problem document (RFC 9457), or its reason as the title.
    """

    def __init__(self, status: int, problem: JsonObject) -> None:
        super().__init__(f"{status} {problem.get('title', '')} {problem.get('detail', '')}".strip())
        self.status = status
        self.problem = problem


def refusal_problem(answer: "requests.Response") -> JsonObject:
    """Return the problem document of an answer, or its reason as the title."""
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    if isinstance(problem, dict) and "title" in problem:
        return problem
    reason = _REASON.search(answer.headers.get("WWW-Authenticate", ""))  # of API Gateway: RFC 6750, section 3
    return {"title": answer.reason, **({"detail": reason[1]} if reason else {})}
