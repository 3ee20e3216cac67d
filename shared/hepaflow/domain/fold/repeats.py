"""Recognize one result that a file gives in two units, as 1.2 mg/dL and 106 umol/L (docs/fold.md)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from hepaflow.domain.fold.decisions import Rulings
from hepaflow.domain.fold.fates import Fate, FoldEntry
from hepaflow.domain.model import Observation
from hepaflow.domain.values.numbers import converted

_MOST: Final = 100  # reports of one measurement; where there are more, an export is broken
_Span = tuple[Fraction, Fraction]


def without_repeats(entries: Sequence[FoldEntry], rulings: Rulings) -> list[FoldEntry]:
    """Return the entries without those that repeat another in another unit; the more exact one counts."""
    if len(entries) > _MOST or len({entry.sent.observation.conversion for entry in entries}) == 1:
        return list(entries)
    kept: list[FoldEntry] = []
    for entry in sorted(entries, key=_width):
        same = next((other for other in kept if _is_repeat(entry, other)), None)
        if same is None or entry.codes or entry.sent.row in rulings.accepted:
            kept.append(entry)
        else:
            same.repeats = (*same.repeats, entry.sent.observation)
            entry.fate = Fate.AGAIN
    return [entry for entry in entries if entry.fate is not Fate.AGAIN]


def _is_repeat(entry: FoldEntry, other: FoldEntry) -> bool:
    one, its = entry.sent, other.sent
    if (one.run.file_id, one.run.run_number, entry.mark[0]) != (
        its.run.file_id,
        its.run.run_number,
        other.mark[0],
    ) or other.codes:
        return False
    return not _are_two_specimens(entry, other) and is_one_result(one.observation, its.observation)


def _are_two_specimens(entry: FoldEntry, other: FoldEntry) -> bool:
    """Say whether two specimens are named; two records of one specimen may give its result in two units."""
    return bool(entry.sent.specimen and other.sent.specimen) and entry.sent.specimen != other.sent.specimen


def is_one_result(one: Observation, other: Observation) -> bool:
    """Say whether two reports in different units are the same number, as exactly as both are printed."""
    if one.number is None or other.number is None or one.conversion == other.conversion:
        return False
    if (one.operator, one.finding, one.strength) != (other.operator, other.finding, other.strength):
        return False
    (low, high), (its_low, its_high) = _span(one), _span(other)
    return low <= its_high and its_low <= high


def _span(report: Observation) -> _Span:
    """Return what the printed number may have been rounded from, in the canonical unit."""
    number = report.number or Decimal(0)
    exponent = number.as_tuple().exponent
    half = Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)
    return converted(number - half, report.conversion), converted(number + half, report.conversion)


def _width(entry: FoldEntry) -> tuple[Fraction, int]:
    report = entry.sent.observation
    if report.number is None:
        return Fraction(0), entry.sent.line
    low, high = _span(report)
    return high - low, entry.sent.line
