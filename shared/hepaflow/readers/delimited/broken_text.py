"""Locate a fault in a text: read it a second time, slowly, after the fast way found a fault without its line."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import suppress

from hepaflow.readers.delimited.text_source import SourceText, line_breaks

_MARK = "\ud800"  # half a surrogate pair: no encoding that is read strictly can give it
codecs.register_error("hepaflow-mark", lambda error: (_MARK, error.end))  # type: ignore[attr-defined]


def undecodable_line(text: SourceText) -> int:
    """The first line with bytes that are not in the encoding; the text is known to have one."""
    return next(number for number, line in enumerate(text.lines("hepaflow-mark"), 1) if _MARK in line)


def misplaced_quote(text: SourceText, delimiter: str) -> int:
    """The line of the opening quote that is never closed, or is closed before other text; 0 where there is none.

    A quote that swallows rows runs into the limit of a cell, or into the next quote. Both end here.
    """
    kept: list[str] = []
    rows = csv.reader(_keeping(kept, text.lines()), delimiter=delimiter, strict=True)
    line = 1
    with suppress(csv.Error):
        for _ in rows:
            line += len(kept)
            kept.clear()
    row = "".join(kept)
    opening = _opening_at_fault(row, delimiter)
    return 0 if opening is None else line + line_breaks(row[:opening])


def _keeping(kept: list[str], lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        kept.append(line)
        yield line


def _opening_at_fault(row: str, delimiter: str) -> int | None:
    before = rf"(?:^|(?<={re.escape(delimiter)}))"
    # Possessive: an open quote may reach over the whole file, and backtracking would keep each step of it.
    for cell in re.finditer(rf'{before}"[^"]*+(?:""[^"]*+)*+("?)', row):
        after = row[cell.end() : cell.end() + 1]
        if not cell[1] or after not in (delimiter, "\r", "\n"):
            return cell.start()
    return None
