"""Declare the parameters that several operations share."""

from datetime import UTC, datetime
from typing import Annotated, Final

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import AfterValidator, BeforeValidator, Field

from hepaflow.catalog.loader import load, rows
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.screening.free_text import person_kind_in_reason
from hepaflow.domain.study.subject_path import subject_in
from hepaflow.pipeline.profiles.nearest import nearest

_CODES = [row["code"] for row in rows("analytes")]
_UNCLEAR = "write a journal number, or a time with its UTC offset"
_NO_SUCH_TIME = "there is no such day or time; write one that exists, such as 2024-03 or 2024-03-22T08:30"
_FIRST_MOMENT = "0001-01-01T00:00:00"
_LONGEST_ID = 256  # characters
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


def _bound(text: str | None) -> str | None:
    """Refuse a day or time that does not exist: an answer without results would read as if there were none."""
    if text is not None:
        try:
            datetime.fromisoformat(text + _FIRST_MOMENT[len(text) :])
        except ValueError:
            raise ValueError(_NO_SUCH_TIME) from None
    return text


def _subject(segment: str) -> str:
    subject = subject_in(segment)
    if len(subject) > _LONGEST_ID:
        raise ValueError(f"a subject id has at most {_LONGEST_ID} characters")
    return subject


def _user(segment: str) -> str:
    try:
        return subject_in(segment)
    except ValueError:
        raise ValueError("write the user's id; one with other characters as `~` and its base64url") from None


def _known(code: str) -> str:
    """Refuse what names no analyte: an answer without results would read as if there were none."""
    if code and code not in _CODES:
        near = ", ".join(nearest(code, load()))
        raise ValueError(f"no analyte has this code; nearest: {near or 'none'}; /catalog/analytes lists all")
    return code


def _known_issue(code: str) -> str:
    if code and code not in set(IssueCode):
        raise ValueError("no issue has this code; /catalog/issues lists all")
    return code


def _nameless(text: str) -> str:
    """Refuse free text that names a person; say what was found, never the text."""
    if kind := person_kind_in_reason(text):
        raise ValueError(f"holds personal data ({kind}); write it without, nothing was stored")
    return text


Study = Annotated[str, Path(pattern=_NAME, max_length=64, description="The study's id.")]
Center = Annotated[str, Path(pattern=_NAME, max_length=64, description="The center's id within the study.")]
Feed = Annotated[str, Path(pattern=_NAME, max_length=64, description="The feed of the center.")]
OneCenter = Annotated[
    str,
    Query(
        pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]*)?$",
        max_length=64,
        description="The center's id; all centers if omitted.",
    ),
]
VersionId = Annotated[
    str,
    Path(
        pattern="^[A-Za-z0-9._-]{1,128}$", description="S3 version id of the delivery, as `/files` lists it."
    ),
]
_FILE_ID = (
    "SHA-256 of study, center and bytes of the file, or its first 8 digits or more. If they fit several "
    "files, the answer is 409 with `candidates`."
)
FileId = Annotated[str, Path(pattern="^[0-9a-f]{8,64}$", description=_FILE_ID)]
FileIdOfBody = Annotated[str, Field(pattern="^[0-9a-f]{8,64}$", description=_FILE_ID)]
_SEGMENT = {"pattern": "^([A-Za-z0-9._-]+|~[A-Za-z0-9_-]+)$", "maxLength": 1_400}  # `_subject` checks the id
SubjectParameter = Annotated[
    str,
    Path(
        json_schema_extra=_SEGMENT,
        description="The subject's id if it matches `[A-Za-z0-9._-]+` and is not `.` or `..`; "
        "else `~` and the unpadded base64url of its UTF-8. Answers give it as `href`.",
    ),
    AfterValidator(_subject),
]
UserParameter = Annotated[
    str,
    Path(
        json_schema_extra=_SEGMENT,
        description="The user's id at the issuer (`sub`) if it matches `[A-Za-z0-9._-]+` and is not `.` or `..`; "
        "else `~` and the unpadded base64url of its UTF-8.",
    ),
    AfterValidator(_user),
]
NAMELESS = AfterValidator(_nameless)
_REASON = "Reason recorded in the audit trail; no personal data."
Reason = Annotated[str, NAMELESS, Query(min_length=1, max_length=500, description=_REASON)]
Cursor = Annotated[
    str,
    Query(
        max_length=3_000,
        pattern="^[A-Za-z0-9_-]*$",
        description="`next` of the page before; repeat its other parameters. Omit it for the first page.",
    ),
]
Next = Annotated[str | None, Field(description="`cursor` of the next page; null on the last page.")]
MOST_ENTRIES: Final = 5_000
Limit = Annotated[
    int,
    Query(
        ge=1,
        le=MOST_ENTRIES,
        description="Most entries of a page, 1 to 5,000 (default 5,000); `/results` and `/holds` count subjects, "
        "`/work` counts centers and subjects. "
        "A page may be shorter or empty: keep paging until `next` is null.",
    ),
]
_MOMENTS = {"anyOf": [{"pattern": "^[0-9]*$"}, {"format": "date-time"}]}
AsOf = Annotated[
    str,
    AfterValidator(_moment),
    Query(
        max_length=40,
        json_schema_extra=_MOMENTS,
        description="The answer holds as of this journal number, or time with UTC offset; now if omitted.",
    ),
]
AnalyteCode = Annotated[
    str, AfterValidator(_known), Query(json_schema_extra={"enum": _CODES}, description="Analyte code.")
]
AnyAnalyte = Annotated[
    str,
    AfterValidator(_known),
    Query(json_schema_extra={"enum": ["", *_CODES]}, description="Analyte code; all analytes if omitted."),
]
AnyIssueCode = Annotated[
    str,
    AfterValidator(_known_issue),
    Query(json_schema_extra={"enum": ["", *IssueCode]}, description="Issue code; all issues if omitted."),
]
STRICT_NUMBER = BeforeValidator(_no_stand_in)
Counted = Annotated[int, Field(ge=1), STRICT_NUMBER]
BOUND = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}(:[0-9]{2}(:[0-9]{2})?)?)?)?)?$"  # a time, as far as given
JobId = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="Id of the job.")]
Why = Annotated[str, NAMELESS, Field(min_length=1, max_length=500, pattern=r"\S", description=_REASON)]
DecisionReason = Annotated[str, NAMELESS, Field(min_length=1, max_length=500, description=_REASON)]
Confirm = Annotated[
    str, Field(pattern="^([0-9a-f]{64})?$", description="The `confirm` digest returned by the preview.")
]
ConfirmQuery = Annotated[
    str, Query(pattern="^([0-9a-f]{64})?$", description="The `confirm` digest returned with the difference.")
]
From = Annotated[
    str | None,
    AfterValidator(_bound),
    Query(alias="from", pattern=BOUND, description="Collected at this time or later, at any precision."),
]
To = Annotated[
    str | None,
    AfterValidator(_bound),
    Query(alias="to", pattern=BOUND, description="Collected at this time or earlier, at any precision."),
]
