"""Turn a wide row with a date column for each visit into one row for each visit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from hepaflow.catalog.headers import shown_headers
from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.issues.places import PER_ROW, Places
from hepaflow.domain.model import Field
from hepaflow.domain.profile.profile import Profile, date_columns
from hepaflow.domain.screening.personal import names_a_person, surrounds_a_person
from hepaflow.domain.text import canonical_text
from hepaflow.readers.closing import odd_row
from hepaflow.readers.layouts.across import named_by_cell
from hepaflow.readers.layouts.beside import columns_repeated
from hepaflow.readers.sheet import FILE_COLUMN, Row, Sheet


@dataclass(frozen=True, slots=True)
class _Visits:
    """The columns of the visits, by place.

    Attributes:
        first: the first date column; the date of each row is put there.
        values: by date column, in the order of the file, the columns with values of its date.
    """

    first: int
    values: Mapping[int, tuple[int, ...]]


def is_by_visit(sheet: Sheet) -> bool:
    """Say whether the rows of a sheet have one date each: a copy, or rows to be fixed that come back."""
    return sheet.places is Places.CELL or FILE_COLUMN in map(canonical_text, sheet.header)


def by_visit(sheet: Sheet, profile: Profile) -> Sheet:
    """Return a sheet with a row for each date of a row, if the profile names date columns.

    The date is under the header of `[columns] collected_at`, at the first date column. Other date columns, and values of
    other dates, are blank. A row is at the cell of its date.

    Args:
        sheet: the sheet; all its rows have the columns of its header.
        profile: the profile that reads it.

    Raises:
        Refused: file-columns-missing, file-columns-repeated, file-tables-beside, personal-data.
    """
    dates = date_columns(profile.wide)
    if not dates or is_by_visit(sheet):
        return sheet
    visits = _visits(sheet, dates)
    header = ["" if at in visits.values else name for at, name in enumerate(sheet.header)]
    header[visits.first] = profile.columns[Field.COLLECTED_AT]
    asides: list[Issue] = []
    return replace(
        sheet,
        header=tuple(header),
        header_line=sheet.header_line * PER_ROW,
        rows=_rows(sheet, visits, asides),
        places=Places.CELL,
        asides=asides,
        titles=tuple((line * PER_ROW, text) for line, text in sheet.titles),
    )


def _visits(sheet: Sheet, dates: Mapping[str, str]) -> _Visits:
    keys = [canonical_text(name) for name in sheet.header]
    named = list(dict.fromkeys(dates.values()))
    if missing := [name for name in named if canonical_text(name) not in keys]:
        there = shown_headers(sheet.header)
        raise Refused(
            IssueCode.FILE_COLUMNS_MISSING, ", ".join(missing), line=sheet.header_line, present=there
        )
    if repeated := [name for name in named if keys.count(canonical_text(name)) > 1]:
        raise columns_repeated(sheet.header, repeated, sheet.header_line)
    if any(names_a_person(name) or surrounds_a_person(name) for name in named):
        raise Refused(IssueCode.PERSONAL_DATA, line=sheet.header_line)
    places = {
        keys.index(canonical_text(date)): tuple(
            keys.index(canonical_text(name))
            for name, own in dates.items()
            if canonical_text(own) == canonical_text(date) and canonical_text(name) in keys
        )
        for date in named
    }
    return _Visits(min(places), dict(sorted(places.items())))


def _rows(sheet: Sheet, visits: _Visits, asides: list[Issue]) -> Iterator[Row]:
    width = len(sheet.header)
    for line, cells in named_by_cell(sheet.rows):
        place = line * PER_ROW
        if odd := odd_row(cells):
            asides.append(Issue(odd, place))
        elif len(cells) < width or any(cell.strip() for cell in cells[width:]):
            asides.append(Issue(IssueCode.ROW_WIDTH, place))
        else:
            yield from _of_each_visit(place, cells[:width], visits)
    asides.extend(replace(issue, line=issue.line * PER_ROW) for issue in sheet.asides)


def _of_each_visit(place: int, cells: list[str], visits: _Visits) -> Iterator[Row]:
    shared = cells[:]
    for date, values in visits.values.items():
        for at in (date, *values):
            shared[at] = ""
    for date, values in visits.values.items():
        if any(cells[at].strip() for at in values):
            own = shared[:]
            for at in values:
                own[at] = cells[at]
            own[visits.first] = cells[date]
            yield place + date + 1, own
