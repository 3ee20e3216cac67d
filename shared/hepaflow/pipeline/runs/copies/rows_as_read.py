"""Record the rows of a file while it is read, for the copy that is kept in place of the file."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import IO

from hepaflow.catalog.headers import header_words
from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.issues.issues import Issue
from hepaflow.domain.model import READER_FIELDS, Field
from hepaflow.domain.profile.parts import FileFormat
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.screening.ids import id_shows_a_person
from hepaflow.pipeline.reading.observations import FREE_TEXT, QUANTITIES
from hepaflow.pipeline.runs.copies.kept_columns import (
    KeptColumns,
    dropped_columns,
    kept_columns,
    shown_places,
)
from hepaflow.readers.copied import Row, read_by, write_copied
from hepaflow.readers.masking import FIGURES, NUMBER, WORD, mask, masked_closing_row
from hepaflow.readers.row_file import RowFile
from hepaflow.readers.sheet import Sheet

# ids, whose digits look like telephone numbers, and what only readers fill
_AS_THEY_ARE = frozenset(
    {Field.SUBJECT, Field.SITE, Field.CENTER, Field.SPECIMEN, Field.RECORD, *READER_FIELDS}
)
_IDS = frozenset({Field.SPECIMEN, Field.RECORD, Field.SITE})
_BLANKED = frozenset({*FREE_TEXT, Field.VISIT})  # reading ignores such a cell if it shows a person


@dataclass(frozen=True, slots=True)
class RowCopy:
    """The rows of a sheet without the cells that are not kept; every cell stays at its place.

    Attributes:
        sheet: the sheet that is read.
        kept: its columns that are kept.
        declared: the profile, as the center declares it.
        shown: the format that the content of the file shows.
        rows: the rows that were read so far, as they are written.
        findings: the dropped columns in which an operator, a finding or the like was met.
        texts: those in which a cell was met that cannot belong to a value.
    """

    sheet: Sheet
    kept: KeptColumns
    declared: Profile
    shown: FileFormat | None
    rows: RowFile = field(default_factory=RowFile)
    findings: set[int] = field(default_factory=set)
    texts: set[int] = field(default_factory=set)

    def dropped(self, issues: Iterable[Issue]) -> tuple[str, ...]:
        """Return the columns that are not kept, as a receipt names them; call it when the sheet was read to its end.

        Args:
            issues: what reading found; a column that it calls unread is kept, as far as its cells belong to values.
        """
        return dropped_columns(self.sheet.header, self._shown(issues))

    def whole(self, issues: Iterable[Issue]) -> IO[bytes]:
        """Return the copy, to be read from its beginning; call it when the sheet was read to its end.

        Close it to free its place.

        Args:
            issues: what reading found.
        """
        shown = self._shown(issues)
        sheet = self.sheet
        known = read_by(
            self.declared,
            lacks=len(shown) < len(sheet.header),
            lacks_findings=bool(self.findings - self.texts - shown),
            by_headers=sheet.several_sheets or bool(sheet.other_headers),
        )
        return write_copied(
            sheet,
            (name if at in shown else "" for at, name in enumerate(sheet.header)),
            self.rows,
            self.declared.file.model_copy(update={"format": self.shown}),
            asides=sheet.asides,
            dropped=dropped_columns(sheet.header, shown),
            known=known,
        )

    def _shown(self, issues: Iterable[Issue]) -> set[int]:
        return shown_places(self.sheet.header, self.kept, issues)


def recording(
    sheet: Sheet,
    reading: Profile,
    declared: Profile,
    shown: FileFormat | None,
    further: Collection[str] = (),
) -> tuple[Sheet, RowCopy]:
    """Return the sheet, and the copy that fills while its rows are read.

    Args:
        sheet: the opened file.
        reading: the profile that reads it, adjusted to its format.
        declared: the profile as the center declares it.
        shown: the format that its content shows.
        further: headers that other profiles of the center map.
    """
    copy = RowCopy(sheet, kept_columns(sheet.header, reading, further), declared, shown)

    def recorded() -> Iterator[Row]:
        masks = _Masks(copy)
        for line, cells in sheet.rows:
            copy.rows.add(line, masks.kept(cells))
            yield line, cells

    return replace(sheet, rows=recorded()), copy


class _Masks:
    """What is kept of each row."""

    def __init__(self, copy: RowCopy) -> None:
        header, kept = copy.sheet.header, copy.kept
        self._copy = copy
        self._header = list(header)
        self._dates = [at for at, meaning in kept.fields.items() if meaning is Field.COLLECTED_AT]
        self._dropped = [at for at in range(len(header)) if at not in kept.all]
        self._screened = [
            (at, kept.fields.get(at), at in kept.values or kept.fields.get(at) in QUANTITIES)
            for at in sorted(kept.all)
            if kept.fields.get(at) not in _AS_THEY_ARE
        ]
        self._unread_ids = [
            at
            for at in sorted(kept.all)
            if at not in kept.fields and header_words().get(name_key(header[at])) in _IDS
        ]
        self._closing = lru_cache(1 << 12)(lambda first: masked_closing_row([first], ()) is not None)

    def kept(self, cells: list[str]) -> list[str] | None:
        """Return a row as it is kept; None for one that repeats the header."""
        first = next((cell for cell in cells if cell.strip()), "")
        if not first:
            return [""] * len(cells)
        width = len(self._header)
        is_whole = len(cells) == width or (len(cells) > width and not any(map(str.strip, cells[width:])))
        if self._closing(first):
            closing = masked_closing_row(cells, self._dates if is_whole else ())
            if closing is not None:
                return closing
        if not is_whole:  # which cell is below which header cannot be told
            return [mask(cell) for cell in cells]
        if cells[0].strip() == self._header[0] and [cell.strip() for cell in cells] == self._header:
            return None
        return self._whole(cells)

    def _whole(self, cells: list[str]) -> list[str]:
        kept = [*cells]
        for at in self._unread_ids:
            kept[at] = _id_or_mark(kept[at])
        for at in self._dropped:
            if cell := cells[at]:
                kept[at] = mark = mask(cell)
                if mark in (WORD, FIGURES):
                    self._copy.texts.add(at)
                elif mark != NUMBER:
                    self._copy.findings.add(at)
        for at, meaning, is_quantity in self._screened:
            cell = cells[at]
            if len(cell) > 5 and _shows(cell, is_quantity):
                kept[at] = "" if meaning in _BLANKED else WORD
        return kept


@lru_cache(maxsize=1 << 14)
def _shows(cell: str, is_quantity: bool) -> bool:  # noqa: FBT001 part of what is remembered
    return bool(person_kind(cell, is_quantity=is_quantity))


def _id_or_mark(cell: str) -> str:
    """Return a cell below a header that the profile does not map, as it is kept."""
    return WORD if id_shows_a_person(cell) else cell
