"""Parameters that several routes take."""

from datetime import UTC, datetime
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import AfterValidator, BeforeValidator, Field

from hepaflow.catalog.loader import load, rows
from hepaflow.pipeline.profiles.nearest import nearest

_CODES = [row["code"] for row in rows("analytes")]
_UNCLEAR = "as_of is a journal number, or a time with its offset"
_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"


def _no_stand_in(value: object) -> object:
    """Refuse what pydantic would take for a number: `true`, `"1"`."""
    if isinstance(value, bool | str):
        raise ValueError("write a number")  # noqa: TRY004 pydantic reports it as a fault of the request
    return value


def _moment(text: str) -> str:
    """Refuse what is neither a journal number nor a time with its offset, also where another parameter counts."""
    if text and not (text.isascii() and text.isdecimal()):
        try:
            moment = datetime.fromisoformat(text)
            moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueError(_UNCLEAR) from None
        if moment.tzinfo is None:
            raise ValueError(_UNCLEAR)
    return text


def _known(code: str) -> str:
    """Refuse what names no analyte: an answer without results would read as if there were none."""
    if code and code not in _CODES:
        near = ", ".join(nearest(code, load()))
        raise ValueError(f"no analyte has this code; nearest: {near or 'none'}; /catalog/analytes lists all")
    return code


Study = Annotated[str, Path(pattern=_NAME, max_length=64, description="the study's id")]
Center = Annotated[str, Path(pattern=_NAME, max_length=64, description="the center's id within the study")]
OfCenter = Annotated[str, Query(pattern=_NAME, max_length=64, description="the center's id within the study")]
VersionId = Annotated[
    str, Path(pattern="^[A-Za-z0-9._-]{1,128}$", description="the delivery, as `/files` names it")
]
FileId = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="identity of the file")]
Subject = Annotated[str, Path(max_length=256, description="the subject's id in the study")]
Reason = Annotated[str, Query(min_length=1, max_length=500, description="why, for the journal")]
After = Annotated[str, Query(max_length=200, description="`after` of the page before")]
Limit = Annotated[int, Query(ge=1, le=90, description="entries of a page")]
_MOMENTS = {"anyOf": [{"pattern": "^[0-9]*$"}, {"format": "date-time"}]}
AsOf = Annotated[
    str,
    AfterValidator(_moment),
    Query(max_length=40, json_schema_extra=_MOMENTS, description="journal number, or time with offset"),
]
Analyte = Annotated[
    str, AfterValidator(_known), Query(json_schema_extra={"enum": _CODES}, description="analyte code")
]
AnyAnalyte = Annotated[
    str,
    AfterValidator(_known),
    Query(json_schema_extra={"enum": ["", *_CODES]}, description="analyte code; empty for all"),
]
NUMBER = BeforeValidator(_no_stand_in)
Counted = Annotated[int, Field(ge=1), NUMBER]
BOUND = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}(:[0-9]{2}(:[0-9]{2})?)?)?)?)?$"  # a time, as far as given
JobId = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="identity of the job")]
Why = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S", description="why, for the journal")]
Confirm = Annotated[
    str, Field(pattern="^([0-9a-f]{64})?$", description="names the difference that was shown")
]
