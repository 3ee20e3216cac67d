"""Answer with a page of answers about one subject, as JSON or CSV."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import msgspec
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from api.http.cursors import next_cursor, position_of
from api.http.served import header_of
from hepaflow.writers.csv_cells import write_csv

_JSON, _CSV = "application/json", "text/csv"
_LARGEST: Final = 2_500_000  # bytes of JSON text; a response of a function may have 6 MB, with quotes escaped
_POSITION: Final = r"[0-9]{1,12}\.[0-9]{1,9}"
_Json = dict[str, Any]
_ENCODER: Final = msgspec.json.Encoder()  # a fifth of the time of `json`


class AnswersFormat(StrEnum):
    """Formats of a list of answers."""

    JSON = "json"
    CSV = "csv"


FormatOfAnswers = Annotated[
    AnswersFormat | None,
    Query(alias="format", description="Media type of the answer; by the Accept header if omitted."),
]


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """What a page is made of.

    Attributes:
        head: the members beside the list, `journal_number` among them.
        name: of the member with the list.
        entries: all entries, in order.
        write: gives an entry as JSON.
        columns: of the CSV.
        rows: gives the rows of an entry in CSV, from its JSON.
    """

    head: _Json
    name: str
    entries: Sequence[Any]
    write: Callable[[Any], _Json]
    columns: Sequence[str]
    rows: Callable[[_Json], Iterable[Sequence[str]]]


def moment_of(router: Router, cursor: str, as_of: str) -> tuple[str, int]:
    """Return the moment of an answer, which a cursor fixes, and how many entries earlier pages told.

    Args:
        router: of the route, with the request.
        cursor: as the page before gave it; "" for the first page.
        as_of: of the first page.
    """
    number, _, told = position_of(router, cursor, _POSITION).partition(".")
    return number or as_of, int(told or 0)


def answer_page(
    router: Router, page: AnswerPage, told: int, limit: int, form: AnswersFormat | None
) -> Response[str]:
    """Return as many entries as the limit and a response allow, at least one.

    Args:
        router: of the route, with the request.
        page: what it is made of.
        told: how many entries earlier pages told.
        limit: the most entries of a page.
        form: the format that the request names; None: by its header.
    """
    texts: list[str] = []
    size = 0
    wanted = page.entries[told : told + limit]
    is_csv = _is_csv(router, form)
    for entry in wanted:
        told_entry = page.write(entry)
        text = _lines(page.rows(told_entry)) if is_csv else _text(told_entry)
        size += len(text.encode())
        if size > _LARGEST and texts:
            break
        texts.append(text)
    end, number = told + len(texts), page.head["journal_number"]
    after = next_cursor(router, f"{number}.{end}" if end < len(page.entries) else "")
    if is_csv:
        headers = {"Journal-Number": str(number), **_link(router, after)}
        return Response(200, f"{_CSV}; charset=utf-8", _lines([page.columns]) + "".join(texts), headers)
    head = _text(page.head)[:-1]
    return Response(200, _JSON, f'{head},"{page.name}":[{",".join(texts)}],"next":{_text(after)}}}')


def whole_answer(router: Router, page: AnswerPage, form: AnswersFormat | None) -> Response[str]:
    """Return all entries in one response.

    Args:
        router: of the route, with the request.
        page: what the response is made of.
        form: the format that the request names; None: by its header.
    """
    entries = [page.write(entry) for entry in page.entries]
    if _is_csv(router, form):
        lines = _lines([page.columns, *(row for entry in entries for row in page.rows(entry))])
        return Response(
            200, f"{_CSV}; charset=utf-8", lines, {"Journal-Number": str(page.head["journal_number"])}
        )
    return Response(200, _JSON, _text(page.head | {page.name: entries}))


def _text(told: Any) -> str:
    return _ENCODER.encode(told).decode()


def _is_csv(router: Router, form: AnswersFormat | None) -> bool:
    return form is AnswersFormat.CSV or (form is None and _CSV in header_of(router, "accept"))


def _lines(rows: Iterable[Sequence[str]]) -> str:
    out = StringIO(newline="")
    write_csv(rows, out)
    return out.getvalue()


def _link(router: Router, after: str | None) -> dict[str, Any]:
    if after is None:
        return {}
    asked = {**(router.current_event.query_string_parameters or {}), "cursor": after, "format": "csv"}
    return {"Link": f'<?{urlencode(asked)}>; rel="next"'}
