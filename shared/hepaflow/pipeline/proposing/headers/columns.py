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
from hepaflow.pipeline.proposing.headers.by_cells import ENOUGH, ColumnCells, are_loinc, fields_by_cells
from hepaflow.pipeline.proposing.headers.wide import Wide, wide_columns
from hepaflow.pipeline.proposing.tables.words import (
    field_of,
    is_analyte_name,
    is_clock_time,
    is_day,
    is_of_collection,
    is_of_subject,
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
    is_beside: bool = False,
) -> Columns:
    """Return what the columns hold; a column is used once, and a field has one column.

    Args:
        header: the headers, in the order of the file.
        body: rows of cells below the header.
        catalog: the known analytes and units.
        given: the fields that the layout gives, each with its header.
        by_place: the file has no header, and columns are named by their places.
        is_beside: a second table is beside the first one; its results would be left out.
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
    fields = {**given, **_by_header(open_headers, cells, set(given))}
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
    if is_beside and Field.VALUE in fields:
        told = "these are the results of the first table alone"
        fields[Field.VALUE] = Guess(fields[Field.VALUE].value, told, is_open=True)
    rest = tuple(header.index(name) + 1 for name in open_headers if name not in used)
    is_header = len(wide.columns) + sum(name_key(name) in header_words() for name in open_headers) > 1
    hidden = {
        field: header.index(guess.value) + 1
        for field, guess in fields.items()
        if not (is_header or by_place or field in given or is_word_of_labs(guess.value))
    }
    return Columns(fields, wide, personal, rest, hidden, tuple(_questions(header, repeated)))


def _by_header(names: Sequence[str], cells: ColumnCells, given: set[Field]) -> dict[Field, Guess]:
    """Return what headers say; a column of clock times is never the date, whatever its header."""
    found: dict[Field, Guess] = {}
    for name in names:
        field = field_of(name)
        if field is Field.COLLECTED_AT and cells.share(name, is_clock_time) == 1:
            field = Field.COLLECTED_TIME
        if field is Field.CODE and are_loinc(cells.of(name)):
            field = Field.LOINC
        if field is not None and field not in found and field not in given and field is not Field.SITE:
            found[field] = Guess(name, "by its header")
    for field, name in _by_words(names, cells).items():
        if (
            field not in given
            and field not in found
            and name not in {guess.value for guess in found.values()}
        ):
            found[field] = Guess(name, "by the words of its header")
    if Field.RANGE in found:
        found.pop(Field.RANGE_LOW, None)
        found.pop(Field.RANGE_HIGH, None)
    return found


def _by_words(names: Sequence[str], cells: ColumnCells) -> dict[Field, str]:
    """Return the one column whose header consists of words for a subject's number, and the one of the collection's date."""
    subjects = [name for name in names if is_of_subject(name)]
    dates = [name for name in names if is_of_collection(name) and cells.share(name, is_day) >= ENOUGH]
    found = {Field.SUBJECT: subjects, Field.COLLECTED_AT: dates}
    return {field: several[0] for field, several in found.items() if len(several) == 1}


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
