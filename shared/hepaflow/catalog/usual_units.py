"""The units that labs use for an analyte, and may take one for another: its canonical one, and LOINC's example units."""

from fractions import Fraction
from functools import cache

from hepaflow.catalog.loader import load, rows
from hepaflow.domain.analytes import conversion
from hepaflow.domain.fold.unit_suspicion import UsualUnits


@cache
def usual_units() -> UsualUnits:
    """Return them by analyte and by exact factor to its canonical unit.

    An analyte that labs report in logarithms, too, has none: its values do run over powers of ten.
    """
    catalog = load()
    found = {
        code: {Fraction(1): analyte.unit.code}
        for code, analyte in catalog.analytes.items()
        if not any(crossing.conversion.power for crossing in analyte.crossings)
    }
    for row in rows("loinc"):
        analyte, unit = catalog.analytes[row["analyte"]], catalog.units.by_code.get(row["example_unit"])
        way = conversion(unit, analyte) if unit else None
        if way and not way.offset and analyte.code in found:
            found[analyte.code].setdefault(way.factor, row["example_unit"])
    return found
