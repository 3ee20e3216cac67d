"""Look over a worksheet before calamine reads it: its extent, and what calamine would not show.

calamine lays a sheet out as a full rectangle. Two cells in opposite corners, 2 KB of file, would ask for 550 GB and
end the process (tafia/calamine issue 693). And it returns error cells, and formulas without a stored result, as blank.
"""

import re
from collections.abc import Iterator

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.screening.damage import STRUCK
from hepaflow.readers.workbook.blocks import is_in_place, row_blocks
from hepaflow.readers.workbook.cell_reader import CellReader
from hepaflow.readers.workbook.package import Package, local, parse, xml_parser
from hepaflow.readers.workbook.seen import MOST_CELLS, Survey, place_of
from hepaflow.readers.workbook.styles import Styles

_UNUSUAL = (
    b't="e"',
    b":c",
    b"\0",
    b"<strike",
)  # an error; a namespace prefix; UTF-16, which the patterns here do not see; a text that is struck through
_ROWS = "sheetData"
_NO_RESULT = re.compile(rb"(?:</f|<f\b[^>]*/)>\s*<(?:/c>|v\s*/>|v>\s*</v>)")
_STYLED = rb"""<c r="([A-Z]{1,3})([0-9]{1,7})"(?=[^>]*?\ss\s*=\s*["'](%b)["'])"""

# Filtered rows are hidden, too. ECMA-376-1, 18.3.1.73 and 18.3.1.13; a boolean is `1` or `true` (22.9.2.1).
_IS_HIDDEN = rb"""(?=[^>]*?\shidden\s*=\s*["'](?:1|true)["'])"""
_NUMBER = rb"""(?:(?=[^>]*?\s%b\s*=\s*["']([0-9]{1,7})["']))?"""
_HIDDEN_ROW = re.compile(rb"<row\b" + _IS_HIDDEN + _NUMBER % b"r")
_HIDDEN_COLUMNS = re.compile(rb"<col\b" + _IS_HIDDEN + _NUMBER % b"min" + _NUMBER % b"max")


def survey(package: Package, part: str, styles: Styles) -> Survey:
    """Look over a sheet; where a glance shows a plain one, the corners are at most twice as far away as the cells.

    Args:
        package: the archive of the workbook.
        part: the name of the sheet's part in it.
        styles: what differs from a plain cell in this workbook.

    Raises:
        Refused: file-damaged.
    """
    glance = Survey()
    is_plain = not styles.strings and _is_plain(row_blocks(package.pieces(part)), glance, styles)
    if is_plain and (glance.cells <= MOST_CELLS or glance.is_in_order):
        return glance
    reader = CellReader(styles)
    parse(reader.parser, package.pieces(part))
    return reader.seen


def check_without_cells(package: Package, part: str) -> None:
    """Check that a sheet in which no cell was found has none: it may be cut off, or broken before its first row.

    Args:
        package: the archive of the workbook.
        part: the name of the sheet's part in it.

    Raises:
        Refused: file-damaged, if it is no well-formed XML, or lacks the element for rows, which every sheet has
            (ECMA-376-1, 18.3.1.99).
    """
    names = set[str]()
    parser = xml_parser()
    parser.StartElementHandler = lambda name, _: names.add(local(name))
    parse(parser, package.pieces(part))
    if _ROWS not in names:
        raise Refused(IssueCode.FILE_DAMAGED)


def _is_plain(blocks: Iterator[bytes], glance: Survey, styles: Styles) -> bool:
    """Tell at a fraction of what calamine takes that a sheet needs no closer look, and note what it hides."""
    styled = _pattern_of(styles)
    for block in blocks:
        if b"\0" in block:  # UTF-16, which calamine reads as a sheet without cells
            raise Refused(IssueCode.FILE_DAMAGED)
        glance.has_merged = glance.has_merged or b"<mergeCell" in block
        is_shown = b"hidden" not in block or _is_plainly_hidden(block, glance)
        if not (is_shown and _is_plainly_written(block) and is_in_place(block, glance)):
            return False
        if styled:
            _note_styled(styled, block, glance, styles)
    return True


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
    has_comment = b"!" in text and b"<!" in text  # one character is found ten times as fast as two
    is_usual = not has_comment and not any(mark in text for mark in _UNUSUAL)
    return is_usual and not (b"<f" in text and _NO_RESULT.search(text))


def _is_plainly_hidden(text: bytes, glance: Survey) -> bool:
    """Note hidden rows and columns; False where one does not say which it is."""
    rows, columns = _HIDDEN_ROW.findall(text), _HIDDEN_COLUMNS.findall(text)
    if b"" in rows or any(b"" in run for run in columns):
        return False
    for row in rows:
        glance.hide_row(int(row) - 1)
    glance.hidden_columns.update((int(first) - 1, int(last) - 1) for first, last in columns)
    return True
