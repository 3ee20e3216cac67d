"""Trace one observation to its file, and show its state."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, Field

from api.files import shown_recipe
from api.http.access import ANY, allow
from api.http.hrefs import subject_href
from api.http.parameters import AnalyteCode, AsOf, Study
from api.http.records import AsOfNumber, Href, Recipe
from api.http.result_json import observation_text
from api.http.result_models import Observation
from api.http.served import caller_of, desk_of, new_router
from hepaflow.catalog.sources import conversion_sources
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.normalize.normalize import UNCONVERTED
from hepaflow.pipeline.desk import lineage as desk_lineage
from hepaflow.pipeline.desk.file_ids import whole_file_id
from hepaflow.pipeline.desk.subject_results import journal_number
from hepaflow.pipeline.services import Services

router = new_router()
_ROUNDED = (
    "half-even to 6 significant digits, for reading; comparing and grading start from reported × factor"
)
_UNROUNDED = "none: the unit is the canonical one"


class Conversion(BaseModel):
    """The exact conversion to the canonical unit: number × factor + offset, or 10 ** number if `power`."""

    raw_unit: str
    unit: str
    factor: str
    offset: str
    power: bool
    rounding: str
    sources: list[str]


class Lineage(BaseModel):
    """An observation with its file, raw cells, recipe, conversion, decisions, and the observations it supersedes."""

    journal_number: AsOfNumber
    center: str
    subject: str
    href: Href
    analyte: str
    collected_at: str
    state: Annotated[str, Field(description="State of the observation, such as `current` or `held`.")]
    codes: Annotated[list[str], Field(description="Issue codes for which it is held.")]
    found: Annotated[dict[str, str], Field(description="What was found, by issue code.")]
    observation: Observation
    conversion: Conversion | None
    sha256: str
    version_id: str
    received: str
    recipe: Recipe
    decisions: Annotated[list[int], Field(description="Journal numbers of the decisions about it.")]
    supersedes: list[Observation]
    superseded_by: Observation | None
    receipt: Annotated[str, Field(description="Folder of the receipt in the receipts bucket.")]


@router.get("/studies/<study>/lineage", tags=["result"])
@allow(ANY)
def get_lineage(
    study: Study,
    subject: Annotated[str, Query(min_length=1, max_length=256, description="The subject's id.")],
    analyte: AnalyteCode,
    file_id: Annotated[
        str, Query(pattern="^[0-9a-f]{8,64}$", description="The file's id, or its first 8 digits or more.")
    ],
    line: Annotated[int, Query(ge=1, description="Line of the file, as the results name it.")],
    as_of: AsOf = "",
) -> Lineage:
    """Get the lineage of an observation.

    Returns where an observation comes from: file, checksum, raw cells, recipe, exact conversion with sources, decisions,
    and the observations that it supersedes.
    """
    desk = desk_of(router)
    centers = caller_of(router).centers
    file_id = whole_file_id(desk, study, file_id, centers)
    moment = journal_number(desk, study, as_of)
    found = desk_lineage.lineage(desk, study, subject, (file_id, line, analyte), moment, centers)
    return _lineage(study, found, desk)


def _lineage(study: str, found: desk_lineage.Lineage, desk: Services) -> Lineage:
    answer, claim, of = found.answer, found.claim, found.measurement
    is_current = found.standing == "current"
    held = next((one for one in answer.held if one.sent is found.sent), None)
    return Lineage(
        journal_number=found.journal_number,
        center=of.center,
        subject=of.subject,
        href=subject_href(study, of.subject),
        analyte=of.analyte,
        collected_at=of.collected_at,
        state=found.standing,
        codes=list(held.codes) if held else [],
        found=dict(held.found) if held else {},
        observation=_observation(found.sent),
        conversion=_conversion(found.sent, desk),
        sha256=claim.sha256,
        version_id=claim.version_id,
        received=claim.received,
        recipe=shown_recipe(claim),
        decisions=list(answer.decisions),
        supersedes=[_observation(sent) for sent in answer.superseded] if is_current else [],
        superseded_by=_observation(answer.current)
        if answer.current and found.standing == "superseded"
        else None,
        receipt=found.receipt,
    )


def _observation(sent: RunObservation) -> Observation:
    return Observation.model_validate_json(observation_text(sent))


def _conversion(sent: RunObservation, desk: Services) -> Conversion | None:
    report = sent.observation
    if report.number is None:
        return None
    way, analyte = report.conversion, desk.catalog.analytes[report.analyte]
    unit = desk.catalog.units.by_code.get(report.raw_unit)
    return Conversion(
        raw_unit=report.raw_unit,
        unit=report.unit,
        factor=str(way.factor),
        offset=str(way.offset),
        power=way.power,
        rounding=_UNROUNDED if way == UNCONVERTED else _ROUNDED,
        sources=conversion_sources(analyte, unit) if unit else [],
    )
