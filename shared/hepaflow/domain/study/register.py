"""Define the register of subjects."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from hepaflow.domain.profile.parts import Declared, Identifier
from hepaflow.domain.study.days import PartialDate, last_day
from hepaflow.domain.text import canonical_text

RESERVED_CENTER: Final = (
    "register"  # in a key of the intake it stands where a center would: the file is a register
)
Closing = tuple[int, bool]  # journal number, and whether the register is closed from it on
ANY_SENDER: Final = ""  # in place of a center: whoever sent it


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


class Transfer(Declared):
    """A change of the center that has the subject: on that day both have the subject."""

    center: Identifier
    since: Annotated[date, Field(alias="from")]


class SentId(Declared):
    """An id as one center alone uses it for the subject."""

    center: Identifier
    id: SubjectId


class Subject(Declared):
    """What the register says of a subject.

    Attributes:
        id: the subject's id in the study.
        center: the center that enrolled the subject.
        transfers: which centers had the subject later, in order.
        rescreen_of: the subject id of an earlier screening of the same person, or "". The results of the two stay apart.
        sex: M, F, or "" where it is not known.
        birth_year: no more of a birthday is ever kept.
        baseline: the reference date, such as the day of the baseline visit.
        consent: when the subject consented.
        consent_withdrawn: when the subject withdrew the consent.
        death: when the subject died, as far as it is known; "" for no death.
        status: where the subject stands in the study.
        former_ids: under which results were sent before; they belong to this subject. In an entry of the study's register
            it does not matter who sent them, in that of a center's register the center did.
        former_ids_at: former ids that mean this subject only where one center sent them.
    """

    id: SubjectId
    center: Identifier
    transfers: Annotated[tuple[Transfer, ...], Field(max_length=8)] = ()
    rescreen_of: SubjectId | Literal[""] = ""
    sex: Literal["M", "F", ""] = ""
    birth_year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    baseline: date | None = None
    consent: date | None = None
    consent_withdrawn: date | None = None
    death: PartialDate | Literal[""] = ""
    status: SubjectStatus
    former_ids: Annotated[tuple[SubjectId, ...], Field(max_length=8)] = ()
    former_ids_at: Annotated[tuple[SentId, ...], Field(max_length=8)] = ()

    @property
    def centers(self) -> tuple[str, ...]:
        """Return the centers that have or had the subject, in order."""
        return self.center, *(transfer.center for transfer in self.transfers)

    @property
    def needs_study_register(self) -> bool:
        """Say whether the entry holds what only the study's register knows."""
        new = (self.transfers, self.rescreen_of, self.consent, self.consent_withdrawn, self.death)
        return any(new) or bool(self.former_ids_at)

    @field_validator("transfers")
    @classmethod
    def _in_order(cls, transfers: tuple[Transfer, ...]) -> tuple[Transfer, ...]:
        if any(before.since >= after.since for before, after in pairwise(transfers)):
            raise ValueError("transfers are in order of their days, one a day")
        return transfers

    @model_validator(mode="after")
    def _fits_together(self) -> "Subject":
        if len({self.id, *self.former_ids}) <= len(self.former_ids):
            raise PydanticCustomError("former_ids", "an id stands there twice")
        at = {(one.center, one.id) for one in self.former_ids_at}
        known = {self.id, *self.former_ids}
        if len(at) < len(self.former_ids_at) or any(one.id in known for one in self.former_ids_at):
            raise PydanticCustomError("former_ids", "an id stands there twice")
        if self.rescreen_of and self.rescreen_of in known.union(one.id for one in self.former_ids_at):
            raise PydanticCustomError(
                "rescreen_of", "an earlier screening has another id, and that is no former id"
            )
        if any(before == after for before, after in pairwise(self.centers)):
            raise PydanticCustomError("transfers", "a transfer leads to another center")
        if self.birth_year and self.death and last_day(self.death) < f"{self.birth_year}":
            raise PydanticCustomError("death", "the death is before the birth")
        if self.consent and self.consent_withdrawn and self.consent_withdrawn < self.consent:
            raise PydanticCustomError("consent_withdrawn", "the consent is withdrawn before it was given")
        return self


@dataclass(frozen=True, slots=True)
class Registered:
    """One version of a subject's entry.

    Attributes:
        subject: what it says.
        version: 1, 2, 3 …, in the study's register or at its center.
        at: when that was said: time of the request, or receipt of the file; UTC with milliseconds.
        journal_number: journal number from which on it holds.
        of_study: whether it is the subject's one entry in the study's register; else it is that of its center.
    """

    subject: Subject
    version: int
    at: str
    journal_number: int = 0
    of_study: bool = False

    def former_ids(self) -> set[tuple[str, str]]:
        """Return the former ids, each with the center that sent it; "" where it does not matter who did."""
        sender = ANY_SENDER if self.of_study else self.subject.center
        at = ((one.center, one.id) for one in self.subject.former_ids_at)
        return {(sender, former) for former in self.subject.former_ids}.union(at)


@dataclass(frozen=True, slots=True)
class FormerId:
    """From a journal number on, what a center sent under an id belongs to another subject; "": to none other.

    The center `ANY_SENDER` stands for every center of which nothing of its own is said.
    """

    journal_number: int
    center: str
    subject: str


def closed_at(history: tuple[Closing, ...], number: int) -> bool:
    """Say whether the register is closed at a journal number; it is open until somebody closes it.

    Examples:
        >>> history = ((5, True), (9, False))
        >>> [closed_at(history, number) for number in (4, 5, 8, 9)]
        [False, True, True, False]
    """
    return max((turn for turn in history if turn[0] <= number), default=(0, False))[1]
