"""Find how a table is laid out: where its header is, what is above it, and what is across."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.model import Field
from hepaflow.pipeline.proposing.tables.across_shape import across_shape
from hepaflow.pipeline.proposing.tables.grid import Grid
from hepaflow.pipeline.proposing.tables.shapes import BELOW, Knows, Shape, known_cells, share_of
from hepaflow.pipeline.proposing.tables.words import field_of, is_day, is_result, is_unit, labels_in

_TOP = 30  # rows that are not blank, among which a header is looked for
_MOST = 0.8
_NUMBERED = re.compile(r"[ ._-]*\(?[0-9]\)?$")  # how programs tell a header from the same one before
_LABELS = (Field.SUBJECT, Field.COLLECTED_AT, Field.COLLECTED_TIME, Field.SPECIMEN_TYPE, Field.SPECIMEN, Field.PANEL, Field.VISIT)  # fmt: skip


def shape_of(grid: Grid, knows: Knows) -> Shape:
    """Return how a table is laid out.

    Args:
        grid: its rows, from the first line on.
        knows: says whether a text is a header word or names an analyte.
    """
    labels = _labels(grid)
    lines = {line for found in labels.values() for line in found[1]}
    filled = list(islice((at for at, row in enumerate(grid) if any(cell.strip() for cell in row)), _TOP))
    candidates = [at for at in filled if at + 1 not in lines] or filled
    plain = _plain(grid, candidates, knows)
    found = across_shape(grid, candidates, knows) or plain
    columns = {field_of(cell) for cell in grid[found.line - 1]} if found.line else set()
    above = {one: label for one, (label, _) in labels.items() if one not in columns}
    if Field.SUBJECT not in above and Field.COLLECTED_AT not in above:
        above = {}
    used = tuple(sorted({line for one in above for line in labels[one][1]}))
    other_ids = (
        Field.SUBJECT in labels
        and Field.SUBJECT in columns
        and _has_other_ids(grid, found.line, labels[Field.SUBJECT])
    )
    return replace(found, above=above, label_lines=used, other_ids=other_ids)


def _has_other_ids(grid: Grid, line: int, label: tuple[str, list[int]]) -> bool:
    """Say whether the column of the subject has an id that no line with the label has."""
    name, lines = label
    told = {
        said or next((cell for cell in row[at + 1 :] if cell.strip()), "").strip()
        for row in (grid[one - 1] for one in lines)
        for at, cell in enumerate(row)
        for found, _, said in labels_in(cell)
        if found.casefold() == name
    }
    header = grid[line - 1]
    place = next(at for at, cell in enumerate(header) if field_of(cell) is Field.SUBJECT)
    rows = [row for at, row in enumerate(grid) if at >= line and at + 1 not in lines and len(row) > place]
    return any(row[place].strip() not in {"", header[place].strip(), *told} for row in rows[:BELOW])


def _labels(grid: Grid) -> dict[Field, tuple[str, list[int]]]:
    """Return, by field, the label that most lines have, and these lines."""
    counts: dict[tuple[Field, str], list[int]] = {}
    for at, row in enumerate(grid):
        first = next((cell for cell in row if cell.strip()), "")
        if (":" not in first and "：" not in first) or not labels_in(first):
            continue
        for cell in row:
            for label, meant, _ in labels_in(cell):
                if meant in _LABELS:
                    counts.setdefault((meant, label.casefold()), []).append(at + 1)
    found: dict[Field, tuple[str, list[int]]] = {}
    for (meant, label), lines in sorted(counts.items(), key=lambda one: -len(one[1])):
        found.setdefault(meant, (label, lines))
    return found


def _plain(grid: Grid, candidates: Sequence[int], knows: Knows) -> Shape:
    """Return the header with most known words; no header if the first row is one of data; else the first row."""
    known = {at: known_cells(grid[at], knows) for at in candidates}
    best = max(candidates, key=lambda at: len(known[at]))
    count = len(known[best])
    if count > 1:
        for upper in (best - 1, best):
            if (
                upper >= 0
                and upper + 1 < len(grid)
                and _is_header_of_two(grid[upper], grid[upper + 1], knows)
            ):
                both = known.get(upper, set()) | known.get(upper + 1, set())
                return Shape(upper + 1, 2, len(both))
        return Shape(best + 1, 1, count, beside=_beside(grid[best]))
    first = candidates[0]
    if _is_data(grid, first):
        return Shape(0, 0, 0)
    return Shape(first + 1, 1, count)


def _is_header_of_two(upper: Sequence[str], lower: Sequence[str], knows: Knows) -> bool:
    """Say whether two rows are one header: each has known words where the other says nothing."""
    below = [cell.strip() for cell in lower if cell.strip()]
    if not below or all(map(is_unit, below)) or any(is_result(cell) or is_day(cell) for cell in below):
        return False
    first, second = known_cells(upper, knows), known_cells(lower, knows)
    only_first = {at for at in first if at >= len(lower) or not lower[at].strip()}
    return bool(only_first) and bool(second - first)


def _is_data(grid: Grid, first: int) -> bool:
    """Say whether the first row is one of data: it has a date and a number where the rows below have them."""
    row = grid[first]
    below = [other for other in grid[first + 1 : first + BELOW] if len(other) == len(row)]
    for fits in (is_day, is_result):
        places = [at for at, cell in enumerate(row) if fits(cell.strip())]
        if not any(share_of(below, at, fits) >= _MOST for at in places):
            return False
    return bool(below)


def _beside(row: Sequence[str]) -> int:
    """Return where a second table begins beside the first: the header of its results comes again; 0 if there is none."""
    names = [_NUMBERED.sub("", cell.strip()) for cell in row]
    keys = [name_key(name) for name in names]
    meant = [field_of(name) for name in names]
    twice = {key for key, count in Counter(key for key in keys if key).items() if count > 1}
    again = [
        at
        for at, key in enumerate(keys)
        if key in twice
        and key in keys[:at]
        and meant[at] in {Field.ANALYTE, Field.VALUE, Field.SUBJECT, Field.CODE}
    ]
    return again[0] if len({meant[at] for at in again}) > 1 else 0
