"""Keep what was seen of a worksheet: its extent, what calamine would not show, and what is hidden."""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from hepaflow.domain.issues.issues import IssueCode, Refused

CellPosition = tuple[int, int]

MOST_CELLS = 2_000_000  # of a rectangle that calamine lays out as a whole: it needs 80 to 140 bytes for each
_MOST_BLANK = 4_000_000  # cells of blank rows in a sheet that is laid out in parts, 64 bytes each
_REFERENCE = re.compile("([A-Za-z]{1,3})([1-9][0-9]{0,7})")
_COLUMN_BITS, _STYLE_BITS = (
    16,
    24,
)  # of a styled cell in one number: more than a sheet can have
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
        has_merged: the sheet has merged cells.
        last_row: the number of the last row that was met.
        blank_rows: how many rows before it were not met.
        begins: the first column of the rectangle is known.
        follows: each row has a number, its cells stand in it, and rows follow one another.
    """

    first: CellPosition = (1 << 32, 1 << 32)
    last: CellPosition = (-1, -1)
    texts: dict[CellPosition, str] = field(default_factory=dict)
    styled: "array[int]" = field(default_factory=lambda: array("Q"))
    hidden_rows: bytearray = field(default_factory=bytearray)
    hidden_columns: set[tuple[int, int]] = field(default_factory=set)
    has_merged: bool = False
    last_row: int = 0
    blank_rows: int = 0
    begins: bool = False
    follows: bool = True

    @property
    def cells(self) -> int:
        """How many cells the rectangle has."""
        return max(0, self.last[0] - self.first[0] + 1) * self.width

    @property
    def width(self) -> int:
        """How many columns the rectangle has."""
        return max(0, self.last[1] - self.first[1] + 1)

    @property
    def is_in_order(self) -> bool:
        """Whether it can be cut between any two rows, and each part read alone."""
        return self.follows and self.begins and self.blank_rows * self.width <= _MOST_BLANK

    def reach(self, place: CellPosition) -> None:
        self.first = (min(self.first[0], place[0]), min(self.first[1], place[1]))
        self.last = (max(self.last[0], place[0]), max(self.last[1], place[1]))

    def style(self, place: CellPosition, number: int) -> None:
        packed = ((place[0] << _COLUMN_BITS) | place[1]) << _STYLE_BITS | number
        if not self.styled or self.styled[-1] != packed:
            self.styled.append(packed)

    def styles_by_row(self) -> Iterator[tuple[int, int, int]]:
        """Yield row and column, 0-based, and style of each styled cell, row by row."""
        # in nearly every sheet they are in order already; a sorted copy takes five times as much memory
        is_sorted = all(map(int.__le__, self.styled, islice(self.styled, 1, None)))
        for packed in self.styled if is_sorted else sorted(self.styled):
            row, column = divmod(packed >> _STYLE_BITS, 1 << _COLUMN_BITS)
            yield row, column, packed & ((1 << _STYLE_BITS) - 1)

    def hide_row(self, row: int) -> None:
        if not self.hidden_rows:
            self.hidden_rows = bytearray(_MOST_ROWS)
        if row < _MOST_ROWS:
            self.hidden_rows[row] = 1

    def hides_column(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)


def place_of(reference: str) -> CellPosition:
    """Return row and column, 0-based, of a reference such as `B2`.

    Args:
        reference: as it stands in the sheet.

    Raises:
        Refused: file-damaged.
    """
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise Refused(IssueCode.FILE_DAMAGED)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1
