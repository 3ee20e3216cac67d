"""Define what every reader yields, and the limits that all readers keep."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hepaflow.domain.issues.issues import Issue
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Field

Row = tuple[int, list[str]]

FILE_COLUMN, LINE_COLUMN = "hepaflow_file", "hepaflow_line"  # by them a row that comes back is known


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may hold; a larger one is refused with the advice to split it (docs/architecture.md, Stores)."""

    bytes: int = 200 * 1024 * 1024
    rows: int = 1_000_000
    specimens: int = (
        500_000  # a new table takes 4,000 a second: this many within half of the time that a file may take
    )
    columns: int = 10_000
    cell_characters: int = 32 * 1024


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as rows of cells: a table as it stands there, or messages laid out as one.

    Attributes:
        header: the header cells, stripped; "" where one is empty. Of messages: where each cell is taken from (`OBX-3`).
        header_line: where the header stands: physical line or sheet row, 1-based; 0 where the format has none.
        rows: (line, cells) in file order; cells as written, as many as the row has (a blank row may have none).
            Reading it further may raise `Refused`: a fault of the file can stand anywhere.
        columns: field to header where the format itself says so; empty where only a profile can.
        places: how the lines are to be shown.
        asides: what the reader met that is no row of cells, added while rows are read. An issue that skips or
            rejects stands for one row; a note for its place alone.
        titles: what stands beside the table, each with its line: rows above the header; at line 0 names of sheets and
            properties of the document.
        holds_more: the file may name a person where no row is: its author, comments, other sheets.
        several_sheets: the file has several sheets, of which the headers of the profile choose.
        other_headers: the lines of headers below the first one that have other words; added while rows are read.
    """

    header: tuple[str, ...]
    header_line: int
    rows: Iterator[tuple[int, list[str]]]
    columns: Mapping[Field, str] = field(default_factory=dict)
    places: Places = Places.LINE
    asides: list[Issue] = field(default_factory=list)
    titles: tuple[tuple[int, str], ...] = ()
    holds_more: bool = False
    several_sheets: bool = False
    other_headers: list[int] = field(default_factory=list)
