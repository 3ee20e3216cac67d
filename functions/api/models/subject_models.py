"""Define the members of a request for a register entry, and of an entry in an answer."""

from collections.abc import Collection
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.http.hrefs import subject_href
from api.http.parameters import STRICT_NUMBER, Counted
from api.http.problems import Problem
from api.http.records import AsOfNumber, Href
from api.models.masking import MaskedCodes
from hepaflow.domain.profile.parts import Identifier
from hepaflow.domain.study.register import Registered, SentId, Subject, SubjectStatus, Transfer


class SubjectEntryRequest(BaseModel):
    """An entry of the register; `version` is one more than the newest version of the entry."""

    model_config = ConfigDict(extra="forbid")
    center: Identifier
    version: Counted
    status: SubjectStatus
    sex: Literal["M", "F", ""] = ""
    birth_year: Annotated[int, Field(ge=1900, le=2100), STRICT_NUMBER] | None = None
    baseline: date | None = None
    former_ids: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=64)]],
        Field(max_length=8, description="Ids under which results were sent before."),
    ] = []
    former_ids_at: Annotated[
        list[SentId], Field(max_length=8, description="Former ids that mean this subject only at one center.")
    ] = []
    transfers: Annotated[
        list[Transfer], Field(max_length=8, description="Centers that had the subject later, in order.")
    ] = []
    rescreen_of: Annotated[
        str, Field(max_length=64, description="Subject id of an earlier screening of the same person.")
    ] = ""
    consent: date | None = None
    consent_withdrawn: date | None = None
    death: Annotated[
        str, Field(description="A date such as 2024-05-17, or as far as it is known: 2024-05.")
    ] = ""

    def entry(self, subject: str) -> Subject:
        """Return the entry of a subject.

        Raises:
            Problem: 422, with what does not fit.
        """
        try:
            return Subject(id=subject, **self.model_dump(exclude={"version"}))
        except ValidationError as error:
            faults = [
                {"at": _place(fault["loc"] or (fault["type"],)), "what": fault["msg"]}
                for fault in error.errors()
            ]
            raise Problem(422, "Invalid register entry.", errors=faults) from None


_WHOSE: Final = "Null also where the study masks it from your role: see `masked`."
_WITH_DATES: Final = "Null where the study masks a date of the entry from your role: see `masked`."


class SubjectEntry(BaseModel):
    """A subject's entry in the register, valid from a journal number on."""

    subject: str
    href: Href
    center: str
    version: Annotated[int | None, Field(description=_WITH_DATES)]
    journal_number: Annotated[int | None, Field(description=_WITH_DATES)]
    status: SubjectStatus
    sex: str
    birth_year: int | None
    baseline: Annotated[date | None, Field(description=_WHOSE)]
    former_ids: list[str]
    former_ids_at: list[SentId]
    transfers: list[Transfer]
    rescreen_of: str
    consent: Annotated[date | None, Field(description=_WHOSE)]
    consent_withdrawn: date | None
    death: str
    scope: Annotated[
        Literal["study", "center"],
        Field(
            description="`study`: the one entry of the person; `center`: the entry of one center's register."
        ),
    ]


class LaterScreening(BaseModel):
    """A later screening of the same person: its entry names the subject in `rescreen_of`."""

    subject: str
    href: Href


class SubjectEntries(BaseModel):
    """A subject's entries: one for the person, or in earlier versions of the rules one for each center's register."""

    journal_number: AsOfNumber
    subject: str
    href: Href
    masked: MaskedCodes
    entries: list[SubjectEntry]
    rescreened_as: Annotated[
        list[LaterScreening], Field(description="Later screenings of the person that the caller may see.")
    ]


def entry_model(study: str, known: Registered, hidden: Collection[str]) -> SubjectEntry:
    """Return an entry as answers show it.

    A version that alters nothing but a hidden date would show when this was entered. So both have none.

    Args:
        study: the study's id.
        known: the entry.
        hidden: the dates that the caller does not see, by name.
    """
    told: dict[str, Any] = known.subject.model_dump(exclude={"id"}) | dict.fromkeys(hidden)
    subject = known.subject.id
    return SubjectEntry(
        subject=subject,
        href=subject_href(study, subject),
        version=None if hidden else known.version,
        journal_number=None if hidden else known.journal_number,
        scope="study" if known.of_study else "center",
        **told,
    )


def _place(parts: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in ("body", *parts))
