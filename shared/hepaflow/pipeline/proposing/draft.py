"""Draft a profile for a file; a person finishes it before anything is read with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from hepaflow.catalog.headers import is_site_header
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import FileFormat
from hepaflow.pipeline.proposing.blanks import fill_down_guess
from hepaflow.pipeline.proposing.date_order import DateOrder, date_order
from hepaflow.pipeline.proposing.guess import Guess
from hepaflow.pipeline.proposing.headers.analyte_headers import analyte_column
from hepaflow.pipeline.proposing.headers.columns import Columns, columns_of
from hepaflow.pipeline.proposing.headers.visits import without_visit
from hepaflow.pipeline.proposing.headers.wide import Wide
from hepaflow.pipeline.proposing.ids import id_like, site_guess, subject_pattern
from hepaflow.pipeline.proposing.marks import decimal_mark
from hepaflow.pipeline.proposing.tables.layout import Layout, layout_of
from hepaflow.pipeline.proposing.tables.shapes import share_of
from hepaflow.pipeline.proposing.tables.words import is_analyte_name, is_day, says_a_field
from hepaflow.pipeline.proposing.unheard import (
    Unheard,
    unheard_names,
    unheard_specimens,
    unheard_statuses,
    unheard_units,
    unit_counts,
)
from hepaflow.readers.formats import read_table


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a draft says, each part with its evidence.

    Attributes:
        layout: how the file is read.
        columns: what the columns hold.
        describes_itself: the format itself says what its cells are.
        named_as_persons: numbers of the columns, from 1, with names of analytes below a header that announces a person.
        decimal_mark: the mark of numbers; None if no number is written with one.
        dates: what reads the dates.
        subject_pattern: the form of ids.
        site: the column with the site, if it may be a part of the id.
        id_columns: numbers of the columns, from 1, whose cells have the form of ids, if no header says which it is.
        date_columns: numbers of the columns, from 1, whose cells are dates, if none is known as the time of collection.
        fill_down: the fields whose blank cells mean "as above".
        statuses: words for a status that are not known.
        specimens: words for a specimen that are not known.
        names: names of analytes that are not known.
        units: units that are not known or cannot be used.
        unit_counts: by analyte, how many rows have which unit.
    """

    layout: Layout
    columns: Columns
    describes_itself: bool
    named_as_persons: tuple[int, ...]
    decimal_mark: Guess | None
    dates: DateOrder
    subject_pattern: Guess | None
    site: Guess | None
    id_columns: tuple[int, ...]
    date_columns: tuple[int, ...]
    fill_down: Guess | None
    statuses: tuple[Unheard, ...]
    specimens: tuple[Unheard, ...]
    names: tuple[Unheard, ...]
    units: tuple[Unheard, ...]
    unit_counts: Mapping[str, Mapping[str, int]]


def propose(data: bytes, catalog: Catalog) -> Proposal:
    """Return a draft for a file.

    Raises:
        Refused: nothing reads the file.
    """

    @cache
    def knows(cell: str) -> bool:
        return says_a_field(cell) or any(
            analyte_column(text, catalog) for text in (cell, without_visit(cell))
        )

    layout = layout_of(data, knows)
    own = read_table(data, layout.file).columns if layout.file.format not in _TABLES else {}
    if own:
        columns = Columns({field: Guess(header, "") for field, header in own.items()}, Wide(), hidden={})
    else:
        by_place = not layout.shape.header_rows
        columns = columns_of(
            layout.header,
            layout.rows,
            catalog,
            layout.given,
            by_place=by_place,
            doubts=layout.doubts,
        )
    table = _Table(layout, columns)
    fill_down = fill_down_guess(table.places, table.rows) if layout.file.format in _TABLES else None
    named = list(table.named())
    values = table.cells(Field.VALUE) if not columns.wide.columns else [value for *_, value in named]
    return Proposal(
        layout,
        columns,
        bool(own),
        table.with_analytes(columns.personal),
        decimal_mark(values, layout.written),
        date_order(table.dates()),
        subject_pattern(table.cells(Field.SUBJECT)),
        table.site(),
        table.id_columns((*columns.personal, *columns.rest)),
        table.date_columns(),
        fill_down,
        tuple(unheard_statuses(table.cells(Field.STATUS))),
        tuple(unheard_specimens(table.cells(Field.SPECIMEN_TYPE), catalog)),
        tuple(unheard_names(named, catalog)) if not columns.wide.columns else (),
        tuple(unheard_units(named, columns.wide.columns, catalog)),
        unit_counts(named, columns.wide.columns, catalog),
    )


_LOOKED_AT = 300  # rows
_HALF = 0.5
_TABLES = frozenset({FileFormat.DELIMITED, FileFormat.WORKBOOK})


class _Table:
    """The rows of the file, by field."""

    def __init__(self, layout: Layout, columns: Columns) -> None:
        header = layout.header
        self.rows = [row for row in layout.rows if len(row) >= len(header)][columns.wide.has_row_of_units :]
        self.places = {field: header.index(guess.value) for field, guess in columns.fields.items()}
        self._header = header
        self._wide = {name: header.index(name) for name in columns.wide.columns}
        self._units = {
            name: header.index(column.unit_column)
            for name, column in columns.wide.columns.items()
            if column.unit_column
        }
        self._columns = columns.wide

    def cells(self, field: Field) -> list[str]:
        place = self.places.get(field)
        return [] if place is None else [row[place].strip() for row in self.rows]

    def dates(self) -> list[str]:
        """Return the times of collection, also those in a column for each visit; else all of columns that may hold them."""
        places = [self._header.index(name) for name in self._columns.dates]
        places += [number - 1 for number in self.date_columns()]
        return [*self.cells(Field.COLLECTED_AT), *(row[at].strip() for row in self.rows for at in places)]

    def site(self) -> Guess | None:
        header = next((name for name in self._header if is_site_header(name)), None)
        subject = self.places.get(Field.SUBJECT)
        if header is None or subject is None:
            return None
        place = self._header.index(header)
        return site_guess(header, [(row[place].strip(), row[subject].strip()) for row in self.rows])

    def id_columns(self, rest: Sequence[int]) -> tuple[int, ...]:
        """Return the numbers of the columns of which nothing is known and whose cells have the form of ids."""
        if Field.SUBJECT in self.places:
            return ()
        return tuple(
            number
            for number in rest
            if id_like([row[number - 1].strip() for row in self.rows if row[number - 1].strip()])
        )

    def with_analytes(self, numbers: Sequence[int]) -> tuple[int, ...]:
        """Return those of some columns whose cells are mostly names of analytes."""
        return tuple(
            number
            for number in numbers
            if share_of(self.rows[:_LOOKED_AT], number - 1, is_analyte_name) > _HALF
        )

    def date_columns(self) -> tuple[int, ...]:
        """Return the numbers of the columns with dates, if none is known as the time of collection."""
        if Field.COLLECTED_AT in self.places or self._columns.dates:
            return ()
        columns = zip(*(row[: len(self._header)] for row in self.rows[:_LOOKED_AT]), strict=True)
        return tuple(
            number
            for number, cells in enumerate(columns, 1)
            if (filled := [cell.strip() for cell in cells if cell.strip()]) and all(map(is_day, filled))
        )

    def named(self) -> Iterator[tuple[str, str, str]]:
        """Yield (name, unit, value) of every result."""
        for row in self.rows:
            for name, place in self._wide.items():
                if row[place].strip():
                    yield name, self._unit(name, row), row[place].strip()
            if not self._wide:
                cells = [self._cell(row, field) for field in (Field.ANALYTE, Field.CODE, Field.LOINC)]
                if name := next((cell for cell in cells if cell), ""):
                    yield name, self._cell(row, Field.UNIT), self._cell(row, Field.VALUE)

    def _unit(self, name: str, row: Sequence[str]) -> str:
        own = row[self._units[name]].strip() if name in self._units else ""
        return own or self._columns.columns[name].unit or ""

    def _cell(self, row: Sequence[str], field: Field) -> str:
        place = self.places.get(field)
        return "" if place is None else row[place].strip()
