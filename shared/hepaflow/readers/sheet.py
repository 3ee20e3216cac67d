"""What every reader of tables yields, and the limits that all of them keep."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may hold; a larger one is refused with the advice to split it (docs/architecture.md, Stores)."""

    bytes: int = 200 * 1024 * 1024
    rows: int = 1_000_000
    columns: int = 10_000
    cell_characters: int = 32 * 1024


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it stands in the file.

    Attributes:
        header: the header cells, stripped; "" where one is empty.
        header_line: where the header stands: physical line or sheet row, 1-based.
        rows: (line, cells) in file order; cells as written, as many as the row has (a blank row may have none).
            Reading it further may raise `Refused`: a fault of the file can stand anywhere.
    """

    header: tuple[str, ...]
    header_line: int
    rows: Iterator[tuple[int, list[str]]]
