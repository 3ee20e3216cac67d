"""Read what all tables have in common: a header, and rows up to the last filled one."""

from collections.abc import Iterable, Iterator
from itertools import chain

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.screening.damage import unquoted
from hepaflow.readers.sheet import Limits, Sheet

Row = tuple[int, list[str]]

# Readers hand over this many rows at a time, so that what is checked once a batch costs nothing a row.
ROWS_AT_ONCE = 200


def table(batches: Iterable[list[Row]], header_row: int | None, limits: Limits) -> Sheet:
    """Find the header and leave the rows below it to be read on.

    Args:
        batches: all rows of the file from its first line on, some at a time.
        header_row: line or sheet row of the header, 1-based; None for the first row that is not blank.
        limits: what the file may hold; title rows and the header do not count as rows.

    Raises:
        Refused: file-empty, file-no-rows; while rows are read also file-too-large.
    """
    most = limits.rows + (header_row or 1)
    rows: Iterator[Row] = chain.from_iterable(_until_last_filled(batches, most, limits))
    titles: list[tuple[int, str]] = []
    header_line, header = _header(rows, header_row, titles)
    first = next(rows, None)
    if first is None:
        raise Refused(IssueCode.FILE_NO_ROWS)
    return Sheet(
        tuple(unquoted(cell).strip() for cell in header),
        header_line,
        chain((first,), rows),
        titles=tuple(titles),
    )


def too_large(count: int, what: str) -> Refused:
    return Refused(IssueCode.FILE_TOO_LARGE, f"{count:,} {what}")


def _header(rows: Iterator[Row], header_row: int | None, titles: list[tuple[int, str]]) -> Row:
    line = 0
    for line, cells in rows:
        if line >= header_row if header_row else not _is_blank(cells):
            return line, cells
        if not _is_blank(cells):
            titles.append((line, ":".join(cell.strip() for cell in cells if cell.strip())))
    raise Refused(IssueCode.FILE_NO_ROWS if line else IssueCode.FILE_EMPTY)


def _until_last_filled(batches: Iterable[list[Row]], most: int, limits: Limits) -> Iterator[Iterable[Row]]:
    """Hold blank rows back until a filled one follows: after the last filled row of a file there are no rows."""
    held: list[int] = []
    count = 0
    for batch in batches:
        end = _end_of_filled(batch)
        if end:
            count += len(held) + end
            yield from (_blank_rows(held), batch[:end])
            held = []
        held += [line for line, _ in batch[end:]]
        if count > most or len(held) > most:
            raise too_large(limits.rows + 1, "rows")


def _end_of_filled(batch: list[Row]) -> int:
    end = len(batch)
    while end and _is_blank(batch[end - 1][1]):
        end -= 1
    return end


def _blank_rows(lines: list[int]) -> Iterator[Row]:
    return ((line, []) for line in lines)


def _is_blank(cells: list[str]) -> bool:
    return not "".join(cells).strip()
