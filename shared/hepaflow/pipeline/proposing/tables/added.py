"""Lay the rows of a table out as they are read: what is above, across or in the name of a sheet gets a column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.model import Field
from hepaflow.pipeline.proposing.guess import Guess
from hepaflow.pipeline.proposing.tables.grid import SAMPLE, Grid
from hepaflow.pipeline.proposing.tables.shapes import Shape
from hepaflow.pipeline.proposing.tables.words import field_of, is_day, is_of_subject, labels_in
from hepaflow.readers.closing import odd_row

_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_NAMES = {
    Field.SUBJECT: ("Subject", "受试者编号"),
    Field.COLLECTED_AT: ("Collected", "采集时间"),
    Field.COLLECTED_TIME: ("Collection time", "采集时刻"),
    Field.VISIT: ("Visit", "访视"),
    Field.VALUE: ("Result", "结果"),
}
_IN_SHEET_NAME = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9._-]{4})[A-Za-z]{0,4}[0-9]*(?:[-_.]?[A-Za-z0-9]{1,4}){0,3}[0-9]{2,}(?![A-Za-z0-9])"
)
_NO_ID = re.compile(  # a year, a visit, the number of a sheet
    r"(?:19|20)[0-9]{2}(?![0-9])|^(?:v|vis|w|wk|week|d|day|m|c|cyc|q|kw|site|lab|page|part|tab|blatt|sheet|data|list|run|lot|nr|no)[-_.]?[0-9]+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file as they are read.

    Attributes:
        header: the headers, with those of added columns.
        rows: the rows.
        given: the fields that the layout gives, each with the header of its column.
        doubts: by field, why its column may not be the right one.
    """

    header: list[str]
    rows: Grid
    given: dict[Field, Guess]
    doubts: dict[Field, str]


def with_added_columns(header: Sequence[str], shape: Shape, sheets: Sequence[tuple[str, Grid]]) -> Rows:
    """Return the rows of some sheets, with the columns that hepaflow adds to them.

    Args:
        header: the header of the table.
        shape: how it is laid out.
        sheets: name and cells of each sheet with such a table; the name of a file without sheets is blank.
    """
    given = {field: Guess(label, "the label of lines above the rows") for field, label in shape.above.items()}
    in_name = _subjects_of_sheets([name for name, _ in sheets])
    doubts: dict[Field, str] = {}
    if in_name and (Field.SUBJECT in {*given, *map(field_of, header)} or any(map(is_of_subject, header))):
        if not _are_in_rows(in_name, sheets):
            doubts[Field.SUBJECT] = "the names of the sheets have other ids: which are those of the subjects?"
        in_name = {}
    if in_name:
        name = _free_name(Field.SUBJECT, header)
        told = "the column that hepaflow adds: the subject is in the name of the sheet"
        given[Field.SUBJECT] = Guess(name, told)
    down = [at for at in range(len(header)) if not shape.across or at not in shape.results]
    names = [header[at] for at in down]
    for field in (*shape.across, Field.VALUE) if shape.across else ():
        given[field] = Guess(_free_name(field, header), "the column that hepaflow adds")
        names.append(given[field].value)
    rows: Grid = []
    for name, grid in sheets:
        subject = [in_name[name]] if in_name else []
        rows += [[*row, *subject] for row in _rows(grid, shape, down)]
    extra = [
        *(given[field].value for field in shape.above),
        *([given[Field.SUBJECT].value] if in_name else []),
    ]
    return Rows([*names, *extra], rows[:SAMPLE], given, doubts)


def _free_name(field: Field, header: Sequence[str]) -> str:
    """Return a header for an added column, in the language of the file, that no column has."""
    english, chinese = _NAMES[field]
    name = chinese if _IDEOGRAPH.search("".join(header)) else english
    return name if name_key(name) not in map(name_key, header) else f"{name} (hepaflow)"


def _rows(grid: Grid, shape: Shape, down: Sequence[int]) -> Iterator[list[str]]:
    """Yield the rows of results below the header, with what is above and across."""
    labels = list(shape.above.values())
    told = dict.fromkeys(labels, "")
    top = shape.line - 1
    heads = grid[top : top + shape.header_rows]
    keys = [name_key(cell) for cell in heads[0]] if heads else []
    width = max(map(len, heads)) if heads else max(map(len, grid))
    for at, row in enumerate(grid):
        if at + 1 in shape.label_lines:
            told |= _told(row, labels)
        elif at >= top + shape.header_rows and not odd_row(row) and not _is_header(row, keys):
            cells = [*row, *[""] * (width - len(row))]
            if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                cells = cells[:width]
            yield from _results(cells, heads, shape, down, list(told.values()))


def _is_header(row: Sequence[str], keys: Sequence[str]) -> bool:
    return bool(keys) and [name_key(cell) for cell in row[: len(keys)]] == list(keys)


def _told(row: Sequence[str], labels: Sequence[str]) -> dict[str, str]:
    filled = [cell for cell in row if cell.strip()]
    found: dict[str, str] = {}
    for place, cell in enumerate(filled):
        for label, _, said in labels_in(cell):
            if label.casefold() in labels:
                following = filled[place + 1] if place + 1 < len(filled) else ""
                found[label.casefold()] = said or following.strip()
    return found


def _results(
    cells: list[str], heads: Grid, shape: Shape, down: Sequence[int], told: list[str]
) -> Iterator[list[str]]:
    if not shape.across:
        yield [*cells, *told]
        return
    for at in shape.results:
        if at < len(cells) and cells[at].strip():
            across = [head[at] if at < len(head) else "" for head in heads]
            yield [*(cells[place] for place in down), *across, cells[at], *told]


def _subjects_of_sheets(names: Sequence[str]) -> dict[str, str]:
    """Return, by name of the sheet, the id in it, if each sheet has another one of the same form."""
    found = {name: _IN_SHEET_NAME.findall(name) for name in names}
    if any(len(ids) != 1 or _NO_ID.search(ids[0]) or is_day(ids[0]) for ids in found.values()):
        return {}
    ids = {name: one[0] for name, one in found.items()}
    shapes = {re.sub("[0-9]", "0", text) for text in ids.values()}
    return ids if len(shapes) == 1 and len(set(ids.values())) == len(names) else {}


def _are_in_rows(ids: Mapping[str, str], sheets: Sequence[tuple[str, Grid]]) -> bool:
    """Say whether the id in the name of each sheet is in its rows, too; one sheet may be called by anything."""
    return len(sheets) == 1 or all(any(ids[name] in row for row in grid) for name, grid in sheets)
