"""Choose the reference range of a row: its own, else the profile's, never the catalog's (ADR 0003)."""

from decimal import Decimal

from hepaflow.domain.analytes import Analyte, conversion
from hepaflow.domain.cells import Cells
from hepaflow.domain.dates import age_in_years, sex
from hepaflow.domain.model import Bound, Conversion, Field, Range
from hepaflow.domain.profile import DeclaredRange
from hepaflow.domain.ranges import parse_range, range_of
from hepaflow.domain.rules import Rules
from hepaflow.domain.text import fold
from hepaflow.domain.units import candidates, unit_key
from hepaflow.domain.value_tokens import is_missing
from hepaflow.domain.vocabulary import Catalog


def reference_range(
    row: Cells, analyte: Analyte, way: Conversion, rules: Rules, catalog: Catalog
) -> Range | None:
    """Return the range in the reported unit, or None where neither file nor profile gives one that fits."""
    if _says(row, Field.RANGE):
        return row.read(Field.RANGE, lambda text: parse_range(text, rules.decimal_mark, _sex(row)))
    if _says(row, Field.RANGE_LOW) or _says(row, Field.RANGE_HIGH):
        high = row.text(Field.RANGE_HIGH)
        return row.read(Field.RANGE_LOW, lambda low: range_of(low, high, rules.decimal_mark))
    return _declared(row, analyte, way, rules, catalog)


def _says(row: Cells, field: Field) -> bool:
    return not is_missing(fold(row.text(field)))


def _sex(row: Cells) -> str:
    return (row.read(Field.SEX, sex) or "") if row.text(Field.SEX) else ""


def _declared(row: Cells, analyte: Analyte, way: Conversion, rules: Rules, catalog: Catalog) -> Range | None:
    """Return the center's range that fits person, method and reported unit; of several, the most specific.

    A range in another unit than the report is not used: converting it to the reported unit would round it.
    """
    ranges = rules.ranges.get(analyte.code, ())
    if not ranges:
        return None
    person = _sex(row)
    age = row.read(Field.AGE, age_in_years) if row.text(Field.AGE) else None
    fitting = [
        declared
        for declared in ranges
        if _fits(declared, person, age, row.text(Field.METHOD))
        and _same_unit(declared, analyte, way, rules, catalog)
    ]
    best = max(fitting, key=_specific, default=None)
    return None if best is None else Range(_bound(best.low), _bound(best.high))


def _specific(declared: DeclaredRange) -> int:
    conditions = (declared.sex, declared.method, declared.age_from, declared.age_to)
    return sum(condition is not None for condition in conditions)


def _fits(declared: DeclaredRange, person: str, age: Decimal | None, method: str) -> bool:
    if declared.sex and declared.sex != person:
        return False
    if declared.method and fold(declared.method).casefold() != fold(method).casefold():
        return False
    if declared.age_from is None and declared.age_to is None:
        return True
    if age is None:
        return False
    return (declared.age_from is None or declared.age_from <= age) and (
        declared.age_to is None or age < declared.age_to + 1  # 49 years and 11 months are still 49
    )


def _same_unit(
    declared: DeclaredRange, analyte: Analyte, way: Conversion, rules: Rules, catalog: Catalog
) -> bool:
    bases = rules.bases.get((analyte.code, unit_key(declared.unit)), frozenset())
    return any(
        conversion(known.unit, analyte, bases) == way for known in candidates(declared.unit, catalog.units)
    )


def _bound(number: Decimal | None) -> Bound | None:
    return None if number is None else Bound(number)
