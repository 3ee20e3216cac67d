"""Where one result comes from, and what became of it."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from api.answer_texts import reported
from api.answers import Reported
from api.parameters import Analyte, AsOf, Study
from api.served import caller_of, desk_of, new_router
from hepaflow.catalog.sources import conversion_sources
from hepaflow.domain.fold.measurement import Sent
from hepaflow.domain.normalize import UNCONVERTED
from hepaflow.pipeline.desk.desk import Desk
from hepaflow.pipeline.desk.lineage import Lineage, lineage
from hepaflow.pipeline.desk.subject_results import journal_number

router = new_router()
_ROUNDED = (
    "half-even to 6 significant digits, for reading; comparing and grading start from reported × factor"
)
_UNROUNDED = "none: the unit is the canonical one"


class Conversion(BaseModel):
    """The exact way from the reported number to the canonical unit: number × factor + offset, or 10 ** number."""

    raw_unit: str
    unit: str
    factor: str
    offset: str
    power: bool
    rounding: str
    sources: list[str]


class Origin(BaseModel):
    """One report: the file, how it was read, what it says, where it stands and what stands beside it.

    `codes`: why it is held, where it is; `found` says by code what was found, where a code names something.
    """

    number: int
    center: str
    subject: str
    analyte: str
    collected_at: str
    standing: str
    codes: list[str]
    found: dict[str, str]
    report: Reported
    conversion: Conversion | None
    sha256: str
    version_id: str
    received: str
    recipe: dict[str, int | str]
    decisions: list[int]
    supersedes: list[Reported]
    superseded_by: Reported | None
    receipt: str


@router.get("/studies/<study>/lineage", tags=["result"])
def origin(
    study: Study,
    subject: Annotated[str, Query(min_length=1, max_length=256)],
    analyte: Analyte,
    file_id: Annotated[str, Query(pattern="^[0-9a-f]{64}$")],
    line: Annotated[int, Query(ge=1, description="as the results name it")],
    as_of: AsOf = "",
) -> Origin:
    """Return the lineage of a report, named by file, line and analyte as the subject's results name it."""
    desk = desk_of(router)
    moment = journal_number(desk, study, as_of)
    found = lineage(desk, study, subject, (file_id, line, analyte), moment, caller_of(router).centers)
    return _origin(found, desk)


def _origin(found: Lineage, desk: Desk) -> Origin:
    answer, claim, of = found.answer, found.claim, found.measurement
    is_current = found.standing == "current"
    held = next((one for one in answer.held if one.sent is found.sent), None)
    return Origin(
        number=found.number,
        center=of.center,
        subject=of.subject,
        analyte=of.analyte,
        collected_at=of.collected_at,
        standing=found.standing,
        codes=list(held.codes) if held else [],
        found=dict(held.found) if held else {},
        report=_reported(found.sent),
        conversion=_conversion(found.sent, desk),
        sha256=claim.sha256,
        version_id=claim.version_id,
        received=claim.received,
        recipe={
            "profile_version": claim.recipe.profile_version,
            "catalog_version": claim.recipe.catalog_version,
            "code_version": claim.recipe.code_version,
            "definition_version": claim.recipe.definition_version,
        },
        decisions=list(answer.decisions),
        supersedes=[_reported(sent) for sent in answer.superseded] if is_current else [],
        superseded_by=_reported(answer.current)
        if answer.current and found.standing == "superseded"
        else None,
        receipt=found.receipt,
    )


def _reported(sent: Sent) -> Reported:
    return Reported.model_validate_json(reported(sent))


def _conversion(sent: Sent, desk: Desk) -> Conversion | None:
    report = sent.report
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
