"""Check a result whose cells can all be read: plausibility, range, flag, specimen."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from hepaflow.domain.analytes.analytes import Analyte, Kind
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Comparator, Conversion, Field, Flag, Observation, ParsedValue, Range
from hepaflow.domain.normalize.cells import Cells
from hepaflow.domain.normalize.reported_unit import meant_unit
from hepaflow.domain.profile.on_date import Rules
from hepaflow.domain.values.flags import agrees, flag_against
from hepaflow.domain.values.numbers import Ratio, converted, is_beyond_reach, is_less, ratio_of
from hepaflow.domain.values.values import parse_value

_SENTINEL_DIGITS = 4  # 9999 and longer: what lab systems print for "no result" (real dirty cells, collected for this project)
_CLEARLY = Decimal("0.999")  # rounding to 6 digits reaches less far: only closer values are compared exactly
_BELOW = (Comparator.LT, Comparator.LE)
_ABOVE = (Comparator.GT, Comparator.GE)


def value_faults(analyte: Analyte, value: ParsedValue, way: Conversion) -> list[IssueCode]:
    """Return what a value's size and marks say: impossible, a sentinel, beyond the alert bounds, a footnote.

    Args:
        analyte: the analyte, with its bounds in the canonical unit.
        value: the value cell, taken apart; its number is in the reported unit.
        way: the conversion from the reported to the canonical unit.
    """
    faults = [IssueCode.VALUE_FOOTNOTE] if value.footnote else []
    if value.number is None:
        return faults
    fault = size_fault(analyte, value.operator, value.number, way)
    return faults if fault is None else [*faults, fault]


def size_fault(analyte: Analyte, operator: Comparator, number: Decimal, way: Conversion) -> IssueCode | None:
    """Return what the size of a value says against it; None if nothing does.

    Args:
        analyte: the analyte, with its bounds in the canonical unit.
        operator: how the number bounds the value.
        number: in the reported unit.
        way: the conversion from the reported to the canonical unit.
    """
    exact = ratio_of(number, way)
    if _outside(exact, operator, analyte.hard):
        return IssueCode.VALUE_IMPOSSIBLE
    if operator is Comparator.EQ and _is_sentinel(number):
        return IssueCode.VALUE_SENTINEL
    return IssueCode.VALUE_ALERT if _outside(exact, operator, analyte.alert) else None


def _outside(exact: Ratio, operator: Comparator, bounds: tuple[Decimal | None, Decimal | None]) -> bool:
    """Whether every value that the operator allows lies outside the bounds."""
    low, high = bounds
    below = low is not None and operator not in _ABOVE and is_less(exact, low.as_integer_ratio())
    above = high is not None and operator not in _BELOW and is_less(high.as_integer_ratio(), exact)
    return below or above


def _is_sentinel(number: Decimal) -> bool:
    digits = format(number, "f")
    return len(digits) >= _SENTINEL_DIGITS and set(digits) == {"9"}


def range_faults(
    value: ParsedValue, printed: Range | None, way: Conversion, analyte: Analyte
) -> list[IssueCode]:
    """Return what makes a range useless.

    These are limits that no value can have, the low one above the high one, and limits that are none of the analyte in
    this unit: `53-106` of creatinine in mg/dL is a range in umol/L. Where the value lies in such a range or is itself
    impossible, its own faults say that the unit of both is doubtful.

    Args:
        value: the value cell, taken apart.
        printed: the range in the reported unit.
        way: the conversion from the reported to the canonical unit.
        analyte: the analyte, with its bounds in the canonical unit.
    """
    limits = [end.number for end in (printed.low, printed.high) if end] if printed else []
    if any(is_beyond_reach(limit, way) for limit in limits):
        return [IssueCode.RANGE_UNREADABLE]
    if limits != sorted(limits):
        return [IssueCode.RANGE_REVERSED]
    if printed is None or value.number is None or computed_flag(value, printed) is Flag.NORMAL:
        return []
    if _outside(ratio_of(value.number, way), value.operator, analyte.hard):
        return []
    return [IssueCode.RANGE_UNIT] if is_of_another_unit(printed, way, analyte) else []


def is_of_another_unit(printed: Range, way: Conversion, analyte: Analyte) -> bool:
    """Say whether a value within a range would be alarming, as no usual value is.

    A ratio has no other unit, and the range of a viral load is often that of the instrument.

    Args:
        printed: the range in the reported unit.
        way: the conversion from the reported to the canonical unit.
        analyte: the analyte, with its bounds in the canonical unit.
    """
    if analyte.kind is not Kind.QUANTITY or analyte.findings or way.power:
        return False
    lowest, highest = (
        hard if alert is None else alert for hard, alert in zip(analyte.hard, analyte.alert, strict=True)
    )
    low, high = (None if end is None else converted(end.number, way) for end in (printed.low, printed.high))
    if high is not None and lowest is not None and high < lowest:
        return True
    return highest is not None and any(limit is not None and limit > highest for limit in (low, high))


def computed_flag(value: ParsedValue, printed: Range | None) -> Flag | None:
    """Return the value against its range, both in the reported unit: exact, whatever the unit."""
    if value.number is None or printed is None:
        return None
    return flag_against(value.operator, value.number, printed)


def flag_faults(lab: Flag | None, computed: Flag | None) -> list[IssueCode]:
    return [] if lab is None or agrees(lab, computed) else [IssueCode.FLAG_MISMATCH]


def specimen_faults(reports: Sequence[Observation]) -> dict[str, IssueCode]:
    """Return, by analyte, what the results of one specimen say against each other.

    A direct bilirubin above the total, an albumin above the total protein: each is noted at the part.
    """
    by_analyte = {report.analyte: report for report in reports}
    faults = {}
    for code, (part, whole) in COMPARED.items():
        smaller, larger = by_analyte.get(part), by_analyte.get(whole)
        if smaller is not None and larger is not None and _exceeds(smaller, larger):
            faults[part] = code
    return faults


COMPARED: Final = {  # the only issue codes of two analytes: part and whole
    IssueCode.DIRECT_OVER_TOTAL: ("BILDIR", "BILI"),
    IssueCode.ALBUMIN_OVER_PROTEIN: ("ALB", "PROT"),
}


def _exceeds(part: Observation, whole: Observation) -> bool:
    if part.value is None or whole.value is None or part.value < whole.value * _CLEARLY:
        return False
    if part.operator is not Comparator.EQ or whole.operator is not Comparator.EQ:
        return False
    return _exact(part) > _exact(whole)


def _exact(report: Observation) -> Fraction:
    return converted(report.number or Decimal(0), report.conversion)


_ALLOWED = Fraction(5, 1000)  # of ours: a result standardized with three significant digits lies within it


def is_stated_otherwise(
    row: Cells, value: ParsedValue, way: Conversion, analyte: Analyte, rules: Rules, catalog: Catalog
) -> bool:
    """Say whether the standardized result of a row is another one than ours: more than 0.5 % from it.

    A limit beside an exact result is another one, too. What cannot be compared says nothing: no number on one side,
    an exact number beside a limit, a unit that leads nowhere.

    Args:
        row: the cells of the row, with the standardized result and its unit.
        value: the reported value, taken apart.
        way: the conversion from the reported to the canonical unit.
        analyte: the analyte of the row.
        rules: what the profile declares on the row's date.
        catalog: the units.
    """
    text = row.text(Field.STANDARD_VALUE)
    if not text or value.number is None:
        return False
    try:
        stated = parse_value(text, rules.decimal_mark)
    except Refused:
        return False
    their_way = standard_conversion(row.text(Field.STANDARD_UNIT), analyte, rules, catalog)
    if their_way is None:
        return False
    if stated.number is not None and value.operator is Comparator.EQ and stated.operator is not Comparator.EQ:
        return True
    if (
        stated.number is None
        or stated.operator is not value.operator
        or is_beyond_reach(stated.number, their_way)
    ):
        return False
    return differs(ratio_of(stated.number, their_way), ratio_of(value.number, way))


def standard_conversion(unit: str, analyte: Analyte, rules: Rules, catalog: Catalog) -> Conversion | None:
    """Return the conversion of a standardized result to the canonical unit; None for a unit that leads nowhere.

    Args:
        unit: of the standardized result.
        analyte: the analyte of the row.
        rules: what the profile declares on the row's date.
        catalog: the units.
    """
    try:
        return meant_unit(unit, analyte, rules, catalog).conversion
    except Refused:
        return None


def differs(stated: Ratio, ours: Ratio) -> bool:
    """Say whether a standardized result lies further from ours than rounding explains."""
    distance = abs(stated[0] * ours[1] - ours[0] * stated[1])
    return distance * _ALLOWED.denominator > _ALLOWED.numerator * abs(ours[0]) * stated[1]
