"""Check a result whose cells can all be read: plausibility, range, flag, specimen."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from hepaflow.domain.analytes import Analyte
from hepaflow.domain.flags import agrees
from hepaflow.domain.issues import IssueCode
from hepaflow.domain.model import Conversion, Flag, Operator, Range, Report, Reported
from hepaflow.domain.numbers import converted, is_beyond_reach
from hepaflow.domain.ranges import flag_against

_SENTINEL_DIGITS = 4  # 9999 and longer: what lab systems print for "no result" (real dirty cells, collected for this project)
_CLEARLY = Decimal("0.999")  # rounding to 6 digits reaches less far: only closer values are compared exactly
_BELOW = (Operator.LT, Operator.LE)
_ABOVE = (Operator.GT, Operator.GE)


def value_faults(analyte: Analyte, value: Reported, way: Conversion) -> list[IssueCode]:
    """Return what a value's size and marks say: impossible, a sentinel, beyond the alert bounds, a footnote."""
    faults = [IssueCode.VALUE_FOOTNOTE] if value.footnote else []
    if value.number is None:
        return faults
    exact = converted(value.number, way)
    if _outside(exact, value.operator, analyte.hard):
        return [*faults, IssueCode.VALUE_IMPOSSIBLE]
    if value.operator is Operator.EQ and _is_sentinel(value.number):
        return [*faults, IssueCode.VALUE_SENTINEL]
    if _outside(exact, value.operator, analyte.alert):
        return [*faults, IssueCode.VALUE_ALERT]
    return faults


def _outside(exact: Fraction, operator: Operator, bounds: tuple[Decimal | None, Decimal | None]) -> bool:
    """Whether every value that the operator allows lies outside the bounds."""
    low, high = bounds
    below = low is not None and operator not in _ABOVE and exact < low
    above = high is not None and operator not in _BELOW and exact > high
    return below or above


def _is_sentinel(number: Decimal) -> bool:
    digits = format(number, "f")
    return len(digits) >= _SENTINEL_DIGITS and set(digits) == {"9"}


def range_faults(printed: Range | None, way: Conversion) -> list[IssueCode]:
    """Return what makes a range useless: limits that no value can have, or the low one above the high one."""
    limits = [end.number for end in (printed.low, printed.high) if end] if printed else []
    if any(is_beyond_reach(limit, way) for limit in limits):
        return [IssueCode.RANGE_UNREADABLE]
    return [IssueCode.RANGE_REVERSED] if limits != sorted(limits) else []


def computed_flag(value: Reported, printed: Range | None) -> Flag | None:
    """Return the value against its range, both in the reported unit: exact, whatever the unit."""
    if value.number is None or printed is None:
        return None
    return flag_against(value.operator, value.number, printed)


def flag_faults(lab: Flag | None, computed: Flag | None) -> list[IssueCode]:
    return [] if lab is None or agrees(lab, computed) else [IssueCode.FLAG_MISMATCH]


def specimen_faults(reports: Sequence[Report]) -> dict[str, IssueCode]:
    """Return, by analyte, what the results of one specimen say against each other.

    A direct bilirubin above the total, an albumin above the total protein: each is noted at the part.
    """
    by_analyte = {report.analyte: report for report in reports}
    faults = {}
    for part, whole, code in _PARTS:
        smaller, larger = by_analyte.get(part), by_analyte.get(whole)
        if smaller is not None and larger is not None and _exceeds(smaller, larger):
            faults[part] = code
    return faults


_PARTS = (
    ("BILDIR", "BILI", IssueCode.DIRECT_OVER_TOTAL),
    ("ALB", "PROT", IssueCode.ALBUMIN_OVER_PROTEIN),
)


def _exceeds(part: Report, whole: Report) -> bool:
    if part.value is None or whole.value is None or part.value < whole.value * _CLEARLY:
        return False
    if part.operator is not Operator.EQ or whole.operator is not Operator.EQ:
        return False
    return _exact(part) > _exact(whole)


def _exact(report: Report) -> Fraction:
    return converted(report.number or Decimal(0), report.conversion)
