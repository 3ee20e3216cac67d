"""A large sheet that is read in parts gives what it gives if calamine lays it out as a whole, or is refused."""

import string
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.examples import tried
from tests.unit.readers.workbook.packages import (
    SHEET,
    hidden,
    struck,
    text_cell,
    two_sheets,
    with_part,
    with_shared_strings,
    with_sheet_data,
    written,
)

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.layouts.arrangement import Arrangement
from hepaflow.readers.sheet import LIMITS
from hepaflow.readers.workbook import package, parts, survey, workbook
from hepaflow.readers.workbook.workbook import read_workbook

LAYOUT = FileLayout(decimal_mark=".")


def everything(data, headers=()):
    """Return all that a workbook gives, or for what it is refused; blank columns at the right are left out."""
    try:
        sheet = read_workbook(data, LAYOUT, LIMITS, Arrangement(headers=frozenset(headers)))
        rows = list(sheet.rows)
    except Refused as refusal:
        return refusal.issue
    width = max((len(bare(cells)) for cells in (sheet.header, *(cells for _, cells in rows))), default=0)
    return replace(
        sheet,
        header=sheet.header[:width],
        rows=[(line, cells[:width]) for line, cells in rows],
        titles=tuple(title for title in sheet.titles if title[0]),  # not what the document says of itself
    )


def bare(cells):
    """Return cells up to the last one with content."""
    return "\0".join(cells).rstrip("\0").split("\0")


def in_parts(data, headers=(), piece=100):
    """Return the same, read in parts of a few rows, and how many parts there were."""
    read = []
    small = package.Package.with_sheet

    def counted(self, part, content):
        read.append(part)
        return small(self, part, content)

    with (
        patch.object(parts, "_LARGE", -1),
        patch.object(parts, "_AT_ONCE", 1),
        patch.object(package, "_PIECE", piece),
        patch.object(package.Package, "size_of_strings", lambda _: 0),
        patch.object(package.Package, "with_sheet", counted),
    ):
        return everything(data, headers), len(read)


numbers = st.sampled_from(["1", "0.1", "45373", "-3", "1E-7"])
cells = st.one_of(
    numbers.map(lambda number: f"<v>{number}</v>"),
    st.sampled_from(["<is><t>text</t></is>", "<is><t>  b &lt;row &amp; </t></is>", ""]),
    st.sampled_from(["<f>A1*2</f><v>2</v>", "<f>A1*2</f>", "<f>A1</f><v></v>"]),
)


@st.composite
def sheets(draw):
    """Draw rows of a sheet as they stand in it: with gaps, blanks, errors, styles; now and then out of order."""
    numbers_of_rows = draw(st.lists(st.integers(1, 40), min_size=1, max_size=25, unique=True))
    if draw(st.integers(0, 9)):
        numbers_of_rows.sort()
    left = draw(st.integers(0, 3)) if draw(st.booleans()) else 0
    rows = []
    for number in numbers_of_rows:
        columns = sorted(draw(st.sets(st.integers(left, left + 5), max_size=6)))
        row = "".join(draw(written_cells(string.ascii_uppercase[column], number)) for column in columns)
        hides = ' hidden="1"' if not draw(st.integers(0, 15)) else ""
        rows.append(f'<row r="{number}"{hides}>{row}</row>')
    return "".join(rows)


@st.composite
def written_cells(draw, column, number):
    content, stray = draw(cells), 0 if draw(st.integers(0, 150)) else draw(st.integers(-3, 3))
    kind = ' t="inlineStr"' if content.startswith("<is>") else ""
    if not draw(st.integers(0, 60)):
        content, kind = "<v>#N/A</v>", ' t="e"'
    place = f' r="{column}{max(1, number + stray)}"' if draw(st.integers(0, 100)) else ""
    return f"<c{place}{kind}>{content}</c>" if content else f'<c{place} s="0"/>'


@given(sheets(), st.sampled_from([60, 100, 300, 3_000]))
@tried(2)
def test_parts_give_what_the_whole_gives_or_are_refused(rows, piece):
    data = with_sheet_data(rows)
    whole, (cut, _) = everything(data), in_parts(data, piece=piece)
    is_refused = getattr(cut, "code", "") == IssueCode.FILE_DAMAGED  # a cell stands in a row of another part
    assert is_refused or cut == whole


USUAL = [["a", "b", "c"], *([f"S-{row}", row, row / 8] for row in range(60))]


def merged():
    return with_part(
        written([["Title", "", ""], *USUAL]),
        SHEET,
        _sheet_of(
            [["Title", "", ""], *USUAL], below='<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>'
        ),
    )


def _sheet_of(rows, below=""):
    body = "".join(
        f'<row r="{number}">'
        + "".join(text_cell(f"{'ABC'[at]}{number}", cell) for at, cell in enumerate(row) if cell != "")
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData>{below}</worksheet>'.encode()


@pytest.mark.parametrize(
    "data",
    [
        written(USUAL),
        written(USUAL, at=(3, 1)),
        hidden(written(USUAL), [3, 30], ["B"]),
        struck(written(USUAL), "A9", "B40"),
        written([*USUAL, ["#N/A", 1, "=1*2"]]),
        written(USUAL, formats={(row, 2): "0.0%" for row in range(1, 60)}),
        with_shared_strings(*(f"<t>text {number % 7}</t>" for number in range(60))),
        merged(),
    ],
)
def test_usual_sheets_are_read_in_several_parts_and_give_the_same(data):
    cut, read = in_parts(data)
    assert (cut, read > 3) == (everything(data), True)


def test_a_table_that_begins_elsewhere_is_read_in_parts_where_it_is_too_large_for_a_whole():
    data = written(USUAL, at=(3, 4))
    whole = everything(data)
    with patch.object(survey, "MOST_CELLS", 0):
        cut, read = in_parts(data)
    assert (cut, read > 3) == (whole, True)


def test_several_sheets_are_read_in_parts():
    data = two_sheets(USUAL, [["x"]], USUAL)
    headers = ("a", "b", "c")
    cut, read = in_parts(data, headers)
    assert (cut, read > 6) == (everything(data, headers), True)


def test_a_cell_in_a_row_of_an_earlier_part_is_damage():
    rows = "".join(
        f'<row r="{number}">{text_cell(f"A{number}", "x")}{text_cell("B12" if number == 20 else f"B{number}", "y")}</row>'
        for number in range(1, 40)
    )
    data = with_sheet_data(rows)
    found = [in_parts(data, piece=piece)[0] for piece in range(150, 600, 25)]
    damaged = [one for one in found if getattr(one, "code", "") == IssueCode.FILE_DAMAGED]
    assert damaged  # where a part has rows of two tens, and row 12 stands in an earlier one
    assert all(one == everything(data) for one in found if one not in damaged)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row><c r="A1"><v>1</v></c></row><row><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><!-- <row r="2"> --><row r="3"><c r="A3"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="E1048576"><v>1</v></c></row>',
    ],
)
def test_a_sheet_that_cannot_be_cut_is_laid_out_as_a_whole(rows):
    data = with_sheet_data(rows)
    with patch.object(workbook, "MOST_CELLS", 10_000_000):
        cut, read = in_parts(data)
        assert (cut, read) == (everything(data), 0)


def test_a_row_of_more_than_8_mb_in_a_large_sheet_is_refused():
    long = text_cell("B2", "x" * (9 << 20))
    data = with_sheet_data(
        f'<row r="1">{text_cell("A1", "a")}</row><row r="2">{text_cell("A2", "#")}{long}</row>'
        f'<row r="3">{text_cell("A3", "x")}</row>'
    )
    assert in_parts(data, piece=1 << 20)[0].found.endswith(("bytes in a row", "characters in a cell"))


def test_a_sheet_that_is_too_large_as_a_whole_is_refused_with_what_to_do_in_both_languages():
    rows = "".join(f'<row r="{number}">{text_cell(f"A{number}", "x")}</row>' for number in (2, 1, 3))
    with patch.object(workbook, "MOST_CELLS", 2):
        found = everything(with_sheet_data(rows))
    meaning = MEANINGS[found.code]
    assert (found.code, found.found) == (IssueCode.FILE_TOO_LARGE, "3 cells between the first and the last")
    assert all("CSV" in remedy for remedy in (meaning.remedy_en, meaning.remedy_zh))
