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
LARGEST: Final = 2_500_000  # bytes of JSON text; a response of a function may have 6 MB, with quotes escaped
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
    as_table = is_csv(router, form)
    for entry in wanted:
        written = page.write(entry)
        text = csv_lines(page.rows(written)) if as_table else encoded(written)
        size += len(text.encode())
        if size > LARGEST and texts:
            break
        texts.append(text)
    end, number = told + len(texts), page.head["journal_number"]
    after = next_cursor(router, f"{number}.{end}" if end < len(page.entries) else "")
    if as_table:
        headers = {**next_page(router, after), **masked_header(page.head["masked"])}
        return csv_answer(page.columns, texts, number, headers)
    return json_answer(page.head, page.name, texts, after)


def whole_answer(router: Router, page: AnswerPage, form: AnswersFormat | None) -> Response[str]:
    """Return all entries in one response.

    Args:
        router: of the route, with the request.
        page: what the response is made of.
        form: the format that the request names; None: by its header.
    """
    entries = [page.write(entry) for entry in page.entries]
    if is_csv(router, form):
        rows = (row for entry in entries for row in page.rows(entry))
        headers = masked_header(page.head["masked"])
        return csv_answer(page.columns, [csv_lines(rows)], page.head["journal_number"], headers)
    return Response(200, _JSON, encoded(page.head | {page.name: entries}))


def csv_answer(
    columns: Sequence[str], texts: Iterable[str], number: int, headers: dict[str, Any]
) -> Response[str]:
    """Return a table.

    Args:
        columns: names of the columns.
        texts: lines of the table.
        number: the journal number that it holds for.
        headers: others beside that number.
    """
    whole = csv_lines([columns]) + "".join(texts)
    return Response(200, f"{_CSV}; charset=utf-8", whole, {"Journal-Number": str(number), **headers})


def json_answer(head: _Json, name: str, texts: Iterable[str], after: str | None) -> Response[str]:
    """Return a page as JSON.

    Args:
        head: the members beside the list.
        name: of the member with the list.
        texts: its entries.
        after: the cursor of the next page.
    """
    first = encoded(head)[:-1]
    return Response(200, _JSON, f'{first},"{name}":[{",".join(texts)}],"next":{encoded(after)}}}')


def encoded(told: Any) -> str:
    """Return JSON of any shape as text."""
    return _ENCODER.encode(told).decode()


def is_csv(router: Router, form: AnswersFormat | None) -> bool:
    """Say whether a request wants a table.

    Args:
        router: of the route, with the request.
        form: the format that the request names; None: by its header.
    """
    return form is AnswersFormat.CSV or (form is None and _CSV in header_of(router, "accept"))


def csv_lines(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as lines of CSV."""
    out = StringIO(newline="")
    write_csv(rows, out)
    return out.getvalue()


def masked_header(codes: Sequence[str]) -> dict[str, Any]:
    """Return the header that says in CSV what is left out for the caller; none if he sees everything.

    Args:
        codes: of what is left out.
    """
    return {"Masked": ", ".join(codes)} if codes else {}


def next_page(router: Router, after: str | None) -> dict[str, Any]:
    """Return the header that names the next page as CSV; none if there is none.

    Args:
        router: of the route, with the request.
        after: the cursor of the next page.
    """
    if after is None:
        return {}
    asked = {**(router.current_event.query_string_parameters or {}), "cursor": after, "format": "csv"}
    return {"Link": f'<?{urlencode(asked)}>; rel="next"'}
