"""List subjects, and keep their register entries."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from pydantic import BaseModel, Field

from api.http.access import ANY, MANAGERS, allow
from api.http.cursors import next_cursor, position_of
from api.http.hrefs import subject_href
from api.http.parameters import (
    MOST_ENTRIES,
    AsOf,
    ConfirmQuery,
    Cursor,
    Limit,
    Next,
    OneCenter,
    Reason,
    Study,
)
from api.http.parameters import SubjectParameter as SubjectId
from api.http.problems import Problem
from api.http.records import Href
from api.http.register_outcomes import SubjectEntryOutcome, register_outcome
from api.http.served import caller_of, desk_of, new_router
from api.jobs import accepted, answers
from api.models.masking import MASKED_RESULTS, MaskedCodes, check_may_write_register
from api.models.subject_models import (
    LaterScreening,
    SubjectEntries,
    SubjectEntry,
    SubjectEntryRequest,
    entry_model,
)
from hepaflow.domain.study.jobs import JobKind
from hepaflow.pipeline.desk.checks import require_center
from hepaflow.pipeline.masking.masked_services import is_masked_now, mask_at, mask_now
from hepaflow.pipeline.register.listing import subject_entries, subject_page, with_counts
from hepaflow.pipeline.register.person.later_screenings import later_screenings
from hepaflow.pipeline.register.person.unstated import unstated_facts
from hepaflow.pipeline.register.subject import (
    RequestedSubject,
    begins_register,
    fits_a_request,
    subject_to_json,
)

router = new_router()
_SUBJECTS = 90  # of a page: DynamoDB reads 100 items at once
_LEFT_OUT = "state it as it is, or empty to remove it"
_COUNTED = 50  # of a page with counts, at about 50 ms each to fold


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
    masked: MaskedCodes
    next: Next


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
    mask = mask_now(desk, study)
    items = [
        SubjectListItem(
            center=one.center,
            subject=one.subject,
            href=subject_href(study, one.subject),
            entry=entry_model(study, one.entry, mask.hidden_dates) if one.entry else None,
            results=ResultCounts(current=one.counts[0], held=one.counts[1]) if one.counts else None,
        )
        for one in page.subjects
    ]
    following = next_cursor(router, page.after)
    return SubjectsPage(subjects=items, masked=list(mask.left_out_of_register), next=following)


@router.get("/studies/<study>/subjects/<subject>", tags=["subject"])
@allow(ANY)
def get_subject(study: Study, subject: SubjectId, as_of: AsOf = "") -> SubjectEntries:
    """Get a subject.

    Returns the subject's entry, in versions 1 and 2 of the rules one for each center, and later screenings of the person.
    """
    desk, centers = desk_of(router), caller_of(router).centers
    number, entries = subject_entries(desk, study, subject, as_of, centers)
    mask = mask_at(desk.registry, study, number)
    later = later_screenings(desk.registry, study, subject, number, centers)
    return SubjectEntries(
        journal_number=number,
        subject=subject,
        href=subject_href(study, subject),
        masked=list(mask.left_out_of_register),
        entries=[entry_model(study, known, mask.hidden_dates) for known in entries],
        rescreened_as=[
            LaterScreening(subject=one.subject.id, href=subject_href(study, one.subject.id)) for one in later
        ],
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
    100 subjects becomes a job (202). 409 returns the newest version if the given one is not the next. 403 if the study masks a
    date of the register from your role.
    """
    desk, actor, wanted = desk_of(router), caller_of(router).id, entry.entry(subject)
    check_may_write_register(desk, study)
    for center in wanted.centers:
        require_center(desk, study, center)
    if dropped := unstated_facts(desk.registry, study, wanted, entry.model_fields_set):
        faults = [{"at": f"body.{name}", "what": _LEFT_OUT} for name in dropped]
        raise Problem(422, "The entry has facts that the request leaves out.", errors=faults)
    wish = RequestedSubject(study, wanted, entry.version, actor, reason, confirm)
    if is_masked_now(desk, study) and begins_register(wish, desk):
        raise Problem(
            403, MASKED_RESULTS
        )  # it may become a job, and whether it does follows from all results
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
