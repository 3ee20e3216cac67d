"""Subjects, the register of them, and their results, now or as they stood."""

from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.answers import RESULTS, results_of
from api.parameters import BOUND, NUMBER, After, AnyAnalyte, AsOf, Counted, Limit, OfCenter, Reason, Study
from api.parameters import Subject as SubjectId
from api.problems import Problem
from api.served import caller_of, desk_of, new_router
from hepaflow.domain.profile import Name
from hepaflow.domain.register import Registered, Subject, SubjectStatus
from hepaflow.pipeline.desk.subject_results import Question, subject_results
from hepaflow.pipeline.register.entries import put_subject, subject_entries, subject_page

router = new_router()


class Statement(BaseModel):
    """What the register shall say of a subject; `version` is the one that this makes."""

    model_config = ConfigDict(extra="forbid")
    center: Name
    version: Counted
    status: SubjectStatus
    sex: Literal["M", "F", ""] = ""
    birth_year: Annotated[int, Field(ge=1900, le=2100), NUMBER] | None = None
    baseline: date | None = None
    former_ids: Annotated[list[Annotated[str, Field(min_length=1, max_length=64)]], Field(max_length=8)] = []

    def subject(self, name: str) -> Subject:
        """Return the subject that is told of.

        Raises:
            Problem: 422, with what does not fit.
        """
        try:
            return Subject(id=name, **self.model_dump(exclude={"version"}))
        except ValidationError as error:
            faults = [{"at": _place(fault["loc"]), "what": fault["msg"]} for fault in error.errors()]
            raise Problem(422, "The register cannot say so", errors=faults) from None


class Entry(BaseModel):
    """A subject in a center's register: as it holds from journal number `number` on."""

    subject: str
    center: str
    version: int
    number: int
    status: SubjectStatus
    sex: str
    birth_year: int | None
    baseline: date | None
    former_ids: list[str]


class Listed(BaseModel):
    """A subject that a center's files named, with its entry where it is registered."""

    subject: str
    registered: Entry | None


class Subjects(BaseModel):
    """A page of subjects; where `after` is not empty, more follow."""

    subjects: list[Listed]
    after: str


class Entries(BaseModel):
    """A subject's entries, and the journal number for which they hold."""

    number: int
    entries: list[Entry]


@router.get("/studies/<study>/subjects", tags=["subject"])
def subjects(study: Study, center: OfCenter, after: After = "", limit: Limit = 50) -> Subjects:
    """Return the subjects that a center's files named or that are in its register, in order of their ids."""
    page = subject_page(desk_of(router), study, center, after, limit)
    listed = [
        Listed(subject=name, registered=_entry(known) if known else None) for name, known in page.subjects
    ]
    return Subjects(subjects=listed, after=page.after)


@router.get("/studies/<study>/subjects/<subject>", tags=["subject"])
def subject(study: Study, subject: SubjectId, as_of: AsOf = "") -> Entries:
    """Return what the register says of a subject, at each center."""
    number, entries = subject_entries(
        desk_of(router), study, unquote(subject), as_of, caller_of(router).centers
    )
    return Entries(number=number, entries=[_entry(known) for known in entries])


@router.put("/studies/<study>/subjects/<subject>", tags=["subject"])
def register(
    study: Study, subject: SubjectId, reason: Reason, said: Annotated[Statement, Body()]
) -> dict[str, int]:
    """Register a subject, or change its entry; 409 names the newest version where it is not the next one."""
    wanted = said.subject(unquote(subject))
    entry = put_subject(desk_of(router), study, wanted, said.version, caller_of(router).id, reason)
    return {"version": entry.version, "number": entry.number}


def _entry(known: Registered) -> Entry:
    told: dict[str, Any] = known.subject.model_dump(exclude={"id"})
    return Entry(subject=known.subject.id, version=known.version, number=known.number, **told)


def _place(parts: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in ("body", *parts))


@router.get("/studies/<study>/subjects/<subject>/results", tags=["subject"], responses=RESULTS)
def results(  # noqa: PLR0913, PLR0917 the parameters of the query
    study: Study,
    subject: SubjectId,
    analyte: AnyAnalyte = "",
    first: Annotated[str | None, Query(alias="from", pattern=BOUND)] = None,
    last: Annotated[str | None, Query(alias="to", pattern=BOUND)] = None,
    as_of: AsOf = "",
    after: Annotated[
        str,
        Query(
            pattern=r"^([0-9]{1,12}\.[0-9]{1,12})?$",
            description="of the page before; the rest as asked there",
        ),
    ] = "",
    *,
    history: Annotated[bool, Query(description="also earlier, repeated and withdrawn reports")] = False,
) -> Response[str]:
    question = Question(analyte, first or "", last or "", as_of, after)
    known = subject_results(desk_of(router), study, unquote(subject), question, caller_of(router).centers)
    return results_of(known, history=history)
