"""Read XLSX into rows with calamine, after checking for what calamine would fail on or drop."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.issues.places import PER_ROW, Places
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.layouts.arrangement import PLAIN, Arrangement
from hepaflow.readers.layouts.merged import Span
from hepaflow.readers.sheet import LIMITS, Limits, Row, Sheet
from hepaflow.readers.sheets import read_sheets
from hepaflow.readers.table import ROWS_AT_ONCE, table, too_large
from hepaflow.readers.workbook.cell_text import Cell, cell_text
from hepaflow.readers.workbook.number_formats import displayed
from hepaflow.readers.workbook.package import Package, is_encrypted
from hepaflow.readers.workbook.parts import SheetInParts, in_parts
from hepaflow.readers.workbook.seen import MOST_CELLS, Survey
from hepaflow.readers.workbook.styles import Styles, styles_of
from hepaflow.readers.workbook.survey import check_without_cells, survey

_AUTHORS = ("creator", "lastModifiedBy", "Manager")  # ECMA-376-2, 11.1; ECMA-376-1, 22.2.2.18
_NOBODY = frozenset(  # what programs write there when they know nobody
    ["openpyxl", "apache poi", "xlsxwriter", "epplus", "microsoft excel", "microsoft office user", "user", "admin",
     "administrator", "windows user", "windows 用户", "unknown creator", "nopi", "npoi"]
)  # fmt: skip
_REMARKS = ("xl/comments", "xl/threadedcomments", "xl/persons", "xl/revisions")


@dataclass(frozen=True, slots=True)
class _ReadBy:
    layout: FileLayout
    limits: Limits
    arrangement: Arrangement


def read_workbook(
    data: bytes, layout: FileLayout, limits: Limits = LIMITS, arrangement: Arrangement = PLAIN
) -> Sheet:
    """Read the sheet of a workbook that has the results, and further ones with the same headers below it.

    It is the declared sheet, else the first visible one that has all headers. Other visible sheets that have them too
    are read if no sheet is declared. A sheet that is left out although it has some of the headers is noted.

    Numbers are written out with the declared decimal mark, dates and times as ISO 8601, errors as they show. A
    formula without a stored result is shown as itself. Hidden rows and columns are read like others, and noted at the
    end. Line numbers are sheet rows; see `Places.SHEET` for further sheets.

    Args:
        data: the file.
        layout: the declared sheet and header row.
        limits: what the file may hold.
        arrangement: how the tables are laid out, and the headers that the profile names.

    Raises:
        Refused: file-damaged, file-password, file-sheet, file-too-large, file-empty, file-no-rows.
    """
    if is_encrypted(data):
        raise Refused(IssueCode.FILE_PASSWORD)
    package = Package(data, limits)
    try:
        book = load_workbook(io.BytesIO(data))
        names = _sheet_names(book, layout.sheet)
        styles = styles_of(package)
    except (CalamineError, OSError):  # OSError: how calamine passes on what broke while it unpacked
        raise Refused(IssueCode.FILE_DAMAGED) from None

    def opened(name: str) -> Sheet:
        return _opened(package, book, name, styles, _ReadBy(layout, limits, arrangement))

    found = read_sheets(
        _worksheets(book), names, arrangement.headers, opened, limits, alone=layout.sheet is not None
    )
    return replace(found, **_beside(package, book, found))


def sheet_names(data: bytes) -> list[str]:
    """Return the names of the visible sheets.

    Raises:
        Refused: file-damaged, file-sheet.
    """
    try:
        return _sheet_names(load_workbook(io.BytesIO(data)), None)
    except (CalamineError, OSError):
        raise Refused(IssueCode.FILE_DAMAGED) from None


def _opened(package: Package, book: CalamineWorkbook, name: str, styles: Styles, read_by: _ReadBy) -> Sheet:
    """Return one sheet; its rows are still to be read."""
    limits = read_by.limits
    try:
        part = package.sheet_part(name)
        seen = survey(package, part, styles)
        cut = in_parts(package, part, name, seen)
        if cut is None and seen.cells > MOST_CELLS:
            raise too_large(seen.cells, "cells between the first and the last")
        if seen.width > limits.columns:
            raise too_large(seen.width, "columns")  # before calamine lays out what nobody will read
        laid_out = cut or _LaidOut(book.get_sheet_by_name(name))
        spans = _spans(laid_out) if seen.has_merged else []
        if not laid_out.width:
            check_without_cells(package, part)
    except (CalamineError, OSError):
        raise Refused(IssueCode.FILE_DAMAGED) from None
    if laid_out.width > limits.columns:
        raise too_large(laid_out.width, "columns")
    looks = Looks(seen, styles, read_by.layout.decimal_mark or ".", laid_out.left)
    rows = _batches(_rows(laid_out, seen), looks, limits)
    found = table(rows, read_by.layout, limits, read_by.arrangement, spans, name)
    return _noting_hidden(found, seen, laid_out.left)


class _LaidOut:
    """A sheet that calamine has laid out as a whole."""

    def __init__(self, sheet: CalamineSheet) -> None:
        self._sheet = sheet
        self.left = sheet.start[1] if sheet.start else 0
        self.width = sheet.width
        self.height = sheet.end[0] + 1 if sheet.end else 0

    def rows(self) -> Iterator[list[Cell]]:
        return iter(self._sheet.iter_rows()) if self._sheet.start else iter(())

    def merged(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        return self._sheet.merged_cell_ranges or []


def _spans(sheet: SheetInParts | _LaidOut) -> list[Span]:
    left = sheet.left
    return [
        Span(top + 1, first - left, bottom + 1, last - left)
        for (top, first), (bottom, last) in sheet.merged()
        if first >= left
    ]


def _worksheets(book: CalamineWorkbook) -> list[str]:
    return [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]


def _beside(package: Package, book: CalamineWorkbook, found: Sheet) -> dict[str, Any]:
    """What a workbook tells beside its table."""
    properties = package.properties()
    told = (*book.sheet_names, *(text for _, text in properties))
    authors = {text for name, text in properties if name in _AUTHORS and text.casefold() not in _NOBODY}
    holds_more = bool(authors) or len(book.sheet_names) > 1 or package.has(*_REMARKS)
    return {
        "titles": (*found.titles, *((0, text) for text in told)),
        "holds_more": holds_more,
        "several_sheets": len(_worksheets(book)) > 1,
    }


def _sheet_names(book: CalamineWorkbook, declared: str | None) -> list[str]:
    """Return the declared sheet, else those that are shown."""
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    if declared is not None:
        names = [sheet.name for sheet in sheets if sheet.name.strip() == declared]
    else:
        names = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    if not names:
        raise Refused(IssueCode.FILE_SHEET, declared or "")  # names of its own sheets could name a person
    return names[:1] if declared is not None else names


class Looks:
    """What the cells of a sheet show, asked row by row from the first on."""

    def __init__(self, seen: Survey, styles: Styles, decimal_mark: str, left: int) -> None:
        self.seen = seen
        self._mark = decimal_mark
        self._left = left
        # typed: 1 and TRUE are equal, but not the same
        self._text_of = lru_cache(maxsize=1 << 16, typed=True)(cell_text)
        self._shown = lru_cache(maxsize=1 << 16, typed=True)(
            lambda cell, style: displayed(cell, styles.formats[style], decimal_mark)
        )
        self._styled = seen.styles_by_row()
        self._next = next(self._styled, None)
        self._texts = _by_row(seen)

    def texts(self, line: int, cells: list[Cell]) -> list[str]:
        """Return the cells of a sheet row, 1-based, as text."""
        texts = [cell if type(cell) is str else self._text_of(cell, self._mark) for cell in cells]
        while self._next and self._next[0] < line:
            row, column, style = self._next
            at = column - self._left
            if row == line - 1 and 0 <= at < len(cells) and cells[at] != "":
                texts[at] = self._shown(cells[at], style)
            self._next = next(self._styled, None)
        for column, text in self._texts.get(line, ()):
            if self._left <= column < self._left + len(texts):
                texts[column - self._left] = text
        return texts


def _batches(rows: Iterator[list[Cell]], looks: Looks, limits: Limits) -> Iterator[list[Row]]:
    numbered = enumerate(rows, 1)
    while batch := list(islice(numbered, ROWS_AT_ONCE)):
        texted = [(line, looks.texts(line, cells)) for line, cells in batch]
        longest = max(map(len, chain.from_iterable(cells for _, cells in texted)), default=0)
        if longest > limits.cell_characters:
            raise too_large(longest, "characters in a cell")
        yield texted


def _noting_hidden(found: Sheet, seen: Survey, left: int) -> Sheet:
    columns = (
        0
        if found.places is Places.CELL
        else sum(bool(header) and seen.hides_column(left + at) for at, header in enumerate(found.header))
    )
    if not columns and not any(seen.hidden_rows):
        return found
    asides = found.asides

    def rows() -> Iterator[Row]:
        hidden = 0
        for place, cells in found.rows:
            line = place // PER_ROW if found.places is Places.CELL else place
            hidden += seen.hidden_rows[line - 1 : line] == b"\1" and any(cells)
            yield place, cells
        if columns or hidden:
            asides.append(Issue(IssueCode.SHEET_HIDDEN, found=f"rows: {hidden:,}, columns: {columns:,}"))

    return replace(found, rows=rows(), asides=asides)


def _rows(sheet: SheetInParts | _LaidOut, seen: Survey) -> Iterator[list[Cell]]:
    """Yield all rows from the first of the sheet on; also those at its end that hold only what calamine drops."""

    def below() -> Iterator[list[Cell]]:  # how many rows come before is known at their end
        last = max((row + 1 for row, _ in seen.texts), default=0)
        yield from (list[Cell]([""] * sheet.width) for _ in range(sheet.height, last))

    return chain(sheet.rows(), below())


def _by_row(seen: Survey) -> dict[int, list[tuple[int, str]]]:
    """Texts by sheet row, 1-based, with their columns; beside all columns with a header is no result."""
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in seen.texts.items():
        by_row.setdefault(row + 1, []).append((column, text))
    return by_row
