"""Read a sheet some of its rows at a time: calamine lays out all that it is given before the first row can be read.

Each part is given to it as a workbook of its own: what is above the rows, some rows, and the strings and styles of the whole.
"""

from collections.abc import Iterator

from python_calamine import CalamineError, CalamineSheet, load_workbook

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.readers.table import too_large
from hepaflow.readers.workbook.blocks import LONGEST, row_blocks
from hepaflow.readers.workbook.cell_text import Cell
from hepaflow.readers.workbook.package import Package
from hepaflow.readers.workbook.seen import MOST_CELLS, Survey

_LARGE = 16 << 20  # bytes of a sheet that is read in parts: 400,000 cells, which calamine lays out in 30 MB
_AT_ONCE = 4 << 20  # bytes of a part; but as many as the strings at least, which are read again for each part
_MOST_STRINGS = (
    16 << 20
)  # bytes of the strings: 600,000 of 15 letters, of which calamine holds four times as much
_BEGIN, _END, _CLOSE = b"<sheetData>", b"</sheetData>", b"</worksheet>"


class SheetInParts:
    """A sheet whose rows can be read a part at a time.

    Args:
        package: the workbook.
        part: name of the sheet's part in it.
        name: name of the sheet.
        seen: what was seen of it.
    """

    def __init__(self, package: Package, part: str, name: str, seen: Survey) -> None:
        self._package, self._part, self._name, self._seen = package, part, name, seen
        self.left = seen.first[1]
        self.width = seen.width
        self.height = 0

    def rows(self) -> Iterator[list[Cell]]:
        """Yield all rows from the first one of the sheet on, all of the same width; count them in `height`.

        Raises:
            Refused: file-damaged, file-too-large; also after some rows.
        """
        right = self._seen.last[1]
        for sheet in self._sheets():
            if not sheet.start or not sheet.end:
                continue
            (top, first), (bottom, last) = sheet.start, sheet.end
            if top < self.height or first < self.left or last > right:
                raise Refused(
                    IssueCode.FILE_DAMAGED
                )  # a cell is in another row than the one in which it stands
            yield from (list[Cell]([""] * self.width) for _ in range(self.height, top))
            before, after = [""] * (first - self.left), [""] * (right - last)
            rows = sheet.to_python()
            del sheet  # else it is there until the next part was read
            yield from ([*before, *cells, *after] for cells in rows) if before or after else rows
            del rows
            self.height = bottom + 1

    def merged(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Return the merged ranges, which stand below all rows."""
        below, is_below = [], False
        head = b""
        for block in row_blocks(self._package.pieces(self._part)):
            head = head or block[: block.index(_BEGIN) + len(_BEGIN)]
            if not is_below and _END in block:
                is_below, block = True, block[block.index(_END) :]  # noqa: PLW2901 what is left of it
            if is_below:
                below.append(block)
        return self._sheet(head + b"".join(below)).merged_cell_ranges or []

    def _sheets(self) -> Iterator[CalamineSheet]:
        least = max(_AT_ONCE, self._package.size_of_strings())
        head, held, size = b"", list[bytes](), 0
        for block in row_blocks(self._package.pieces(self._part)):
            rows = block
            if not head:
                cut = block.index(_BEGIN) + len(_BEGIN)
                head, rows = block[:cut], block[cut:]
            rows, end, _ = rows.partition(_END)
            if len(rows) > LONGEST:
                raise too_large(len(rows), "bytes in a row")  # it was cut within the row
            held.append(rows)
            size += len(rows)
            if end or size >= least:
                yield self._sheet(b"".join([head, *held, _END, _CLOSE]))
                held, size = [], 0
            if end:
                return
        raise Refused(IssueCode.FILE_DAMAGED)

    def _sheet(self, content: bytes) -> CalamineSheet:
        small = self._package.with_sheet(self._part, content)
        try:
            return load_workbook(small).get_sheet_by_name(self._name)
        except (CalamineError, OSError):
            raise Refused(IssueCode.FILE_DAMAGED) from None


def in_parts(package: Package, part: str, name: str, seen: Survey) -> SheetInParts | None:
    """Return a large sheet to be read in parts; None for one that calamine is to lay out as a whole.

    Args:
        package: the workbook.
        part: name of the sheet's part in it.
        name: name of the sheet.
        seen: what was seen of it.
    """
    is_large = package.size(part) > _LARGE or seen.cells > MOST_CELLS
    can_be_cut = seen.is_in_order and package.size_of_strings() <= _MOST_STRINGS
    if not is_large or not can_be_cut or _BEGIN not in next(row_blocks(package.pieces(part))):
        return None
    return SheetInParts(package, part, name, seen)
