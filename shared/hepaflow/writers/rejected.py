"""The rows to be fixed and sent back, in the lab's own layout."""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, repeat
from typing import IO

from hepaflow.domain.issues import Issue, IssueCode, Severity
from hepaflow.domain.meanings import MEANINGS
from hepaflow.domain.model import Field
from hepaflow.domain.personal import shows_a_person
from hepaflow.domain.profile import FileFormat, Profile
from hepaflow.domain.text import fold
from hepaflow.readers.sheet import Sheet
from hepaflow.writers.workbook import write_workbook

EXTRA_COLUMNS = ("hepaflow_line", "hepaflow_issues", "hepaflow_remedy")
_TO_FIX = (Severity.REJECT, Severity.HOLD)
_IDS = (Field.SUBJECT, Field.SPECIMEN)  # whose digits look like telephone numbers

_Row = Sequence[str]


def write_rejected(
    sheet: Sheet, issues: Iterable[Issue], profile: Profile, out: IO[bytes], *, chinese: bool = False
) -> None:
    """Write the rejected and held rows: mapped columns only, under the lab's own headers, and why.

    The same profile reads what is written: a workbook where it declares one, else text that begins with a byte
    order mark, which stands over the declared encoding; the header stands in the declared row.

    Args:
        sheet: the same file, read again.
        issues: every issue of the file.
        profile: what its center declares.
        out: where to; of a wide file only the cells at fault are repeated, of a row of another width than the
            header none: which cell belongs below which header is for the lab to say.
        chinese: the language of the remedies.
    """
    above: Iterable[_Row] = repeat((), (profile.file.header_row or 1) - 1)
    rows = chain(above, _rows(sheet, issues, profile, chinese=chinese))
    if profile.file.format is FileFormat.WORKBOOK:
        write_workbook(rows, profile.file.sheet or "Sheet1", out)
        return
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")
    csv.writer(text, delimiter=profile.file.delimiter).writerows(rows)
    text.detach()


def _rows(sheet: Sheet, issues: Iterable[Issue], profile: Profile, *, chinese: bool) -> Iterator[_Row]:
    by_line: dict[int, list[Issue]] = {}
    for issue in issues:
        if MEANINGS[issue.code].severity in _TO_FIX:
            by_line.setdefault(issue.line, []).append(issue)
    headers = [fold(header) for header in sheet.header]
    wanted = {fold(header) for header in (*profile.columns.values(), *profile.wide)}
    places = [place for place, header in enumerate(headers) if header in wanted]
    ids = {fold(header) for field, header in profile.columns.items() if field in _IDS}
    analytes = {fold(header) for header in profile.wide}
    blank = [""] * len(headers)
    yield [*(sheet.header[place] for place in places), *EXTRA_COLUMNS]
    for line, cells in sheet.rows:
        if line in by_line:
            hidden = _sound(by_line[line], analytes)
            placed = blank if _is_shifted(by_line[line]) else cells
            kept = [_shown(placed[place], headers[place], ids, hidden) for place in places]
            yield [*kept, str(line), *_why(by_line[line], chinese=chinese)]


def _is_shifted(issues: list[Issue]) -> bool:
    """Say whether the cells of a row may stand below other headers than their own, unmapped ones below mapped."""
    return any(issue.code is IssueCode.ROW_WIDTH for issue in issues)


def _sound(issues: list[Issue], analytes: set[str]) -> set[str]:
    """Return the headers of a wide row whose cells were accepted; none where the row as a whole is at fault."""
    at_fault = {fold(issue.column) for issue in issues}
    return analytes - at_fault if at_fault <= analytes else set()


def _shown(cell: str, header: str, ids: Collection[str], hidden: Collection[str]) -> str:
    """Return a cell as it stands, unless it was accepted already or names a person."""
    return "" if header in hidden or (header not in ids and shows_a_person(cell)) else cell


def _why(issues: list[Issue], *, chinese: bool) -> tuple[str, str]:
    codes = list(dict.fromkeys(issue.code for issue in issues))
    remedies = (MEANINGS[code].remedy_zh if chinese else MEANINGS[code].remedy_en for code in codes)
    return ";".join(codes), " ".join(remedies)
