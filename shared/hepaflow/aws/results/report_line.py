"""Pack one observation into one line: its cells, then only what they do not imply.

A line is `analyte value unit range flag`, the cells as they stand in the file, and after them one cell for each field
that differs from what the cells imply, led by the letter of the field. Reading works the same implications out again,
so a change to one of them (also to `numbers.shown`) changes stored panels: the tests hold lines written earlier.
Text is not compressed: what a compressor emits depends on its build, and panels depend on file and recipe only (law 2).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from hepaflow.aws.results.cells import (
    packed_conversion,
    packed_issues,
    packed_number,
    packed_range,
    unpacked_conversion,
    unpacked_issues,
    unpacked_number,
    unpacked_range,
)
from hepaflow.aws.results.dictionary import dictionary, read_cell, write_cell
from hepaflow.domain.model import (
    Bound,
    Comparator,
    Condition,
    Conversion,
    Finding,
    Flag,
    Observation,
    Range,
    Raw,
    Status,
    changed,
)
from hepaflow.domain.values import numbers

KnownFields = dict[str, Any]  # fields of a report, as far as they are known
_REMEMBERED = 1_024  # lines without their values; a center has a few for each analyte
_REMEMBERED_REPORTS = 8_192  # reports with their values, which repeat: 10 MB at most
_READ_CELLS = 5  # cells of the file that lead a line
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
_RANGE = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,12})?) ?(?:-|--|~|—|–|～) ?([0-9]{1,12}(?:\.[0-9]{1,12})?)")


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a report in a line.

    Attributes:
        tag: the letter that leads its cell.
        name: the field of `Observation`.
        write: the field as a cell.
        read: the way back.
        implied: what the fields before it let one expect.
        shared: reports of one panel mostly agree on it, so it is written when it changes.
        of_row: reports differ in it that agree in all others: it is implied by the value, or is the row's own.
    """

    tag: str
    name: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]
    implied: Callable[[KnownFields], Any]
    shared: bool = False
    of_row: bool = False


def pack_line(report: Observation) -> tuple[str, str]:
    """Return the report's own line, and what it mostly has in common with the reports beside it."""
    raw = report.raw
    bare = changed(
        report, raw=raw._replace(value=""), number=None, value=None, flag=None, record="", revised_at=""
    )
    frame = _packed_frame(bare, _limit_digits(report))
    known: KnownFields = {
        "raw": raw, "range": report.range, "operator": report.operator, "number": report.number
    }  # fmt: skip
    to_number, to_flag, to_record, rest = frame.line
    to_revision, common = frame.common
    line = (
        frame.analyte,
        write_cell(raw.value),
        *to_number,
        *_said(_OF_ROWS["number"], report.number, known),
        *to_flag,
        *_said(_OF_ROWS["flag"], report.flag, known),
        *to_record,
        *_stated(_RECORD, report.record),
        *rest,
    )
    shared = (*to_revision, *_stated(_REVISED_AT, report.revised_at), *common)
    return "\t".join(line).rstrip("\t"), "\t".join(shared)


@dataclass(frozen=True, slots=True)
class _PackedFrame:
    """The cells of a line, without those in which reports differ that agree in all others.

    Attributes:
        analyte: the cell before the value.
        line: the cells of its own line: before the number, then before the flag, then before the record, then the rest.
        common: those that it shares with the reports beside it: before the revision, then the rest.
    """

    analyte: str
    line: tuple[tuple[str, ...], ...]
    common: tuple[tuple[str, ...], ...]


def _limit_digits(report: Observation) -> tuple[str, ...]:
    """Return the limits as they are written: 40 and 40.0 are equal, and are packed differently."""
    ends = (report.range.low, report.range.high) if report.range else ()
    return (*(str(end.number) for end in ends if end), str(report.range_low), str(report.range_high))


@lru_cache(_REMEMBERED)
def _packed_frame(report: Observation, _digits: tuple[str, ...]) -> _PackedFrame:
    """Pack what a report says beside its value, its id and its revision, which are left out."""
    raw = report.raw
    line, common = [[*map(write_cell, (raw.unit, raw.range, raw.flag))]], [list[str]()]
    known: KnownFields = {"raw": raw}
    for part in _PARTS:
        value = known[part.name] = getattr(report, part.name)
        pieces = common if part.shared else line
        if part.of_row:
            pieces.append([])
        else:
            pieces[-1].extend(_said(part, value, known))
    return _PackedFrame(write_cell(raw.analyte), tuple(map(tuple, line)), tuple(map(tuple, common)))


def _said(part: Part, value: object, known: KnownFields) -> tuple[str, ...]:
    """Return the cell of a field; none where the fields before it imply the value."""
    implied = part.implied(known)
    if value is implied:
        return ()
    cell = part.write(value)  # compared as text: equal numbers may differ in their digits
    return () if cell == part.write(implied) else (part.tag + cell,)


def _stated(tag: str, text: str) -> tuple[str, ...]:
    """Return the cell of a text that nothing implies; none of an empty one."""
    return (tag + write_cell(text),) if text else ()


def unpack_line(own: str, common: str, numbers: Mapping[str, Decimal]) -> Observation:
    """Return the report that a line holds; its canonical value is stored outside the line.

    Args:
        own: the report's own line, the first text that `pack_line` returns.
        common: the fields that it shares with the reports beside it, the second text.
        numbers: value in the canonical unit by analyte code, for example `{"ALT": Decimal("60")}`. The value of a
            number whose analyte is absent becomes None.
    """
    record = revised_at = ""
    if _BEFORE_RECORD in own:
        own, record = _without(_RECORD, own, _READ_CELLS)
    if _REVISED_AT in common:
        common, revised_at = _without(_REVISED_AT, common)
    report = _without_value(own, common)
    value = None if report.number is None else numbers.get(report.analyte)
    if value is not None:
        report = _with_value(own, common, str(value))
    return changed(report, record=record, revised_at=revised_at) if record or revised_at else report


def _without(tag: str, text: str, first: int = 0) -> tuple[str, str]:
    """Return cells without the one that a letter leads, and what that one says: many rows share the others.

    Args:
        tag: the letter.
        text: the cells.
        first: how many cells come before those that a letter leads.
    """
    cells = text.split("\t")
    for place in range(first, len(cells)):
        if cells[place].startswith(tag):
            said = cells.pop(place)
            return "\t".join(cells), read_cell(said[1:])
    return text, ""


@lru_cache(_REMEMBERED_REPORTS)
def _with_value(own: str, common: str, digits: str) -> Observation:
    """Return a report with its canonical value; that is given as text, since equal numbers may differ in their digits."""
    return _without_value(own, common)._replace(value=Decimal(digits))


@lru_cache(_REMEMBERED_REPORTS)
def _without_value(own: str, common: str) -> Observation:
    analyte, _, rest = own.partition("\t")
    value, _, others = rest.partition("\t")
    frame, unsaid = _frame(analyte, others, common)
    name, _, unit, limits, flag = frame["raw"]
    known = frame.copy()
    known["raw"] = Raw(name, read_cell(value), unit, limits, flag)
    for part in unsaid:
        known[part.name] = part.implied(known)
    return Observation._make(known.values())


@lru_cache(_REMEMBERED)
def _frame(analyte: str, others: str, common: str) -> tuple[KnownFields, tuple[Part, ...]]:
    """Return what a line says without its value, in the order of a report, and the parts that the value is to imply."""
    cells = [analyte, "", *others.split("\t")]
    raw = Raw(*(read_cell(cell) for cell in cells[:_READ_CELLS]))
    given = {cell[0]: cell[1:] for cell in (*cells[_READ_CELLS:], *common.split("\t")) if cell}
    known: KnownFields = {"raw": raw}
    for part in _PARTS:
        cell = given.get(part.tag)
        known[part.name] = part.implied(known) if cell is None else part.read(cell)
    in_order = {name: known.get(name) for name in Observation._fields}
    return in_order, tuple(part for part in _PARTS if part.of_row and part.tag not in given)


def _implied_unit(known: KnownFields) -> str:
    return dictionary().unit.get(known["analyte"], "")


def _implied_raw_unit(known: KnownFields) -> str:
    typed: str = known["raw"].unit
    unit: str = known["unit"]
    return dictionary().unit.get(typed, typed) or unit


def _implied_number(known: KnownFields) -> Decimal | None:
    text = known["raw"].value
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _implied_range(known: KnownFields) -> Range | None:
    match = _RANGE.fullmatch(known["raw"].range)
    return Range(Bound(Decimal(match[1])), Bound(Decimal(match[2]))) if match else None


def _implied_limit(known: KnownFields, side: str) -> Decimal | None:
    limits: Range | None = known["range"]
    bound: Bound | None = getattr(limits, side, None)
    return None if bound is None else numbers.shown(bound.number, known["conversion"])


def _implied_flag(known: KnownFields) -> Flag | None:
    number, limits = known["number"], known["range"]
    if number is None or limits is None or known["operator"] is not Comparator.EQ:
        return None
    if limits.low and number < limits.low.number:
        return Flag.LOW
    return Flag.HIGH if limits.high and number > limits.high.number else Flag.NORMAL


def _always(value: object) -> Callable[[KnownFields], object]:
    return lambda _: value


def _choice(kind: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda cell: kind(read_cell(cell)) if cell else None


def _packed_choice(value: str | None) -> str:
    return write_cell(value) if value else ""


_PARTS = (  # in the order in which they imply one another
    Part(
        "a",
        "analyte",
        write_cell,
        read_cell,
        lambda known: dictionary().analyte.get(known["raw"].analyte, ""),
    ),
    Part("u", "unit", write_cell, read_cell, _implied_unit),
    Part("c", "conversion", packed_conversion, unpacked_conversion, _always(Conversion())),
    Part("w", "raw_unit", write_cell, read_cell, _implied_raw_unit),
    Part("o", "operator", str, Comparator, _always(Comparator.EQ)),
    Part("n", "number", packed_number, unpacked_number, _implied_number, of_row=True),
    Part("f", "finding", _packed_choice, _choice(Finding), _always(None)),
    Part("g", "strength", write_cell, read_cell, _always("")),
    Part("r", "range", packed_range, unpacked_range, _implied_range),
    Part("l", "range_low", packed_number, unpacked_number, lambda known: _implied_limit(known, "low")),
    Part("h", "range_high", packed_number, unpacked_number, lambda known: _implied_limit(known, "high")),
    Part("x", "flag", _packed_choice, _choice(Flag), _implied_flag, of_row=True),
    Part("m", "method", write_cell, read_cell, _always("")),
    Part("i", "issues", packed_issues, unpacked_issues, _always(())),
    Part("k", "record", write_cell, read_cell, _always(""), of_row=True),
    Part("e", "has_lab_range", lambda value: "1" if value else "", bool, _always(value=False)),
    Part("s", "status", write_cell, lambda cell: Status(read_cell(cell)), _always(Status.FINAL), shared=True),
    Part("t", "revised_at", write_cell, read_cell, _always(""), shared=True, of_row=True),
    Part("y", "specimen_type", write_cell, read_cell, _always(""), shared=True),
    Part("d", "condition", _packed_choice, _choice(Condition), _always(None), shared=True),
    Part("b", "lab", write_cell, read_cell, _always(""), shared=True),
)
_OF_ROWS = {part.name: part for part in _PARTS if part.of_row}
_RECORD, _REVISED_AT = _OF_ROWS["record"].tag, _OF_ROWS["revised_at"].tag
_BEFORE_RECORD = "\t" + _RECORD
