"""Carry merged cells over the rows and columns that they span: the workbook itself says so."""

from collections.abc import Collection, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from hepaflow.readers.sheet import Row


class Span(NamedTuple):
    """A merged cell.

    Attributes:
        top: its first row, 1-based.
        left: its first column, 0-based.
        bottom: its last row.
        right: its last column.
    """

    top: int
    left: int
    bottom: int
    right: int


def merged_header(rows: Sequence[Row], spans: Collection[Span]) -> list[list[str]]:
    """Return the rows of a header, in which a merged cell is repeated over all that it spans.

    Args:
        rows: the rows, in order.
        spans: the merged cells of the sheet.
    """
    width = max(len(cells) for _, cells in rows)
    by_line = {line: [*cells, *[""] * (width - len(cells))] for line, cells in rows}
    for span in spans:
        first = by_line.get(span.top)
        if first is None or span.left >= width or not first[span.left].strip():
            continue
        for line in range(span.top, span.bottom + 1):
            for at in range(span.left, min(span.right, width - 1) + 1) if line in by_line else ():
                by_line[line][at] = by_line[line][at].strip() or first[span.left]
    return list(by_line.values())


def joined_header(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the header of each column: the texts of its cells, each once, with a space between them."""
    return [
        " ".join(dict.fromkeys(cell.strip() for cell in column if cell.strip()))
        for column in zip(*rows, strict=True)
    ]


def carried_down(rows: Iterator[Row], spans: Collection[Span], results: Collection[int]) -> Iterator[Row]:
    """Yield rows in which a cell that is merged over several rows is repeated in each of them.

    Args:
        rows: the rows below the header.
        spans: the merged cells of the sheet.
        results: the columns of results, in which a merged cell belongs to its first row alone.
    """
    waiting = sorted(
        (span for span in spans if span.bottom > span.top and span.left not in results),
        key=attrgetter("top"),
        reverse=True,
    )
    over: dict[int, tuple[int, str]] = {}  # by column the last row, and the text
    for line, cells in rows:
        while waiting and waiting[-1].top <= line:
            span = waiting.pop()
            if span.top == line and span.left < len(cells):
                over[span.left] = span.bottom, cells[span.left]
        if over and any(cell.strip() for cell in cells):
            over = {at: known for at, known in over.items() if known[0] >= line}
            yield (
                line,
                [over[at][1] if at in over and not cell.strip() else cell for at, cell in enumerate(cells)],
            )
        else:
            yield line, cells
