"""Answer errors with problem documents (RFC 9457), without any content of the request."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import ServiceError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from pydantic import BaseModel

from hepaflow.domain.profile.fields import Contradictions

CONTENT_TYPE = "application/problem+json"
_RENAMED = {
    413: "Content Too Large",
    422: "Unprocessable Content",
}  # RFC 9110, which Python follows from 3.13 on
_WHOLE_NUMBER = ("write a whole number", "请填写整数")
_DAY = ("write a day that exists, such as 2024-07-01", "请填写存在的日期，例如 2024-07-01")
# faults of a request by pydantic's type, in English and Chinese
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("it is required", "此项必填"),
    "extra_forbidden": ("remove it: there is no such field", "请删除：没有此字段"),
    "string_type": ("write text", "请填写文本"),
    "string_pattern_mismatch": ("write it in the form {pattern}", "请按以下格式填写：{pattern}"),
    "string_too_short": (
        "write a text of at least {min_length} characters",
        "请填写至少 {min_length} 个字符",
    ),
    "string_too_long": ("write at most {max_length} characters", "请填写最多 {max_length} 个字符"),
    "int_type": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "greater_than_equal": ("write a number of at least {ge}", "请填写不小于 {ge} 的数"),
    "less_than_equal": ("write a number of at most {le}", "请填写不大于 {le} 的数"),
    "enum": ("write one of these: {expected}", "请填写以下之一：{expected}"),
    "literal_error": ("write one of these: {expected}", "请填写以下之一：{expected}"),
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
}


def phrase(status: int) -> str:
    """Return the words of an HTTP status, the same on every version of Python."""
    return _RENAMED.get(status) or HTTPStatus(status).phrase


class ProblemDocument(BaseModel):
    """The answer to a request that could not be served."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""


class Problem(Exception):
    """A request that cannot be served.

    Args:
        status: HTTP status.
        detail: what is wrong, for a person; nothing that was sent.
        headers: of the answer.
        more: further members of the document.
    """

    def __init__(
        self, status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.more = status, detail, dict(headers or {}), more

    def document(self) -> dict[str, Any]:
        """Return the problem document: `type`, `title`, `status` and `detail` of RFC 9457, and the further members."""
        title = phrase(self.status)
        told = ProblemDocument(title=title, status=self.status, detail=self.detail)
        return {**told.model_dump(), **self.more}

    def event(self) -> dict[str, Any]:
        """Return the answer as Lambda hands it to the HTTP API."""
        headers = {"Content-Type": CONTENT_TYPE, **self.headers}
        body = json.dumps(self.document(), ensure_ascii=False)
        return {"statusCode": self.status, "headers": headers, "body": body, "isBase64Encoded": False}

    def response(self) -> Response[str]:
        body = json.dumps(self.document(), ensure_ascii=False)
        return Response(self.status, CONTENT_TYPE, body, dict(self.headers))


def answer_with_problems(app: APIGatewayHttpResolver, foreseen: Callable[[Exception, bool], Problem]) -> None:
    """Have every failure of a route answered by a problem document.

    Args:
        app: the application.
        foreseen: returns the problem that a failure of a use case is, in Chinese if the second argument says so, or
            raises what nobody foresaw: that is Lambda's to report.
    """
    app.exception_handler(Problem)(lambda problem: problem.response())
    app.exception_handler(RequestValidationError)(
        lambda error: _invalid(error, chinese=prefers_chinese(app.current_event.headers)).response()
    )
    app.exception_handler(ServiceError)(lambda error: _refused(error).response())
    app.exception_handler(Exception)(
        lambda error: foreseen(error, prefers_chinese(app.current_event.headers)).response()
    )


def prefers_chinese(headers: Mapping[str, str]) -> bool:
    """Say whether a caller prefers Chinese: its language comes first in `Accept-Language` (RFC 9110, section 12.5.4)."""
    return str(headers.get("accept-language", "")).strip().lower().startswith("zh")


def _refused(error: ServiceError) -> Problem:
    return Problem(error.status_code, phrase(error.status_code))


def _invalid(error: RequestValidationError, *, chinese: bool) -> Problem:
    faults = [told for fault in error.errors() for told in _told(fault, chinese=chinese)]
    if chinese:
        return Problem(422, "请求无效。", {"Content-Language": "zh"}, errors=faults)
    return Problem(422, "Invalid request.", errors=faults)


def _told(fault: Mapping[str, Any], *, chinese: bool) -> list[dict[str, str]]:
    """Return what is wrong at one place of a request, each with its place; what contradicts itself names several."""
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, Contradictions):
        place = _place(fault)
        return [
            {"at": f"{place}.{one.where}", "what": one.remedy, "found": one.found} for one in cause.faults
        ]
    return [{"at": _place(fault), "what": _said(fault, chinese=chinese)}]


def _said(fault: Mapping[str, Any], *, chinese: bool) -> str:
    """Return what is wrong in our words; in pydantic's if the table does not have it."""
    if words := _WORDS.get(fault.get("type", "")):
        return words[chinese].format_map(fault.get("ctx", {}))
    return str(fault.get("msg", "")).removeprefix("Value error, ")  # pydantic's words before ours


def _place(fault: Mapping[str, Any]) -> str:
    return ".".join(str(part) for part in fault.get("loc", ()))
