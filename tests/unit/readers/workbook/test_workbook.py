import datetime as dt
import io
import struct
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from tests.unit.readers.workbook.packages import (
    SHEET,
    repacked,
    saved,
    text_cell,
    with_part,
    with_shared_strings,
    with_sheet_data,
    written,
)

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.sheet import Limits
from hepaflow.readers.workbook.workbook import read_workbook

PLAIN = FileLayout()
HEADER = f'<row r="1">{text_cell("A1", "a")}{text_cell("B1", "b")}</row>'


def everything(data, layout=PLAIN, limits=Limits()):  # noqa: B008 frozen
    sheet = read_workbook(data, layout, limits)
    return sheet.header, sheet.header_line, list(sheet.rows)


def rows(data, layout=PLAIN, limits=Limits()):  # noqa: B008 frozen
    return everything(data, layout, limits)[2]


def refusal(data, layout=PLAIN, limits=Limits()):  # noqa: B008 frozen
    with pytest.raises(Refused) as caught:
        everything(data, layout, limits)
    return caught.value.issue


def shown(value, number_format="General", layout=PLAIN, *, apple=False):
    """The text of one cell that openpyxl has written."""
    data = written([["a", "b"], [value, "x"]], formats={(1, 0): number_format}, apple=apple)
    ((_, cells),) = rows(data, layout)
    return cells[0]


def stored(cell):
    """The text of one cell whose XML is given; it must be A2."""
    ((_, cells),) = rows(with_sheet_data(f'{HEADER}<row r="2">{cell}{text_cell("B2", "x")}</row>'))
    return cells[0]


def test_a_header_is_stripped_and_text_is_left_as_written():
    assert everything(written([[" a ", "b"], [" S1", "1.20 "]])) == (("a", "b"), 1, [(2, [" S1", "1.20 "])])


def test_rows_are_those_of_the_sheet_wherever_the_table_begins():
    data = written([["a", "b"], ["1", "2"], [None, None], ["3", "4"]], at=(5, 3))
    assert everything(data) == (("a", "b"), 5, [(6, ["1", "2"]), (7, ["", ""]), (8, ["3", "4"])])


def test_titles_above_the_declared_header_are_skipped():
    data = written([["Central Lab"], [None], ["a", "b"], ["1", "2"]])
    assert everything(data, FileLayout(header_row=3)) == (("a", "b"), 3, [(4, ["1", "2"])])


def test_blank_rows_after_the_last_filled_one_are_none():
    assert rows(written([["a"], ["1"], [" "], [" "]])) == [(2, ["1"])]


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        # what a spreadsheet program stores     what was typed
        ("3", "3"),
        ("3.0", "3"),
        ("35.1", "35.1"),
        ("8.1999999999999993", "8.2"),  # Excel writes 17 digits
        ("0.30000000000000004", "0.3"),  # 0.1+0.2 is stored as this; Excel shows and compares 15 digits
        ("32.90000000000001", "32.9"),
        ("0.123456789012345", "0.123456789012345"),
        ("1.5E-7", "0.00000015"),
        ("-0", "0"),
        ("123456789012345", "123456789012345"),
        ("100000000000000", "100000000000000"),
        ("1.10101199001011E+17", "1.10101199001011E+17"),  # a national id of 18 digits that has lost three
        ("1E15", "1E+15"),
    ],
)
def test_numbers_are_written_out_in_15_digits_at_most(xml, text):
    assert stored(f'<c r="A2"><v>{xml}</v></c>') == text


def test_numbers_carry_the_declared_decimal_mark():
    comma = FileLayout(decimal_mark=",")
    assert [shown(1.5, layout=comma), shown("1.5", layout=comma), shown(2, layout=comma)] == [
        "1,5",
        "1.5",
        "2",
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (dt.date(2024, 3, 22), "yyyy-mm-dd", "2024-03-22"),
        (dt.datetime(2024, 3, 22), "yyyy/m/d", "2024-03-22"),  # noqa: DTZ001 a sheet has no zones
        (dt.datetime(2024, 3, 22, 8, 30), "yyyy-mm-dd hh:mm", "2024-03-22T08:30"),  # noqa: DTZ001
        (dt.datetime(2024, 3, 22, 8, 30, 15), "yyyy-mm-dd hh:mm:ss", "2024-03-22T08:30:15"),  # noqa: DTZ001
        (dt.datetime(2024, 3, 22, 8, 30), '[$-804]yyyy"年"m"月"d"日" h"时"mm"分"', "2024-03-22T08:30"),  # noqa: DTZ001
        # Excel serial 45373 is 2024-03-22: docs of DATEVALUE; lab_file_practice.md
        (45373, "yyyy-mm-dd", "2024-03-22"),
        (45373, "General", "45373"),
        (45373, '0.0"d"', "45373"),
        (dt.datetime(2024, 3, 22), "yyyy-mm-dd hh:mm", "2024-03-22T00:00"),  # noqa: DTZ001
        (dt.datetime(2024, 3, 22), "m/d/yy h:mm", "2024-03-22T00:00"),  # noqa: DTZ001
        (dt.datetime(2024, 3, 22), "d-mmm", "2024-03-22"),  # noqa: DTZ001
        (dt.datetime(2024, 3, 1), "mmm-yy", "2024-03"),  # noqa: DTZ001
        (dt.datetime(2024, 3, 1), 'yyyy"年"m"月"', "2024-03"),  # noqa: DTZ001
        (dt.datetime(2024, 1, 1), "yyyy", "year 2024"),  # noqa: DTZ001
        (2024, "yyyy", "year 1905"),
        (dt.time(8, 30), "hh:mm", "08:30"),
        (dt.time(8, 30, 5), "hh:mm:ss", "08:30:05"),
        (dt.timedelta(hours=30), "[h]:mm", "30:00"),
        (dt.timedelta(minutes=90, seconds=7), "[h]:mm:ss", "01:30:07"),
        (-0.5, "[h]:mm", "-12:00"),
        (True, "General", "TRUE"),
        (False, "General", "FALSE"),
    ],
)
def test_dates_times_and_truths_are_shown_in_one_way(value, number_format, text):
    assert shown(value, number_format) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.date(2024, 3, 22), "2024-03-22T00:00"),
        (dt.datetime(2024, 3, 22, 8, 30), "2024-03-22T08:30"),  # noqa: DTZ001
        # 45373 counted from 1904 is 1462 days later than counted from 1900: Microsoft support article 214330
        (45373, "2028-03-23T00:00"),
    ],
)
def test_dates_of_the_1904_calendar_are_the_same_dates(value, text):
    assert shown(value, "yyyy-mm-dd hh:mm", apple=True) == text


def test_iso_date_cells_are_read():
    assert stored('<c r="A2" t="d"><v>2024-03-22T08:30:00</v></c>') == "2024-03-22T08:30"


def test_one_and_true_are_told_apart():
    assert [cells for _, cells in rows(written([["a", "b"], [1, True], [True, 1]]))] == [
        ["1", "TRUE"],
        ["TRUE", "1"],
    ]


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"])
def test_error_cells_show_their_error(error):
    assert shown(error) == error


def test_an_error_shows_in_its_own_cell_wherever_the_table_begins():
    data = written([["a", "b", "c"], ["1", "#N/A", "2"], ["3", "4", "#N/A"]], at=(3, 4))
    assert rows(data) == [(4, ["1", "#N/A", "2"]), (5, ["3", "4", "#N/A"])]


def test_a_formula_with_a_stored_result_shows_the_result():
    assert stored('<c r="A2"><f>1+1</f><v>2</v></c>') == "2"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A2"><f>B2&amp;"x"</f></c>', '=B2&"x"'),
        ('<c r="A2"><f>B2*2</f><v></v></c>', "=B2*2"),
        ('<c r="A2"><f>B2*2</f><v/></c>', "=B2*2"),
        ('<c r="A2"><f t="shared" si="0"/></c>', "="),
    ],
)
def test_a_formula_without_a_stored_result_shows_itself(cell, text):
    assert stored(cell) == text


def test_rows_of_formulas_without_results_at_the_end_are_rows():
    book = Workbook()
    book.active.append(["a", "b"])
    book.active.append(["=1*2", ArrayFormula("B2", "=A2*2")])
    book.active["A4"] = "=1*3"
    assert rows(saved(book)) == [(2, ["=1*2", "=A2*2"]), (3, ["", ""]), (4, ["=1*3", ""])]


def test_cells_without_a_place_are_read_in_order():
    data = with_sheet_data(
        '<row><c t="inlineStr"><is><t>a</t></is></c></row><row><c t="e"><v>#N/A</v></c></row>'
        '<row r="5"><c><v>2</v></c><c t="e"><v>#REF!</v></c></row>'
    )
    assert everything(data)[0] == ("a", "")
    assert rows(data) == [(2, ["#N/A", ""]), (3, ["", ""]), (4, ["", ""]), (5, ["2", "#REF!"])]


def test_a_table_beyond_column_z_and_row_9999_is_read():
    data = written([["a", "b"], ["#N/A", 1]], at=(10_000, 30))
    assert everything(data) == (("a", "b"), 10_000, [(10_001, ["#N/A", "1"])])
    assert rows(written([["a"], [1]], at=(10_000, 30))) == [(10_001, ["1"])]


@pytest.mark.slow
def test_a_sheet_of_several_megabytes_is_looked_over_to_its_end():
    # the error stands behind the first megabytes, where a sheet is read piece by piece
    data = written([["a", "b"], *[[number, "text" * 20] for number in range(40_000)], ["#N/A", 1]])
    found = rows(data)
    assert [cells[0] for _, cells in found] == [*map(str, range(40_000)), "#N/A"]


def test_long_text_between_cells_is_looked_over():
    comment = "<!--" + "x" * (3 << 20) + "-->"
    data = with_sheet_data(f'{HEADER}{comment}<row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>')
    assert rows(data) == [(2, ["#N/A", ""])]


def test_a_sheet_with_a_namespace_prefix_is_read():
    xml = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        b'<x:row r="1"><x:c r="A1" t="str"><x:v>a</x:v></x:c></x:row>'
        b'<x:row r="2"><x:c r="A2" t="e"><x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert rows(with_part(written([["x"]]), SHEET, xml)) == [(2, ["#N/A"])]


def two_sheets(first_state="visible"):
    book = Workbook()
    book.active.title = "Notes"
    book.active.append(["n"])
    book.active.append(["1"])
    book.active.sheet_state = first_state
    other = book.create_sheet("结果")
    other.append(["a"])
    other.append(["#N/A"])
    return saved(book)


def test_the_declared_sheet_is_read():
    assert everything(two_sheets(), FileLayout(sheet="结果")) == (("a",), 1, [(2, ["#N/A"])])


def test_without_declaration_the_first_sheet_is_read():
    assert everything(two_sheets())[0] == ("n",)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_the_first(state):
    assert everything(two_sheets(state))[0] == ("a",)


def test_a_hidden_sheet_may_be_declared():
    assert everything(two_sheets("hidden"), FileLayout(sheet="Notes"))[0] == ("n",)


def test_a_declared_sheet_that_is_missing_is_named_and_the_others_are_not():
    issue = refusal(written([["a"], [1]], title="Wang Fang"), FileLayout(sheet="Results"))
    assert (issue.code, issue.found) == (IssueCode.FILE_SHEET, "Results")


def test_a_workbook_of_charts_only_has_no_sheet_to_read():
    book = Workbook()
    book.create_chartsheet("Chart")
    book.remove(book.active)
    assert refusal(saved(book)).code == IssueCode.FILE_SHEET


def test_a_sheet_without_a_filled_cell_is_empty():
    assert refusal(written([])).code == IssueCode.FILE_EMPTY
    assert refusal(written([[" "]])).code == IssueCode.FILE_EMPTY


def test_a_header_without_rows_is_refused():
    assert refusal(written([["a", "b"]])).code == IssueCode.FILE_NO_ROWS


@pytest.mark.parametrize("keep", [100, 1000, -1, -30])
def test_a_workbook_that_is_cut_off_is_damaged(keep):
    assert refusal(written([["a"], [1]])[:keep]).code == IssueCode.FILE_DAMAGED


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize(
    "damage", [lambda xml: xml[: len(xml) // 2], lambda xml: xml.replace(b"</", b"<", 1)]
)
def test_damaged_xml_is_damage(part, damage):
    broken = repacked(
        written([["a"], ["#N/A"]]), lambda name, xml: (name, damage(xml) if name == part else xml)
    )
    assert refusal(broken).code == IssueCode.FILE_DAMAGED


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"]
)
def test_a_missing_part_is_damage(part):
    data = repacked(written([["a"], [1]]), lambda name, xml: (None if name == part else name, xml))
    # calamine does without the content types, and so can a reader
    if part == "[Content_Types].xml":
        assert rows(data) == [(2, ["1"])]
    else:
        assert refusal(data).code in {IssueCode.FILE_DAMAGED, IssueCode.FILE_SHEET}


@pytest.mark.parametrize("place", ["A0", "2", "A", "ABCD1", "A123456789", "A-1"])
def test_a_place_that_is_none_is_damage(place):
    data = with_sheet_data(f'{HEADER}<row r="2"><c r="{place}"><v>1</v></c></row>')
    assert refusal(data).code == IssueCode.FILE_DAMAGED


@pytest.mark.parametrize("where", [b"xl/worksheets/sheet1.xml", b"xl/styles.xml"])
def test_a_wrong_checksum_is_damage(where):
    data = bytearray(written([["a"], [1]]))
    data[data.index(where) + len(where) + 20] ^= 0xFF  # within the part's compressed bytes
    assert refusal(bytes(data)).code == IssueCode.FILE_DAMAGED


def test_two_parts_of_one_name_are_damage():
    out = io.BytesIO(written([["a"], [1]]))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(SHEET.upper(), b"<worksheet/>")
    assert refusal(out.getvalue()).code == IssueCode.FILE_DAMAGED


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml"])
def test_entities_are_never_expanded(part):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    data = repacked(
        written([["a"], ["#N/A"]]),
        lambda name, xml: (
            (name, bomb + xml[xml.index(b"?>") + 2 :] if xml[:5] == b"<?xml" else bomb + xml)
            if name == part
            else (name, xml)
        ),
    )
    assert refusal(data).code == IssueCode.FILE_DAMAGED


def test_a_sheet_in_utf_16_is_not_read_as_an_empty_one():
    data = with_part(
        written([["x"]]),
        SHEET,
        f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{HEADER}'
        "</sheetData></worksheet>".encode("utf-16"),
    )
    assert refusal(data).code == IssueCode.FILE_DAMAGED


def test_two_cells_in_opposite_corners_are_refused_and_not_laid_out():
    data = with_sheet_data(f'{HEADER}<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    issue = refusal(data)
    # 16,384 columns times 1,048,576 rows
    assert (issue.code, issue.found) == (
        IssueCode.FILE_TOO_LARGE,
        "17,179,869,184 cells between the first and the last",
    )


def test_formatted_cells_in_the_far_corner_are_nothing():
    data = with_sheet_data(
        f'{HEADER}<row r="2"><c r="A2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    assert rows(data) == [(2, ["1", ""])]


@pytest.mark.slow
def test_a_million_blank_rows_before_a_last_one_are_too_many():
    data = with_sheet_data(f'{HEADER}<row r="1048576"><c r="A1048576"><v>2</v></c></row>')
    assert (refusal(data).code, refusal(data).found) == (IssueCode.FILE_TOO_LARGE, "1,000,001 rows")


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        (Limits(rows=1), "2 rows"),
        (Limits(columns=1), "2 columns"),
        (Limits(cell_characters=5), "6 characters in a cell"),
    ],
)
def test_what_is_over_a_limit_is_refused_with_its_measure(limits, found):
    issue = refusal(written([["a", "b"], ["1", "2"], ["3", "longer"]]), PLAIN, limits)
    assert (issue.code, issue.found) == (IssueCode.FILE_TOO_LARGE, found)


def bomb():
    """50 MB of blanks behind the sheet: packed, 50 KB."""
    return repacked(
        written([["a"], [1]]), lambda name, xml: (name, xml + b" " * 50_000_000 if name == SHEET else xml)
    )


def test_a_bomb_is_refused_by_what_its_directory_says():
    issue = refusal(bomb(), PLAIN, Limits(bytes=1_000_000))
    assert issue.code == IssueCode.FILE_TOO_LARGE
    assert issue.found.endswith(" bytes unpacked")


@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml"])
def test_a_part_that_is_larger_than_its_directory_says_is_damage(part):
    data = bytearray(written([["a"], [1]]))
    entry = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02"))
    while data[entry + 46 : entry + 46 + len(part)] != part.encode():
        entry = data.index(b"PK\x01\x02", entry + 4)
    struct.pack_into("<I", data, entry + 24, 10)  # uncompressed size: APPNOTE.TXT 4.3.12
    assert refusal(bytes(data)).code == IssueCode.FILE_DAMAGED


def test_a_password_on_the_archive_is_told():
    data = bytearray(written([["a"], [1]]))
    data[data.index(b"PK\x01\x02") + 8] |= 1  # general purpose flags: APPNOTE.TXT 4.4.4
    assert refusal(bytes(data)).code == IssueCode.FILE_PASSWORD


def test_a_password_on_the_workbook_is_told():
    data = (
        bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    )
    assert refusal(data).code == IssueCode.FILE_PASSWORD


def test_shared_and_formatted_strings_are_read():
    data = with_shared_strings(
        "<t>a</t>", "<r><t>S</t></r><r><t>1</t></r>", attributes='count="2" uniqueCount="2"'
    )
    assert everything(data) == (("a",), 1, [(2, ["S1"])])


@pytest.mark.parametrize("count", ["4000000000", "99999999999999999999"])
def test_a_part_that_claims_more_strings_than_it_has_bytes_is_damage(count):
    data = with_shared_strings("<t>a</t>", "<t>1</t>", attributes=f'uniqueCount="{count}"')
    assert refusal(data).code == IssueCode.FILE_DAMAGED


def test_a_count_that_a_part_can_hold_is_none_of_our_business():
    data = with_shared_strings("<t>a</t>", "<t>1</t>", attributes='count="10000000"' + " " * 10_000_000)
    assert rows(data) == [(2, ["1"])]


def test_formulas_beside_all_columns_with_content_are_no_cells():
    assert rows(written([["a", None], ["1", "=1*2"], ["#N/A", None]])) == [(2, ["1"]), (3, ["#N/A"])]


def test_an_archive_without_a_name_for_its_sheet_is_damage():
    renamed = repacked(
        written([["a"], [1]]),
        lambda name, xml: (name.replace("xl/", "book/"), xml.replace(b"xl/", b"book/")),
    )
    assert refusal(renamed).code == IssueCode.FILE_DAMAGED
