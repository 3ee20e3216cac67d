"""Load the rules of the fold by version: each reads the usual units that were known when it was released."""

from fractions import Fraction
from functools import cache

from hepaflow.catalog.loader import load, rows
from hepaflow.domain.analytes.analytes import conversion
from hepaflow.domain.study.fold_rules import FoldRules, UsualUnits


@cache
def fold_rules(version: int) -> FoldRules:
    """Return one version of the rules.

    Raises:
        KeyError: this code does not know the version.
    """
    units: dict[str, dict[Fraction, str]] = {}
    for row in rows("usual_units"):
        if row["fold_version"] == str(version):
            units.setdefault(row["analyte"], {})[Fraction(row["factor"])] = row["unit"]
    if not units:
        raise KeyError(version)
    return FoldRules(version, units)


def usual_units_of_catalog() -> UsualUnits:
    """Derive the usual units from the catalog: each analyte's canonical unit, and the example units of its LOINC codes.

    An analyte that labs report in logarithms, too, has none, because its values do run over powers of ten. The newest
    version of the rules holds what this returns; an earlier one keeps what it returned then.
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
