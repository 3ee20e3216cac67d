"""Read JSON records into rows: flat objects, in an array or one on each line, whose names are the columns."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import chain

from msgspec import Raw

from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.domain.screening.damage import NESTED
from hepaflow.readers.records.json_source import (
    checked,
    elements,
    is_lines,
    lines,
    members,
    read_json,
    utf_8,
    whole,
)
from hepaflow.readers.sheet import LIMITS, Limits, Row, Sheet
from hepaflow.readers.table import too_large

_Records = Callable[[], Iterator[tuple[int, bytes]]]


def read_records(data: bytes, layout: FileLayout, limits: Limits = LIMITS) -> Sheet:
    """Read objects of text, numbers, true, false and null: an array of them, the one array of an object, or NDJSON.

    Names become columns in the order in which they are met; a record without a name has an empty cell there.
    Nothing is flattened: a list or an object in a mapped column rejects its row. Line numbers are physical lines of
    NDJSON, and count the records of an array from 1 on.

    Args:
        data: the bytes of the file, UTF-8.
        layout: the `[file]` part of the profile; only its decimal mark is used, a point if it has none.
        limits: the most bytes, rows, columns and characters in a cell that one file may have.

    Raises:
        Refused: file-damaged, file-encoding, file-format where it is unclear which array has the records,
            file-no-rows, file-too-large; some of them only while rows are read.
    """
    records = _records(utf_8(data))
    asides: list[Issue] = []
    places = _places(records, limits)
    rows = _rows(records, places, layout.decimal_mark or ".", limits, asides)
    first = next(rows, None)
    if first is None and not asides:
        raise Refused(IssueCode.FILE_NO_ROWS)
    header = tuple(name.strip() for name in places)
    return Sheet(header, 0, rows if first is None else chain((first,), rows), asides=asides)


def _records(data: bytes) -> _Records:
    if is_lines(data):
        return lambda: lines(data)
    document = whole(data)
    if isinstance(document, dict):
        tables = [table for value in document.values() if (table := _table(bytes(value)))]
        if not tables:
            return lambda: iter(((1, data),))  # NDJSON of one line
        if len(tables) > 1:
            raise Refused(IssueCode.FILE_FORMAT, f"JSON with {len(tables)} arrays of records")
        document = tables[0]
    parts = document
    return lambda: ((number, bytes(part)) for number, part in enumerate(parts, 1))


def _table(value: bytes) -> list[Raw]:
    """Return the records of an array of objects; none of anything else."""
    parts = elements(value) if value.startswith(b"[") else []
    return parts if all(bytes(memoryview(part)[:1]) == b"{" for part in parts) else []


def _places(records: _Records, limits: Limits) -> dict[str, int]:
    """Return the place of every name."""
    places: dict[str, int] = {}
    for count, (_, record) in enumerate(records(), 1):
        if count > limits.rows:
            raise too_large(count, "rows")
        with suppress(Refused):  # said when its row is due
            for name in members(checked(record)):
                places.setdefault(name, len(places))
        if len(places) > limits.columns:
            raise too_large(len(places), "columns")
    return places


def _rows(
    records: _Records, places: dict[str, int], decimal_mark: str, limits: Limits, asides: list[Issue]
) -> Iterator[Row]:
    cell_of = lru_cache(1 << 16)(_cell)  # cells repeat
    for line, record in records():
        try:
            found = members(checked(record))
        except Refused as refusal:
            asides.append(Issue(refusal.issue.code, line, "", refusal.issue.found))
            continue
        cells = [""] * len(places)
        for name, value in found.items():
            cells[places[name]] = cell_of(bytes(value), decimal_mark)
        if (
            len(record) > limits.cell_characters
            and (longest := max(map(len, cells))) > limits.cell_characters
        ):
            raise too_large(longest, "characters in a cell")
        yield line, cells


def _cell(value: bytes, decimal_mark: str) -> str:
    if value.startswith((b"{", b"[")):
        return NESTED
    told = read_json(value, decimal_mark)
    if isinstance(told, str):
        return told
    return "" if told is None else str(told).lower()
