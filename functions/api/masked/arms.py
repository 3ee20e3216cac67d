"""Serve the arms of a study and of its subjects, for unmasked statisticians alone (docs/adr/0050)."""

from enum import StrEnum
from io import StringIO
from itertools import islice
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from pydantic import BaseModel, ConfigDict, Field

from api.http.access import UNMASKED, allow
from api.http.cursors import next_cursor, position_of
from api.http.hrefs import subject_href
from api.http.parameters import (
    MOST_ENTRIES,
    NAMELESS,
    AsOf,
    Counted,
    Cursor,
    Limit,
    Next,
    Reason,
    Study,
    SubjectParameter,
)
from api.http.records import ActorName, AsOfNumber, Href, JournalNumber, VersionRecord
from api.http.served import TEXT, caller_of, desk_of, header_of, new_router
from hepaflow.domain.masked.masked import MaskedTopic, MaskedVersion, StudyArms
from hepaflow.domain.profile.parts import Identifier
from hepaflow.pipeline.desk.checks import require_study
from hepaflow.pipeline.desk.subject_results import journal_number
from hepaflow.pipeline.masked.arms import (
    RequestedArm,
    arm_history,
    declare_arms,
    declared_arms,
    newest_arms,
    record_arm,
)
from hepaflow.writers.csv_cells import write_csv

router = new_router()
_CSV = "text/csv"
_JSON = "application/json"
_POSITION = r"(?s)[0-9]{1,12}~.+"
ArmTitle = Annotated[str, NAMELESS, Field(min_length=1, max_length=200, pattern=r"\S")]


class ArmsRequest(BaseModel):
    """All arms of the study, by their codes; `version` is one more than the newest version."""

    model_config = ConfigDict(extra="forbid")
    version: Counted
    arms: Annotated[dict[Identifier, ArmTitle], Field(min_length=1, max_length=20)]


class ArmsOfStudy(BaseModel):
    """The arms of the study, by their codes; version 0 has none."""

    journal_number: AsOfNumber
    version: int
    arms: dict[str, str]


class ArmRequest(BaseModel):
    """The arm of a subject; `version` is one more than the newest version."""

    model_config = ConfigDict(extra="forbid")
    version: Counted
    arm: Annotated[
        str,
        Field(
            pattern="^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$", description="Code of the arm; empty: taken back."
        ),
    ]


class ArmVersion(BaseModel):
    """One version of the arm of a subject."""

    version: int
    arm: str
    journal_number: JournalNumber
    at: str
    actor: str
    actor_name: ActorName
    reason: str


class ArmOfSubject(BaseModel):
    """The arm of a subject with its versions; empty if it was taken back."""

    journal_number: AsOfNumber
    subject: str
    href: Href
    arm: str
    version: int
    versions: list[ArmVersion]


class ListedArm(BaseModel):
    """A subject and its arm."""

    subject: str
    href: Href
    arm: str
    version: int


class ArmsPage(BaseModel):
    """A page of subjects with their arms, in order of their ids."""

    journal_number: AsOfNumber
    subjects: list[ListedArm]
    next: Next


class ArmsFormat(StrEnum):
    """Formats of a list of arms."""

    JSON = "json"
    CSV = "csv"


_PAGES: Any = {
    200: {
        "description": "OK",
        "content": {_JSON: {"model": ArmsPage}, _CSV: {"schema": TEXT}},
        "headers": {"Journal-Number": {"description": "of the answer as CSV", "schema": TEXT}},
    }
}


@router.put("/studies/<study>/arms", tags=["arm"])
@allow(UNMASKED)
def put_arms(study: Study, reason: Reason, wanted: Annotated[ArmsRequest, Body()]) -> VersionRecord:
    """Declare the arms of a study.

    Adds a version. An arm that a subject has cannot be left out. 409 returns the newest version if the given one is not the
    next.
    """
    arms = StudyArms(arms=wanted.arms)
    kept = declare_arms(desk_of(router), study, caller_of(router).id, wanted.version, arms, reason)
    return VersionRecord(version=kept.version, journal_number=kept.journal_number)


@router.get("/studies/<study>/arms", tags=["arm"])
@allow(UNMASKED)
def get_arms(study: Study, as_of: AsOf = "") -> ArmsOfStudy:
    """Get the arms of a study.

    Returns the newest version.
    """
    desk = desk_of(router)
    require_study(desk, study)
    number = journal_number(desk, study, as_of)
    known = declared_arms(desk, study, number)
    if known is None:
        return ArmsOfStudy(journal_number=number, version=0, arms={})
    arms = StudyArms.model_validate_json(known.content).arms
    return ArmsOfStudy(journal_number=number, version=known.version, arms=arms)


@router.get("/studies/<study>/arms/subjects", tags=["arm"], responses=_PAGES)
@allow(UNMASKED)
def list_arms(
    study: Study,
    form: Annotated[
        ArmsFormat | None, Query(alias="format", description="Overrides the header `Accept`.")
    ] = None,
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> Response[str]:
    """List the arms of subjects.

    Returns the subjects that have an arm, in order of their ids. Every page holds as of the journal number of the first
    one. As CSV: all of them at once.
    """
    desk = desk_of(router)
    require_study(desk, study)
    first, _, after = position_of(router, cursor, _POSITION).partition("~")
    number = int(first) if first else journal_number(desk, study, as_of)
    known = newest_arms(desk.registry.masked_versions(study, MaskedTopic.ARM), number)
    if form is ArmsFormat.CSV or (form is None and _CSV in header_of(router, "accept")):
        return _as_csv(known, number)
    page = list(islice((one for one in known if one.subject > after), limit + 1))
    more = next_cursor(router, f"{number}~{page[limit - 1].subject}") if len(page) > limit else None
    listed = [
        ListedArm(
            subject=one.subject, href=subject_href(study, one.subject), arm=one.content, version=one.version
        )
        for one in page[:limit]
    ]
    told = ArmsPage(journal_number=number, subjects=listed, next=more)
    return Response(200, _JSON, told.model_dump_json())


def _as_csv(known: list[MaskedVersion], number: int) -> Response[str]:
    out = StringIO(newline="")
    write_csv([("subject", "arm"), *((one.subject, one.content) for one in known)], out)
    return Response(200, f"{_CSV}; charset=utf-8", out.getvalue(), {"Journal-Number": str(number)})


@router.put("/studies/<study>/subjects/<subject>/arm", tags=["arm"])
@allow(UNMASKED)
def put_subject_arm(
    study: Study, subject: SubjectParameter, reason: Reason, wanted: Annotated[ArmRequest, Body()]
) -> VersionRecord:
    """Record the arm of a subject.

    Adds a version. The subject is in the register, and the arm is declared. An empty arm takes back one that was recorded in
    error. 409 returns the newest version if the given one is not the next.
    """
    arm = RequestedArm(subject, wanted.version, wanted.arm)
    kept = record_arm(desk_of(router), study, caller_of(router).id, arm, reason)
    return VersionRecord(version=kept.version, journal_number=kept.journal_number)


@router.get("/studies/<study>/subjects/<subject>/arm", tags=["arm"])
@allow(UNMASKED)
def get_subject_arm(study: Study, subject: SubjectParameter, as_of: AsOf = "") -> ArmOfSubject:
    """Get the arm of a subject.

    Returns the arm with its versions and their reasons. 404 if none was recorded.
    """
    desk = desk_of(router)
    require_study(desk, study)
    number = journal_number(desk, study, as_of)
    known = arm_history(desk, study, subject, number)
    names = desk.registry.user_names(study)
    versions = [
        ArmVersion(
            version=one.version,
            arm=one.content,
            journal_number=one.journal_number,
            at=one.at,
            actor=one.actor,
            actor_name=names.get(one.actor),
            reason=one.reason,
        )
        for one in known
    ]
    newest = known[-1]
    return ArmOfSubject(
        journal_number=number,
        subject=subject,
        href=subject_href(study, subject),
        arm=newest.content,
        version=newest.version,
        versions=versions,
    )
