"""Read Dataset-JSON 1.1 into rows: as JSON, as NDJSON, or compressed (DSJC); numbers keep their digits.

Source: CDISC Dataset-JSON 1.1, its NDJSON representation, and Compressed Dataset-JSON 1.1.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.cdisc.dataset import NOT_TEXT, Dataset, damaged, is_lb, not_lb
from hepaflow.readers.cdisc.json_stream import JsonStream
from hepaflow.readers.cdisc.packed import decompressed
from hepaflow.readers.sheet import Limits, Row
from hepaflow.readers.table import too_large

_VERSION = "datasetJSONVersion"
_NEEDED = frozenset({_VERSION, "name", "columns"})
_KNOWN = re.compile(r"1\.1(?:\.[0-9]+)?")
_NUMERIC = ("integer", "decimal", "float", "double")
_WORDS: Final = {None: "", True: "TRUE", False: "FALSE"}


def read_dataset_json(data: bytes, layout: FileLayout, limits: Limits) -> Dataset:
    """Read an LB dataset of Dataset-JSON, which is always UTF-8.

    Args:
        data: the bytes of the file, compressed (DSJC) or not.
        layout: the `[file]` part of the profile; only its decimal mark is used.
        limits: the most bytes, rows, columns and characters in a cell that one file may have.

    Raises:
        Refused: file-cdisc-version; file-format, for another dataset; file-damaged, file-encoding, file-too-large; while rows
            are read also file-not-text, and file-damaged if there are fewer or more rows than announced.
    """
    about: dict[str, object] = {}
    seen = about
    stream = _opened(data, limits)
    inline = _members(stream, about)
    if inline and not about.keys() >= _NEEDED:  # the rows come before what tells of them: look behind them
        for _ in _inline(stream, about):
            pass
        stream, seen = _opened(data, limits), {}
        _members(stream, seen)
    names, numeric = _variables(about, limits)
    asides: list[Issue] = []
    values = _as_announced(_inline(stream, seen) if inline else _lines(stream), about)
    rows = _rows(values, stream, asides, limits)
    return Dataset(names, _marked(rows, numeric) if layout.decimal_mark == "," else rows, asides)


def _opened(data: bytes, limits: Limits) -> JsonStream:
    stream = JsonStream(decompressed(data, limits))
    stream.take("{")
    return stream


def _members(stream: JsonStream, about: dict[str, object]) -> bool:
    """Read the members of an object up to its rows; False where there are none up to its end."""
    while True:
        key = stream.value() if stream.ahead() == '"' else None
        if not isinstance(key, str) or key in about:
            raise damaged()
        stream.take(":")
        if key == "rows":
            about[key] = None
            return True
        about[key] = stream.value()
        if stream.take(",}") == "}":
            return False


def _inline(stream: JsonStream, about: dict[str, object]) -> Iterator[object]:
    """Yield the rows within the object, and read what follows them."""
    stream.take("[")
    more = stream.ahead() != "]" or stream.take("]") != "]"
    while more:
        yield stream.value()
        more = stream.take(",]") == ","
    if stream.take(",}") == ",":
        _members(stream, about)
    if stream.ahead():
        raise damaged()


def _lines(stream: JsonStream) -> Iterator[object]:
    while stream.ahead():
        yield stream.value()


def _variables(about: dict[str, object], limits: Limits) -> tuple[tuple[str, ...], list[int]]:
    """Return the names of the variables, and the places of those whose decimal mark is a point."""
    version, name, columns = (about.get(key) for key in (_VERSION, "name", "columns"))
    if not isinstance(version, str) or not _KNOWN.fullmatch(version):
        shown = NOT_TEXT.sub("?", version)[:16] if isinstance(version, str) else "without a version"
        raise Refused(IssueCode.FILE_CDISC_VERSION, f"Dataset-JSON {shown}")
    if not isinstance(name, str) or not isinstance(columns, list):
        raise damaged()
    if not is_lb(name):
        raise not_lb(name)
    if len(columns) > limits.columns:
        raise too_large(len(columns), "columns")
    names = [column.get("name") if isinstance(column, dict) else None for column in columns]
    if not all(isinstance(name, str) and not NOT_TEXT.search(name) for name in names):
        raise damaged()
    numeric = [place for place, column in enumerate(columns) if column.get("dataType") in _NUMERIC]
    return tuple(str(name).strip() for name in names), numeric


def _rows(values: Iterable[object], stream: JsonStream, asides: list[Issue], limits: Limits) -> Iterator[Row]:
    for line, row in enumerate(values, 1):
        if line > limits.rows:
            raise too_large(line, "rows")
        cells = _cells(row) if isinstance(row, list) else None
        if cells is None:
            nested = isinstance(row, list)
            asides.append(Issue(IssueCode.CELL_NESTED if nested else IssueCode.RECORD_DAMAGED, line))
            continue
        if stream.escaped and (found := NOT_TEXT.search("".join(cells))):
            raise Refused(IssueCode.FILE_NOT_TEXT, f"U+{ord(found.group()):04X}", line=line)
        if stream.width > limits.cell_characters and max(map(len, cells), default=0) > limits.cell_characters:
            raise too_large(limits.cell_characters + 1, "characters in a cell")
        yield line, cells


def _cells(row: list[object]) -> list[str] | None:
    """Return the cells as text; None where one of them is a list or an object."""
    try:
        return [cell if isinstance(cell, str) else _WORDS[cell] for cell in row]  # type: ignore[index]
    except (KeyError, TypeError):  # TypeError: not hashable
        return None


def _marked(rows: Iterator[Row], numeric: list[int]) -> Iterator[Row]:
    """Write numbers as the center declares that it writes them: in JSON they have a point."""
    for line, cells in rows:
        for place in numeric:
            if place < len(cells):
                cells[place] = cells[place].replace(".", ",")
        yield line, cells


def _as_announced(rows: Iterator[object], about: dict[str, object]) -> Iterator[object]:
    """Yield the rows; a line-wise file that was cut off between two lines shows it by its count alone."""
    count = 0
    for row in rows:
        count += 1
        yield row
    if about.get("records") not in (None, str(count)):  # numbers are read as their digits
        raise Refused(IssueCode.FILE_DAMAGED, f"{count:,} records")
