"""Read the tables below each other in a sheet as one: a header of other columns never has its rows read under the first."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from hepaflow.catalog.headers import header_words, is_known_header
from hepaflow.catalog.loader import load
from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.analytes.resolve import analytes_named
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import WideColumn
from hepaflow.domain.profile.profile import Profile, read_columns
from hepaflow.domain.text import canonical_text
from hepaflow.readers.closing import odd_row
from hepaflow.readers.layouts.by_visit import is_by_visit
from hepaflow.readers.sheet import Row, Sheet

_DATED = re.compile(r"(?:[0-9][^0-9]*){4}")  # a time has more digits than a header
_NUMBER = re.compile(r"[<>=≤≥]* ?[0-9.,]+")
_HEAD = (Field.SUBJECT, Field.COLLECTED_AT)
CheckHeader = Callable[[tuple[str, ...], int], None]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the rows below a header are read.

    Attributes:
        width: cells of a row.
        sources: for each column of the first header the place of its cell, None where the table does not have it;
            empty where nothing of the table can be read.
        foreign: place and header, or number if the header could be a name, of the columns that no profile names, in a table that lacks others.
    """

    width: int
    sources: tuple[int | None, ...]
    foreign: tuple[tuple[int, str], ...] = ()


def one_table(sheet: Sheet, profile: Profile, check_header: CheckHeader) -> Sheet:
    """Return a sheet whose rows are all laid out as its header says.

    The first header again, in another case or language, is set aside. Below a header with the same columns in another
    order, rows are put in the first one's order. Below any other header they are set aside as `row-other-table`.

    Args:
        sheet: the sheet; those of formats without a header line are returned as they are.
        profile: names the columns that are read.
        check_header: is called with each header of other words and its line, and may refuse the file.
    """
    columns = [header for _, header in read_columns(profile, is_by_visit=is_by_visit(sheet))]
    declared = {canonical_text(header) for header in (*columns, *profile.wide)}
    if (
        sheet.columns
        or not sheet.header_line
        or not declared <= {canonical_text(header) for header in sheet.header}
    ):
        return sheet
    return replace(sheet, rows=_Tables(sheet, profile, check_header).rows())


class _Tables:
    """The tables of a sheet, from its first header on."""

    def __init__(self, sheet: Sheet, profile: Profile, check_header: CheckHeader) -> None:
        self._sheet = sheet
        self._check_header = check_header
        self._is_first_line = True  # no row came below the header so far: a header here is its second line
        self._keys = [name_key(header) for header in sheet.header]
        places = {canonical_text(header): place for place, header in reversed(list(enumerate(sheet.header)))}
        columns = read_columns(profile, is_by_visit=is_by_visit(sheet))
        self._fields = {places[canonical_text(header)]: field for field, header in columns}
        self._analytes = {
            places[canonical_text(header)]: _analytes(entry) for header, entry in profile.wide.items()
        }
        self._head = {self._keys[place] for place, field in self._fields.items() if field in _HEAD}
        self._date = next((place for place, field in self._fields.items() if field is _HEAD[1]), 0)
        self._subject = next((place for place, field in self._fields.items() if field is _HEAD[0]), 0)

    def rows(self) -> Iterator[Row]:
        layout: _Layout | None = None
        date = self._date
        for line, cells in self._sheet.rows:
            dated = date < len(cells) and _DATED.search(cells[date])
            if not dated and self._is_header(cells):
                layout = self._below(cells, line)
                date = self._date if layout is None else self._place_of_date(layout)
                if layout is None and self._is_first_line and not self._is_all_words(cells):
                    yield line, cells  # it may state units
                else:
                    self._set_aside(IssueCode.ROW_HEADER, line)
            elif layout is None:
                self._is_first_line = False
                yield line, cells
            else:
                yield from self._laid_out(line, cells, layout)

    def _place_of_date(self, layout: _Layout) -> int:
        place = layout.sources[self._date] if layout.sources else None
        return layout.width if place is None else place

    def _laid_out(self, line: int, cells: list[str], layout: _Layout) -> Iterator[Row]:
        odd = odd_row(cells)
        too_wide = any(cell.strip() for cell in cells[layout.width :])
        if odd is not None:
            self._set_aside(odd, line)
        elif not layout.sources:
            self._set_aside(IssueCode.ROW_OTHER_TABLE, line)
        elif len(cells) < layout.width or too_wide:
            self._set_aside(IssueCode.ROW_WIDTH, line)
        else:
            for place, header in layout.foreign:
                if cells[place].strip():
                    self._set_aside(IssueCode.ROW_OTHER_TABLE, line, header)
            yield line, ["" if place is None else cells[place] for place in layout.sources]

    def _set_aside(self, code: IssueCode, line: int, column: str = "") -> None:
        self._sheet.asides.append(Issue(code, line, column))

    def _is_word(self, cell: str) -> bool:
        key = name_key(cell)
        return key in self._keys or key in header_words() or bool(_named(cell))

    def _is_all_words(self, cells: Sequence[str]) -> bool:
        return all(map(self._is_word, (cells[place] for place in (*self._fields, *self._analytes))))

    def _is_header(self, cells: Sequence[str]) -> bool:
        """Say whether a row consists of headers: words of the first header, of other languages, or names of analytes."""
        keys = {name_key(cell) for cell in cells if cell.strip()}
        known = {header_words()[key] for key in keys if key in header_words()}
        if len(keys) < 2:
            return False
        if keys & self._head and (len(keys.intersection(self._keys)) > 1 or len(known) > 1):
            return True
        return (len(known) > 1 and not known.isdisjoint(_HEAD)) or self._names_analytes(cells)

    def _names_analytes(self, cells: Sequence[str]) -> bool:
        """Say whether a row of a wide file has words for a subject and a time, and names of analytes instead of values."""
        if not self._analytes or max(self._subject, self._date) >= len(cells):
            return False
        head = (cells[self._subject], cells[self._date])
        if not all(head) or any(character.isdigit() for character in "".join(head)):
            return False
        rest = [cell for place, cell in enumerate(cells) if place not in (self._subject, self._date) and cell]
        return not any(_NUMBER.fullmatch(cell.strip()) for cell in rest) and any(map(_named, rest))

    def _below(self, cells: list[str], line: int) -> _Layout | None:
        """Return how the rows below another header are read; None where they are read as those below the first."""
        keys = [name_key(cell) for cell in cells]
        if keys == self._keys:
            return None
        self._sheet.other_headers.append(line)
        self._check_header(tuple(cell.strip() for cell in cells), line)
        mapped = {place: self._source(place, cells, keys) for place in (*self._fields, *self._analytes)}
        if len(cells) == len(self._keys) and all(place == found for place, found in mapped.items()):
            return None
        by_word = {place: found for place, found in mapped.items() if found is not None}
        is_moved = any(
            keys[found] != self._keys[place] for place, found in by_word.items()
        )  # in another language
        lacks = any(mapped[place] is None for place in self._fields)
        if is_moved or lacks or (self._analytes and by_word.keys().isdisjoint(self._analytes)):
            return _Layout(len(cells), ())
        sources = [mapped.get(place, self._by_word(key, keys)) for place, key in enumerate(self._keys)]
        foreign = [
            (place, cells[place].strip() if is_known_header(cells[place]) else f"{place + 1}")
            for place, key in enumerate(keys)
            if key and place not in by_word.values() and key not in self._keys
        ]
        return _Layout(len(cells), tuple(sources), tuple(foreign) if None in mapped.values() else ())

    def _source(self, place: int, cells: Sequence[str], keys: list[str]) -> int | None:
        """Return where a column of the first header is: below the same word, else at its place under a word that means the same."""
        found = self._by_word(self._keys[place], keys)
        if found is not None or self._keys[place] in keys or place >= len(cells):
            return found
        if self._is_first_line and not self._is_word(cells[place]):
            return place  # a unit, a remark or nothing
        if place in self._fields:
            same = header_words().get(keys[place]) is self._fields[place]
        else:
            same = _named(cells[place]) == self._analytes[place]
        return place if same else None

    def _by_word(self, key: str, keys: list[str]) -> int | None:
        return keys.index(key) if key and keys.count(key) == 1 else None


def _analytes(entry: WideColumn | tuple[WideColumn, ...]) -> frozenset[str]:
    return frozenset(column.analyte for column in ((entry,) if isinstance(entry, WideColumn) else entry))


def _named(cell: str) -> frozenset[str]:
    return analytes_named(cell, "", load()) or frozenset()
