"""Turn one row into one observation in the canonical unit, or into everything that is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from hepaflow.domain.analytes.analytes import Analyte
from hepaflow.domain.analytes.code_systems import loinc_codes
from hepaflow.domain.analytes.resolve import UnitAnswer
from hepaflow.domain.analytes.units import Unit
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.model import (
    Bound,
    Condition,
    Conversion,
    Field,
    Observation,
    ParsedValue,
    Range,
    Status,
)
from hepaflow.domain.normalize.cell_counts import needs_specimen
from hepaflow.domain.normalize.cells import Cells, raw_of, rejects
from hepaflow.domain.normalize.checks import (
    computed_flag,
    flag_faults,
    is_stated_otherwise,
    range_faults,
    value_faults,
)
from hepaflow.domain.normalize.identify import identify, loinc_fault
from hepaflow.domain.normalize.reference import (
    CONVERTED_DIGITS,
    declared_range,
    has_own_range,
    lab_of,
    note_validity,
    reference_range,
)
from hepaflow.domain.normalize.reported_unit import is_of_another_test, reported_unit
from hepaflow.domain.normalize.row_value import read_value
from hepaflow.domain.normalize.specimen_kind import doubt_whose, specimen_type
from hepaflow.domain.normalize.without_value import early_answer, unread, without_report, without_value
from hepaflow.domain.profile.on_date import Rules
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.conditions import condition_in, names_other_specimen, tells_unusable
from hepaflow.domain.values.flags import parse_flag
from hepaflow.domain.values.numbers import converted, is_beyond_reach, rounded, shown

Normalized = Observation | tuple[Issue, ...]
UNCONVERTED = Conversion()


def normalize(cells: Mapping[Field, str], rules: Rules, catalog: Catalog) -> Normalized:
    """Turn the mapped cells of one row, apart from who and when, into a report in canonical units.

    Args:
        cells: cell text by field; a field that the file does not have is absent.
        rules: what the center's profile says for the collection date.
        catalog: what is known.

    Returns:
        The report; or the issues for which there is none: one that skips the row, or all that reject it.
        Lines are 0: the same cells always mean the same, wherever they stand.
    """
    row = Cells(cells, rules.columns)
    status = row.read(Field.STATUS, lambda text: _status(text, rules))
    analyte = identify(row, rules, catalog)
    specimen = specimen_type(row, rules, catalog)
    row.doubt(rules.harmless)
    doubt_whose(row)
    early = early_answer(row, analyte, specimen, status, rules)
    if early is not None:
        return early
    if analyte is None or row.skipped:
        return without_report(row)
    is_other = rejects(row.issues)  # what is deleted is a result of something else
    value = read_value(row, analyte, rules, catalog)
    if value is None and not is_other:
        is_named = not is_of_another_test(row, analyte, rules, catalog)
        if said := without_value(row, analyte, specimen, status, is_named=is_named):
            return said
    unit = reported_unit(row, value, analyte, rules, catalog)
    if unit:
        _doubt_unit(row, analyte, unit.unit, specimen, rules, catalog)
    if value and unit and is_beyond_reach(value.number, unit.conversion):  # no logarithm, but what it is of
        row.say(IssueCode.VALUE_UNREADABLE, Field.VALUE)
    if value is None or status is None or row.skipped or rejects(row.issues):
        return (None if is_other else unread(row, analyte, specimen, status)) or without_report(row)
    return _report(row, _Read(analyte, value, unit, status, specimen), rules, catalog)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the cells of an acceptable row mean."""

    analyte: Analyte
    value: ParsedValue
    unit: UnitAnswer | None
    status: Status
    specimen_type: str

    @property
    def way(self) -> Conversion:
        return self.unit.conversion if self.unit else UNCONVERTED


def _doubt_unit(
    row: Cells, analyte: Analyte, unit: Unit, specimen: str, rules: Rules, catalog: Catalog
) -> None:
    """Note what the unit says against the LOINC code and the specimen of the row."""
    for code in loinc_codes(row.text(Field.LOINC)):
        if fault := loinc_fault(catalog.loinc.get(code), analyte.code, unit):
            row.say(fault, Field.UNIT)
    if needs_specimen(row, analyte.code, unit, specimen, rules, catalog):
        row.say(IssueCode.SPECIMEN_MISSING, Field.UNIT)


def _status(text: str, rules: Rules) -> Status:
    """An empty status cell is an ordinary result, as in a file without a status column."""
    if not text:
        return Status.FINAL
    known = rules.status.get(canonical_text(text).casefold())
    if known is None:
        raise Refused(IssueCode.STATUS_UNKNOWN)
    return known


def _report(row: Cells, read: _Read, rules: Rules, catalog: Catalog) -> Observation:
    value, way = read.value, read.way
    for code in value_faults(read.analyte, value, way):
        row.say(code, Field.VALUE)
    if is_stated_otherwise(row, value, way, read.analyte, rules, catalog):
        row.say(IssueCode.CONVERTED_ELSEWHERE, Field.STANDARD_VALUE)
    lab = lab_of(row, rules)
    note_validity(row, lab, rules)
    printed, is_labs = _range(row, read, lab, rules, catalog)
    flag = computed_flag(value, printed)
    lab_flag = row.read(Field.FLAG, lambda text: parse_flag(text, rules.flag_signs)) or value.flag
    for code in flag_faults(lab_flag, flag):
        row.say(code, Field.FLAG if row.text(Field.FLAG) else Field.VALUE)
    return Observation(
        analyte=read.analyte.code,
        raw=raw_of(row),
        operator=value.operator,
        number=value.number,
        conversion=way,
        value=None if value.number is None else shown(value.number, way),
        unit=read.analyte.unit.code,
        raw_unit=read.unit.unit.code if read.unit else "",
        finding=value.finding,
        strength=value.strength,
        status=read.status,
        range=printed,
        range_low=_limit(printed.low if printed else None, way),
        range_high=_limit(printed.high if printed else None, way),
        flag=flag,
        specimen_type=read.specimen_type,
        condition=_condition(row, value, read.analyte),
        method=row.text(Field.METHOD),
        issues=row.placed(),
        lab=lab,
        has_lab_range=is_labs,
    )


def _range(row: Cells, read: _Read, lab: str, rules: Rules, catalog: Catalog) -> tuple[Range | None, bool]:
    """Return the row's own range, else the profile's, else the lab's, and whether it is the lab's.

    A reversed or impossible one is noted and not used.
    """
    if read.value.number is None:
        return None, False
    printed = reference_range(row, read.analyte, read.way, rules, catalog)
    is_labs = printed is None and lab in rules.labs and not has_own_range(row)
    if is_labs:
        of_lab = rules.labs[lab].ranges.get(read.analyte.code, ())
        printed = declared_range(row, read.analyte, read.way, of_lab, rules, catalog)
    faults = range_faults(read.value, printed, read.way, read.analyte)
    for code in faults:
        row.say(code, Field.RANGE if row.text(Field.RANGE) else Field.RANGE_LOW)
    return (None, False) if faults or printed is None else (printed, is_labs)


def _limit(bound: Bound | None, way: Conversion) -> Decimal | None:
    return None if bound is None else _shown_limit(str(bound.number), way)


@lru_cache(maxsize=4096)  # a lab prints few ranges; by text, for 40 and 40.0 are equal and print differently
def _shown_limit(digits: str, way: Conversion) -> Decimal:
    limit = shown(Decimal(digits), way)
    is_printed = len(digits) < CONVERTED_DIGITS  # else it was converted from another unit (reference.py)
    return limit if is_printed else rounded(converted(Decimal(digits), way))


def _condition(row: Cells, value: ParsedValue, analyte: Analyte) -> Condition | None:
    """Return the condition of the specimen; a remark that the result is not to be used holds the row.

    A grade has no specimen: ascites is a finding there.
    """
    for field in (Field.CONDITION, Field.COMMENT):
        text = row.text(field)
        if tells_unusable(text) and (analyte.specimen or not names_other_specimen(text)):
            row.say(IssueCode.SPECIMEN_REJECTED, field)
    told = {Field.VALUE: value.condition}
    told |= {field: condition_in(row.text(field)) for field in (Field.CONDITION, Field.COMMENT)}
    for field, condition in told.items():
        if condition is not None:
            row.say(IssueCode.SPECIMEN_CONDITION, field)
            return condition
    return None
