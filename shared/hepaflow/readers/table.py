"""Read what all tables have in common: a header, and rows up to the last filled one."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice

from hepaflow.catalog.headers import header_words
from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.issues.places import Places
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.domain.screening.damage import unquoted
from hepaflow.domain.text import canonical_text
from hepaflow.readers.layouts.across import across_rows
from hepaflow.readers.layouts.arrangement import PLAIN, Arrangement, widened
from hepaflow.readers.layouts.blocks import Blocks, block_rows
from hepaflow.readers.layouts.merged import Span, carried_down, merged_header
from hepaflow.readers.layouts.subject_part import subject_part
from hepaflow.readers.sheet import FILE_COLUMN, Limits, Row, Sheet

# Readers hand over this many rows at a time, so that what is checked once a batch costs nothing a row.
ROWS_AT_ONCE = 200


def table(
    batches: Iterable[list[Row]],
    layout: FileLayout,
    limits: Limits,
    arrangement: Arrangement = PLAIN,
    spans: Collection[Span] = (),
    name: str = "",
) -> Sheet:
    """Find the header and leave the rows below it to be read on.

    Args:
        batches: all rows of the file from its first line on, some at a time.
        layout: `[file]` of the profile; its `header_row` is the line of the header, without it the first row that is not
            blank, or not a line above a block.
        limits: what the file may hold; title rows and the header do not count as rows.
        arrangement: how the table is laid out.
        spans: the merged cells.
        name: of the sheet; read only as far as it is an id of the study.

    Raises:
        Refused: file-empty, file-no-rows, file-header, personal-data; while rows are read also file-too-large.
    """
    most = limits.rows + (layout.header_row or 1)
    rows: Iterator[Row] = chain.from_iterable(_until_last_filled(batches, most, limits))
    blocks = Blocks(arrangement)
    titles: list[tuple[int, str]] = []
    skipped: list[Row] = []
    header_line, first = _header(rows, layout.header_row, titles, blocks, skipped)
    if spans:
        over = [span._replace(right=span.left) for span in spans if span.top < header_line <= span.bottom]
        first = merged_header([*skipped, (header_line, first)], over)[-1]
    if FILE_COLUMN in map(
        canonical_text, first
    ):  # rows to be fixed that come back have one header and all columns
        arrangement = PLAIN
    rows_of_header = [(header_line, first), *islice(rows, max(0, arrangement.header_rows - 1))]
    header, rows = _named_columns(rows_of_header, rows, arrangement, spans)
    top = next(rows, None)
    if top is None:
        raise Refused(IssueCode.FILE_NO_ROWS)
    results = {at for at, cell in enumerate(header) if arrangement.is_of_results(cell)}
    rows = carried_down(chain((top,), rows), spans, results) if spans else chain((top,), rows)
    asides: list[Issue] = []
    if arrangement.above:
        rows = block_rows(rows, header, blocks, asides)
    if arrangement.across:
        across = merged_header(rows_of_header, spans)
        header, rows = across_rows(rows, across, header_line, arrangement, asides)
    if arrangement.sheet_name:
        own = [subject_part(name, arrangement.ids)]
        width = len(header) + (0 if arrangement.across else len(arrangement.above))
        rows = ((line, widened(cells, width, own)) for line, cells in rows)
    return Sheet(
        (*(unquoted(cell).strip() for cell in header), *arrangement.added),
        header_line if arrangement.header_rows and not arrangement.across else 0,
        rows,
        places=Places.CELL if arrangement.across else Places.LINE,
        asides=asides,
        titles=tuple(titles),
    )


def _named_columns(
    rows_of_header: Sequence[Row], rows: Iterator[Row], arrangement: Arrangement, spans: Collection[Span]
) -> tuple[list[str], Iterator[Row]]:
    """Return the header, and the rows below it; without a header row the columns are named by their places, from 1."""
    first = rows_of_header[0]
    if arrangement.header_rows == 0:
        _refuse_header(first)
        return [f"{number}" for number in range(1, len(first[1]) + 1)], chain((first,), rows)
    if len(rows_of_header) == 1:
        return first[1], rows
    columns = zip(*merged_header(rows_of_header, spans), strict=True)
    return [
        " ".join(dict.fromkeys(cell.strip() for cell in column if cell.strip())) for column in columns
    ], rows


def too_large(count: int, what: str) -> Refused:
    return Refused(IssueCode.FILE_TOO_LARGE, f"{count:,} {what}")


def _refuse_header(first: Row) -> None:
    """Refuse a file with a header row if the profile names its columns by their places: they may have others."""
    if sum(name_key(cell) in header_words() for cell in first[1]) > 1:
        raise Refused(IssueCode.FILE_HEADER, line=first[0])


def _header(
    rows: Iterator[Row],
    header_row: int | None,
    titles: list[tuple[int, str]],
    blocks: Blocks,
    skipped: list[Row],
) -> Row:
    line = 0
    for line, cells in rows:
        is_read = blocks.reads(line, cells)
        if not is_read and _is_header(line, cells, header_row, blocks):
            return line, cells
        skipped.append((line, cells))
        if not _is_blank(cells) and not is_read:
            titles.append((line, ":".join(cell.strip() for cell in cells if cell.strip())))
    if line and blocks.are_expected:
        raise Refused(IssueCode.FILE_COLUMNS_MISSING, ", ".join(blocks.labels))
    raise Refused(IssueCode.FILE_NO_ROWS if line else IssueCode.FILE_EMPTY)


def _is_header(line: int, cells: list[str], header_row: int | None, blocks: Blocks) -> bool:
    if header_row is not None:
        return line >= header_row
    return not _is_blank(cells) and (
        not blocks.are_expected
        or FILE_COLUMN in map(canonical_text, cells)  # rows to be fixed that come back
    )


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
