"""Turn a table with the dates or subjects across and the analytes down into one row for each result."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hepaflow.catalog.headers import header_words, is_known_header, shown_headers
from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.issues.places import PER_ROW
from hepaflow.domain.model import Field
from hepaflow.domain.screening.personal import names_a_person, surrounds_a_person
from hepaflow.domain.text import canonical_text
from hepaflow.readers.closing import odd_row
from hepaflow.readers.layouts.arrangement import Arrangement
from hepaflow.readers.layouts.beside import columns_repeated
from hepaflow.readers.layouts.merged import joined_header
from hepaflow.readers.layouts.subject_part import subject_part
from hepaflow.readers.sheet import Row

_DATE = re.compile(r"(?:19|20)[0-9]{2} ?[-/.年][ 0-9]")


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a table with results across.

    Attributes:
        down: the places of the mapped columns.
        across: by place of a column of results, what its header says.
    """

    down: tuple[int, ...]
    across: dict[int, list[str]]


def across_rows(
    rows: Iterator[Row], header: Sequence[list[str]], line: int, arrangement: Arrangement, asides: list[Issue]
) -> tuple[list[str], Iterator[Row]]:
    """Return the header and the rows of a table in which each result has a row of its own.

    Args:
        rows: the rows below the header, each with the cells of added columns at its end.
        header: the rows of the header.
        line: the first line of the header.
        arrangement: how the table is laid out.
        asides: gets the rows that are not results.

    Raises:
        Refused: file-columns-missing, file-columns-repeated, file-tables-beside, personal-data.
    """
    columns = _columns(header, line, arrangement)
    names = [*arrangement.down, *(label for _, label in arrangement.above), *arrangement.across_headers]
    return names, _rows(rows, header, columns, arrangement, asides)


def _columns(header: Sequence[list[str]], line: int, arrangement: Arrangement) -> _Columns:
    names = joined_header(header)
    keys = [canonical_text(name) for name in names]
    wanted = [canonical_text(name) for name in arrangement.down]
    if missing := [name for name, key in zip(arrangement.down, wanted, strict=True) if key not in keys]:
        there = shown_headers(names)
        raise Refused(IssueCode.FILE_COLUMNS_MISSING, ", ".join(missing), line=line, present=there)
    if repeated := [name for name, key in zip(arrangement.down, wanted, strict=True) if keys.count(key) > 1]:
        raise columns_repeated(names, repeated, line)
    if arrangement.refuses_persons and any(map(names_a_person, names)):
        raise Refused(IssueCode.PERSONAL_DATA, line=line)
    across = {
        at: [
            _told(field, row[at], arrangement)
            for (field, _), row in zip(arrangement.across, header, strict=True)
        ]
        for at, name in enumerate(names)
        if keys[at] not in wanted
        and not (is_known_header(name) or names_a_person(name) or surrounds_a_person(name))
    }
    return _Columns(tuple(keys.index(key) for key in wanted), across)


def _told(field: Field, text: str, arrangement: Arrangement) -> str:
    """Return what a header says of its column; words without a digit are not repeated, since they may be a name."""
    if field is Field.SUBJECT:
        return subject_part(text, arrangement.ids)
    return text.strip() if any(character.isdigit() for character in text) else ""


def _rows(
    rows: Iterator[Row],
    header: Sequence[list[str]],
    columns: _Columns,
    arrangement: Arrangement,
    asides: list[Issue],
) -> Iterator[Row]:
    width, added = len(header[0]), len(arrangement.above)
    is_other = False
    for line, cells in named_by_cell(rows):
        place = line * PER_ROW
        if odd := odd_row(cells[:width]):
            asides.append(Issue(odd, place))
        elif len(cells) != width + added:
            asides.append(Issue(IssueCode.ROW_WIDTH, place))
        elif _is_header_again(cells, header[0], columns):
            again = [cells[:width], *(next(rows, (0, [""] * width))[1][:width] for _ in header[1:])]
            names = joined_header(again)
            is_other = any(
                canonical_text(names[at]) != canonical_text(name)
                for at, name in zip(columns.down, arrangement.down, strict=True)
            )
            columns = columns if is_other else _columns(again, line, arrangement)
            asides.append(Issue(IssueCode.ROW_OTHER_TABLE if is_other else IssueCode.ROW_HEADER, place))
        elif is_other or _may_be_header(cells, columns):
            is_other = True
            asides.append(Issue(IssueCode.ROW_OTHER_TABLE, place))
        else:
            down = [cells[at] for at in columns.down]
            for at, told in columns.across.items():
                if cells[at].strip():
                    yield place + at + 1, [*down, *cells[width:], *told, cells[at]]


def named_by_cell(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield rows of a table whose places are cells.

    Args:
        rows: the rows, by their lines.

    Raises:
        Refused: what reading the rows refuses, at the place of the row.
    """
    try:
        yield from rows
    except Refused as refused:
        issue = refused.issue
        raise Refused(issue.code, issue.found, line=issue.line * PER_ROW, column=issue.column) from None


def _is_header_again(cells: Sequence[str], first: Sequence[str], columns: _Columns) -> bool:
    same = [at for at in columns.down if name_key(cells[at]) and name_key(cells[at]) == name_key(first[at])]
    return bool(same) and same[0] == columns.down[0]


def _may_be_header(cells: Sequence[str], columns: _Columns) -> bool:
    """Say whether a row may be a header in other words: what is below it belongs to other dates or subjects."""
    return name_key(cells[columns.down[0]]) in header_words() or any(
        _DATE.search(canonical_text(cells[at])) for at in columns.across
    )
