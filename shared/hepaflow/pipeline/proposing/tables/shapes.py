"""Define how a table is laid out, and what its parts are told by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hepaflow.domain.model import Field

BELOW = 60  # rows below a header that are looked at
Knows = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a table is laid out.

    Attributes:
        line: line of the first row of the header; 0 if there is none.
        header_rows: how many rows the header has; 0 if there is none.
        known: how many cells of the header are known words.
        above: label by field, of what is in lines above rows.
        label_lines: the lines with these labels.
        across: what the rows of the header say about the columns of results.
        results: the places of these columns.
        other_ids: lines above rows have other ids than the column of the subject.
        beside: the place of the first column of a second table beside the first; 0 if there is none.
    """

    line: int
    header_rows: int
    known: int
    above: dict[Field, str] = field(default_factory=dict)
    label_lines: tuple[int, ...] = ()
    across: tuple[Field, ...] = ()
    results: tuple[int, ...] = ()
    other_ids: bool = False
    beside: int = 0


def known_cells(row: Sequence[str], knows: Knows) -> set[int]:
    return {at for at, cell in enumerate(row) if cell.strip() and knows(cell.strip())}


def share_of(rows: Sequence[Sequence[str]], at: int, fits: Callable[[str], bool]) -> float:
    """Return which share of the filled cells of a column fits.

    Args:
        rows: the rows.
        at: the place of the column.
        fits: says whether a cell fits.
    """
    cells = [row[at].strip() for row in rows if at < len(row) and row[at].strip()]
    return sum(1 for cell in cells if fits(cell)) / len(cells) if cells else 0
