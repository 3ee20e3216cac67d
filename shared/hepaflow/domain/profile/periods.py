"""Check the periods in a profile: none may end before it begins, and no two may apply to the same day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import TypeVar

from hepaflow.domain.analytes.units import unit_key
from hepaflow.domain.profile.fields import Fault, as_key
from hepaflow.domain.profile.parts import (
    Dated,
    Declaration,
    DeclaredRange,
    UnitEntry,
    WideEntry,
)

AnyDated = TypeVar("AnyDated", bound=Dated)
_End = TypeVar("_End", date, Decimal)


def period_faults(
    wide: Mapping[str, WideEntry],
    units: Mapping[str, UnitEntry],
    declarations: Sequence[Declaration],
    ranges: Sequence[DeclaredRange],
) -> Iterator[Fault]:
    """Yield what is wrong with the periods of a profile, and with its ranges.

    Args:
        wide: `[wide]` of the profile.
        units: its `[units]`.
        declarations: its `[[declare]]`, in order.
        ranges: its `[[ranges]]`, in order.
    """
    for header, column in wide.items():
        yield from _periods(f"[wide] {as_key(header)}", column if isinstance(column, tuple) else (column,))
    for code, unit in units.items():
        if isinstance(unit, tuple):
            yield from _periods(f"[units] {as_key(code)}", unit)
    yield from _declarations(declarations)
    yield from declared_range_faults(ranges)


def holds_on(dated: Dated, day: date | None) -> bool:
    """Return whether an entry applies to a collection day; to one that is not known, if the entry has no dates."""
    if day is None:
        return dated.from_ is None and dated.to is None
    return (dated.from_ is None or dated.from_ <= day) and (dated.to is None or day <= dated.to)


def _periods(where: str, dated: Sequence[Dated]) -> Iterator[Fault]:
    if not dated:
        yield Fault(where, "[]", "add an entry, or remove the key")
    for number, entry in enumerate(dated, 1):
        yield from end_faults(f"{where}[{number}]" if len(dated) > 1 else where, entry)
    for first, second in _pairs(dated, lambda _: ""):
        remedy = f"let one end on the day before the other begins: [{first}] and [{second}] share days"
        yield Fault(f"{where}[{second}]", "", remedy)


def _declarations(declarations: Sequence[Declaration]) -> Iterator[Fault]:
    for number, entry in enumerate(declarations, 1):
        yield from end_faults(f"[[declare]][{number}]", entry)
    for first, second in _pairs(declarations, lambda entry: (entry.analyte, unit_key(entry.unit))):
        remedy = f"remove it or give it other days: [[declare]][{first}] speaks of the same"
        yield Fault(f"[[declare]][{second}]", declarations[second - 1].analyte, remedy)


def declared_range_faults(ranges: Sequence[DeclaredRange]) -> Iterator[Fault]:
    """Yield what is wrong with `[[ranges]]` of a profile or a lab."""
    for number, entry in enumerate(ranges, 1):
        yield from _range(f"[[ranges]][{number}]", entry)
    for first, second in _pairs(ranges, lambda entry: (entry.analyte, entry.sex, entry.method)):
        one, other = ranges[first - 1], ranges[second - 1]
        if _overlap(one.age_from, one.age_to, other.age_from, other.age_to):
            remedy = f"remove or narrow it: [[ranges]][{first}] is for the same subjects on the same days"
            yield Fault(f"[[ranges]][{second}]", other.analyte, remedy)


def _range(where: str, entry: DeclaredRange) -> Iterator[Fault]:
    yield from end_faults(where, entry)
    if entry.low is None and entry.high is None:
        yield Fault(where, entry.analyte, "add low, high or both")
    if _reversed(entry.low, entry.high):
        yield Fault(f"{where}.low", str(entry.low), f"write a number that is not above high = {entry.high}")
    if _reversed(entry.age_from, entry.age_to):
        yield Fault(
            f"{where}.age_from", str(entry.age_from), f"write an age not above age_to = {entry.age_to}"
        )


def end_faults(where: str, entry: Dated) -> Iterator[Fault]:
    """Yield a fault if an entry ends before it begins."""
    if _reversed(entry.from_, entry.to):
        yield Fault(f"{where}.to", str(entry.to), f"write a day that is not before from = {entry.from_}")


def _pairs(dated: Sequence[AnyDated], subject: Callable[[AnyDated], object]) -> Iterator[tuple[int, int]]:
    """Yield the numbers, from 1, of each two entries that speak of one subject on one day."""
    for (first, one), (second, other) in combinations(enumerate(dated, 1), 2):
        if subject(one) == subject(other) and _overlap(one.from_, one.to, other.from_, other.to):
            yield first, second


def _overlap(start: _End | None, end: _End | None, other_start: _End | None, other_end: _End | None) -> bool:
    return not _reversed(start, other_end) and not _reversed(other_start, end)


def _reversed(start: _End | None, end: _End | None) -> bool:
    return start is not None and end is not None and start > end
