"""Look over a worksheet before calamine reads it: its extent, and what calamine would not show.

calamine lays a sheet out as a full rectangle. Two cells in opposite corners, 2 KB of file, would ask for 550 GB and
end the process (tafia/calamine issue 693). And it returns error cells, and formulas without a stored result, as blank.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hepaflow.domain.issues import IssueCode, Refused
from hepaflow.readers.package import Package, local, parse, xml_parser

Place = tuple[int, int]

MOST_CELLS = 32_000_000  # calamine holds 32 bytes for each of a rectangle: 1 GB

# A cell that is not written as nearly all programs write it, or lies beyond one of two corners of the sheet: columns
# A to Z down to the last row that there is, and A to ZZ down to row 9,999. Both have fewer cells than `MOST_CELLS`.
_BEYOND = (
    re.compile(rb'<c(?!\w| r="[A-Z](?:[0-9]{1,6}|10[0-4][0-9]{4})")'),
    re.compile(rb'<c(?!\w| r="[A-Z]{1,2}[0-9]{1,4}")'),
)
_UNUSUAL = (
    b't="e"',
    b":c",
    b"\0",
)  # an error; a namespace prefix; UTF-16, which the patterns here do not see
_NO_RESULT = re.compile(rb"(?:</f|<f\b[^>]*/)>\s*<(?:/c>|v\s*/>|v>\s*</v>)")
_REFERENCE = re.compile("([A-Za-z]{1,3})([1-9][0-9]{0,7})")
_LONGEST_CELL = 1 << 18  # bytes of XML, by and large: one that is longer and damaged may go unseen

# Filtered rows are hidden, too. ECMA-376-1, 18.3.1.73 and 18.3.1.13; a boolean is `1` or `true` (22.9.2.1).
_IS_HIDDEN = rb"""(?=[^>]*?\shidden\s*=\s*["'](?:1|true)["'])"""
_NUMBER = rb"""(?:(?=[^>]*?\s%b\s*=\s*["']([0-9]{1,7})["']))?"""
_HIDDEN_ROW = re.compile(rb"<row\b" + _IS_HIDDEN + _NUMBER % b"r")
_HIDDEN_COLUMNS = re.compile(rb"<col\b" + _IS_HIDDEN + _NUMBER % b"min" + _NUMBER % b"max")
_MOST_ROWS = 1 << 20  # of a sheet in Excel


@dataclass(slots=True)
class Survey:
    """What was seen.

    Attributes:
        first: row and column, 0-based, of the upper left corner of all cells with content.
        last: of their lower right corner; before `first` where there are none.
        texts: what to show for cells that calamine leaves blank: `#N/A`, or `=A1/B1` where no result is stored.
        hidden_rows: 1 at the index, 0-based, of each row that a person at the sheet does not see.
        hidden_columns: the same for columns, as first and last index of each run.
    """

    first: Place = (1 << 32, 1 << 32)
    last: Place = (-1, -1)
    texts: dict[Place, str] = field(default_factory=dict)
    hidden_rows: bytearray = field(default_factory=bytearray)
    hidden_columns: set[tuple[int, int]] = field(default_factory=set)

    @property
    def cells(self) -> int:
        """How many cells the rectangle has."""
        return max(0, self.last[0] - self.first[0] + 1) * max(0, self.last[1] - self.first[1] + 1)

    def reach(self, place: Place) -> None:
        self.first = (min(self.first[0], place[0]), min(self.first[1], place[1]))
        self.last = (max(self.last[0], place[0]), max(self.last[1], place[1]))

    def hide_row(self, row: int) -> None:
        if not self.hidden_rows:
            self.hidden_rows = bytearray(_MOST_ROWS)
        if row < _MOST_ROWS:
            self.hidden_rows[row] = 1

    def hides_column(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)


def survey(package: Package, part: str) -> Survey:
    """Look over a sheet; where a glance shows a small and plain one, its corners are left at their defaults.

    Raises:
        Refused: file-damaged.
    """
    glance = Survey()
    if _is_plain(package.pieces(part), glance):
        return glance
    reader = _CellReader()
    parse(reader.parser, package.pieces(part))
    return reader.seen


def _is_plain(pieces: Iterator[bytes], glance: Survey) -> bool:
    """Tell at a fraction of what calamine takes that a sheet needs no closer look, and note what it hides."""
    corners = list(_BEYOND)
    carried = b""
    for piece in pieces:
        if b"\0" in piece:  # UTF-16, which calamine reads as a sheet without cells
            raise Refused(IssueCode.FILE_DAMAGED)
        text = carried + piece
        cut = text.rfind(b"<c ")  # the last cell may go on in the next piece
        carried = text[max(cut, len(text) - _LONGEST_CELL) :]
        if not _is_plainly_written(text) or (b"hidden" in text and not _is_plainly_hidden(text, glance)):
            return False
        corners = [beyond for beyond in corners if not beyond.search(text, 0, len(text) - len(carried))]
    return any(not beyond.search(carried) for beyond in corners)


def _is_plainly_written(text: bytes) -> bool:
    return not any(mark in text for mark in _UNUSUAL) and not (b"<f" in text and _NO_RESULT.search(text))


def _is_plainly_hidden(text: bytes, glance: Survey) -> bool:
    """Note hidden rows and columns; False where one does not say which it is."""
    rows, columns = _HIDDEN_ROW.findall(text), _HIDDEN_COLUMNS.findall(text)
    if b"" in rows or any(b"" in run for run in columns):
        return False
    for row in rows:
        glance.hide_row(int(row) - 1)
    glance.hidden_columns.update((int(first) - 1, int(last) - 1) for first, last in columns)
    return True


class _CellReader:
    """Goes through a sheet cell by cell, and finds each where calamine finds it."""

    def __init__(self) -> None:
        self.seen = Survey()
        self.parser = xml_parser()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._row = self._column = 0
        self._is_error = False
        self._parts: dict[str, str] = {}
        self._part = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match local(name):
            case "row":
                if "r" in attributes:
                    self._row, _ = _place("A" + attributes["r"])
                if _is_hidden(attributes):
                    self.seen.hide_row(self._row)
            case "col" if _is_hidden(attributes):
                first, last = attributes.get("min", ""), attributes.get("max", "")
                self.seen.hidden_columns.add((_place("A" + first)[0], _place("A" + last)[0]))
            case "c":
                self._begin_cell(attributes)
            case "v" | "f" | "is" as part:
                self._part = part
                self._parts[part] = ""

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if self._part:
            raise Refused(IssueCode.FILE_DAMAGED)  # a cell within the text of another
        if "r" in attributes:
            self._row, self._column = _place(attributes["r"])
        self._is_error = attributes.get("t") == "e"
        self._parts = {}

    def _text(self, text: str) -> None:
        if self._part:
            self._parts[self._part] += text

    def _end(self, name: str) -> None:
        match local(name):
            case "v" | "f" | "is":
                self._part = ""
            case "c":
                self._cell((self._row, self._column), self._parts)
                self._column += 1
            case "row":
                self._row += 1
                self._column = 0

    def _cell(self, place: Place, parts: dict[str, str]) -> None:
        value = parts.get("v", "")
        if self._is_error and value:
            self.seen.texts[place] = value
        elif "f" in parts and not value:
            self.seen.texts[place] = "=" + parts["f"]
        if parts:
            self.seen.reach(place)


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden") in ("1", "true")


def _place(reference: str) -> Place:
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise Refused(IssueCode.FILE_DAMAGED)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1
