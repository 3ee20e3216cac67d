"""Turn one row into one observation in the canonical unit, or into everything that is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from hepaflow.domain.analytes.analytes import Analyte, Kind
from hepaflow.domain.analytes.code_systems import loinc_codes
from hepaflow.domain.analytes.resolve import UnitAnswer
from hepaflow.domain.analytes.units import Unit
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.model import (
    Bound,
    Comparator,
    Condition,
    Conversion,
    Field,
    Finding,
    Observation,
    ParsedValue,
    Range,
    Raw,
    Status,
)
from hepaflow.domain.normalize.cell_counts import needs_specimen
from hepaflow.domain.normalize.cells import Cells, rejects
from hepaflow.domain.normalize.checks import (
    computed_flag,
    flag_faults,
    is_stated_otherwise,
    range_faults,
    value_faults,
)
from hepaflow.domain.normalize.identify import identify, loinc_fault
from hepaflow.domain.normalize.operators import with_operator, with_text
from hepaflow.domain.normalize.reference import CONVERTED_DIGITS, reference_range
from hepaflow.domain.normalize.reported_unit import reported_unit
from hepaflow.domain.normalize.specimen_kind import doubt_whose, specimen_type
from hepaflow.domain.profile.on_date import Rules
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.conditions import condition_in
from hepaflow.domain.values.flags import parse_flag
from hepaflow.domain.values.numbers import converted, is_beyond_reach, rounded, shown
from hepaflow.domain.values.statements import (
    AS_SENT,
    NO_VALUE_AT_ALL,
    NOT_ASKED,
    WHOLE_ORDER,
    Statement,
    statement_of,
)
from hepaflow.domain.values.value_tokens import is_missing
from hepaflow.domain.values.values import parse_value

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
    early = _why_not_read(row, status)
    if early is not None:
        return _stated(row, analyte, specimen, _statement(row, status, early)) or _skipped(
            row, early, analyte, rules
        )
    if analyte is None or row.skipped:
        return _without_report(row)
    is_other = rejects(row.issues)  # what is deleted is a result of something else
    value = _read_value(row, analyte, rules, catalog)
    if value is None and not is_other and (said := _without_value(row, analyte, specimen, status)):
        return said
    unit = reported_unit(row, value, analyte, rules, catalog)
    if unit:
        _doubt_unit(row, analyte, unit.unit, specimen, rules, catalog)
    if value and unit and is_beyond_reach(value.number, unit.conversion):  # no logarithm, but what it is of
        row.say(IssueCode.VALUE_UNREADABLE, Field.VALUE)
    if value is None or status is None or row.skipped or rejects(row.issues):
        return _without_report(row)
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


def _why_not_read(row: Cells, status: Status | None) -> IssueCode | None:
    """Return why a row has no value where the value cell need not be read for that."""
    if status is Status.NOT_DONE:
        return IssueCode.VALUE_NOT_DONE
    return IssueCode.VALUE_NOT_SENT if row.text(Field.VALUE) == AS_SENT else None


def _why_no_value(row: Cells) -> IssueCode | None:
    """Return the first reason why the value cell gives no value."""
    if row.skipped:
        return row.skipped.code
    return next((issue.code for issue in row.issues if issue.code in NO_VALUE_AT_ALL), None)


def _statement(row: Cells, status: Status | None, reason: IssueCode | None) -> Statement | None:
    if status is None or row.text(Field.STATUS) == NOT_ASKED:
        return None
    return statement_of(status, row.text(Field.VALUE), reason, is_told=bool(row.text(Field.STATUS)))


def _stated(row: Cells, analyte: Analyte | None, specimen: str, said: Statement | None) -> Observation | None:
    """Return what a row without a value states about an earlier result; None where nobody knows about which."""
    status, code = said or (Status.FINAL, None)
    if code is not None and row.text(Field.CODE) == WHOLE_ORDER:
        row.issues.clear()
        row.say(code, Field.CODE)
        return _observation_without_value(row, WHOLE_ORDER, "", specimen, status)
    row.issues = [issue for issue in row.issues if issue.code not in NO_VALUE_AT_ALL]
    if code is None or analyte is None or rejects(row.issues):
        return None
    row.say(code, Field.VALUE)
    return _observation_without_value(row, analyte.code, analyte.unit.code, specimen, status)


def _without_value(row: Cells, analyte: Analyte, specimen: str, status: Status | None) -> Normalized | None:
    """Return what a row whose cell gives no value voids or takes back; None where it does neither."""
    if status is Status.DELETED:
        return _observation_without_value(row, analyte.code, analyte.unit.code, specimen, status)
    said = _statement(row, status, _why_no_value(row))
    return said and (_stated(row, analyte, specimen, said) or _without_report(row))


def _skipped(row: Cells, code: IssueCode, analyte: Analyte | None, rules: Rules) -> tuple[Issue, ...]:
    """Skip the row; what stands in the place of a value says why. A result beside "not done" contradicts it."""
    is_contradicted = code is IssueCode.VALUE_NOT_DONE and row.text(Field.STATUS) == NOT_ASKED
    if is_contradicted and analyte is not None and _is_result(row.text(Field.VALUE), rules):
        row.say(IssueCode.STATUS_CONTRADICTED, Field.VALUE)
    else:
        row.skip(code, Field.VALUE if row.text(Field.VALUE) else Field.STATUS)
    return _without_report(row)


def _without_report(row: Cells) -> tuple[Issue, ...]:
    return (row.skipped,) if row.skipped else row.placed()


def _status(text: str, rules: Rules) -> Status:
    """An empty status cell is an ordinary result, as in a file without a status column."""
    if not text:
        return Status.FINAL
    known = rules.status.get(canonical_text(text).casefold())
    if known is None:
        raise Refused(IssueCode.STATUS_UNKNOWN)
    return known


def _is_result(text: str, rules: Rules) -> bool:
    try:
        return bool(parse_value(text, rules.decimal_mark))
    except Refused:
        return False


def _read_value(row: Cells, analyte: Analyte, rules: Rules, catalog: Catalog) -> ParsedValue | None:
    """Return the value of a row, with the operator and the second result that stand in other cells."""
    in_text = is_missing(canonical_text(row.text(Field.VALUE))) and bool(row.text(Field.VALUE_TEXT))
    field = Field.VALUE_TEXT if in_text else Field.VALUE
    if analyte.findings and canonical_text(row.text(field)) == "-" and "-" not in rules.findings:
        row.say(IssueCode.VALUE_SIGN, field)  # negative, or nothing measured: labs print it for both
        return ParsedValue(finding=Finding.NEGATIVE)
    value = row.read(field, lambda text: _value(text, analyte, rules, catalog))
    if value is None:
        return None
    return with_operator(row, value if in_text else with_text(row, value, rules.decimal_mark), rules)


def _value(text: str, analyte: Analyte, rules: Rules, catalog: Catalog) -> ParsedValue:
    if analyte.kind is Kind.ORDINAL:
        grade = catalog.ordinals.get(analyte.code, {}).get(canonical_text(text).casefold())
        if grade is not None:
            return ParsedValue(Decimal(grade))
    if analyte.findings and (word := rules.findings.get(canonical_text(text).casefold())):
        return _declared_finding(word)
    value = parse_value(text, rules.decimal_mark)
    if value.number is None and not analyte.findings:
        raise Refused(IssueCode.VALUE_NOT_A_NUMBER, text)
    if analyte.kind is Kind.ORDINAL and not _is_grade(value):
        raise Refused(IssueCode.VALUE_UNREADABLE, text)
    return value


def _declared_finding(word: str) -> ParsedValue:
    if word == "missing":
        raise Refused(IssueCode.VALUE_MISSING)
    return ParsedValue(finding=Finding(word))


def _is_grade(value: ParsedValue) -> bool:
    """A grade is a whole number, and nothing above or below one."""
    number = value.number
    return number is not None and number == number.to_integral_value() and value.operator is Comparator.EQ


def _raw(row: Cells) -> Raw:
    name = row.text(Field.ANALYTE) or row.text(Field.CODE) or row.text(Field.LOINC)
    bounds = (row.text(Field.RANGE_LOW), row.text(Field.RANGE_HIGH))
    limits = row.text(Field.RANGE) or (" - ".join(bounds) if any(bounds) else "")
    return Raw(
        name,
        row.text(Field.VALUE) or row.text(Field.VALUE_TEXT),
        row.text(Field.UNIT),
        limits,
        row.text(Field.FLAG),
    )


def _observation_without_value(
    row: Cells, analyte: str, unit: str, specimen: str, status: Status
) -> Observation:
    """Return an observation that voids or confirms others; what is doubtful about its analyte or specimen holds it."""
    return Observation(
        analyte=analyte,
        raw=_raw(row),
        operator=ParsedValue().operator,
        number=None,
        conversion=UNCONVERTED,
        value=None,
        unit=unit,
        status=status,
        specimen_type=specimen,
        issues=tuple(issue for issue in row.placed() if not rejects([issue])),
    )


def _report(row: Cells, read: _Read, rules: Rules, catalog: Catalog) -> Observation:
    value, way = read.value, read.way
    for code in value_faults(read.analyte, value, way):
        row.say(code, Field.VALUE)
    if is_stated_otherwise(row, value, way, read.analyte, rules, catalog):
        row.say(IssueCode.CONVERTED_ELSEWHERE, Field.STANDARD_VALUE)
    printed = _range(row, read, rules, catalog)
    flag = computed_flag(value, printed)
    lab_flag = row.read(Field.FLAG, lambda text: parse_flag(text, rules.flag_signs)) or value.flag
    for code in flag_faults(lab_flag, flag):
        row.say(code, Field.FLAG if row.text(Field.FLAG) else Field.VALUE)
    return Observation(
        analyte=read.analyte.code,
        raw=_raw(row),
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
        condition=_condition(row, value),
        method=row.text(Field.METHOD),
        issues=row.placed(),
    )


def _range(row: Cells, read: _Read, rules: Rules, catalog: Catalog) -> Range | None:
    """Return the row's own range, else the profile's; a reversed or impossible one is noted and not used."""
    if read.value.number is None:
        return None
    printed = reference_range(row, read.analyte, read.way, rules, catalog)
    faults = range_faults(read.value, printed, read.way, read.analyte)
    for code in faults:
        row.say(code, Field.RANGE if row.text(Field.RANGE) else Field.RANGE_LOW)
    return None if faults else printed


def _limit(bound: Bound | None, way: Conversion) -> Decimal | None:
    return None if bound is None else _shown_limit(str(bound.number), way)


@lru_cache(maxsize=4096)  # a lab prints few ranges; by text, for 40 and 40.0 are equal and print differently
def _shown_limit(digits: str, way: Conversion) -> Decimal:
    limit = shown(Decimal(digits), way)
    is_printed = len(digits) < CONVERTED_DIGITS  # else it was converted from another unit (reference.py)
    return limit if is_printed else rounded(converted(Decimal(digits), way))


def _condition(row: Cells, value: ParsedValue) -> Condition | None:
    told = {Field.VALUE: value.condition}
    told |= {field: condition_in(row.text(field)) for field in (Field.CONDITION, Field.COMMENT)}
    for field, condition in told.items():
        if condition is not None:
            row.say(IssueCode.SPECIMEN_CONDITION, field)
            return condition
    return None
