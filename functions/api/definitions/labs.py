"""Serve the papers of labs: who measures, accredited for which days, with which reference ranges."""

from datetime import date
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BaseModel, Field

from api.http.access import ANY, MANAGERS, STAFF, allow
from api.http.bodies import TOML, toml_body
from api.http.parameters import AsOf, Center, Reason, Study
from api.http.problems import Problem
from api.http.records import AsOfNumber, JournalNumber, VersionRecord
from api.http.served import TEXT, caller_of, desk_of, media_schemas, new_router
from hepaflow.domain.profile.labs import validity_end
from hepaflow.pipeline.desk.checks import require_study
from hepaflow.pipeline.desk.labs import add_lab, labs_of_center
from hepaflow.pipeline.desk.subject_results import journal_number
from hepaflow.pipeline.profiles.labs import newest_labs
from hepaflow.pipeline.profiles.parse import lab_from_toml
from hepaflow.pipeline.services import Missing
from hepaflow.ports import LabVersion

router = new_router()
LabId = Annotated[
    str,
    Path(pattern="^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=64, description="The lab's id within the study."),
]


class LabListItem(BaseModel):
    """A lab of the study, with the newest version of its papers."""

    lab: str
    version: int
    journal_number: JournalNumber
    names: Annotated[list[str], Field(description="Names on its papers.")]
    valid_to: Annotated[
        date | None,
        Field(
            description="Last day of validity without a gap from today on, or the last day before; null: no end."
        ),
    ]
    ranges: Annotated[int, Field(description="Number of reference ranges.")]


class LabList(BaseModel):
    """The labs of the study, in order of their ids."""

    journal_number: AsOfNumber
    labs: list[LabListItem]


@router.get("/studies/<study>/labs", tags=["lab"])
@allow(STAFF)
def list_labs(study: Study, as_of: AsOf = "") -> LabList:
    """List labs.

    Returns the labs whose papers the study has, each with its newest version.
    """
    desk = desk_of(router)
    require_study(desk, study)
    number = journal_number(desk, study, as_of)
    labs = newest_labs(desk.registry.lab_versions(study), number)
    today = desk.clock().date()
    return LabList(journal_number=number, labs=[_item(labs[name], today) for name in sorted(labs)])


def _item(known: LabVersion, today: date) -> LabListItem:
    lab = lab_from_toml(known.text)
    end = validity_end(lab, today)
    return LabListItem(
        lab=known.lab,
        version=known.version,
        journal_number=known.journal_number,
        names=list(dict.fromkeys(paper.name for paper in lab.papers)),
        valid_to=None if end == date.max else end,
        ranges=len(lab.ranges),
    )


class CenterLab(BaseModel):
    """A lab that a profile of a center names, with the newest version of its papers."""

    lab: str
    version: int
    journal_number: JournalNumber
    papers: Annotated[str, Field(description="The papers (TOML), as they were written.")]


class CenterLabs(BaseModel):
    """The labs that the profiles of a center name, in order of their ids."""

    labs: list[CenterLab]


@router.get("/studies/<study>/centers/<center>/labs", tags=["lab"])
@allow(ANY)
def list_labs_of_center(study: Study, center: Center) -> CenterLabs:
    """List the labs of a center.

    Returns the newest papers of each lab that the newest profile of a feed of the center names. A file that the center sends
    now is read with them.
    """
    known = labs_of_center(desk_of(router), study, center)
    return CenterLabs(
        labs=[
            CenterLab(lab=one.lab, version=one.version, journal_number=one.journal_number, papers=one.text)
            for one in known
        ]
    )


@router.get("/studies/<study>/labs/<lab>", tags=["lab"], responses=media_schemas({TOML: TEXT}))
@allow(STAFF)
def get_lab(
    study: Study,
    lab: LabId,
    version: Annotated[int | None, Query(ge=1, description="The newest version if omitted.")] = None,
    as_of: AsOf = "",
) -> Response[str]:
    """Get the papers of a lab.

    Returns the TOML text of a version, as it was written.
    """
    desk = desk_of(router)
    number = journal_number(desk, study, as_of) if as_of else None
    known = [
        one for one in desk.registry.lab_versions(study) if one.lab == lab and version in {None, one.version}
    ]
    found = newest_labs(known, number).get(lab)
    if found is None:
        raise Missing("lab")
    return Response(200, f"{TOML}; charset=utf-8", found.text)


@router.put(
    "/studies/<study>/labs/<lab>",
    tags=["lab"],
    openapi_extensions={"requestBody": {"required": True, "content": {TOML: {"schema": {"type": "string"}}}}},
)
@allow(MANAGERS)
def put_lab(study: Study, lab: LabId, reason: Reason) -> VersionRecord:
    """Add a version of a lab's papers.

    Stores the TOML text of the body as the next version. Files that are read from now on use it; those that were read before
    keep the papers of their run until they are read again. 409 returns the newest version if the given one is not the next.
    """
    text = toml_body(router, "lab")
    declared = lab_from_toml(text)
    if (declared.study, declared.lab) != (study, lab):
        raise Problem(422, "The papers are of another lab.")
    event = add_lab(desk_of(router), caller_of(router).id, text, reason)
    return VersionRecord(version=declared.version, journal_number=event.journal_number)
