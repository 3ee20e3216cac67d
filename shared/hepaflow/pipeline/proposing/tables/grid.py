"""Read the cells of a table as they stand, before anything is known of its layout."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from hepaflow.domain.profile.parts import FileLayout
from hepaflow.domain.text import canonical_text
from hepaflow.readers.formats import read_table

SAMPLE = 20_000  # rows looked at
_MARKED = re.compile(r"[^0-9]*[0-9][0-9.,' ]*[.,][0-9]")
Grid = list[list[str]]


def grid_of(data: bytes, file: FileLayout, most: int = SAMPLE) -> Grid:
    """Return the rows of a table from its first line on; a row is at its line minus one.

    Args:
        data: the file.
        file: how it is read.
        most: how many rows are read.

    Raises:
        Refused: the table cannot be read.
    """
    sheet = read_table(data, file.model_copy(update={"header_row": 1}))
    grid: Grid = []
    for line, cells in [(sheet.header_line, list(sheet.header)), *islice(sheet.rows, most)]:
        grid.extend([] for _ in range(line - 1 - len(grid)))
        grid.append(cells)
    return grid


def written_numbers(data: bytes, file: FileLayout, most: int = SAMPLE) -> frozenset[str]:
    """Return the numbers with a mark that are written as text: a number of a spreadsheet is shown with any mark.

    Args:
        data: the file.
        file: how it is read.
        most: how many rows are read.

    Raises:
        Refused: the table cannot be read.
    """
    with_point, with_comma = (
        read_table(data, file.model_copy(update={"decimal_mark": mark})) for mark in (".", ",")
    )
    return frozenset(
        _same(
            (cells for _, cells in islice(with_point.rows, most)),
            (cells for _, cells in islice(with_comma.rows, most)),
        )
    )


def _same(rows: Iterable[list[str]], others: Iterable[list[str]]) -> Iterator[str]:
    for cells, same in zip(rows, others, strict=False):
        yield from (
            canonical_text(cell)
            for cell, other in zip(cells, same, strict=False)
            if cell == other and _MARKED.match(cell)
        )
