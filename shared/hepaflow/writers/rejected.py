"""Write the rows to be fixed, in the lab's own layout."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import IO

from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.issues.places import place_text
from hepaflow.domain.issues.who_acts import to_fix
from hepaflow.domain.model import Field
from hepaflow.domain.normalize.stated_units import unit_places
from hepaflow.domain.profile.parts import FileFormat
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.text import canonical_text
from hepaflow.readers.sheet import FILE_COLUMN, LINE_COLUMN, Sheet
from hepaflow.writers.csv_cells import cell_as_written, harmless
from hepaflow.writers.own_layout import LabRow, write_rows

EXTRA_COLUMNS = (FILE_COLUMN, LINE_COLUMN, "hepaflow_issues", "hepaflow_remedy")
_UNREAD = (IssueCode.OPERATOR_UNREAD, IssueCode.VALUE_UNREAD, IssueCode.SUBJECT_TWO_SITES)
_IDS = (Field.SUBJECT, Field.SPECIMEN)  # whose digits look like telephone numbers


def write_rejected(
    sheet: Sheet,
    issues: Iterable[Issue],
    profile: Profile,
    out: IO[bytes],
    *,
    file_id: str,
    chinese: bool = False,
) -> None:
    """Write the rejected and held rows: mapped columns only, under the lab's own headers, and why.

    The same profile reads what is written.

    Args:
        sheet: the same file, read again.
        issues: every issue of the file.
        profile: what its center declares.
        out: where to; of a wide file only the cells at fault are repeated, of a row of another width than the
            header, or of another table, none: which cell belongs below which header is for the lab to say.
        file_id: the file; it stands in every row, so that a row that comes back is known.
        chinese: the language of the remedies.
    """
    header, rows = rejected_table(sheet, issues, profile, file_id, chinese=chinese)
    if profile.file.format is not FileFormat.JSON:
        header, rows = _harmless(header), map(_harmless, rows)
    write_rows(header, rows, profile, out)


def header_of_rows(sheet: Sheet, profile: Profile) -> tuple[str, ...]:
    """Return the header that a list of rows to be fixed has if there are none.

    Args:
        sheet: the file.
        profile: what its center declares.
    """
    header, _ = rejected_table(sheet, (), profile, "", chinese=False)
    return tuple(header if profile.file.format is FileFormat.JSON else _harmless(header))


def rows_as_written(sheet: Sheet) -> Sheet:
    """Return a table with the cells as the lab wrote them, if it is one of rows to be fixed that comes back."""
    if FILE_COLUMN not in map(canonical_text, sheet.header):
        return sheet
    header = tuple(map(cell_as_written, sheet.header))
    rows = ((line, list(map(cell_as_written, cells))) for line, cells in sheet.rows)
    return replace(sheet, header=header, rows=rows)


def rejected_table(
    sheet: Sheet, issues: Iterable[Issue], profile: Profile, file_id: str, *, chinese: bool
) -> tuple[LabRow, Iterator[LabRow]]:
    """Return the header and the rows of `write_rejected`, the columns `EXTRA_COLUMNS` last.

    Args:
        sheet: the same file, read again.
        issues: every issue of the file.
        profile: what its center declares.
        file_id: the file.
        chinese: the language of the remedies.
    """
    by_line: dict[int, list[Issue]] = {}
    for issue in to_fix(issues):
        by_line.setdefault(issue.line, []).append(issue)
    headers = [canonical_text(header) for header in sheet.header]
    wanted = {canonical_text(header) for header in (*profile.columns.values(), *profile.wide)}
    wanted |= {
        canonical_text(issue.column)
        for several in by_line.values()
        for issue in several
        if issue.code in _UNREAD
    }
    wide = {
        header: headers.index(canonical_text(header))
        for header in profile.wide
        if canonical_text(header) in headers
    }
    units = {at for places in unit_places(sheet.header, wide, profile) for at in places.values()}
    columns = [column for column, header in enumerate(headers) if header in wanted or column in units]
    ids = {canonical_text(header) for field, header in profile.columns.items() if field in _IDS}
    analytes = {canonical_text(header) for header in profile.wide}
    blank = [""] * len(headers)

    def row(line: int, cells: list[str]) -> LabRow:
        hidden = _sound(by_line[line], analytes)
        placed = blank if _is_shifted(by_line[line]) else cells
        kept = [_shown(placed[column], headers[column], ids, hidden) for column in columns]
        return [*kept, file_id, place_text(line, sheet.places), *_why(by_line[line], chinese=chinese)]

    def rows() -> Iterator[LabRow]:
        """Yield each row to be fixed, in the order of the file, also those that were set aside without their cells."""
        unseen = sorted(line for line in by_line if line and not sheet.columns)
        for line, cells in sheet.rows:
            while unseen and unseen[0] < line:
                yield row(unseen.pop(0), blank)
            if line in by_line:
                yield row(line, cells)
                unseen = unseen[1:] if unseen[:1] == [line] else unseen
        yield from (row(line, blank) for line in unseen)

    return [*(sheet.header[column] for column in columns), *EXTRA_COLUMNS], rows()


def _harmless(cells: LabRow) -> LabRow:
    return [harmless(cell) for cell in cells]


def _is_shifted(issues: list[Issue]) -> bool:
    """Say whether the cells of a row may stand below other headers than their own, unmapped ones below mapped."""
    return any(issue.code is IssueCode.ROW_WIDTH for issue in issues)


def _sound(issues: list[Issue], analytes: set[str]) -> set[str]:
    """Return the headers of a wide row whose cells were accepted; none where the row as a whole is at fault."""
    at_fault = {canonical_text(issue.column) for issue in issues}
    return analytes - at_fault if at_fault <= analytes else set()


def _shown(cell: str, header: str, ids: Collection[str], hidden: Collection[str]) -> str:
    """Return a cell as it stands, unless it was accepted already or names a person."""
    return "" if header in hidden or (header not in ids and person_kind(cell)) else cell


def _why(issues: list[Issue], *, chinese: bool) -> tuple[str, str]:
    codes = list(dict.fromkeys(issue.code for issue in issues))
    remedies = (MEANINGS[code].remedy_zh if chinese else MEANINGS[code].remedy_en for code in codes)
    return ";".join(codes), " ".join(remedies)
