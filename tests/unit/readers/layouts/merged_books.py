"""Workbooks with merged cells, for tests of layouts."""

import io
from collections.abc import Sequence

import openpyxl


def merged(*ranges: str, rows: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook with these rows and merged cells."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in ranges:
        book.active.merge_cells(cells)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()
