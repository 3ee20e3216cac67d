"""Name the sources of the facts behind a conversion."""

from collections.abc import Iterator

from hepaflow.catalog.loader import rows
from hepaflow.domain.analytes.analytes import Analyte
from hepaflow.domain.analytes.units import Unit


def conversion_sources(analyte: Analyte, unit: Unit) -> list[str]:
    """Return what a conversion of an analyte from a unit rests on, each fact with its source."""
    return list(dict.fromkeys(_facts(analyte, unit)))


def _facts(analyte: Analyte, unit: Unit) -> Iterator[str]:
    for row in rows("units"):
        if row["unit"] in {unit.code, analyte.unit.code}:
            yield f"{row['unit']}: {row['scale']} of the first unit of {row['dimension']} ({row['source']})"
    if unit.dimension == analyte.unit.dimension:
        return
    for row in rows("crossings"):
        if (row["analyte"], row["dimension"]) == (analyte.code, unit.dimension):
            basis = f", {row['basis']}" if row["basis"] else ""
            yield f"{row['dimension']} × {row['factor']}{basis} ({row['source']})"
            return
    for row in rows("analytes"):
        if row["code"] == analyte.code:
            fact = (
                f"molar mass {row['molar_mass']} g/mol" if row["molar_mass"] else f"valence {row['valence']}"
            )
            yield f"{fact} ({row['source']})"
