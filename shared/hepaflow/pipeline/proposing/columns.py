"""Guess what columns hold, by their headers, else by their cells."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hepaflow.catalog.headers import header_words, is_other_time
from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.analytes.resolve import analytes_named, can_have
from hepaflow.domain.analytes.units import candidates
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import WideColumn
from hepaflow.domain.screening.personal import names_a_person
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.dates import is_clock
from hepaflow.domain.values.lab_words import is_word_of_labs
from hepaflow.domain.values.quantities import parse_number
from hepaflow.pipeline.proposing.date_order import looks_like_date
from hepaflow.pipeline.proposing.layout import Guess

_LOOKED_AT = 300  # cells of a column
_DECIMAL = re.compile(r"[0-9][.,][0-9]")
_LOINC = re.compile(r"[0-9]{3,5}-[0-9]")
_BETWEEN = re.compile(r"[(\[,/ _]*[(\[, _]")  # a name and its unit


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns hold.

    Attributes:
        fields: field to header, each with what speaks for it.
        wide: header to analyte column, where one analyte has one column.
        personal: numbers of the columns whose headers announce a person, from 1.
        rest: numbers of the columns of which nothing is known.
        hidden: fields found by cells below a row that is not known as a header, each with its column's number: a row of a
            patient may have been taken for the header.
    """

    fields: Mapping[Field, Guess]
    wide: Mapping[str, WideColumn]
    personal: tuple[int, ...]
    rest: tuple[int, ...]
    hidden: Mapping[Field, int]


def columns_of(header: Sequence[str], body: Sequence[Sequence[str]], catalog: Catalog) -> Columns:
    """Return what the columns hold; a column is used once, and a field has one column.

    Args:
        header: the headers, in the order of the file.
        body: rows of cells below the header.
        catalog: the known analytes and units.
    """
    personal = tuple(number for number, name in enumerate(header, 1) if names_a_person(name))
    open_headers = [name for name in dict.fromkeys(header) if name and not names_a_person(name)]
    fields: dict[Field, Guess] = {}
    for name in open_headers:
        field = header_words().get(name_key(name))
        if field is Field.COLLECTED_AT and _are_clocks(_filled(body, header.index(name), len(header))):
            field = Field.COLLECTED_TIME
        if field is not None and field not in fields and field is not Field.SITE:
            fields[field] = Guess(
                name, "by its header"
            )  # whether a site is part of the id, only the study knows
    wide = {name: column for name in open_headers if (column := analyte_column(name, catalog))}
    if len(wide) < 2 and Field.VALUE in fields:
        wide = {}
    used = {*wide, *(guess.value for guess in fields.values())}
    for field in _CONTENTS:
        if field in fields or (wide and field in _OF_ROWS):
            continue
        cells = {
            name: _filled(body, header.index(name), len(header))
            for name in open_headers
            if name not in used and not (field is Field.COLLECTED_AT and is_other_time(name))
        }
        best = max(cells, key=lambda name: _share(cells[name], field, catalog), default="")
        if best and _share(cells[best], field, catalog) >= _CONTENTS[field].enough:
            fit = sum(1 for cell in cells[best] if _CONTENTS[field].fits(cell, catalog))
            fields[field] = Guess(best, f"TODO by its cells alone: {fit} of {len(cells[best])} fit")
            used.add(best)
    rest = tuple(header.index(name) + 1 for name in open_headers if name not in used)
    is_header = len(wide) + sum(name_key(name) in header_words() for name in open_headers) > 1
    hidden = {
        field: header.index(guess.value) + 1
        for field, guess in fields.items()
        if not (is_header or is_word_of_labs(guess.value))
    }
    return Columns(fields, wide, personal, rest, hidden)


def analyte_column(header: str, catalog: Catalog) -> WideColumn | None:
    """Return what a header names, `ALT (U/L)` or `总胆红素`, where it names one analyte."""
    for name, unit in [*_with_units(canonical_text(header)), (header, "")]:
        meant = analytes_named(name, unit, catalog) or frozenset()
        if len(meant) == 1 and (not unit or can_have(unit, catalog.analytes[next(iter(meant))], catalog)):
            return WideColumn(analyte=next(iter(meant)), unit=unit or None)
    return None


def _with_units(header: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to part a header into name and unit, the longest unit first: `10^9 /L` is not `/L`."""
    for between in _BETWEEN.finditer(header):
        name, unit = header[: between.start()], header[between.end() :]
        if not re.search(r"[(\[]", unit):
            unit = unit.rstrip(")] ")
        for opening, closing in ("()", "[]"):
            if name.count(opening) > name.count(closing):  # 总胆红素(TBIL,μmol/L)
                name += closing
        if name and unit and not unit.startswith("/"):
            yield name, unit


def _are_clocks(cells: Sequence[str]) -> bool:
    return bool(cells) and all(map(is_clock, cells))


def _filled(body: Sequence[Sequence[str]], place: int, width: int) -> list[str]:
    return [row[place] for row in body if len(row) == width and row[place].strip()][:_LOOKED_AT]


def _share(cells: Sequence[str], field: Field, catalog: Catalog) -> float:
    """Return how well the cells of a column fit a field; ids and counts are whole numbers, results often are not."""
    if not cells:
        return 0
    fit = sum(1 for cell in cells if _CONTENTS[field].fits(cell, catalog)) / len(cells)
    if field is Field.VALUE:
        return fit * sum(1 for cell in cells if _DECIMAL.search(cell)) / len(cells)
    return fit


def _is_name(cell: str, catalog: Catalog) -> bool:
    return bool(analytes_named(cell, "", catalog))


def _is_unit(cell: str, catalog: Catalog) -> bool:
    return bool(candidates(cell, catalog.units)) and not _is_number(cell, catalog)


def _is_number(cell: str, _: Catalog) -> bool:
    return any(parse_number(canonical_text(cell), mark) is not None for mark in (".", ","))


@dataclass(frozen=True, slots=True)
class _Content:
    """By what cells a column is told, and which share of them is enough."""

    fits: Callable[[str, Catalog], bool]
    enough: float


_CONTENTS: Mapping[Field, _Content] = {
    Field.LOINC: _Content(lambda cell, _: _LOINC.fullmatch(canonical_text(cell)) is not None, 0.6),
    Field.COLLECTED_AT: _Content(lambda cell, _: looks_like_date(cell), 0.6),
    Field.ANALYTE: _Content(_is_name, 0.3),  # a lab prints many names that no trial wants
    Field.UNIT: _Content(_is_unit, 0.6),
    Field.VALUE: _Content(_is_number, 0.05),  # of a share that counts numbers with a decimal mark
}
_OF_ROWS = frozenset({Field.LOINC, Field.ANALYTE, Field.UNIT, Field.VALUE})
