"""Answer with a picture, as SVG or as its marks in JSON."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from api.http.problems import prefers_chinese
from api.http.served import header_of
from hepaflow.writers.pictures.svg import Reader, markup

_JSON, _SVG, _HTML = "application/json", "image/svg+xml", "text/html"
_ALONE: Final = {  # a picture or page has nothing from elsewhere, and no script
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}


class PictureFormat(StrEnum):
    """Formats of a picture."""

    SVG = "svg"
    JSON = "json"


class Language(StrEnum):
    """Languages of pictures and pages."""

    ENGLISH = "en"
    CHINESE = "zh"


FormatOfPicture = Annotated[
    PictureFormat | None,
    Query(alias="format", description="`svg`, or `json` for the marks; by the Accept header if omitted."),
]
LanguageOfPicture = Annotated[
    Language | None,
    Query(alias="lang", description="`en` or `zh`; by the Accept-Language header if omitted."),
]


def reader_of(router: Router, language: Language | None, number: int) -> Reader:
    """Return who reads a picture.

    Args:
        router: of the route, with the request.
        language: that the request names; None: by its header.
        number: the journal number of the answer.
    """
    is_chinese = language is Language.CHINESE or (
        language is None and prefers_chinese(router.current_event.headers)
    )
    return Reader(is_chinese, number)


def picture_answer(
    router: Router,
    form: PictureFormat | None,
    answer: BaseModel,
    reader: Reader,
    draw: Callable[[Reader], Element],
    after: str | None = None,
) -> Response[str]:
    """Return a picture in the format that was asked for.

    Args:
        router: of the route, with the request.
        form: the format that the request names; None: by its header.
        answer: the marks.
        reader: who reads it.
        draw: gives the picture.
        after: cursor of the next page; None: there is no other.
    """
    if form is PictureFormat.JSON or (form is None and _asks_json(router)):
        return Response(200, _JSON, answer.model_dump_json())
    headers = {**_said(reader), **_next(router, after)}
    return Response(200, f"{_SVG}; charset=utf-8", markup(draw(reader)), headers)


def page_answer(page: bytes, reader: Reader) -> Response[str]:
    """Return a page for people."""
    return Response(200, f"{_HTML}; charset=utf-8", page.decode(), _said(reader))


def _said(reader: Reader) -> dict[str, Any]:
    language = "zh" if reader.chinese else "en"
    return {**_ALONE, "Content-Language": language, "Journal-Number": str(reader.journal_number)}


def _asks_json(router: Router) -> bool:
    accepted = header_of(router, "accept")
    return _JSON in accepted and _SVG not in accepted


def _next(router: Router, after: str | None) -> dict[str, str]:
    if after is None:
        return {}
    asked = {**(router.current_event.query_string_parameters or {}), "cursor": after, "format": "svg"}
    return {"Link": f'<?{urlencode(asked)}>; rel="next"'}
