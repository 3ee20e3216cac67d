"""What a center sent and what became of it: files, issues, receipts."""

import base64
import gzip
import json
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from api.parameters import After, Center, FileId, Limit, OfCenter, Study, VersionId
from api.problems import Problem
from api.served import TEXT, caller_of, desk_of, new_router, shown
from hepaflow.domain.files import FileState
from hepaflow.pipeline.desk import review
from hepaflow.pipeline.runs.receipts import REJECTED
from hepaflow.writers.receipt_page import receipt_page
from hepaflow.writers.tables import ISSUE_COLUMNS

router = new_router()
Numbers = dict[str, int]
LARGEST_FILE = (
    4_400_000  # bytes; a response of a function may have 6 MB, and base64 makes four of three (Lambda)
)
_STYLE_ONLY = "default-src 'none'; style-src 'unsafe-inline'"  # a receipt's page has nothing else
ReceiptForm = Annotated[Literal["json", "html"] | None, Query(alias="format")]
_ISSUE = {"type": "object", "required": list(ISSUE_COLUMNS), "additionalProperties": {"type": "string"}}
_ISSUES = shown({"application/json": {"type": "array", "items": _ISSUE}, "text/csv": TEXT})
_RECEIPT = shown({"application/json": {"type": "object"}, "text/html": TEXT})
_REJECTED = shown(dict.fromkeys(REJECTED.values(), TEXT))
_COUNTS = ("rows", "accepted", "held", "rejected", "skipped")


class Sent(BaseModel):
    """One delivery; `file_status` and `counts` once its file is settled; `parent`: the archive that it came in."""

    version_id: str
    received: str
    status: str
    file_id: str
    parent: str = ""
    file_status: str | None = None
    counts: Numbers | None = None


class Files(BaseModel):
    """A page of deliveries; where `after` is not empty, more follow."""

    files: list[Sent]
    after: str


class File(BaseModel):
    """A file. `run`: the pass that receipt and issues tell of; `visible`: its results count."""

    file_id: str
    center: str
    status: str
    refusal: str
    counts: Numbers
    run: int
    visible: bool
    sha256: str | None
    received: str
    recipe: dict[str, int | str] | None


@router.get("/studies/<study>/files", tags=["file"])
def files(study: Study, center: OfCenter, after: After = "", limit: Limit = 50) -> Files:
    page = review.deliveries(desk_of(router), study, center, after, limit)
    sent = [
        Sent(
            version_id=delivery.version_id,
            received=delivery.received,
            status=delivery.status,
            file_id=delivery.file_id,
            parent=delivery.parent,
            file_status=state.status if state else None,
            counts=_counts(state) if state else None,
        )
        for delivery, state in page.entries
    ]
    return Files(files=sent, after=page.after)


@router.get("/studies/<study>/files/<file_id>", tags=["file"])
def file(study: Study, file_id: FileId) -> File:
    record = _record(study, file_id)
    state, claim = record.state, record.claim
    return File(
        file_id=state.file_id,
        center=state.center,
        status=state.status,
        refusal=state.refusal,
        counts=_counts(state),
        run=record.n,
        visible=state.visible() is not None,
        sha256=claim.sha256 if claim else None,
        received=state.history[-1].received,
        recipe={
            "profile_version": claim.recipe.profile_version,
            "catalog_version": claim.recipe.catalog_version,
            "code_version": claim.recipe.code_version,
            "definition_version": claim.recipe.definition_version,
        }
        if claim
        else None,
    )


@router.get("/studies/<study>/files/<file_id>/issues", tags=["file"], responses=_ISSUES)
def issues(
    study: Study,
    file_id: FileId,
    form: Annotated[Literal["json", "csv"] | None, Query(alias="format")] = None,
    after: Annotated[int, Query(ge=0, description="number of the last issue of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=5000)] = 5000,
) -> Response[Any]:
    """Return issues as JSON, or as CSV where `format` or the Accept header ask for it; `Link` names the next page."""
    page = review.issues(desk_of(router), study, _record(study, file_id), after, limit)
    headers = {} if page.after is None else {"Link": f'<?after={page.after}&limit={limit}>; rel="next"'}
    if form == "csv" or (form is None and "text/csv" in _header("accept")):
        return Response(200, "text/csv; charset=utf-8", review.as_csv(page), dict(headers))
    return Response(200, "application/json", page.issues, dict(headers))


@router.get("/studies/<study>/files/<file_id>/receipt", tags=["file"], responses=_RECEIPT)
def receipt(
    study: Study,
    file_id: FileId,
    form: ReceiptForm = None,
) -> Response[str]:
    """Return the receipt as JSON, or as a page for people where `format` or the Accept header ask for it."""
    return _told(review.receipt(desk_of(router), study, _record(study, file_id)), form)


@router.get(
    "/studies/<study>/centers/<center>/deliveries/<version_id>/receipt", tags=["file"], responses=_RECEIPT
)
def delivery_receipt(
    study: Study, center: Center, version_id: VersionId, form: ReceiptForm = None
) -> Response[str]:
    """Return what was last told of a delivery, also while its file waits or where it failed; in the same forms."""
    return _told(review.told_of_delivery(desk_of(router), study, center, version_id), form)


@router.get("/studies/<study>/files/<file_id>/rejected", tags=["file"], responses=_REJECTED)
def rejected(study: Study, file_id: FileId) -> Response[str]:
    """Return the rows to be fixed and sent back, as a file in the layout and format of the lab's own."""
    name, data = review.rejected(desk_of(router), study, _record(study, file_id))
    return _large(REJECTED[name], data, {"Content-Disposition": f'attachment; filename="{name}"'})


def _told(receipt: dict[str, Any], form: str | None) -> Response[str]:
    if form == "html" or (form is None and "text/html" in _header("accept")):
        page = receipt_page(receipt)
        return _large("text/html; charset=utf-8", page, {"Content-Security-Policy": _STYLE_ONLY})
    return _large("application/json", json.dumps(receipt, ensure_ascii=False).encode(), {})


def _large(kind: str, data: bytes, headers: dict[str, str]) -> Response[str]:
    """Return an answer that may be large: packed where the caller can unpack it."""
    if "gzip" in _header("accept-encoding"):
        data, headers = gzip.compress(data, mtime=0), {**headers, "Content-Encoding": "gzip"}
    if len(data) > LARGEST_FILE:
        raise Problem(413, "This is more than one answer holds; it lies whole among the receipts in S3")
    told = Response(200, kind, base64.b64encode(data).decode("ascii"), dict(headers))
    told.base64_encoded = True
    return told


def _header(name: str) -> str:
    return str(router.current_event.headers.get(name, ""))


def _record(study: str, file_id: str) -> review.FileRecord:
    return review.file_record(desk_of(router), study, file_id, caller_of(router).centers)


def _counts(state: FileState) -> Numbers:
    return dict(zip(_COUNTS, state.counts, strict=True))
