"""Answer errors with problem documents (RFC 9457), without any content of the request."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import ServiceError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from pydantic import BaseModel

from hepaflow.domain.profile.fields import Contradictions
from hepaflow.pipeline.changes.hold_decisions import NotTogether
from hepaflow.pipeline.changes.void import NoSuchFile, ReasonMissing
from hepaflow.pipeline.desk.decide import NothingToDecide
from hepaflow.pipeline.desk.definitions import VersionTaken
from hepaflow.pipeline.desk.file_ids import SeveralFiles
from hepaflow.pipeline.desk.queries import AskedOtherwise, DueDayPassed, TooManyVersions, WrongQueryState
from hepaflow.pipeline.desk.subject_results import NotYet, UnclearMoment
from hepaflow.pipeline.desk.uploads import UnfitUpload
from hepaflow.pipeline.jobs import IMPOSSIBLE
from hepaflow.pipeline.journal import Crowded
from hepaflow.pipeline.masked.arms import ArmUnfit
from hepaflow.pipeline.profiles.chinese import INVALID_IN_CHINESE, place_in_chinese, remedy_in_chinese
from hepaflow.pipeline.profiles.parse import ProfileFault
from hepaflow.pipeline.register.person.of_study import REFUSALS, EntryUnfit
from hepaflow.pipeline.services import Missing
from hepaflow.ports.limits import TooLong

CONTENT_TYPE = "application/problem+json"
_RENAMED = {
    413: "Content Too Large",
    422: "Unprocessable Content",
}  # RFC 9110, which Python follows from 3.13 on


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


def answer_with_problems(app: APIGatewayHttpResolver) -> None:
    """Have every foreseen failure of a route answered by a problem document; the rest is Lambda's to report."""
    for kind in (Problem, RequestValidationError, ServiceError, *_PROBLEMS):
        app.exception_handler(kind)(
            lambda error: problem_of(error, chinese=_is_chinese(app.current_event.headers)).response()
        )


def _is_chinese(headers: Mapping[str, str]) -> bool:
    """Say whether a caller prefers Chinese: its language comes first in `Accept-Language` (RFC 9110, section 12.5.4)."""
    return str(headers.get("accept-language", "")).strip().lower().startswith("zh")


def problem_of(error: Exception, *, chinese: bool = False) -> Problem:  # noqa: PLR0911 one for each kind
    """Return the problem of a foreseen failure.

    Args:
        error: what a route raised.
        chinese: what is wrong with a profile, a definition or the papers of a lab, in Chinese instead of English.
    """
    match error:
        case Problem():
            return error
        case RequestValidationError():
            faults = [told for fault in error.errors() for told in _told(fault)]
            return Problem(422, "Invalid request.", errors=faults)
        case ProfileFault():
            return _fault_problem(error, chinese=chinese)
        case EntryUnfit():
            return _entry_problem(error)
        case VersionTaken():
            return Problem(409, "The version must be the next one after the newest.", newest=error.newest)
        case ServiceError():
            return Problem(error.status_code, phrase(error.status_code))
    status, detail = _PROBLEMS[type(error)]
    headers = {"Retry-After": "1"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    more = {"candidates": list(error.candidates)} if isinstance(error, SeveralFiles) else {}
    return Problem(status, detail or str(error), headers, **more)


def _fault_problem(error: ProfileFault, *, chinese: bool) -> Problem:
    if not chinese:
        faults = [{"at": one.where, "what": one.remedy, "found": one.found} for one in error.faults]
        return Problem(422, f"Invalid {error.what}.", errors=faults)
    faults = [
        {"at": place_in_chinese(one.where), "what": remedy_in_chinese(one.remedy), "found": one.found}
        for one in error.faults
    ]
    return Problem(422, INVALID_IN_CHINESE[error.what], {"Content-Language": "zh"}, errors=faults)


def _entry_problem(unfit: EntryUnfit) -> Problem:
    faults = [{"at": f"body.{unfit.field}".rstrip("."), "what": REFUSALS[unfit.fault]}]
    return Problem(422, "Invalid register entry.", errors=faults)


def _told(fault: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what is wrong at one place of a request, each with its place; what contradicts itself names several."""
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, Contradictions):
        place = _place(fault)
        return [
            {"at": f"{place}.{one.where}", "what": one.remedy, "found": one.found} for one in cause.faults
        ]
    return [{"at": _place(fault), "what": _said(fault)}]


def _said(fault: Mapping[str, Any]) -> str:
    return str(fault.get("msg", "")).removeprefix("Value error, ")  # pydantic's words before ours


def _place(fault: Mapping[str, Any]) -> str:
    return ".".join(str(part) for part in fault.get("loc", ()))


_PROBLEMS: dict[type[Exception], tuple[int, str]] = {
    **{kind: (409, detail) for kind, detail in IMPOSSIBLE.items()},
    NoSuchFile: (404, IMPOSSIBLE[NoSuchFile]),
    ReasonMissing: (422, IMPOSSIBLE[ReasonMissing]),
    Missing: (404, ""),
    UnfitUpload: (422, ""),
    NotYet: (422, "The journal has no such number yet."),
    UnclearMoment: (422, "`as_of` must be a journal number, or a time with its UTC offset."),
    NotTogether: (
        422,
        "Holds for this issue cannot be decided together, or not by this decision. Decide about each observation.",
    ),
    NothingToDecide: (409, "The observation already has this state."),
    SeveralFiles: (409, ""),
    VersionTaken: (409, ""),
    WrongQueryState: (409, ""),
    AskedOtherwise: (409, "This was asked before with another due day. Reopen that query to change it."),
    TooManyVersions: (409, "The query was reopened too often. Open another one."),
    ArmUnfit: (422, ""),
    DueDayPassed: (422, "The due day has passed; nothing was stored."),
    ProfileFault: (422, ""),
    TooLong: (413, ""),
    Crowded: (503, "Too many concurrent writes; nothing was changed. Try again."),
}
