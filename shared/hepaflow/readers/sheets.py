"""Choose the sheets of a workbook that hold results, and read them one below the other."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.issues.places import PER_ROW, PER_SHEET, Places
from hepaflow.domain.text import canonical_text
from hepaflow.readers.sheet import Limits, Row, Sheet
from hepaflow.readers.table import too_large

_SOME = 2  # headers of the profile that a sheet has at least, if it is one of results
Opened = Callable[[str], Sheet]
Further = list[tuple[int, Sheet]]  # each with the line before its first row


def read_sheets(
    every: Sequence[str],
    candidates: Sequence[str],
    headers: Collection[str],
    opened: Opened,
    limits: Limits,
    *,
    alone: bool,
) -> Sheet:
    """Return the first candidate that has all headers, with further ones below it, or noting which are left out.

    Args:
        every: the names of all worksheets, in order.
        candidates: those of them that may be read.
        headers: the headers that the profile names; without any, the first candidate is read and no other looked at.
        opened: opens a sheet by its name.
        limits: what the file may hold.
        alone: only one sheet is to be read.

    Raises:
        Refused: what the first candidate is refused for, if none has the headers; file-too-large.
    """
    wanted = frozenset(map(canonical_text, headers))
    if not wanted or len(every) == 1:
        return opened(candidates[0])
    tried = {name: _tried(opened, name) for name in every}
    main = next((name for name in candidates if wanted <= _headers(tried[name])), None)
    if main is None:
        return opened(candidates[0])
    further: Further = []
    notes: list[Issue] = []
    for number, name in enumerate(every, 1):
        sheet, found = tried[name], _headers(tried[name])
        if name == main:
            continue
        if sheet is not None and wanted <= found and name in candidates and not alone:
            further.append((number * PER_SHEET, sheet))
        elif len(wanted & found) >= _SOME:
            notes.append(Issue(IssueCode.SHEET_LEFT_OUT, found=f"{number}"))  # its name could be a person's
    return _joined(tried[main] or opened(main), further, notes, limits)


def _tried(opened: Opened, name: str) -> Sheet | None:
    """Return a sheet; None for one that holds no table, as a cover sheet does."""
    try:
        return opened(name)
    except Refused:
        return None


def _headers(sheet: Sheet | None) -> frozenset[str]:
    return (
        frozenset()
        if sheet is None
        else frozenset(canonical_text(header) for header in sheet.header if header)
    )


def _joined(first: Sheet, further: Further, notes: list[Issue], limits: Limits) -> Sheet:
    """Return a sheet with further ones below it, each after its own header."""
    first.asides.extend(notes)
    if not further:
        return first

    is_of_cells = first.places is Places.CELL
    further = [(before * (PER_ROW if is_of_cells else 1), sheet) for before, sheet in further]

    def rows() -> Iterator[Row]:
        count = 0
        for line, cells in first.rows:
            count += 1
            yield line, cells
        for before, sheet in further:
            if sheet.header_line:
                yield before + sheet.header_line, list(sheet.header)
            for line, cells in sheet.rows:
                count += 1
                if count > limits.rows:
                    raise too_large(count, "rows")
                yield before + line, cells
            first.asides.extend(
                replace(issue, line=issue.line and before + issue.line) for issue in sheet.asides
            )

    titles = tuple((before + line, text) for before, sheet in further for line, text in sheet.titles)
    return replace(
        first,
        rows=rows(),
        places=Places.CELL if is_of_cells else Places.SHEET,
        titles=(*first.titles, *titles),
    )
