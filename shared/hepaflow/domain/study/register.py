"""Define the register of subjects, and compare what a file says with it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.profile.parts import Declared, Identifier
from hepaflow.domain.text import canonical_text

RESERVED_CENTER: Final = (
    "register"  # in a key of the intake it stands where a center would: the file is a register
)
# Completed years depend on the day on which a lab counts them, one either way of the birthday. Traditional Chinese
# counting (虚岁) begins with one at birth: never more than one above what the years alone give.
_YOUNGER, _OLDER = 2, 1


class SubjectStatus(StrEnum):
    """Where a subject stands in the study."""

    SCREENED = "screened"
    SCREEN_FAILED = "screen-failed"
    ENROLLED = "enrolled"
    COMPLETED = "completed"
    DISCONTINUED = "discontinued"
    ENTERED_IN_ERROR = "entered-in-error"  # there is no such subject; an entry is never deleted


def _as_read(text: str) -> str:
    """Check that an id is spelled as reading a file spells it, so that the two meet."""
    if canonical_text(text) != text:
        raise ValueError("an id has no full-width or invisible characters and no blanks around it")
    return text


SubjectId = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_as_read)]


class Subject(Declared):
    """What the register says of a subject.

    Attributes:
        id: the subject's id in the study.
        center: whose subject it is.
        sex: M, F, or "" where it is not known.
        birth_year: no more of a birthday is ever kept.
        baseline: day of the baseline visit.
        status: where the subject stands in the study.
        former_ids: under which the center sent results before; they belong to this subject.
    """

    id: SubjectId
    center: Identifier
    sex: Literal["M", "F", ""] = ""
    birth_year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    baseline: date | None = None
    status: SubjectStatus
    former_ids: Annotated[tuple[SubjectId, ...], Field(max_length=8)] = ()

    @model_validator(mode="after")
    def _each_id_once(self) -> "Subject":
        if len({self.id, *self.former_ids}) <= len(self.former_ids):
            raise ValueError("an id stands there twice")
        return self


@dataclass(frozen=True, slots=True)
class Registered:
    """One version of a subject's entry.

    Attributes:
        subject: what it says.
        version: 1, 2, 3 … at its center.
        at: when that was said: time of the request, or receipt of the file; UTC with milliseconds.
        journal_number: journal number from which on it holds.
    """

    subject: Subject
    version: int
    at: str
    journal_number: int = 0


@dataclass(frozen=True, slots=True)
class FormerId:
    """From a journal number on, what a center sent under an id belongs to another subject; "": to none other."""

    journal_number: int
    center: str
    subject: str


def doubt(entry: Registered | None, sex: str, age: int | None, year: int) -> IssueCode | None:
    """Return why a specimen may not be the subject's, as far as its center has a register; None where it may.

    Args:
        entry: the subject's at that center.
        sex: as reported, "" where the file does not say.
        age: completed years as reported.
        year: of collection.
    """
    if entry is None or entry.subject.status is SubjectStatus.ENTERED_IN_ERROR:
        return IssueCode.SUBJECT_UNKNOWN
    known = entry.subject
    if sex and known.sex and sex != known.sex:
        return IssueCode.SUBJECT_MISMATCH
    if age is None or known.birth_year is None:
        return None
    years = year - known.birth_year
    return None if years - _YOUNGER <= age <= years + _OLDER else IssueCode.SUBJECT_MISMATCH
