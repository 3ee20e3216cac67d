"""Looks over a worksheet before calamine reads it: how far it reaches, and what calamine would drop.

calamine lays a sheet out as a full rectangle. Two cells in opposite corners, 2 KB of file, would ask for 550 GB and
end the process (tafia/calamine issue 693). And it gives error cells and formulas without a stored result as blank.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hepaflow.domain.issues import IssueCode, Refused
from hepaflow.readers.package import Package, local, parse, xml_parser

Place = tuple[int, int]

MOST_CELLS = 32_000_000  # calamine holds 32 bytes for each of a rectangle: 1 GB

# A cell that is not written as nearly all programs write it, or lies beyond one of two corners of the sheet: columns
# A to Z down to row 999,999, and A to ZZ down to row 9,999. Both have fewer cells than `MOST_CELLS`.
_BEYOND = (re.compile(rb'<c(?!\w| r="[A-Z][0-9]{1,6}")'), re.compile(rb'<c(?!\w| r="[A-Z]{1,2}[0-9]{1,4}")'))
_UNUSUAL = (
    b't="e"',
    b":c",
    b"\0",
)  # an error; a namespace prefix; UTF-16, which the patterns here do not see
_NO_RESULT = re.compile(rb"(?:</f|<f\b[^>]*/)>\s*<(?:/c>|v\s*/>|v>\s*</v>)")
_REFERENCE = re.compile("([A-Za-z]{1,3})([1-9][0-9]{0,7})")
_LONGEST_START = 64


@dataclass(slots=True)
class Survey:
    """What was seen.

    Attributes:
        first: row and column, 0-based, of the upper left corner of all cells with content.
        last: of their lower right corner; before `first` where there are none.
        texts: what to show for cells that calamine leaves blank: `#N/A`, or `=A1/B1` where no result is stored.
    """

    first: Place = (1 << 32, 1 << 32)
    last: Place = (-1, -1)
    texts: dict[Place, str] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        """How many cells the rectangle has."""
        return max(0, self.last[0] - self.first[0] + 1) * max(0, self.last[1] - self.first[1] + 1)

    def reach(self, place: Place) -> None:
        self.first = (min(self.first[0], place[0]), min(self.first[1], place[1]))
        self.last = (max(self.last[0], place[0]), max(self.last[1], place[1]))


def survey(package: Package, part: str) -> Survey:
    """Look over a sheet; where a glance shows a small and plain one, its corners are left at their defaults.

    Raises:
        Refused: file-damaged.
    """
    if _is_plain(package.pieces(part)):
        return Survey()
    reader = _CellReader()
    parse(reader.parser, package.pieces(part))
    return reader.seen


def _is_plain(pieces: Iterator[bytes]) -> bool:
    """Tell at a fraction of what calamine takes that a sheet needs no closer look."""
    corners = list(_BEYOND)
    carried = b""
    for piece in pieces:
        if b"\0" in piece:  # UTF-16, which calamine reads as a sheet without cells
            raise Refused(IssueCode.FILE_DAMAGED)
        text = carried + piece
        cut = text.rfind(b"<c ")  # the last cell may go on in the next piece
        carried = text[cut:] if cut >= 0 else text[-_LONGEST_START:]
        if not _is_plainly_written(text):
            return False
        corners = [beyond for beyond in corners if not beyond.search(text, 0, len(text) - len(carried))]
    return any(not beyond.search(carried) for beyond in corners)


def _is_plainly_written(text: bytes) -> bool:
    return not any(mark in text for mark in _UNUSUAL) and not (b"<f" in text and _NO_RESULT.search(text))


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
            case "c":
                if "r" in attributes:
                    self._row, self._column = _place(attributes["r"])
                self._is_error = attributes.get("t") == "e"
                self._parts = {}
            case "v" | "f" | "is" as part:
                self._part = part
                self._parts[part] = ""

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


def _place(reference: str) -> Place:
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise Refused(IssueCode.FILE_DAMAGED)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1
