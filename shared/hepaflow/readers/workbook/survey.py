"""Look over a worksheet before calamine reads it: its extent, and what calamine would not show.

calamine lays a sheet out as a full rectangle. Two cells in opposite corners, 2 KB of file, would ask for 550 GB and
end the process (tafia/calamine issue 693). And it returns error cells, and formulas without a stored result, as blank.
"""

import re
from collections.abc import Iterator

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.screening.damage import STRUCK
from hepaflow.readers.workbook.cell_reader import CellReader
from hepaflow.readers.workbook.package import Package, parse
from hepaflow.readers.workbook.seen import Survey, place_of
from hepaflow.readers.workbook.styles import Styles

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
_STYLED = rb"""<c r="([A-Z]{1,3})([0-9]{1,7})"(?=[^>]*?\ss\s*=\s*["'](%b)["'])"""
_LONGEST_CELL = 1 << 18  # bytes of XML, by and large: one that is longer and damaged may go unseen

# Filtered rows are hidden, too. ECMA-376-1, 18.3.1.73 and 18.3.1.13; a boolean is `1` or `true` (22.9.2.1).
_IS_HIDDEN = rb"""(?=[^>]*?\shidden\s*=\s*["'](?:1|true)["'])"""
_NUMBER = rb"""(?:(?=[^>]*?\s%b\s*=\s*["']([0-9]{1,7})["']))?"""
_HIDDEN_ROW = re.compile(rb"<row\b" + _IS_HIDDEN + _NUMBER % b"r")
_HIDDEN_COLUMNS = re.compile(rb"<col\b" + _IS_HIDDEN + _NUMBER % b"min" + _NUMBER % b"max")


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
    reader = CellReader(styles)
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
        glance.has_merged = glance.has_merged or b"<mergeCell" in text
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
        place = place_of(f"{column.decode()}{row.decode()}")
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
