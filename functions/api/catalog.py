"""List known analytes, units and issue codes, with sources."""

from pydantic import BaseModel

from api.http.access import ANY, allow
from api.http.served import new_router
from hepaflow.catalog.loader import rows
from hepaflow.domain.issues.meanings import MEANINGS

router = new_router()


class Analyte(BaseModel):
    """An analyte with its canonical unit, bounds and sources; the columns of `analytes.tsv`."""

    code: str
    name_en: str
    name_zh: str
    cdisc_testcd: str
    cdisc_test: str
    kind: str
    specimen: str
    unit: str
    molar_mass: str
    valence: str
    hard_low: str
    hard_high: str
    alert_low: str
    alert_high: str
    findings: str
    source: str


class Unit(BaseModel):
    """A UCUM unit: `scale` is how many of the first unit of its dimension it is."""

    unit: str
    dimension: str
    scale: str
    cdisc: str
    source: str


class UnitCrossing(BaseModel):
    """An exact conversion between two dimensions, for one analyte."""

    analyte: str
    dimension: str
    factor: str
    offset: str
    power: str
    basis: str
    source: str


class UnitCatalog(BaseModel):
    """All units, and the conversions between dimensions."""

    units: list[Unit]
    crossings: list[UnitCrossing]


class IssueCode(BaseModel):
    """An issue code: what happened (`title`), who can act (`who`), and what to do (`remedy`)."""

    code: str
    severity: str
    who: str
    title_en: str
    title_zh: str
    remedy_en: str
    remedy_zh: str


@router.get("/catalog/analytes", tags=["catalog"])
@allow(ANY)
def list_analytes() -> list[Analyte]:
    """List analytes.

    Returns every analyte of the catalog with its canonical unit, bounds and sources.
    """
    return [Analyte.model_validate(row) for row in rows("analytes")]


@router.get("/catalog/units", tags=["catalog"])
@allow(ANY)
def list_units() -> UnitCatalog:
    """List units.

    Returns every unit with its exact scale, and the conversions between dimensions.
    """
    units = [Unit.model_validate(row) for row in rows("units")]
    return UnitCatalog(units=units, crossings=[UnitCrossing.model_validate(row) for row in rows("crossings")])


@router.get("/catalog/issues", tags=["catalog"])
@allow(ANY)
def list_issue_codes() -> list[IssueCode]:
    """List issue codes.

    Returns what each code means, who can act and what to do, in English and Chinese.
    """
    return [
        IssueCode(
            code=code,
            severity=meaning.severity,
            who=meaning.actor,
            title_en=meaning.title_en,
            title_zh=meaning.title_zh,
            remedy_en=meaning.remedy_en,
            remedy_zh=meaning.remedy_zh,
        )
        for code, meaning in MEANINGS.items()
    ]
