"""Draft a profile for a file; a person finishes it before anything is read with it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hepaflow.catalog.headers import header_words
from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.analytes.resolve import analytes_named, no_unit, resolve_unit
from hepaflow.domain.analytes.units import candidates, unit_key
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Field, Status
from hepaflow.domain.profile.parts import WideColumn
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.lab_words import is_word_of_labs
from hepaflow.pipeline.profiles.nearest import nearest
from hepaflow.pipeline.proposing.columns import Columns, columns_of
from hepaflow.pipeline.proposing.date_order import DateOrder, date_order
from hepaflow.pipeline.proposing.layout import Guess, Layout, layout_of
from hepaflow.readers.formats import read_table

_NEARLY = 0.9
_LAST_NUMBER = re.compile(r"(.*?)([0-9]+)([^0-9]*)", re.DOTALL)
_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()]")
# Letters of a center or study before a number: CN01-[0-9]{4}. A longer run of letters may be a name.
_ID = re.compile(r"(?:[A-Za-z]{0,4}(?:[0-9_/-]|\\.)+)*[A-Za-z]{0,4}\[0-9\]\{[0-9]+\}[A-Za-z]?")
_SHORT = re.compile(r"[a-z0-9^*.%]{0,4}")  # letters of a unit that may be repeated beside a known part
NOT_REPEATED = "…"  # stands for a unit that may be a name: 单位 is a unit, or where somebody works
_POINT, _COMMA = re.compile(r"[<>≤≥]?\d+\.\d+"), re.compile(r"[<>≤≥]?\d+,\d+")


@dataclass(frozen=True, slots=True)
class Unheard:
    """A name, unit or status that only the lab can explain.

    Attributes:
        text: as it stands in the file.
        count: in how many rows.
        near: what it may mean, nearest first.
        analyte: of a unit: whose.
        code: of a unit: why it is not used.
    """

    text: str
    count: int
    near: tuple[str, ...] = ()
    analyte: str = ""
    code: IssueCode | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a draft says, each part with its evidence."""

    layout: Layout
    columns: Columns
    describes_itself: bool
    decimal_mark: Guess | None
    dates: DateOrder
    subject_pattern: Guess | None
    statuses: tuple[Unheard, ...]
    names: tuple[Unheard, ...]
    units: tuple[Unheard, ...]
    unit_counts: Mapping[str, Mapping[str, int]]


def propose(data: bytes, catalog: Catalog) -> Proposal:
    """Return a draft for a file.

    Raises:
        Refused: nothing reads the file.
    """

    def knows(cell: str) -> bool:
        return name_key(cell) in header_words() or bool(analytes_named(cell, "", catalog))

    layout = layout_of(data, knows)
    own = read_table(data, layout.file).columns
    if own:
        columns = Columns({field: Guess(header, "") for field, header in own.items()}, {}, (), (), {})
    else:
        columns = columns_of(layout.header, layout.rows, catalog)
    table = _Table(layout.header, layout.rows, columns)
    named = list(table.named())
    values = table.cells(Field.VALUE) if not columns.wide else [value for _, _, value in named]
    return Proposal(
        layout,
        columns,
        bool(own),
        _decimal_mark(values),
        date_order(table.cells(Field.COLLECTED_AT)),
        _subject_pattern(table.cells(Field.SUBJECT)),
        tuple(_unheard_statuses(table.cells(Field.STATUS))),
        tuple(_unheard_names(named, catalog)) if not columns.wide else (),
        tuple(_unheard_units(named, columns.wide, catalog)),
        _unit_counts(named, columns.wide, catalog),
    )


class _Table:
    """The rows of the file, by field."""

    def __init__(self, header: Sequence[str], rows: Sequence[Sequence[str]], columns: Columns) -> None:
        self._rows = [row for row in rows if len(row) >= len(header)]
        self._places = {field: header.index(guess.value) for field, guess in columns.fields.items()}
        self._wide = {name: header.index(name) for name in columns.wide}
        self._columns = columns.wide

    def cells(self, field: Field) -> list[str]:
        place = self._places.get(field)
        return [] if place is None else [row[place].strip() for row in self._rows]

    def named(self) -> Iterable[tuple[str, str, str]]:
        """Yield (name, unit, value) of every result."""
        for row in self._rows:
            for name, place in self._wide.items():
                if row[place].strip():
                    yield name, self._columns[name].unit or "", row[place].strip()
            if not self._wide:
                cells = [self._cell(row, field) for field in (Field.ANALYTE, Field.CODE, Field.LOINC)]
                if name := next((cell for cell in cells if cell), ""):
                    yield name, self._cell(row, Field.UNIT), self._cell(row, Field.VALUE)

    def _cell(self, row: Sequence[str], field: Field) -> str:
        place = self._places.get(field)
        return "" if place is None else row[place].strip()


def _decimal_mark(values: Iterable[str]) -> Guess | None:
    texts = [canonical_text(value).replace(" ", "") for value in values]
    points = sum(1 for text in texts if _POINT.fullmatch(text))
    commas = sum(1 for text in texts if _COMMA.fullmatch(text))
    if points and commas:
        return Guess("", f"{points} values have a point and {commas} a comma: ask the lab")
    if points or commas:
        return Guess("." if points else ",", f"{points or commas} values have it, none the other")
    return None


def _subject_pattern(ids: Iterable[str]) -> Guess | None:
    """Return the shape that nearly all ids have (a row of totals has none); digits may differ, all else may not.

    A shape repeats the text around the last number. It is not proposed where that may be a name.
    """
    distinct = {text for text in ids if text}
    for shape, count in Counter(map(_shape, distinct)).most_common(1):
        if count >= _NEARLY * len(distinct) and _ID.fullmatch(shape):
            return Guess(shape, f"{count} of {len(distinct)} ids look so")
    return None


def _shape(text: str) -> str:
    found = _LAST_NUMBER.fullmatch(text)
    head, digits, tail = found.groups() if found else (text, "", "")
    number = f"[0-9]{{{len(digits)}}}" if digits else ""  # what stands before the last number is the center's
    return _SPECIAL.sub(r"\\\g<0>", head) + number + _SPECIAL.sub(r"\\\g<0>", tail)


def _unheard_statuses(cells: Iterable[str]) -> Iterable[Unheard]:
    known = set(Status)
    counts = Counter(
        cell
        for cell in cells
        if cell and canonical_text(cell).casefold() not in known and is_word_of_labs(cell)
    )
    return (Unheard(cell, count) for cell, count in counts.most_common())


def _unheard_names(named: Sequence[tuple[str, str, str]], catalog: Catalog) -> Iterable[Unheard]:
    counts = Counter(
        name for name, unit, _ in named if not _is_known(name, unit, catalog) and not person_kind(name)
    )
    for name, count in counts.most_common():
        yield Unheard(name, count, nearest(name, catalog))


def _is_known(name: str, unit: str, catalog: Catalog) -> bool:
    return name in catalog.loinc or bool(analytes_named(name, unit, catalog))


def _meant(name: str, unit: str, wide: Mapping[str, WideColumn], catalog: Catalog) -> str:
    if name in wide:
        return wide[name].analyte
    if name in catalog.loinc:
        return catalog.loinc[name].analyte
    meant = analytes_named(name, unit, catalog) or ()
    return next(iter(meant)) if len(meant) == 1 else ""


def _unheard_units(
    named: Sequence[tuple[str, str, str]], wide: Mapping[str, WideColumn], catalog: Catalog
) -> Iterable[Unheard]:
    counts = Counter((_meant(name, unit, wide, catalog), unit) for name, unit, value in named if value)
    for (code, unit), count in counts.most_common():
        if not code or (no_unit(unit) and not catalog.analytes[code].unit.code.strip("{}1")):
            continue
        try:
            resolve_unit(unit, catalog.analytes[code], catalog)
        except Refused as refusal:
            yield Unheard(_shown_unit(unit, catalog), count, (), code, refusal.issue.code)


def _unit_counts(
    named: Sequence[tuple[str, str, str]], wide: Mapping[str, WideColumn], catalog: Catalog
) -> dict[str, dict[str, int]]:
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
