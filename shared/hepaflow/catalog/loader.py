"""Load the data files of the catalog once."""

import hashlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files

from hepaflow.domain.analytes.analytes import Analyte, Crossing, Kind, NameMeaning, name_key
from hepaflow.domain.analytes.units import Spelling, Unit, Units, unit_key
from hepaflow.domain.analytes.vocabulary import Catalog, Loinc, RefusalCause, SpecimenMeaning, UnitRefusal
from hepaflow.domain.model import Conversion
from hepaflow.domain.text import canonical_text

__all__ = ["Catalog", "load", "rows"]

_DATA = files("hepaflow.catalog") / "data"
_TABLES = (
    "analytes",
    "crossings",
    "loinc",
    "loinc_elsewhere",
    "names",
    "ordinals",
    "refusals",
    "specimens",
    "spellings",
    "units",
)
CatalogRow = dict[str, str]


def rows(table: str) -> Iterator[CatalogRow]:
    """Yield the lines of a data file by column name; comment lines start with `#`."""
    lines = [line for line in _text(table).splitlines() if line and not line.startswith("# ")]
    header = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(header, line.split("\t"), strict=True))


@cache
def load() -> Catalog:
    """Return the catalog that ships with this version of hepaflow."""
    units = _units()
    return Catalog(
        version=hashlib.sha256("".join(_text(table) for table in _TABLES).encode()).hexdigest()[:12],
        analytes={row["code"]: _analyte(row, units.by_code) for row in rows("analytes")},
        names=_names(),
        loinc={row["loinc"]: _loinc(row) for row in rows("loinc")},
        loinc_elsewhere=frozenset(row["loinc"] for row in rows("loinc_elsewhere")),
        units=units,
        refusals={
            (row["analyte"], _refused_unit(row["unit"], units)): _refusal(row) for row in rows("refusals")
        },
        specimens={canonical_text(row["word"]).casefold(): _specimen(row) for row in rows("specimens")},
        ordinals=_ordinals(),
    )


def _text(table: str) -> str:
    return (_DATA / f"{table}.tsv").read_text("utf-8")


def _units() -> Units:
    by_code = {
        row["unit"]: Unit(row["unit"], row["dimension"], Fraction(row["scale"]), row["cdisc"])
        for row in rows("units")
    }
    spellings: dict[str, dict[str, list[Spelling]]] = {"amount": {}, "per": {}, "whole": {}}
    for row in rows("spellings"):
        spelling = Spelling(row["means"], row["repaired"] == "y")
        spellings[row["role"]].setdefault(row["spelling"], []).append(spelling)
    listed = {
        role: {text: tuple(means) for text, means in table.items()} for role, table in spellings.items()
    }
    return Units(by_code, listed["amount"], listed["per"], listed["whole"])


def _analyte(row: CatalogRow, units: Mapping[str, Unit]) -> Analyte:
    return Analyte(
        code=row["code"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        cdisc_testcd=row["cdisc_testcd"],
        cdisc_test=row["cdisc_test"],
        kind=Kind(row["kind"]),
        specimen=row["specimen"],
        unit=units[row["unit"]],
        molar_mass=Fraction(row["molar_mass"]) if row["molar_mass"] else None,
        valence=int(row["valence"]) if row["valence"] else None,
        hard=(_bound(row["hard_low"]), _bound(row["hard_high"])),
        alert=(_bound(row["alert_low"]), _bound(row["alert_high"])),
        findings=row["findings"] == "y",
        crossings=_crossings().get(row["code"], ()),
        source=row["source"],
    )


def _bound(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@cache
def _crossings() -> dict[str, tuple[Crossing, ...]]:
    found: dict[str, tuple[Crossing, ...]] = {}
    for row in rows("crossings"):
        way = Conversion(Fraction(row["factor"]), Fraction(row["offset"]), row["power"] == "y")
        crossing = Crossing(row["dimension"], way, row["basis"], row["source"])
        found[row["analyte"]] = (*found.get(row["analyte"], ()), crossing)
    return found


def _names() -> dict[str, tuple[NameMeaning, ...]]:
    found: dict[str, dict[str, NameMeaning]] = {}
    for row in rows("names"):
        by_analyte = found.setdefault(name_key(row["name"]), {})
        name = NameMeaning(row["analyte"], row["when"])
        if (
            name.when or name.analyte not in by_analyte
        ):  # one spelling with a condition binds all that fold to it
            by_analyte[name.analyte] = name
    return {key: tuple(by_analyte.values()) for key, by_analyte in found.items()}


def _loinc(row: CatalogRow) -> Loinc:
    return Loinc(row["loinc"], row["analyte"], row["property"], row["system"], row["source"])


def _refusal(row: CatalogRow) -> UnitRefusal:
    return UnitRefusal(RefusalCause(row["cause"]), row["reason_en"], row["reason_zh"])


def _refused_unit(text: str, units: Units) -> str:
    return text if text in units.by_code else unit_key(text)


def _specimen(row: CatalogRow) -> SpecimenMeaning:
    return SpecimenMeaning(row["specimen_type"], row["kind"] == "blood")


def _ordinals() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in rows("ordinals"):
        found.setdefault(row["analyte"], {})[canonical_text(row["text"]).casefold()] = int(row["grade"])
    return found
