"""What a workbook hides, has lost, or has turned into something else."""

import re
import subprocess
import sys

import pytest
from tests.unit.readers.workbook.packages import SHEET, hidden, repacked, text_cell, with_sheet_data, written

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.workbook.workbook import read_workbook

TABLE = [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]


def notes(data, layout=FileLayout()):  # noqa: B008 frozen
    """What is said of a sheet once its rows are read, and the rows."""
    sheet = read_workbook(data, layout)
    rows = list(sheet.rows)
    return [(issue.code, issue.line, issue.found) for issue in sheet.asides], rows


def hides(rows, columns):
    return [(IssueCode.SHEET_HIDDEN, 0, f"rows: {rows}, columns: {columns}")]


def test_a_sheet_that_hides_nothing_is_not_noted():
    assert notes(written(TABLE))[0] == []


@pytest.mark.parametrize(
    ("rows", "columns", "expected"),
    [
        ([3], [], (1, 0)),
        ([2, 4], [], (2, 0)),
        ([], ["B"], (0, 1)),
        ([], ["A", "C"], (0, 2)),
        ([3], ["B"], (1, 1)),
    ],
)
def test_what_is_hidden_is_read_like_all_else_and_counted(rows, columns, expected):
    told, read = notes(hidden(written(TABLE), rows, columns))
    assert told == hides(*expected)
    assert [cells for _, cells in read] == TABLE[1:]


def test_columns_are_those_of_the_sheet_wherever_the_table_begins():
    assert notes(hidden(written(TABLE, at=(5, 3)), [7], ["D"]))[0] == hides(1, 1)


def test_a_hidden_header_is_no_row():
    assert notes(hidden(written(TABLE), [1]))[0] == []


@pytest.mark.parametrize(("rows", "columns"), [([9], []), ([], ["D", "XFD"])])
def test_hidden_rows_and_columns_without_content_are_none(rows, columns):
    assert notes(hidden(written(TABLE), rows, columns))[0] == []


def hiding(attributes, more="", columns=""):
    data = with_sheet_data(
        f'<row r="1">{text_cell("A1", "a")}</row><row r="2" {attributes}>{text_cell("A2", "x")}</row>{more}'
    )
    return repacked(
        data,
        lambda name, xml: (
            name,
            xml.replace(b"<sheetData>", columns.encode() + b"<sheetData>") if name == SHEET else xml,
        ),
    )


ERROR = '<row r="3"><c r="A3" t="e"><v>#N/A</v></c></row>'  # makes the sheet be read cell by cell


@pytest.mark.parametrize("more", ["", ERROR])
@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('hidden="1"', hides(1, 0)),
        ('spans="1:1" hidden="true" ht="15"', hides(1, 0)),
        ("hidden = '1'", hides(1, 0)),
        ('hidden="0"', []),
        ('hidden="false"', []),
        ('collapsed="1"', []),
    ],
)
def test_a_row_is_hidden_that_says_so(attributes, expected, more):
    assert notes(hiding(attributes, more))[0] == expected


@pytest.mark.parametrize("more", ["", ERROR])
@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ('<cols><col min="1" max="1" hidden="1"/></cols>', hides(0, 1)),
        ('<cols><col hidden="true" width="0" max="16384" min="1"/></cols>', hides(0, 1)),
        ('<cols><col min="2" max="16384" hidden="1"/></cols>', []),  # all that is empty: many do so for looks
        ('<cols><col min="1" max="1"/></cols>', []),
    ],
)
def test_a_column_is_hidden_that_says_so(columns, expected, more):
    assert notes(hiding("", more, columns))[0] == expected


def test_a_hidden_row_without_a_number_is_counted_where_it_stands():
    cell = '<c t="inlineStr"><is><t>x</t></is></c>'
    data = with_sheet_data(f'<row>{cell}</row><row hidden="1">{cell}</row><row>{cell}</row>')
    assert notes(data)[0] == hides(1, 0)


def test_a_filtered_sheet_of_many_rows_is_counted_to_its_end():
    body = "".join(
        f'<row r="{row}"{" hidden=" + chr(34) + "1" + chr(34) if row % 2 else ""}>{text_cell(f"A{row}", "x" * 40)}</row>'
        for row in range(2, 40_002)
    )
    data = with_sheet_data(f'<row r="1">{text_cell("A1", "a")}</row>{body}')
    assert notes(data)[0] == hides("20,000", 0)


def test_rows_beyond_the_last_of_a_sheet_hide_nothing():
    data = with_sheet_data(f'<row r="1">{text_cell("A1", "a")}</row>'
                           f'<row r="2">{text_cell("A2", "x")}</row><row r="9999999" hidden="1"/>')  # fmt: skip
    assert notes(data)[0] == []


# The built-in formats that a number format of the file itself does not spell out; 27 to 36 and 50 to 58 are those of
# East Asian Excel, 58 is what typing 3-5 gives in a Chinese one. ECMA-376-1, 18.8.30.
@pytest.mark.parametrize("number_format", [*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58])
def test_every_built_in_date_format_shows_a_date(number_format):
    data = written([["a"], [45356]], formats={(1, 0): "yyyy-mm-dd"})

    def change(name, xml):
        return name, re.sub(
            b'numFmtId="164"', b'numFmtId="%d"' % number_format, xml
        ) if "styles" in name else xml

    assert notes(repacked(data, change))[1] == [(2, ["2024-03-05"])]  # DATE(2024,3,5) is 45356


_MEASURED = """
import resource, sys, time
from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.workbook.workbook import read_workbook
data = open(sys.argv[1], "rb").read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.process_time()
try:
    print(sum(1 for _ in read_workbook(data, FileLayout()).rows), end=" ")
except Refused as refusal:
    print(refusal.issue.code.value, end=" ")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, time.process_time() - started)
"""


def measured(data, tmp_path):
    """What is answered, and at the cost of how many megabytes."""
    file = tmp_path / "file"
    file.write_bytes(data)
    done = subprocess.run(  # noqa: S603 our own interpreter
        [sys.executable, "-c", _MEASURED, file], capture_output=True, text=True, check=True, timeout=60
    )
    answer, megabytes, _ = done.stdout.split()
    return answer, int(megabytes)


HEADER_AND_ROW = f'<row r="1">{text_cell("A1", "a")}</row><row r="2">{text_cell("A2", "x")}</row>'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("empty", "answer"),
    [
        ('<row r="{}"/>', "1"),
        ('<row r="{}" hidden="1"/>', "1"),
        ('<row r="{}" s="1" customFormat="1"><c r="A{0}" s="1"/></row>', "1"),
    ],
)
def test_a_million_empty_rows_are_none_within_200_mb(empty, answer, tmp_path):
    body = "".join(empty.replace("{0}", "{}").format(row, row) for row in range(3, 1_000_003))
    told, megabytes = measured(with_sheet_data(HEADER_AND_ROW + body), tmp_path)
    assert told == answer
    assert megabytes < 200


def rows_of_text(rows):
    return "".join(
        f'<row r="{row}">{"".join(text_cell(f"{letter}{row}", f"text {row} {letter}") for letter in "ABCDEFGH")}</row>'
        for row in range(1, rows + 1)
    )


@pytest.mark.slow
def test_twice_as_many_rows_of_a_large_sheet_take_hardly_more_memory(tmp_path):
    (_, once), (_, twice) = (
        measured(with_sheet_data(rows_of_text(rows)), tmp_path) for rows in (40_000, 80_000)
    )
    assert twice - once < 20  # 320,000 cells more, for which calamine takes 45 MB if it lays out all


@pytest.mark.slow
def test_a_sheet_of_too_many_columns_is_refused_before_it_is_laid_out(tmp_path):
    body = (
        f'<row r="1200">{text_cell("NTQ1200", "x")}</row>'  # 10,000 columns and one: with 1,200 rows 380 MB
    )
    told, megabytes = measured(with_sheet_data(HEADER_AND_ROW + body), tmp_path)
    assert told == "file-too-large"
    assert megabytes < 100


@pytest.mark.parametrize("part", ["is", "v", "f"])
def test_a_cell_within_a_part_of_another_is_damage(part):
    inside = f'<c r="A3" t="e"><{part}><c r="B3"/>text</{part}></c>'
    with pytest.raises(Refused) as caught:
        read_workbook(with_sheet_data(f'{HEADER_AND_ROW}<row r="3">{inside}</row>'), FileLayout())
    assert caught.value.issue.code is IssueCode.FILE_DAMAGED


@pytest.mark.parametrize("encoding", ["rId99", "gb18030", "utf-7"])
def test_an_encoding_that_no_workbook_has_is_damage(encoding):
    data = with_sheet_data(
        '<row r="1"><c t="e"><v>#N/A</v></c></row>', f'<?xml version="1.0" encoding="{encoding}"?>'
    )
    with pytest.raises(Refused) as caught:
        read_workbook(data, FileLayout())
    assert caught.value.issue.code is IssueCode.FILE_DAMAGED


# --- a sheet in which no cell is found: the lab has to know whether it is empty or broken


def with_sheet(change):
    return repacked(
        written(TABLE), lambda name, content: (name, change(content) if name == SHEET else content)
    )


def refusal(data):
    with pytest.raises(Refused) as refused:
        list(read_workbook(data, FileLayout()).rows)
    return refused.value.issue.code


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace(b"<sheetData>", b'<sheetData" "'),
        lambda xml: xml.replace(b"<sheetData>", b"<sheetDat>"),
        lambda xml: xml.replace(b"sheetData>", b"sheetDat>"),
        lambda xml: xml[: xml.index(b"<sheetData>")],
        lambda xml: xml[: xml.index(b"<sheetData>") + 4],
        lambda xml: xml.replace(b"<sheetData>", b"<!-- <sheetData>"),
        lambda _: b"",
    ],
)
def test_sheet_that_is_broken_before_its_first_row_is_damaged_and_not_empty(change):
    assert refusal(with_sheet(change)) is IssueCode.FILE_DAMAGED


@pytest.mark.parametrize(
    "rows", [b"<sheetData/>", b"<sheetData></sheetData>", b'<sheetData><row r="1"/></sheetData>']
)
def test_whole_sheet_without_cells_is_empty(rows):
    def emptied(xml):
        return re.sub(b"<sheetData>.*</sheetData>", rows, xml, flags=re.DOTALL)

    assert refusal(with_sheet(emptied)) is IssueCode.FILE_EMPTY
