"""Find the units that a wide file states: beside each value, in a row of units, or in a header."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.analytes.resolve import can_have, no_unit
from hepaflow.domain.analytes.units import candidates
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.normalize.reported_unit import SEVERAL
from hepaflow.domain.profile.parts import WideColumn
from hepaflow.domain.profile.profile import Profile, unit_columns
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.quantities import parse_number

_UNIT_WORD = re.compile(r"(?:units?|单位|單位|einheit|unité|unidad|unità)", re.IGNORECASE)
_IN_HEADER = re.compile(r"[(\[]([^()\[\]]+)[)\]]|[ ,_]([^ ,_()\[\]]*[/%][^ ,_()\[\]]*)$")


class StatedUnits:
    """The units that a wide file states for its columns.

    What a column says that the profile names (`unit_column`) counts. What the file states elsewhere is compared with that: a
    value of another unit is held.
    """

    def __init__(
        self, header: Sequence[str], columns: Mapping[str, int], profile: Profile, catalog: Catalog
    ) -> None:
        self._catalog = catalog
        self._named, self._beside = unit_places(header, columns, profile)
        self._elsewhere = {name: _in_header(name, profile, catalog) for name in columns}

    def of(self, header: str, cells: Sequence[str]) -> tuple[str, str]:
        """Return the unit of a value by its own column, and all others that the file states for it."""
        named, beside = self._named.get(header), self._beside.get(header)
        own = "" if named is None else cells[named].strip()
        other = "" if beside is None else cells[beside].strip()
        told = (*self._elsewhere[header], *([other] if not no_unit(other) else []))
        return own, SEVERAL.join(dict.fromkeys(told))

    def are_stated_by(self, filled: Iterable[tuple[str, str]]) -> bool:
        """Say whether these cells are a row of units, and remember them for the rows below."""
        told = [(header, cell.strip()) for header, cell in filled if not no_unit(cell)]
        units = [(header, cell) for header, cell in told if candidates(cell, self._catalog.units)]
        if len(units) < len(told) or all(
            parse_number(canonical_text(cell), ".") is not None for _, cell in told
        ):
            return False
        for header, cell in units:
            self._elsewhere[header] = (*self._elsewhere[header], cell)
        return True


def unit_places(
    header: Sequence[str], columns: Mapping[str, int], profile: Profile
) -> tuple[dict[str, int], dict[str, int]]:
    """Return where the units of each wide column are: in the columns that the profile names, and in others that say so.

    Args:
        header: the header cells of the file.
        columns: the header of each mapped column, with its 0-based position in the row.
        profile: the profile; its `unit_column` entries are used.

    Returns:
        Two mappings from the header of a wide column to the 0-based position of its units: the first of columns that
        the profile names, the second of other columns.
    """
    named = unit_columns(profile.wide)
    places = {canonical_text(name): at for at, name in enumerate(header)}
    unread = set(range(len(header))) - set(columns.values())
    beside = {
        name: at
        for name, place in columns.items()
        if name not in named
        for at in sorted(unread)
        if _is_unit_of(name, header[at]) or (at == place + 1 and _UNIT_WORD.fullmatch(header[at].strip()))
    }
    return {
        name: places[canonical_text(unit)] for name, unit in named.items() if canonical_text(unit) in places
    }, beside


@lru_cache(maxsize=4096)
def _is_unit_of(header: str, other: str) -> bool:
    """Say whether another header is that of the units: `TBIL unit` beside `TBIL`."""
    return bool(_UNIT_WORD.search(other)) and name_key(without_unit_word(other)) == name_key(header)


def without_unit_word(header: str) -> str:
    """Return the header without its word for unit: `TBIL` of `TBIL unit`."""
    return _UNIT_WORD.sub("", header).strip(" _-:()[]")


def _in_header(header: str, profile: Profile, catalog: Catalog) -> tuple[str, ...]:
    """Return the unit in a header, `ALT (U/L)`; what the analyte cannot have is something else, such as the `s` of serum."""
    column = profile.wide[header]
    entries = (column,) if isinstance(column, WideColumn) else column
    texts = ["".join(found.groups("")).strip() for found in _IN_HEADER.finditer(canonical_text(header))]
    analytes = [catalog.analytes[entry.analyte] for entry in entries if entry.analyte in catalog.analytes]
    return tuple(text for text in texts if any(can_have(text, analyte, catalog) for analyte in analytes))
