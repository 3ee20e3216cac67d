"""Read delimited text into rows: decoded as declared, split by `csv`, each with the line on which it starts."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.delimited.broken_text import misplaced_quote, undecodable_line
from hepaflow.readers.delimited.text_source import SourceText, checked_lines, line_breaks, source_text
from hepaflow.readers.layouts.arrangement import PLAIN, Arrangement
from hepaflow.readers.sheet import LIMITS, Limits, Row, Sheet
from hepaflow.readers.table import ROWS_AT_ONCE, table, too_large


def read_delimited(
    data: bytes, layout: FileLayout, limits: Limits = LIMITS, arrangement: Arrangement = PLAIN
) -> Sheet:
    """Read text whose cells are separated by one character and may be quoted.

    Line numbers count each CR, LF and CRLF of the file, also those inside quotes.

    Args:
        data: the bytes of the file.
        layout: the `[file]` part of the profile; its encoding, delimiter and header row are used.
        limits: the most bytes, rows, columns and characters in a cell that one file may have.
        arrangement: how the table is laid out.

    Raises:
        Refused: file-empty, file-no-rows, file-encoding, file-not-text, file-quotes, file-too-large; also while rows
            are read, because a fault can be on the last line.
    """
    text = source_text(data, layout.encoding, layout.delimiter)
    return table(_batches(text, layout.delimiter, limits), layout, limits, arrangement)


def _batches(text: SourceText, delimiter: str, limits: Limits) -> Iterator[list[Row]]:
    reader = csv.reader(checked_lines(text, delimiter), delimiter=delimiter, strict=True)
    line = 1
    while rows := _next_rows(reader, text, delimiter, limits):
        if (widest := max(map(len, rows))) > limits.columns:
            raise too_large(widest, "columns")
        if reader.line_num - line + 1 == len(rows):  # no row spans two lines, as nearly always
            yield list(zip(range(line, reader.line_num + 1), rows, strict=True))
        else:
            yield list(_numbered(rows, line))
        line = reader.line_num + 1


def _numbered(rows: list[list[str]], line: int) -> Iterator[Row]:
    for cells in rows:
        yield line, cells
        line += 1 + sum(map(line_breaks, cells))


def _next_rows(
    rows: Iterator[list[str]], text: SourceText, delimiter: str, limits: Limits
) -> list[list[str]]:
    # `from None`: the cause would carry text of the file into logs.
    with _cells_up_to(limits.cell_characters):
        try:
            return list(islice(rows, ROWS_AT_ONCE))
        except UnicodeDecodeError:
            raise Refused(IssueCode.FILE_ENCODING, text.codec, line=undecodable_line(text)) from None
        except csv.Error:
            if line := misplaced_quote(text, delimiter):
                raise Refused(IssueCode.FILE_QUOTES, line=line) from None
            raise too_large(limits.cell_characters + 1, "characters in a cell") from None


@contextmanager
def _cells_up_to(characters: int) -> Iterator[None]:
    """Limit cells while a batch is read: `csv` has one limit for the whole process, so it is put back."""
    before = csv.field_size_limit(characters)
    try:
        yield
    finally:
        csv.field_size_limit(before)
