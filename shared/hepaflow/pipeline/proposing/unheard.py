"""List the names, units and words for a status that only the lab can explain."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hepaflow.domain.analytes.resolve import analytes_named, no_unit, resolve_unit
from hepaflow.domain.analytes.specimen_words import (
    blood_of_tube,
    is_of_tubes,
    tells_other_specimen,
    tells_someone_else,
)
from hepaflow.domain.analytes.units import candidates, unit_key
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Status
from hepaflow.domain.profile.parts import WideColumn
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.lab_words import is_word_of_labs
from hepaflow.pipeline.profiles.nearest import nearest

_SEARCHED = 100  # names for which near ones are looked for, the most frequent first
_SHORT = re.compile(r"[a-z0-9^*.%]{0,4}")  # letters of a unit that may be repeated beside a known part
NOT_REPEATED = "…"  # stands for a unit that may be a name: 单位 is a unit, or where somebody works


@dataclass(frozen=True, slots=True)
class Unheard:
    """A name, unit or status that only the lab can explain.

    Attributes:
        text: as it stands in the file.
        count: in how many rows.
        near: what it may mean, nearest first.
        analyte: of a unit: whose.
        code: of a unit: why it is not used.
        units: of a name: the units beside it.
    """

    text: str
    count: int
    near: tuple[str, ...] = ()
    analyte: str = ""
    code: IssueCode | None = None
    units: tuple[str, ...] = ()


def unheard_statuses(cells: Iterable[str]) -> Iterable[Unheard]:
    known = set(Status)
    counts = Counter(
        cell
        for cell in cells
        if cell and canonical_text(cell).casefold() not in known and is_word_of_labs(cell)
    )
    return (Unheard(cell, count) for cell, count in counts.most_common())


def unheard_specimens(cells: Iterable[str], catalog: Catalog) -> Iterable[Unheard]:
    """Yield the words for specimens that are not known and do not tell another specimen than blood.

    Args:
        cells: the cells of the column with the specimen.
        catalog: the known words.
    """
    counts = Counter(cell for cell in cells if any(map(str.isalnum, cell)))
    for cell, count in counts.most_common():
        key = canonical_text(cell).casefold()
        if key not in catalog.specimens and not blood_of_tube(cell) and not tells_other_specimen(cell):
            yield Unheard(cell if is_of_tubes(cell) or is_word_of_labs(cell) else NOT_REPEATED, count)


def unheard_names(named: Sequence[tuple[str, str, str]], catalog: Catalog) -> Iterable[Unheard]:
    counts = Counter(
        name for name, unit, _ in named if not _is_known(name, unit, catalog) and not person_kind(name)
    )
    units: dict[str, dict[str, None]] = {name: {} for name in counts}
    for name, unit, _ in named:
        if name in units and not no_unit(unit):
            units[name][_shown_unit(unit, catalog)] = None
    for number, (name, count) in enumerate(counts.most_common()):
        is_searched = number < _SEARCHED and not (tells_other_specimen(name) or tells_someone_else(name))
        near = nearest(name, catalog) if is_searched else ()
        yield Unheard(name, count, near, units=tuple(units[name]))


def _is_known(name: str, unit: str, catalog: Catalog) -> bool:
    return name in catalog.loinc or bool(analytes_named(name, unit, catalog))


def _meant(name: str, unit: str, wide: Mapping[str, WideColumn], catalog: Catalog) -> str:
    if name in wide:
        return wide[name].analyte
    if name in catalog.loinc:
        return catalog.loinc[name].analyte
    meant = analytes_named(name, unit, catalog) or ()
    return next(iter(meant)) if len(meant) == 1 else ""


def unheard_units(
    named: Sequence[tuple[str, str, str]], wide: Mapping[str, WideColumn], catalog: Catalog
) -> Iterable[Unheard]:
    """Yield the units that are not known, or cannot be used for their analyte.

    Args:
        named: name, unit and value of each result.
        wide: the columns of analytes, by header.
        catalog: the known analytes and units.
    """
    counts = Counter((_meant(name, unit, wide, catalog), unit) for name, unit, value in named if value)
    for (code, unit), count in counts.most_common():
        if not code or (no_unit(unit) and not catalog.analytes[code].unit.code.strip("{}1")):
            continue
        try:
            resolve_unit(unit, catalog.analytes[code], catalog)
        except Refused as refusal:
            yield Unheard(_shown_unit(unit, catalog), count, (), code, refusal.issue.code)


def unit_counts(
    named: Sequence[tuple[str, str, str]], wide: Mapping[str, WideColumn], catalog: Catalog
) -> dict[str, dict[str, int]]:
    """Return, by analyte, how many rows have which unit.

    Args:
        named: name, unit and value of each result.
        wide: the columns of analytes, by header.
        catalog: the known analytes and units.
    """
    found: dict[str, dict[str, int]] = {}
    for name, unit, _ in named:
        if code := _meant(name, unit, wide, catalog):
            units, shown = found.setdefault(code, {}), _shown_unit(unit, catalog)
            units[shown] = units.get(shown, 0) + 1
    return found


def _shown_unit(unit: str, catalog: Catalog) -> str:
    """Return a unit that is known, or of which one side of the slash is and the other is short; else a mark."""
    if no_unit(unit) or candidates(unit, catalog.units):
        return unit
    above, slash, below = unit_key(unit).partition("/")
    known = above in catalog.units.amount, below in catalog.units.per
    unknown = [part for part, is_known in zip((above, below), known, strict=True) if not is_known]
    return unit if slash and len(unknown) <= 1 and all(map(_SHORT.fullmatch, unknown)) else NOT_REPEATED
