"""Find the lab that measured a row, and choose the reference range: the row's own, else the profile's, else the lab's, never the catalog's (ADR 0003)."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache

from hepaflow.domain.analytes.analytes import Analyte, conversion
from hepaflow.domain.analytes.units import candidates, unit_key
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.labs.names import labs_of_names
from hepaflow.domain.model import Bound, Conversion, Field, Observation, Range, RangeSource
from hepaflow.domain.normalize.cell_counts import is_chinese
from hepaflow.domain.normalize.cells import Cells
from hepaflow.domain.normalize.reported_unit import meant_unit
from hepaflow.domain.profile.on_date import Rules
from hepaflow.domain.profile.parts import DeclaredRange
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.numbers import converted, plain_digits, rounded
from hepaflow.domain.values.persons import age_in_years, sex
from hepaflow.domain.values.ranges import Printed, parse_range, range_of
from hepaflow.domain.values.value_tokens import is_missing

CONVERTED_DIGITS = 20  # of a limit that was converted into the reported unit; a reported number has far fewer


def lab_of(row: Cells, rules: Rules) -> str:
    """Return the id of the lab that measured, or "" where nothing names one; words that mean none, or two, are noted.

    Args:
        row: the cells of the row; faults are noted in it.
        rules: what the profile declares on the row's date.
    """
    if named := row.text(Field.LAB_NAMES):
        return _lab_of_message(row, named, rules)
    word = canonical_text(row.text(Field.LAB))
    if is_missing(word):
        return rules.lab
    known = rules.lab_words.get(word.casefold())
    if known is None:
        row.say_word(IssueCode.LAB_UNKNOWN, Field.LAB, "")  # the cell may name a person
        return ""
    return known


def _lab_of_message(row: Cells, named: str, rules: Rules) -> str:
    labs, is_whole = labs_of_names(named, rules.lab_words)
    if len(labs) > 1:
        row.say_word(IssueCode.LAB_CONFLICT, Field.LAB_NAMES, "")
    elif not is_whole:
        row.say_word(IssueCode.LAB_UNKNOWN, Field.LAB_NAMES, "")
    else:
        return next(iter(labs))
    return ""


def note_validity(row: Cells, lab: str, rules: Rules) -> None:
    """Note that no paper of the lab covers the day of collection, if its papers are known.

    Args:
        row: the cells of the row.
        lab: id of the lab that measured, or "".
        rules: what the profile declares on the row's date.
    """
    papers = rules.labs.get(lab)
    if papers is not None and not papers.valid:
        named = Field.LAB_NAMES if row.text(Field.LAB_NAMES) else Field.LAB
        row.say_word(IssueCode.LAB_NOT_VALID, named, lab)


def reference_range(
    row: Cells, analyte: Analyte, way: Conversion, rules: Rules, catalog: Catalog
) -> Range | None:
    """Return the range in the reported unit, or None where neither file nor profile gives one that fits.

    A range of the row in another unit is converted. Where its unit leads nowhere it is noted (`range-unit`) and not used.

    Args:
        row: the cells of the row; faults are noted in it.
        analyte: the analyte of the row.
        way: the conversion from the reported to the canonical unit.
        rules: what the profile declares on the row's date.
        catalog: the units.
    """
    if _says(row, Field.RANGE):
        field = Field.RANGE
        printed = row.read(field, lambda text: parse_range(text, rules.decimal_mark, _sex(row, rules)))
    elif _says(row, Field.RANGE_LOW) or _says(row, Field.RANGE_HIGH):
        field, high = Field.RANGE_LOW, row.text(Field.RANGE_HIGH)
        printed = row.read(field, lambda low: range_of(low, high, rules.decimal_mark))
    else:
        return declared_range(row, analyte, way, rules.ranges.get(analyte.code, ()), rules, catalog)
    if printed is None or not printed.unit:
        return printed.limits if printed else None
    limits = _in_reported_unit(
        printed, way, lambda unit: meant_unit(unit, analyte, rules, catalog).conversion
    )
    if limits is None:
        row.say(IssueCode.RANGE_UNIT, field)
    return limits


def _in_reported_unit(printed: Printed, way: Conversion, way_of: Callable[[str], Conversion]) -> Range | None:
    """Return a range in the unit that converts by `way`; None where nothing leads there, or only a logarithm does."""
    try:
        own = way_of(printed.unit)
    except Refused:
        return None
    if own == way:
        return printed.limits
    if own.power or way.power:
        return None
    low, high = (_crossing(bound, own, way) for bound in (printed.limits.low, printed.limits.high))
    return Range(low, high)


def _crossing(bound: Bound | None, own: Conversion, way: Conversion) -> Bound | None:
    """Return a limit in the reported unit, rounded far beyond the digits of any reported value."""
    if bound is None:
        return None
    exact = (converted(bound.number, own) - way.offset) / way.factor
    return Bound(Decimal(plain_digits(rounded(exact, CONVERTED_DIGITS))), bound.included)


def range_source(report: Observation) -> RangeSource | None:
    """Return where the reference range of a result comes from; None if it has none."""
    if report.range is None:
        return None
    if report.has_lab_range:
        return RangeSource.LAB
    return RangeSource.ROW if _is_printed(report.raw.range) else RangeSource.PROFILE


@lru_cache(maxsize=1_024)
def _is_printed(text: str) -> bool:
    return not is_missing(canonical_text(text))


def has_own_range(row: Cells) -> bool:
    """Return whether the row itself says something about its range, be it unreadable."""
    return any(_says(row, field) for field in (Field.RANGE, Field.RANGE_LOW, Field.RANGE_HIGH))


def _says(row: Cells, field: Field) -> bool:
    return not is_missing(canonical_text(row.text(field)))


def _sex(row: Cells, rules: Rules) -> str:
    if not row.text(Field.SEX):
        return ""
    chinese = is_chinese(rules, (row.text(Field.ANALYTE), row.text(Field.PANEL)))
    return row.read(Field.SEX, lambda text: sex(text, is_chinese=chinese)) or ""


def declared_range(
    row: Cells,
    analyte: Analyte,
    way: Conversion,
    ranges: Sequence[DeclaredRange],
    rules: Rules,
    catalog: Catalog,
) -> Range | None:
    """Return the declared range that fits person, method and reported unit; of several, the most specific.

    A range in another unit than the report is not used: converting it to the reported unit would round it.

    Args:
        row: the cells of the row; faults are noted in it.
        analyte: the analyte of the row.
        way: the conversion from the reported to the canonical unit.
        ranges: of the analyte, as the profile or the lab declares them.
        rules: what the profile declares on the row's date.
        catalog: the units.
    """
    if not ranges:
        return None
    person = _sex(row, rules)
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
    if declared.method and canonical_text(declared.method).casefold() != canonical_text(method).casefold():
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
