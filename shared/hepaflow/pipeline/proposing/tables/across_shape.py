"""Find a table with dates across and analytes down."""

import re
from collections.abc import Sequence

from hepaflow.domain.model import Field
from hepaflow.pipeline.proposing.tables.grid import Grid
from hepaflow.pipeline.proposing.tables.shapes import BELOW, Knows, Shape, known_cells, share_of
from hepaflow.pipeline.proposing.tables.words import (
    field_of,
    is_analyte_name,
    is_clock_time,
    is_day,
    is_result,
)
from hepaflow.readers.closing import odd_row

_FEW = 0.2  # of cells
_SOME = 0.4
_VISIT = re.compile(r"(?:v(?:isit)?|visite|week|day|cycle|month|访视|第|w|d|c)[ ._-]?[0-9]+.*", re.IGNORECASE)


def across_shape(grid: Grid, candidates: Sequence[int], knows: Knows) -> Shape | None:
    """Return the shape of a table with dates across and analytes down; None if there is none.

    Args:
        grid: the rows of the file.
        candidates: the places of the rows that may be its header.
        knows: says whether a text is a header word or names an analyte.
    """
    for at in candidates:
        row = grid[at]
        dates = tuple(place for place, cell in enumerate(row) if is_day(cell.strip()))
        below = [other for other in grid[at + 1 : at + 1 + BELOW] if not odd_row(other)]
        if not dates or not below or not _has_results(below, dates):
            continue
        names = _column_of_names(below, len(row), dates)
        if names is None or (len(dates) == 1 and field_of(row[names]) is None):
            continue
        if any(
            is_result(row[place].strip())
            for place in range(len(row))
            if place not in dates and place < dates[0]
        ):
            continue
        known = len(known_cells(row, knows))
        fields, first = [Field.COLLECTED_AT], at
        if at and _say_visits(grid[at - 1], dates):
            fields, first = [Field.VISIT, *fields], at - 1
        if _are_clocks(below[0], dates):
            fields.append(Field.COLLECTED_TIME)
        return Shape(first + 1, len(fields), known + len(dates), across=tuple(fields), results=dates)
    return None


def _has_results(below: Sequence[Sequence[str]], places: Sequence[int]) -> bool:
    cells = [row[at].strip() for row in below for at in places if at < len(row) and row[at].strip()]
    dates = sum(1 for cell in cells if is_day(cell))
    return bool(cells) and dates <= _FEW * len(cells) and any(map(is_result, cells))


def _column_of_names(below: Sequence[Sequence[str]], width: int, apart: Sequence[int]) -> int | None:
    shares = {at: share_of(below, at, is_analyte_name) for at in range(width) if at not in apart}
    best = max(shares, key=lambda at: shares[at], default=None)
    return best if best is not None and shares[best] >= _SOME else None


def _say_visits(row: Sequence[str], places: Sequence[int]) -> bool:
    cells = [row[at].strip() if at < len(row) else "" for at in places]
    return all(map(_VISIT.fullmatch, cells))


def _are_clocks(row: Sequence[str], places: Sequence[int]) -> bool:
    cells = [row[at].strip() for at in places if at < len(row) and row[at].strip()]
    return bool(cells) and all(map(is_clock_time, cells))
