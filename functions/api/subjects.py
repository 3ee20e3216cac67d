"""List subjects, keep their register entries, and list their results, now or as of an earlier time."""

from datetime import date
from functools import partial
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.http.access import ANY, MANAGERS, allow
from api.http.cursors import next_cursor, position_of
from api.http.hrefs import subject_href
from api.http.parameters import (
    MOST_ENTRIES,
    STRICT_NUMBER,
    AnyAnalyte,
    AsOf,
    ConfirmQuery,
    Counted,
    Cursor,
    From,
    Limit,
    Next,
    OneCenter,
    Reason,
    Study,
    To,
)
from api.http.parameters import SubjectParameter as SubjectId
from api.http.problems import Problem
from api.http.records import AsOfNumber, Href, JournalNumber
from api.http.register_outcomes import SubjectEntryOutcome, register_outcome
from api.http.result_models import RESULT_RESPONSES, PageForm, results_of
from api.http.served import caller_of, desk_of, new_router
from api.jobs import accepted, answers
from hepaflow.domain.profile.parts import Identifier
from hepaflow.domain.study.jobs import JobKind
from hepaflow.domain.study.register import Registered, SentId, Subject, SubjectStatus, Transfer
from hepaflow.pipeline.desk.checks import require_center
from hepaflow.pipeline.desk.subject_results import Question, subject_results
from hepaflow.pipeline.register.listing import subject_entries, subject_page, with_counts
from hepaflow.pipeline.register.person.left_out import left_out
from hepaflow.pipeline.register.subject import RequestedSubject, fits_a_request, subject_to_json

router = new_router()
_SUBJECTS = 90  # of a page: DynamoDB reads 100 items at once
_LEFT_OUT = "state it as it is, or empty to remove it"
_COUNTED = 50  # of a page with counts, at about 50 ms each to fold


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


class SubjectEntry(BaseModel):
    """A subject's entry in the register, valid from a journal number on."""

    subject: str
    href: Href
    center: str
    version: int
    journal_number: JournalNumber
    status: SubjectStatus
    sex: str
    birth_year: int | None
    baseline: date | None
    former_ids: list[str]
    former_ids_at: list[SentId]
    transfers: list[Transfer]
    rescreen_of: str
    consent: date | None
    consent_withdrawn: date | None
    death: str
    scope: Annotated[
        Literal["study", "center"],
        Field(
            description="`study`: the one entry of the person; `center`: the entry of one center's register."
        ),
    ]


class ResultCounts(BaseModel):
    """How many results there are now."""

    current: Annotated[int, Field(description="Measurements with a current result.")]
    held: Annotated[int, Field(description="Measurements with an observation that waits for a decision.")]


class SubjectListItem(BaseModel):
    """A subject of a center; `entry` is null if the center has not registered it."""

    center: str
    subject: str
    href: Href
    entry: SubjectEntry | None
    results: Annotated[
        ResultCounts | None,
        Field(description="Results of this center about the subject; null without `counts`."),
    ] = None


class SubjectsPage(BaseModel):
    """A page of subjects, in order of center and id."""

    subjects: list[SubjectListItem]
    next: Next


class SubjectEntries(BaseModel):
    """A subject's entries: one for the person, or in earlier versions of the rules one for each center's register."""

    journal_number: AsOfNumber
    subject: str
    href: Href
    entries: list[SubjectEntry]


@router.get("/studies/<study>/subjects", tags=["subject"])
@allow(ANY)
def list_subjects(
    study: Study,
    center: OneCenter = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
    *,
    counts: Annotated[bool, Query(description="Count the results of each subject, too.")] = False,
) -> SubjectsPage:
    """List subjects.

    Returns the subjects that files of centers name or that are registered, in order of center and id. A page has at most 90
    subjects, with `counts` at most 50.
    """
    after = position_of(router, cursor, "(?s)[^~]+~.+")
    desk, centers = desk_of(router), caller_of(router).centers
    most = min(limit, _COUNTED if counts else _SUBJECTS)
    page = subject_page(desk, study, center, centers, after, most)
    if counts:
        page = with_counts(desk, study, page)
    items = [
        SubjectListItem(
            center=one.center,
            subject=one.subject,
            href=subject_href(study, one.subject),
            entry=_entry(study, one.entry) if one.entry else None,
            results=ResultCounts(current=one.counts[0], held=one.counts[1]) if one.counts else None,
        )
        for one in page.subjects
    ]
    return SubjectsPage(subjects=items, next=next_cursor(router, page.after))


@router.get("/studies/<study>/subjects/<subject>", tags=["subject"])
@allow(ANY)
def get_subject(study: Study, subject: SubjectId, as_of: AsOf = "") -> SubjectEntries:
    """Get a subject.

    Returns the subject's entry in the register of each center.
    """
    number, entries = subject_entries(desk_of(router), study, subject, as_of, caller_of(router).centers)
    return SubjectEntries(
        journal_number=number,
        subject=subject,
        href=subject_href(study, subject),
        entries=[_entry(study, known) for known in entries],
    )


@router.put("/studies/<study>/subjects/<subject>", tags=["subject"], responses=answers(SubjectEntryOutcome))
@allow(MANAGERS)
def put_subject_entry(
    study: Study,
    subject: SubjectId,
    reason: Reason,
    entry: Annotated[SubjectEntryRequest, Body()],
    confirm: ConfirmQuery = "",
) -> Response[Any]:
    """Register a subject, or change its entry.

    Adds a version of the subject's entry, in place of the one before: a fact that this has must be stated, as empty to remove
    it (422). If current results change, nothing is stored: the answer has `effect`
    `to-confirm`, the `difference` and a `confirm` digest; send the request again with it. An entry that concerns more than
    100 subjects becomes a job (202). 409 returns the newest version if the given one is not the next.
    """
    desk, actor, wanted = desk_of(router), caller_of(router).id, entry.entry(subject)
    for center in wanted.centers:
        require_center(desk, study, center)
    if dropped := left_out(desk.registry, study, wanted, entry.model_fields_set):
        faults = [{"at": f"body.{name}", "what": _LEFT_OUT} for name in dropped]
        raise Problem(422, "The entry has facts that the request leaves out.", errors=faults)
    wish = RequestedSubject(study, wanted, entry.version, actor, reason, confirm)
    if not fits_a_request(wish, desk):
        asked = {
            "subject": wanted.model_dump_json(),
            "version": str(entry.version),
            "reason": reason,
            "confirm": confirm,
        }
        return accepted(desk, study, JobKind.SUBJECT, actor, asked)
    outcome = register_outcome(study, subject_to_json(wish, desk))
    return Response(200, "application/json", outcome.model_dump())


def _entry(study: str, known: Registered) -> SubjectEntry:
    told: dict[str, Any] = known.subject.model_dump(exclude={"id"})
    subject = known.subject.id
    return SubjectEntry(
        subject=subject,
        href=subject_href(study, subject),
        version=known.version,
        journal_number=known.journal_number,
        scope="study" if known.of_study else "center",
        **told,
    )


def _place(parts: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in ("body", *parts))


@router.get("/studies/<study>/subjects/<subject>/results", tags=["subject"], responses=RESULT_RESPONSES)
@allow(ANY)
def list_subject_results(  # noqa: PLR0913, PLR0917 the parameters of the query
    study: Study,
    subject: SubjectId,
    analyte: AnyAnalyte = "",
    first: From = None,
    last: To = None,
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
    *,
    history: Annotated[
        bool, Query(description="Include superseded, repeated, set-aside and withdrawn observations.")
    ] = False,
) -> Response[str]:
    """List results of a subject.

    Returns the measurements of a subject with their current results and held observations, in order of time. Every page
    holds as of the journal number of the first one. A page has at most 5 MB.
    """
    position = position_of(router, cursor, r"[0-9]{1,12}\.[0-9]{1,12}")
    question = Question(analyte, first or "", last or "", as_of, position)
    page = subject_results(desk_of(router), study, subject, question, caller_of(router).centers)
    return results_of(page, limit, PageForm(study, partial(next_cursor, router), history))
