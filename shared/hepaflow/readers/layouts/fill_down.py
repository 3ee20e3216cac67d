"""Carry the cell above into blank cells, in the columns for which the profile says that blank means "as above"."""

from collections.abc import Iterator
from dataclasses import replace

from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.text import canonical_text
from hepaflow.readers.closing import odd_row
from hepaflow.readers.sheet import FILE_COLUMN, Row, Sheet


def filled_down(sheet: Sheet, profile: Profile) -> Sheet:
    """Return a sheet whose blank cells are filled as `[file] fill_down` says.

    A cell is carried from row to row until something else than a result is between them: a blank row, a header, a total.
    Another cell in one of the columns ends what the later ones of the list carry: the time of one subject is not that of
    the next one. Rows that were sent back for correction are no longer below each other, and are not filled.

    Args:
        sheet: the sheet; all its rows have the columns of its header.
        profile: the profile that reads it.
    """
    headers = [canonical_text(header) for header in sheet.header]
    wanted = [canonical_text(profile.columns[field]) for field in profile.file.fill_down]
    if not wanted or FILE_COLUMN in headers or not set(wanted) <= set(headers):
        return sheet
    return replace(sheet, rows=_rows(sheet, [headers.index(header) for header in wanted]))


def _rows(sheet: Sheet, places: list[int]) -> Iterator[Row]:
    carried: dict[int, str] = {}
    set_aside = 0
    for line, cells in sheet.rows:
        if len(sheet.asides) != set_aside or len(cells) < len(sheet.header) or odd_row(cells):
            set_aside, carried = len(sheet.asides), {}
        if len(cells) >= len(sheet.header) and not odd_row(cells):
            yield line, _filled(cells, carried, places)
        else:
            yield line, cells


def _filled(cells: list[str], carried: dict[int, str], places: list[int]) -> list[str]:
    """Return a row with what is carried down to it, and remember its own cells for the next one."""
    filled = cells[:]
    for number, place in enumerate(places):
        own = cells[place]
        if not own.strip():
            filled[place] = carried.get(place, own)
        elif own != carried.get(place):
            carried[place] = own
            for later in places[number + 1 :]:
                carried.pop(later, None)
    return filled
