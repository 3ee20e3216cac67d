"""Hand over receipts, as JSON or as a page for people, and the rows that were rejected."""

import base64
import gzip
import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import PurePath
from typing import Annotated, Any, Final

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi import params
from pydantic import BaseModel, ConfigDict, Field

from api.http.access import REVIEWERS, allow
from api.http.parameters import Center, FileId, Study, VersionId
from api.http.problems import Problem
from api.http.records import Recipe, RowCounts
from api.http.served import (
    TEXT,
    VARY,
    accepts_gzip,
    caller_of,
    desk_of,
    header_of,
    media_schemas,
    new_router,
)
from api.models.query_models import ReceiptQuery, receipt_query
from hepaflow.domain.issues.issues import Actor
from hepaflow.domain.queries.queries import Query
from hepaflow.domain.receipts import receipts
from hepaflow.pipeline.desk import deliveries
from hepaflow.pipeline.desk.query_list import queries_of_file
from hepaflow.pipeline.runs.receipt import ROW_FORMATS
from hepaflow.writers.receipt_answer import answer_to_json
from hepaflow.writers.receipt_page import receipt_page

router = new_router()
LARGEST_FILE = (
    4_400_000  # bytes; a response of a function may have 6 MB, and base64 makes four of three (Lambda)
)
_STYLE_ONLY = "default-src 'none'; style-src 'unsafe-inline'"  # a receipt's page has nothing else
_JSON: Final = "application/json"


class ReceiptFormat(StrEnum):
    """Formats of a receipt."""

    JSON = "json"
    HTML = "html"


ReceiptForm = Annotated[
    ReceiptFormat | None,
    params.Query(alias="format", description="Media type of the answer; by the Accept header if omitted."),
]


class TranslatedText(BaseModel):
    """A text in English and Chinese."""

    en: str
    zh: str


class ReceiptCause(BaseModel):
    """Issues of one kind, grouped: what is wrong, where, who can act and what to do."""

    model_config = ConfigDict(extra="allow")
    code: str
    severity: str
    columns: list[str]
    line_ranges: Annotated[str, Field(description="The lines, abbreviated.")]
    title: TranslatedText
    who: str
    remedy: TranslatedText


class Receipt(BaseModel):
    """The receipt of a file or of a delivery, in schema 2; docs/api.md names its members."""

    model_config = ConfigDict(extra="allow")
    study: str
    center: str
    outcome: Annotated[
        str, Field(description="Such as `committed`, `refused`, `awaiting-profile`, `failed`.")
    ]
    received: str = ""
    file_id: str = ""
    run: Annotated[int | None, Field(description="Number of the run.")] = None
    recipe: Recipe | None = None
    counts: RowCounts | None = None
    causes: list[ReceiptCause] = []
    message: TranslatedText | None = None
    queries: Annotated[
        list[ReceiptQuery],
        Field(description="Queries about rows of the file: at most 100, closed ones last; absent if none."),
    ] = []
    hepaflow: Annotated[str, Field(description="Version that read the file or wrote the receipt.")] = ""


_RECEIPT: Any = {
    200: {
        "description": "OK",
        "content": {_JSON: {"model": Receipt}, "text/html": {"schema": TEXT}},
    }
}
_REJECTED = media_schemas(dict.fromkeys(ROW_FORMATS.values(), TEXT))


class RowsFor(StrEnum):
    """Who acts on rows to be fixed."""

    LAB = "lab"
    DATA_MANAGER = "data-manager"


ForWhom = Annotated[
    RowsFor,
    params.Query(
        alias="for", description="`lab`: rows to correct and send again; `data-manager`: the others."
    ),
]
_ACTORS = {RowsFor.LAB: Actor.LAB, RowsFor.DATA_MANAGER: Actor.DATA_MANAGER}


@router.get("/studies/<study>/files/<file_id>/receipt", tags=["file"], responses=_RECEIPT)
@allow(REVIEWERS, unmasked=True)
def get_receipt(study: Study, file_id: FileId, form: ReceiptForm = None) -> Response[str]:
    """Get the receipt of a file.

    Returns counts and issues of the file's run, and the queries about its rows, as JSON or as an HTML page in English and
    Chinese.
    """
    desk, record = desk_of(router), _record(study, file_id)
    told = deliveries.receipt(desk, study, record)
    return _receipt(told, form, queries_of_file(desk, study, record.state.center, record.state.file_id))


@router.get(
    "/studies/<study>/centers/<center>/deliveries/<version_id>/receipt", tags=["file"], responses=_RECEIPT
)
@allow(REVIEWERS, unmasked=True)
def get_delivery_receipt(
    study: Study, center: Center, version_id: VersionId, form: ReceiptForm = None
) -> Response[str]:
    """Get the receipt of a delivery.

    Returns the latest receipt for a delivery, including deliveries that are waiting or failed, as JSON or HTML.
    """
    return _receipt(deliveries.told_of_delivery(desk_of(router), study, center, version_id), form)


@router.get("/studies/<study>/files/<file_id>/rejected", tags=["file"], responses=_REJECTED)
@allow(REVIEWERS, unmasked=True)
def get_rejected_rows(study: Study, file_id: FileId, rows_for: ForWhom = RowsFor.LAB) -> Response[str]:
    """Get the rejected and held rows of a file.

    Returns the rows that the lab corrects and sends again, or those on which the data manager acts, in the format of the lab's
    file: text, a workbook or JSON records. A refused file has none (404).
    """
    name, data = deliveries.rejected(desk_of(router), study, _record(study, file_id), _ACTORS[rows_for])
    kind = ROW_FORMATS[PurePath(name).suffix]
    return _packed(kind, data, {"Content-Disposition": f'attachment; filename="{name}"'})


def _receipt(
    receipt: receipts.Receipt | receipts.DeliveryReceipt, form: str | None, queries: Sequence[Query] = ()
) -> Response[str]:
    if form == "html" or (form is None and "text/html" in header_of(router, "accept")):
        page = receipt_page(receipt, queries)
        return _packed("text/html; charset=utf-8", page, {"Content-Security-Policy": _STYLE_ONLY})
    told = answer_to_json(receipt)
    if queries:
        told["queries"] = [receipt_query(receipt.study, one).model_dump() for one in queries]
    return _packed(_JSON, json.dumps(told, ensure_ascii=False).encode(), {})


def _packed(kind: str, data: bytes, headers: dict[str, str]) -> Response[str]:
    """Return an answer that may be large, with gzip if the caller accepts it.

    Raises:
        Problem: 413, it is too large for a response.
    """
    headers = {**headers, **VARY}
    if accepts_gzip(header_of(router, "accept-encoding")):
        data, headers = gzip.compress(data, mtime=0), {**headers, "Content-Encoding": "gzip"}
    if len(data) > LARGEST_FILE:
        raise Problem(413, "The response exceeds 4.4 MB. Download it from the receipts bucket.")
    response = Response(200, kind, base64.b64encode(data).decode("ascii"), dict(headers))
    response.base64_encoded = True
    return response


def _record(study: str, file_id: str) -> deliveries.FileRecord:
    return deliveries.file_record(desk_of(router), study, file_id, caller_of(router).centers)
