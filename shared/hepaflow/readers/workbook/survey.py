"""Look over a worksheet before calamine reads it: its extent, and what calamine would not show.

calamine lays a sheet out as a full rectangle. Two cells in opposite corners, 2 KB of file, would ask for 550 GB and
end the process (tafia/calamine issue 693). And it returns error cells, and formulas without a stored result, as blank.
"""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.screening.damage import STRUCK
from hepaflow.readers.workbook.package import Package, local, parse, xml_parser
from hepaflow.readers.workbook.styles import Runs, Styles

CellPosition = tuple[int, int]

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
    b"<strike",
)  # an error; a namespace prefix; UTF-16, which the patterns here do not see; a text that is struck through
_NO_RESULT = re.compile(rb"(?:</f|<f\b[^>]*/)>\s*<(?:/c>|v\s*/>|v>\s*</v>)")
_REFERENCE = re.compile("([A-Za-z]{1,3})([1-9][0-9]{0,7})")
_STYLED = rb"""<c r="([A-Z]{1,3})([0-9]{1,7})"(?=[^>]*?\ss\s*=\s*["'](%b)["'])"""
_ROW_BITS, _COLUMN_BITS, _STYLE_BITS = (
    24,
    16,
    24,
)  # of a styled cell in one number: more than a sheet can have
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
        styled: the cells of a style that shows something else, each packed into one number, in order.
        hidden_rows: 1 at the index, 0-based, of each row that a person at the sheet does not see.
        hidden_columns: the same for columns, as first and last index of each run.
    """

    first: CellPosition = (1 << 32, 1 << 32)
    last: CellPosition = (-1, -1)
    texts: dict[CellPosition, str] = field(default_factory=dict)
    styled: "array[int]" = field(default_factory=lambda: array("Q"))
    hidden_rows: bytearray = field(default_factory=bytearray)
    hidden_columns: set[tuple[int, int]] = field(default_factory=set)

    @property
    def cells(self) -> int:
        """How many cells the rectangle has."""
        return max(0, self.last[0] - self.first[0] + 1) * max(0, self.last[1] - self.first[1] + 1)

    def reach(self, place: CellPosition) -> None:
        self.first = (min(self.first[0], place[0]), min(self.first[1], place[1]))
        self.last = (max(self.last[0], place[0]), max(self.last[1], place[1]))

    def style(self, place: CellPosition, number: int) -> None:
        packed = ((place[0] << _COLUMN_BITS) | place[1]) << _STYLE_BITS | number
        if not self.styled or self.styled[-1] != packed:
            self.styled.append(packed)

    def styles_by_row(self) -> Iterator[tuple[int, int, int]]:
        """Yield row and column, 0-based, and style of each styled cell, row by row."""
        for packed in sorted(self.styled):
            row, column = divmod(packed >> _STYLE_BITS, 1 << _COLUMN_BITS)
            yield row, column, packed & ((1 << _STYLE_BITS) - 1)

    def hide_row(self, row: int) -> None:
        if not self.hidden_rows:
            self.hidden_rows = bytearray(_MOST_ROWS)
        if row < _MOST_ROWS:
            self.hidden_rows[row] = 1

    def hides_column(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)


def survey(package: Package, part: str, styles: Styles) -> Survey:
    """Look over a sheet; where a glance shows a small and plain one, its corners are left at their defaults.

    Args:
        package: the archive of the workbook.
        part: the name of the sheet's part in it.
        styles: what differs from a plain cell in this workbook.

    Raises:
        Refused: file-damaged.
    """
    glance = Survey()
    if not styles.strings and _is_plain(package.pieces(part), glance, styles):
        return glance
    reader = _CellReader(styles)
    parse(reader.parser, package.pieces(part))
    return reader.seen


def _is_plain(pieces: Iterator[bytes], glance: Survey, styles: Styles) -> bool:
    """Tell at a fraction of what calamine takes that a sheet needs no closer look, and note what it hides."""
    styled = _pattern_of(styles)
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
        if styled:
            _note_styled(styled, text, glance, styles)
        corners = [beyond for beyond in corners if not beyond.search(text, 0, len(text) - len(carried))]
    return any(not beyond.search(carried) for beyond in corners)


def _pattern_of(styles: Styles) -> re.Pattern[bytes] | None:
    numbers = sorted({*styles.formats, *styles.struck})
    return re.compile(_STYLED % b"|".join(b"%d" % number for number in numbers)) if numbers else None


def _note_styled(styled: re.Pattern[bytes], text: bytes, glance: Survey, styles: Styles) -> None:
    for column, row, number in styled.findall(text):
        place = _place(f"{column.decode()}{row.decode()}")
        if int(number) in styles.struck:
            glance.texts[place] = STRUCK
        else:
            glance.style(place, int(number))


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

    def __init__(self, styles: Styles) -> None:
        self.seen = Survey()
        self._styles = styles
        self.parser = xml_parser()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._row = self._column = 0
        self._type = ""
        self._style = 0
        self._runs = Runs()
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
            case run if self._part == "is":
                self._runs.start(run, attributes)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if self._part:
            raise Refused(IssueCode.FILE_DAMAGED)  # a cell within the text of another
        if "r" in attributes:
            self._row, self._column = _place(attributes["r"])
        self._type = attributes.get("t", "")
        style = attributes.get("s", "")
        self._style = int(style) if style.isascii() and style.isdecimal() else 0
        self._runs = Runs()
        self._parts = {}

    def _text(self, text: str) -> None:
        if self._part:
            self._parts[self._part] += text
        if self._part == "is":
            self._runs.add(text)

    def _end(self, name: str) -> None:
        self._runs.end(local(name))
        match local(name):
            case "v" | "f" | "is":
                self._part = ""
            case "c":
                self._cell((self._row, self._column), self._parts)
                self._column += 1
            case "row":
                self._row += 1
                self._column = 0

    def _cell(self, place: CellPosition, parts: dict[str, str]) -> None:
        if not parts:
            return
        self.seen.reach(place)
        text = self._shown(parts)
        if text is not None:
            self.seen.texts[place] = text
        elif self._style in self._styles.formats:
            self.seen.style(place, self._style)

    def _shown(self, parts: dict[str, str]) -> str | None:
        """Return what to show for a cell that calamine leaves blank, or of which a part is struck through; else None."""
        value = parts.get("v", "")
        rich = self._runs if "is" in parts else None
        if self._style in self._styles.struck and any(parts.values()):
            return STRUCK
        if rich is not None and rich.has_struck:
            return rich.text.strip() or STRUCK
        if self._type == "s" and value.isdecimal() and int(value) in self._styles.strings:
            return self._styles.strings[int(value)] or STRUCK
        if self._type == "e" and value:
            return value
        has_result = self._type == "str" and "v" in parts  # an empty text is a result, too
        return "=" + parts["f"] if "f" in parts and not value and not has_result else None


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden") in ("1", "true")


def _place(reference: str) -> CellPosition:
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise Refused(IssueCode.FILE_DAMAGED)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1
