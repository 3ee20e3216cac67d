"""Write CSV whose cells no spreadsheet runs as formulas, and read such cells back as they were."""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import TextIO

_MARK = "'"  # before a cell it tells a spreadsheet that the cell is text
# OWASP, CSV injection: these signs begin a formula, the full-width ones where Chinese or Japanese is typed
_FORMULA = re.compile(r"[\t\r\n]|\s*[=@+\-＝＠＋－]")
_NUMBER = re.compile(r"\s*[+-](?:[0-9]+(?:[.,][0-9]+)*|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?\s*")


def write_csv(rows: Iterable[Sequence[object]], out: TextIO) -> None:
    """Write rows as CSV (RFC 4180), every cell harmless.

    Args:
        rows: the cells of each row, the header first.
        out: text file, open for writing with `newline=""`.
    """
    csv.writer(out).writerows([harmless(str(cell)) for cell in row] for row in rows)


def harmless(cell: str) -> str:
    """Return the cell with an apostrophe before it if a spreadsheet would run it as a formula.

    `cell_as_written` returns the cell from it, whatever the cell is.

    Examples:
        >>> harmless("=1+1"), harmless("-5"), harmless("-5+1"), harmless("'=1")
        ("'=1+1", '-5', "'-5+1", "''=1")
    """
    return _MARK + cell if _runs(cell.lstrip(_MARK)) else cell


def cell_as_written(cell: str) -> str:
    """Return the cell without the apostrophe that `harmless` has put before it.

    Examples:
        >>> cell_as_written("'=1+1"), cell_as_written("'80s"), cell_as_written("''=1")
        ('=1+1', "'80s", "'=1")
    """
    return cell[1:] if cell.startswith(_MARK) and _runs(cell.lstrip(_MARK)) else cell


def _runs(cell: str) -> bool:
    return _FORMULA.match(cell) is not None and _NUMBER.fullmatch(cell) is None
