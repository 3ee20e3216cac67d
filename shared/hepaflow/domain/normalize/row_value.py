"""Read the value of a row: its cell, and the operator or second result that other cells give."""

from dataclasses import replace
from decimal import Decimal

from hepaflow.domain.analytes.analytes import Analyte, Kind
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Comparator, Field, Finding, ParsedValue
from hepaflow.domain.normalize.cells import Cells
from hepaflow.domain.profile.on_date import Rules
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.flags import sign_of
from hepaflow.domain.values.value_tokens import is_missing
from hepaflow.domain.values.values import parse_value

FROM_FLAGS = "(< >)"  # ends the header of operators that the flags of a message give
# Source: signs; PCORnet CDM 6.1, RESULT_MODIFIER; OMOP CDM 5.4, concepts of the domain Meas Value Operator
_WORDS = {
    Comparator.EQ: "= eq 4172703",
    Comparator.LT: "< lt 4171756",
    Comparator.LE: "<= =< le 4171754",
    Comparator.GT: "> gt 4172704",
    Comparator.GE: ">= => ge 4171755",
}
OPERATOR_WORDS = {word: operator for operator, words in _WORDS.items() for word in words.split()}


def operator_in(text: str) -> Comparator | None:
    """Return the operator that a whole cell names in the usual words; None for any other text."""
    return OPERATOR_WORDS.get(canonical_text(text).casefold())


def read_value(row: Cells, analyte: Analyte, rules: Rules, catalog: Catalog) -> ParsedValue | None:
    """Return the value of a row, with the operator and the second result that stand in other cells.

    Args:
        row: the cells of the row; faults are noted in it.
        analyte: its analyte.
        rules: what the profile declares on the row's date.
        catalog: the words for grades.
    """
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


def with_operator(row: Cells, value: ParsedValue, rules: Rules) -> ParsedValue:
    """Return a value with the operator that another cell of its row gives; what contradicts the value holds the row.

    Args:
        row: the cells of the row; a contradiction is noted in it, and a value off the scale of the instrument.
        value: the value cell, taken apart.
        rules: what the profile declares: words for operators, and what `<` and `>` in the flag column mean.
    """
    if value.number is None:
        return value
    told = row.read(Field.OPERATOR, lambda text: _declared(text, rules))
    value = _joined(row, value, told, Field.OPERATOR)
    if told is not None and rules.columns[Field.OPERATOR].endswith(FROM_FLAGS):
        row.say(IssueCode.VALUE_OFF_SCALE, Field.OPERATOR)
    sign = sign_of(row.text(Field.FLAG))
    if sign is None or rules.flag_signs == "range":
        return value
    row.say(IssueCode.VALUE_OFF_SCALE, Field.FLAG)
    return _joined(row, value, sign, Field.FLAG)


def _declared(text: str, rules: Rules) -> Comparator | None:
    if is_missing(canonical_text(text)):
        return None
    known = rules.operators.get(canonical_text(text).casefold()) or operator_in(text)
    if known is None:
        raise Refused(IssueCode.OPERATOR_UNKNOWN)
    return known


def _joined(row: Cells, value: ParsedValue, told: Comparator | None, field: Field) -> ParsedValue:
    if told is None or told is value.operator:
        return value
    if value.operator is not Comparator.EQ:
        row.say(IssueCode.OPERATOR_CONFLICT, field)
        return value
    return replace(value, operator=told)


def with_text(row: Cells, value: ParsedValue, decimal_mark: str | None) -> ParsedValue:
    """Return a value with what the second result column of its row adds; a contradiction holds the row.

    Args:
        row: the cells of the row; a contradiction is noted in it (`value-conflict`).
        value: the value cell, taken apart.
        decimal_mark: the center's decimal mark, `.` or `,`; None if it declares none.
    """
    text = row.text(Field.VALUE_TEXT)
    if is_missing(canonical_text(text)):
        return value
    try:
        other = parse_value(text, decimal_mark)
    except Refused:
        row.say(IssueCode.VALUE_CONFLICT, Field.VALUE_TEXT)
        return value
    return _reconciled(row, value, other)


def _reconciled(row: Cells, value: ParsedValue, other: ParsedValue) -> ParsedValue:
    numbers = {part.number for part in (value, other) if part.number is not None}
    answers = {(part.finding, part.strength) for part in (value, other) if part.finding}
    bounds = {part.operator for part in (value, other) if part.operator is not Comparator.EQ}
    if max(len(numbers), len(answers), len(bounds)) > 1:
        row.say(IssueCode.VALUE_CONFLICT, Field.VALUE_TEXT)
        return value
    finding, strength = answers.pop() if answers else (None, "")
    return replace(
        value if value.number is not None else other,
        operator=bounds.pop() if bounds else Comparator.EQ,
        finding=finding,
        strength=strength,
    )
