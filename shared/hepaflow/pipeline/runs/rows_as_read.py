"""Record the rows of a file while it is read, for the copy that is kept where the file itself must not be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hepaflow.domain.model import Field
from hepaflow.domain.normalize.stated_units import unit_places
from hepaflow.domain.normalize.unread_columns import UnreadColumns
from hepaflow.domain.profile.parts import FileFormat, FileLayout
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.pipeline.reading.columns import positions, wide_positions
from hepaflow.pipeline.reading.observations import QUANTITIES
from hepaflow.readers.closing import closes, is_total
from hepaflow.readers.copied import Row, write_copied
from hepaflow.readers.sheet import Sheet

_BARCODES = (Field.SUBJECT, Field.SPECIMEN)  # whose digits look like telephone numbers
_CLOSING = "End"  # stands for a closing line, which may name who signed
_SOMETHING = "·"  # stands for a cell that is not kept, so that its row is not taken for a blank one


@dataclass(frozen=True, slots=True)
class RowCopy:
    """The mapped columns of a sheet, with one column before them: what a row begins with, as far as it matters.

    Attributes:
        sheet: the sheet that is read.
        header: of the columns that are kept.
        layout: what the file is read with, with the format that its content shows.
        rows: the rows that were read so far.
        watched: the columns that are kept, too, if they turn out to hold operators or results.
        beside: the cells of these columns, row by row.
    """

    sheet: Sheet
    header: tuple[str, ...]
    layout: FileLayout
    rows: list[Row]
    watched: UnreadColumns
    beside: list[Mapping[int, str]]

    def to_bytes(self) -> bytes:
        """Return the copy; call it when the sheet has been read to its end."""
        places, width = self.watched.places, len(self.header)
        header = (*self.header, *(self.sheet.header[place] for place in places))
        rows = (
            (line, [*cells, *(told.get(place, "") for place in places)] if len(cells) == width else cells)
            for (line, cells), told in zip(self.rows, self.beside, strict=True)
        )
        return write_copied(self.sheet, header, rows, self.layout)


def recording(sheet: Sheet, read_by: Profile, shown: FileFormat | None) -> tuple[Sheet, RowCopy]:
    """Return the sheet, and the copy that fills while its rows are read.

    Of a row whose columns are unknown, because it has another width than the header, only the first column is kept.

    Args:
        sheet: the opened file.
        read_by: the profile that reads it, adjusted to its format.
        shown: the format that its content shows.

    Raises:
        Refused: the mapped columns are missing or repeated.
    """
    fields = positions(replace(sheet, asides=[]), read_by)  # the reader of the sheet notes the header
    wide = wide_positions(sheet, read_by)
    units = {place for places in unit_places(sheet.header, wide, read_by) for place in places.values()}
    places = sorted({*fields.values(), *wide.values(), *units})
    kept = _KeptPlaces(
        tuple(places),
        frozenset(place for field, place in fields.items() if field in _BARCODES),
        frozenset({*wide.values(), *(place for field, place in fields.items() if field in QUANTITIES)}),
    )
    header = ("", *(sheet.header[place] for place in places))
    watched = UnreadColumns(sheet.header, fields)
    copy = RowCopy(sheet, header, read_by.file.model_copy(update={"format": shown}), [], watched, [])

    def recorded() -> Iterator[Row]:
        for line, cells in sheet.rows:
            copy.rows.append((line, _kept(cells, sheet.header, kept)))
            copy.beside.append(watched.look(line, cells) if len(cells) >= len(sheet.header) else {})
            yield line, cells

    return replace(sheet, rows=recorded()), copy


@dataclass(frozen=True, slots=True)
class _KeptPlaces:
    """The columns that are kept; of these, ids are kept whatever they look like, and values if they are numbers."""

    all: tuple[int, ...]
    ids: frozenset[int]
    quantities: frozenset[int]

    def keeps(self, place: int, cell: str) -> bool:
        return place in self.ids or not person_kind(cell, is_quantity=place in self.quantities)


def _kept(cells: list[str], header: Sequence[str], places: _KeptPlaces) -> list[str]:
    if not any(cell.strip() for cell in cells):
        return [""] * (len(places.all) + 1)
    if closes(cells):
        return [_CLOSING, *("" for _ in places.all)]
    if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
        return [_beginning(cells, {}) or _SOMETHING]
    kept = {place: cells[place] for place in places.all if places.keeps(place, cells[place])}
    repeats_header = tuple(cell.strip() for cell in cells[: len(header)]) == tuple(header)
    beginning = "" if repeats_header else _beginning(cells, kept)
    return [beginning, *(kept.get(place, "") for place in places.all)]


def _beginning(cells: list[str], kept: Mapping[int, str]) -> str:
    """Return the first filled cell of a row that belongs to no specimen, where that cell is not kept."""
    first = next(place for place, cell in enumerate(cells) if cell.strip())
    if first in kept:
        return ""
    return cells[first] if is_total(cells[first]) else _SOMETHING
