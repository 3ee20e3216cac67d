"""Find the columns of analytes in a table with one row for each specimen: names, units, and dates of visits."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.analytes.resolve import analytes_named, can_have
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.normalize.stated_units import without_unit_word
from hepaflow.domain.profile.parts import WideColumn
from hepaflow.domain.screening.personal import names_a_person
from hepaflow.pipeline.proposing.headers.analyte_headers import analyte_column
from hepaflow.pipeline.proposing.headers.visits import visits_of
from hepaflow.pipeline.proposing.tables.shapes import share_of
from hepaflow.pipeline.proposing.tables.words import is_number, is_unit

_RATIOS = frozenset({"{INR}", "{ratio}"})
_HALF = 0.5
_AROUND = " _-:()[]"  # what `without_unit_word` takes off
_UNIT_WORD = re.compile(r"(?:units?|uom|单位|單位|einheit|unité|unidad|unità)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wide:
    """The columns of analytes.

    Attributes:
        columns: header to analyte column.
        dates: the headers of the date columns of visits.
        used: the headers of all columns that are read.
        doubtful: numbers of the columns, from 1, by the analyte that several of them name.
        open_units: header to what has to be decided about the unit.
        has_row_of_units: the first row below the header states units.
        possible: number of the column, from 1, by the analyte whose name its header begins with.
    """

    columns: Mapping[str, WideColumn] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    used: frozenset[str] = frozenset()
    doubtful: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    open_units: Mapping[str, str] = field(default_factory=dict)
    has_row_of_units: bool = False
    possible: Mapping[str, int] = field(default_factory=dict)


def wide_columns(
    header: Sequence[str], body: Sequence[Sequence[str]], catalog: Catalog, taken: set[str]
) -> Wide:
    """Return the columns of analytes.

    Args:
        header: the headers, in the order of the file.
        body: the rows below it.
        catalog: the known analytes and units.
        taken: headers that hold something else.
    """
    counts = Counter(header)
    columns_of_units = _columns_of_units(header)
    stated = _row_of_units(body, header)
    visits = visits_of(header, body)
    found: dict[str, WideColumn] = {}
    beside: set[str] = set()
    open_units: dict[str, str] = {}
    for at, name in enumerate(header):
        if (
            not name
            or names_a_person(name)
            or (name in taken and name not in visits.stems)
            or counts[name] > 1
        ):
            continue
        place = _place_of_units(at, header, columns_of_units)
        units = None if place is None else _units_beside((at, place), counts, header, body)
        unit = stated.get(at, "") or (units.only if units else "")
        column = analyte_column(visits.stems.get(name, name), catalog, unit)
        if column is None:
            continue
        column, own = _with_unit_column(column, units, catalog)
        if own:
            beside.add(own)
        if column.unit is None and not own:
            open_units[name] = "the unit, here or in [units]: the file does not state it"
        found[name] = replace_date(column, visits.dates.get(name))
    doubtful = _doubtful(found, header)
    kept = {name: column for name, column in found.items() if column.analyte not in doubtful}
    if visits.dates:
        kept = {name: column for name, column in kept.items() if column.date_column}
    dates = tuple(dict.fromkeys(column.date_column for column in kept.values() if column.date_column))
    used = frozenset({*kept, *beside, *dates})
    left = {name: told for name, told in open_units.items() if name in kept}
    possible = _possible(header, body, catalog, {*taken, *used}) if kept else {}
    known = {*doubtful, *(column.analyte for column in kept.values())}
    possible = {analyte: number for analyte, number in possible.items() if analyte not in known}
    return Wide(kept, dates, used, doubtful, left, bool(stated) and bool(kept), possible)


def _possible(
    header: Sequence[str], body: Sequence[Sequence[str]], catalog: Catalog, used: set[str]
) -> dict[str, int]:
    """Return columns of numbers whose headers begin with the name of an analyte: `plt_k`."""
    found: dict[str, int] = {}
    for at, name in enumerate(header):
        before, _, after = name.rpartition("_") if "_" in name else name.rpartition(" ")
        meant = analytes_named(before, "", catalog) if before and after and name not in used else None
        if meant and len(meant) == 1 and share_of(body, at, is_number) > _HALF:
            found.setdefault(next(iter(meant)), at + 1)
    return found


def replace_date(column: WideColumn, date: str | None) -> WideColumn:
    return column.model_copy(update={"date_column": date}) if date else column


def _row_of_units(body: Sequence[Sequence[str]], header: Sequence[str]) -> dict[int, str]:
    """Return, by column, the units in the first row below the header, if it consists of units."""
    if not body:
        return {}
    cells = {at: cell.strip() for at, cell in enumerate(body[0][: len(header)]) if cell.strip()}
    units = {at: cell for at, cell in cells.items() if is_unit(cell)}
    is_row = (
        bool(units) and not any(is_number(cell) for cell in cells.values()) and len(units) * 2 > len(cells)
    )
    return units if is_row else {}


@dataclass(frozen=True, slots=True)
class _Units:
    """The column of units beside a column of results.

    Attributes:
        header: its header; "" if another column has it, too.
        cells: the different units in it; "" if a value has none.
    """

    header: str
    cells: frozenset[str]

    @property
    def only(self) -> str:
        """The unit of every value; "" if they differ, or a value has none."""
        return next(iter(self.cells)) if len(self.cells) == 1 else ""


def _units_beside(
    places: tuple[int, int], counts: Counter[str], header: Sequence[str], body: Sequence[Sequence[str]]
) -> _Units:
    """Return what the column of units says of the values in another column."""
    at, place = places
    rows = (row for row in body if max(places) < len(row) and row[at].strip())
    cells = (row[place].strip() for row in rows)
    own = header[place] if counts[header[place]] == 1 else ""
    return _Units(own, frozenset(cell if not cell or is_unit(cell) else "" for cell in cells))


def _with_unit_column(column: WideColumn, units: _Units | None, catalog: Catalog) -> tuple[WideColumn, str]:
    """Return an analyte column with its unit and the column of units beside it; and the header of that column."""
    unit = column.unit
    if unit is None and units and units.only:
        unit = units.only
    if unit is None and _has_no_unit(column.analyte, catalog):
        unit = "1"
    if units is None or not units.header or not any(units.cells):
        return column.model_copy(update={"unit": unit}), ""
    return column.model_copy(update={"unit": unit, "unit_column": units.header}), units.header


def _has_no_unit(code: str, catalog: Catalog) -> bool:
    """Say whether values of an analyte are numbers without a unit, such as the INR; a fraction may be in percent."""
    analyte = catalog.analytes[code]
    return analyte.unit.code in _RATIOS and not can_have("%", analyte, catalog)


def _columns_of_units(header: Sequence[str]) -> dict[str, int]:
    """Return the places of the columns of units, by the name key of what they belong to: `TBIL` of `TBIL unit`."""
    named = {
        name_key(without_unit_word(name)): place
        for place, name in enumerate(header)
        if _UNIT_WORD.search(name)
    }
    named.pop("", None)
    return named


def _place_of_units(at: int, header: Sequence[str], named: Mapping[str, int]) -> int | None:
    own = named.get(name_key(header[at].strip(_AROUND)))
    if own is not None and own != at:
        return own
    following = at + 1
    if following < len(header) and _UNIT_WORD.fullmatch(header[following].strip()):
        return following
    return None


def _doubtful(found: Mapping[str, WideColumn], header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return the analytes that several columns of one date name: which of them counts is not known."""
    places: dict[tuple[str, str | None], list[int]] = {}
    for name, column in found.items():
        places.setdefault((column.analyte, column.date_column), []).append(header.index(name) + 1)
    return {analyte: tuple(several) for (analyte, _), several in places.items() if len(several) > 1}
