"""Guess what columns hold, by their headers, else by their cells."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hepaflow.catalog.headers import header_words
from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.model import Field
from hepaflow.domain.screening.personal import names_a_person
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.lab_words import is_word_of_labs
from hepaflow.pipeline.proposing.guess import Guess
from hepaflow.pipeline.proposing.headers.by_cells import ColumnCells, fields_by_cells
from hepaflow.pipeline.proposing.headers.by_header import fields_by_header
from hepaflow.pipeline.proposing.headers.wide import Wide, wide_columns
from hepaflow.pipeline.proposing.tables.words import (
    field_of,
    is_analyte_name,
)


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns hold.

    Attributes:
        fields: field to header, each with what speaks for it.
        wide: the columns of analytes, where one analyte has one column.
        personal: numbers of the columns whose headers announce a person, from 1.
        rest: numbers of the columns of which nothing is known.
        hidden: fields found by cells below a row that is not known as a header, each with its column's number: a row of a
            patient may have been taken for the header.
        questions: what a person has to decide.
    """

    fields: Mapping[Field, Guess]
    wide: Wide
    personal: tuple[int, ...] = ()
    rest: tuple[int, ...] = ()
    hidden: Mapping[Field, int] | None = None
    questions: tuple[str, ...] = ()


def columns_of(
    header: Sequence[str],
    body: Sequence[Sequence[str]],
    catalog: Catalog,
    given: Mapping[Field, Guess] | None = None,
    *,
    by_place: bool = False,
    doubts: Mapping[Field, str] | None = None,
) -> Columns:
    """Return what the columns hold; a column is used once, and a field has one column.

    Args:
        header: the headers, in the order of the file.
        body: rows of cells below the header.
        catalog: the known analytes and units.
        given: the fields that the layout gives, each with its header.
        by_place: the file has no header, and columns are named by their places.
        doubts: by field, why its column may not be the right one.
    """
    given = given or {}
    personal = tuple(number for number, name in enumerate(header, 1) if names_a_person(name))
    repeated = {name for name, count in Counter(map(canonical_text, header)).items() if name and count > 1}
    open_headers = [
        name
        for name in dict.fromkeys(header)
        if name and not names_a_person(name) and canonical_text(name) not in repeated
    ]
    cells = ColumnCells(header, body)
    fields = {**given, **fields_by_header(open_headers, cells, given)}
    used = {guess.value for guess in fields.values()}
    wide = wide_columns(header, body, catalog, used) if Field.VALUE not in given else Wide()
    if len(wide.columns) < 2 and Field.VALUE in fields:
        wide = Wide()
    if wide.dates:
        fields.pop(Field.COLLECTED_AT, None)
    used |= wide.used
    if not (wide.columns and not wide.dates and Field.COLLECTED_AT in fields):
        fields |= fields_by_cells(open_headers, fields, used, cells, wide)
    used |= {guess.value for guess in fields.values()}
    for field, why in (doubts or {}).items():
        if field in fields:
            fields[field] = Guess(fields[field].value, why, is_open=True)
    rest = tuple(cells.number(name) for name in open_headers if name not in used)
    is_header = len(wide.columns) + sum(name_key(name) in header_words() for name in open_headers) > 1
    hidden = {
        field: cells.number(guess.value)
        for field, guess in fields.items()
        if not (is_header or by_place or field in given or is_word_of_labs(guess.value))
    }
    return Columns(fields, wide, personal, rest, hidden, tuple(_questions(header, repeated)))


def _questions(header: Sequence[str], repeated: set[str]) -> list[str]:
    places = [
        str(at)
        for at, name in enumerate(header, 1)
        if canonical_text(name) in repeated and (field_of(name) or is_analyte_name(name))
    ]
    return (
        [
            f"columns {', '.join(places)} have headers that occur twice, so none of them is read: ask the lab for headers of their own"
        ]
        if places
        else []
    )
