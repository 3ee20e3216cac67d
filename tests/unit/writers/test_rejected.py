import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.pipeline.lab_files import (
    GOOD,
    LONG,
    WIDE,
    long_profile,
    read,
    results,
    text,
    wide_profile,
    workbook,
)

from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.reading.open_file import open_file
from hepaflow.readers.formats import read_table
from hepaflow.writers.rejected import EXTRA_COLUMNS, rows_as_written, write_rejected

FILE = "ab" * 32
WRONG = [GOOD, ("S-002", "2024-03-22", "Total bilirubin", "1.2", "mg/hl"), ("S-003", *GOOD[1:3], "4O", "U/L")]


def rejected(data: bytes, profile: Profile, **language: bool) -> bytes:
    out = io.BytesIO()
    issues = read(data, profile).issues
    write_rejected(read_table(data, profile.file), issues, profile, out, file_id=FILE, **language)
    return out.getvalue()


def rows(written: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_rejected_and_held_rows_keep_the_layout_of_the_lab_and_say_why():
    header, first, second = rows(rejected(text(*WRONG), long_profile()))
    assert header == [*LONG, *EXTRA_COLUMNS]
    assert first[:-1] == [*WRONG[1], FILE, "3", "unit-unknown"]
    assert second[:-1] == [*WRONG[2], FILE, "4", "value-unreadable"]
    assert second[-1].startswith("Enter a number")


def test_remedies_speak_chinese_where_asked():
    assert rows(rejected(text(*WRONG), long_profile(), chinese=True))[1][-1].startswith("请在配置文件的")


def test_unmapped_columns_are_left_out():
    data = text((*WRONG[1], "canary"), header=(*LONG, "Remark"))
    assert b"canary" not in rejected(data, long_profile())


def test_free_text_that_names_a_person_is_left_out():
    profile = long_profile({"comment": "Comment"}, file={"personal_columns": "drop"})
    data = text((*WRONG[1], "call 13912345678"), header=(*LONG, "Comment"))
    (_, told) = rows(rejected(data, profile))
    assert told[:6] == [*WRONG[1], ""]


def test_an_id_that_looks_like_a_telephone_number_is_kept():
    (_, told) = rows(rejected(text(("13912345678", *WRONG[1][1:])), long_profile()))
    assert told[0] == "13912345678"


def test_a_row_of_another_width_is_not_repeated():
    """Its cells may stand below the wrong headers: what is unmapped would come out, or read as another value."""
    data = text((*GOOD[:3], "3", "5", "U/L"), header=LONG)
    (_, told) = rows(rejected(data, long_profile()))
    assert told[:8] == ["", "", "", "", "", FILE, "2", "row-width"]


OTHER_TABLE = (("Subject", "Collected", "PT", "INR"), ("S-002", "2024-03-22", "15.2", "1.3"))


def rejected_as_read(data: bytes, profile: Profile) -> list[list[str]]:
    """Return what goes back of a file that is opened as it was read, tables below each other apart."""
    out = io.BytesIO()
    sheet, read_by = open_file(data, profile)
    write_rejected(sheet, read(data, profile).issues, read_by, out, file_id=FILE)
    return rows(out.getvalue())[1:]


def test_a_row_of_another_table_is_named_without_its_cells():
    data = text(
        ("S-001", "2024-03-22", "4O", "17"),
        *OTHER_TABLE,
        WIDE,
        ("S-003", "2024-03-22", "45", "1O"),
        header=WIDE,
    )
    told = rejected_as_read(data, wide_profile())
    assert [row[:-1] for row in told] == [
        ["S-001", "2024-03-22", "4O", "", FILE, "2", "value-unreadable"],
        ["", "", "", "", FILE, "4", "row-other-table"],
        ["S-003", "2024-03-22", "", "1O", FILE, "6", "value-unreadable"],
    ]


def test_rows_of_another_table_at_the_end_are_named_too():
    told = rejected_as_read(
        text(("S-001", "2024-03-22", "45", "17"), *OTHER_TABLE, header=WIDE), wide_profile()
    )
    assert [row[5:7] for row in told] == [["4", "row-other-table"]]
    assert told[0][-1].startswith("Send each table as a file of its own")


def test_a_wide_row_repeats_only_the_cells_at_fault():
    data = text(("S-001", "2024-03-22", "4O", "17"), ("S-002", "2024-03-22", "45", "17"), header=WIDE)
    assert [row[:6] for row in rows(rejected(data, wide_profile()))[1:]] == [
        ["S-001", "2024-03-22", "4O", "", FILE, "2"]
    ]


def test_a_wide_row_whose_subject_is_at_fault_is_repeated_whole():
    data = text(("", "2024-03-22", "4O", "17"), header=WIDE)
    assert rows(rejected(data, wide_profile()))[1][:6] == ["", "2024-03-22", "4O", "17", FILE, "2"]


@pytest.mark.parametrize(
    "layout",
    [
        {},
        {"encoding": "gb18030"},
        {"encoding": "utf-16-le"},
        {"delimiter": ";"},
        {"delimiter": "\t", "header_row": 3},
        {"format": "delimited"},
        {"format": "workbook", "sheet": "Befunde"},
        {"format": "workbook", "header_row": 4},
    ],
)
def test_once_fixed_the_same_profile_accepts_them(layout):
    profile = long_profile(file=layout)
    title = layout.get("sheet", "Sheet1")
    if layout.get("format") == "workbook":
        above = [("", "")] * (layout.get("header_row", 1) - 1)
        data = workbook(*above, LONG, *WRONG, title=title)
    else:
        body = text(*WRONG).decode().replace(",", layout.get("delimiter", ","))
        data = ("\n" * (layout.get("header_row", 1) - 1) + body).encode(layout.get("encoding", "utf-8"))
    written = rejected(data, profile)
    fixed = (
        corrected(written)
        if written[:2] == b"PK"
        else written.replace(b"mg/hl", b"mg/dL").replace(b"4O", b"40")
    )
    outcome = read(fixed, profile)
    assert [row[1:] for row in results(outcome)] == [("S-002", "BILI", "20.5243"), ("S-003", "ALT", "40")]
    assert outcome.issues == []


def corrected(written: bytes) -> bytes:
    """Correct the workbook as a person would, in a spreadsheet program."""
    book = openpyxl.load_workbook(io.BytesIO(written))
    for row in book.active.iter_rows():
        for cell in row:
            cell.value = {"mg/hl": "mg/dL", "4O": "40"}.get(cell.value, cell.value)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_the_faults_of_a_row_that_was_not_fixed_are_found_again():
    data, profile = text(*WRONG), long_profile()
    written = rejected(data, profile)
    again = [(issue.code, issue.found) for issue in read(written, profile).issues]
    assert again == [(issue.code, issue.found) for issue in read(data, profile).issues]


def test_a_workbook_is_the_same_bytes_each_time():
    profile = long_profile(file={"format": "workbook"})
    data = workbook(LONG, *WRONG)
    assert rejected(data, profile) == rejected(data, profile)


CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\r\n\t"), min_size=1, max_size=12
)


@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5),
    st.sampled_from(["delimited", "workbook"]),
)
def test_whatever_the_cells_hold_they_come_back(cells, format_):
    profile = long_profile(
        {"method": "Method", "comment": "Comment"}, file={"format": format_, "personal_columns": "drop"}
    )
    sent = [["S-001", "", *three[:1], "x", *three[1:], "c"] for three in cells]
    source = io.StringIO(newline="")
    csv.writer(source).writerows([[*LONG, "Method", "Comment"], *sent])
    data = source.getvalue().encode()
    text_profile = long_profile(
        {"method": "Method", "comment": "Comment"}, file={"format": "delimited", "personal_columns": "drop"}
    )
    out = io.BytesIO()
    outcome = read(data, text_profile)
    write_rejected(read_table(data, text_profile.file), outcome.issues, profile, out, file_id=FILE)
    back = [row[:7] for _, row in rows_as_written(read_table(out.getvalue(), profile.file)).rows]
    lines = {issue.line for issue in outcome.issues}
    expected = [row for line, row in read_table(data, text_profile.file).rows if line in lines]
    assert [[shape(cell) for cell in row] for row in back] == [
        [shape(cell) for cell in row] for row in expected
    ]


def shape(cell: str) -> str:
    """XML cannot hold two code points; a reader may fold line ends."""
    return (
        cell.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    )


RUN = ("=S-001", "2024-03-22", "@ALT", "-", "+A1")  # cells that a spreadsheet would run


@pytest.mark.parametrize(
    "cells", [RUN, ("'=S-001", "2024-03-22", "ALT", "4O", "''-"), (*GOOD[:3], "4O", "\t=U")]
)
def test_no_cell_is_a_formula_and_the_same_profile_reads_each_as_it_was(cells):
    written = rejected(text(cells), long_profile())
    (_, told) = rows(written)
    assert not [cell for cell in told if cell.startswith(("=", "@", "+", "-", "\t"))]
    sheet, _ = open_file(written, long_profile())
    ((_, back),) = sheet.rows
    assert back[: len(cells)] == list(cells)


def test_cells_of_a_workbook_are_read_back_as_they_were_too():
    profile = long_profile(file={"format": "workbook"})
    written = rejected(workbook(LONG, ("'=S-001", *GOOD[1:3], "'+A1", "@U")), profile)
    ((_, *told),) = (
        row[:5] for row in openpyxl.load_workbook(io.BytesIO(written)).active.iter_rows(2, values_only=True)
    )
    assert told == [GOOD[1], GOOD[2], "''+A1", "'@U"]
    sheet, _ = open_file(written, profile)
    ((_, back),) = sheet.rows
    assert back[:5] == ["'=S-001", *GOOD[1:3], "'+A1", "@U"]


def test_header_that_a_spreadsheet_would_run_is_read_back():
    profile = long_profile({"flag": "+/-"})
    data = text((*WRONG[2], "H"), header=(*LONG, "+/-"))
    written = rejected(data, profile)
    assert rows(written)[0][5] == "'+/-"
    again = read(written, profile)
    assert [issue.code for issue in again.issues] == ["value-unreadable"]


def test_json_records_are_written_as_they_were():
    profile = long_profile(file={"format": "json"})
    data = b'{"Subject": "=S-001", "Collected": "2024-03-22", "Test": "ALT", "Result": "4O", "Units": "+U"}\n'
    assert b'"Subject": "=S-001"' in rejected(data, profile)


def test_apostrophes_of_other_files_stay():
    sheet, _ = open_file(text(("S-001", "2024-03-22", "ALT", "'-", "U/L")), long_profile())
    ((_, cells),) = sheet.rows
    assert cells[3] == "'-"
