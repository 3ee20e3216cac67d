"""Dates or subjects across and analytes down become one row for each result, at its cell of the file."""

import io

import pytest
from tests.support.copies import answered, copied
from tests.support.profiles import made_profile
from tests.unit.pipeline.lab_files import read
from tests.unit.readers.layouts.cell_results import codes, found
from tests.unit.readers.layouts.merged_books import merged
from tests.unit.readers.workbook.packages import hidden, two_sheets

from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.reading.open_file import open_file
from hepaflow.writers.rejected import write_rejected

COLUMNS = {"subject": "Subject", "collected_at": "Day", "analyte": "Test", "value": "Result", "unit": "Units"}
HEADER = ("Subject", "Test", "Units", "2024-03-22", "2024-03-29")
ALT, AST = ("S-001", "ALT", "U/L", "45", "38"), ("S-001", "AST", "U/L", "40", "41")
BOTH = [("D2", "S-001", "2024-03-22", "ALT", "45"), ("E2", "S-001", "2024-03-29", "ALT", "38")]


def profile(
    columns: dict[str, str] | None = None, across: tuple[str, ...] = ("collected_at",), **file: object
) -> Profile:
    return made_profile(
        columns={**COLUMNS, **(columns or {})},
        file={"decimal_mark": ".", "across": across, **file},
        subject={"pattern": "S-[0-9]{3}"},
        time_zone="America/Chicago",
    )


def lines(*rows: tuple[str, ...]) -> bytes:
    return "".join(",".join(row) + "\n" for row in rows).encode()


def test_each_cell_is_a_result_of_its_date():
    outcome = read(lines(HEADER, ALT, (*AST[:3], "40", "")), profile())
    assert found(outcome) == sorted([*BOTH, ("D3", "S-001", "2024-03-22", "AST", "40")])
    assert outcome.counts.rows == 3


def test_without_the_key_the_file_is_refused():
    plain = made_profile(columns=COLUMNS, file={"decimal_mark": "."})
    assert [code for _, code in codes(read(lines(HEADER, ALT), plain))] == ["file-columns-missing"]


def test_dates_and_times_in_two_rows_of_the_header():
    data = merged(
        "D1:E1", rows=((*HEADER[:3], "2024-03-22", None), (None, None, None, "08:30", "16:30"), ALT)
    )
    outcome = read(data, profile({"collected_time": "Time"}, across=("collected_at", "collected_time")))
    assert [(place, when) for place, _, when, *_ in found(outcome)] == [
        ("D3", "2024-03-22T08:30"),
        ("E3", "2024-03-22T16:30"),
    ]


def test_subjects_across():
    rows = (
        ("Test", "Units", "Day", "S-001", "S-002 Roe", "Roe"),
        ("ALT", "U/L", "2024-03-22", "45", "38", "51"),
    )
    outcome = read(lines(*rows), profile(across=("subject",)))
    assert [(place, subject) for place, subject, *_ in found(outcome)] == [("D2", "S-001"), ("E2", "S-002")]
    assert codes(outcome) == [("F2", "subject-missing")]


@pytest.mark.parametrize(
    ("header", "code"), [("22/03/2024", "date-unreadable"), ("2024-13-22", "date-impossible"), ("", "date-missing"), ("Roe", "date-missing")]
)  # fmt: skip
def test_cells_below_a_header_that_is_no_date_are_rejected(header, code):
    outcome = read(lines((*HEADER[:4], header), ALT), profile())
    assert codes(outcome) == [("E2", code)]
    assert "Roe" not in str(outcome.issues)


def test_columns_that_the_catalog_knows_are_not_results():
    outcome = read(lines((*HEADER, "Reference range"), (*ALT, "9-50")), profile())
    assert found(outcome) == BOTH


def test_mapped_column_belongs_to_all_results_of_its_row():
    outcome = read(lines((*HEADER, "Reference range"), (*ALT, "9-40")), profile({"range": "Reference range"}))
    assert [str(report.range_high) for panel in outcome.panels for report in panel.observations] == [
        "40",
        "40",
    ]


def test_table_again_with_other_dates():
    outcome = read(lines(HEADER, ALT, (*HEADER[:3], "2024-04-05", "2024-04-12"), AST), profile())
    assert [(place, when) for place, _, when, *_ in found(outcome) if place[1] == "4"] == [
        ("D4", "2024-04-05"),
        ("E4", "2024-04-12"),
    ]


@pytest.mark.parametrize(
    "header",
    [
        ("Subject", "Parameter", "Units", "2024-04-05", "2024-04-12"),
        ("", "", "", "2024-04-05", "2024-04-12"),
        ("Subject", "Units", "Test", "2024-04-05", "2024-04-12"),
        ("Subject", "Test", "Comment", "2024-04-05", "2024-04-12"),
    ],
)
def test_rows_below_another_header_are_not_read_under_the_first(header):
    outcome = read(lines(HEADER, ALT, header, AST), profile())
    assert found(outcome) == BOTH
    assert codes(outcome) == [("3", "row-other-table"), ("4", "row-other-table")]


@pytest.mark.parametrize(
    ("row", "code"),
    [(("S-001", "ALT"), "row-width"), (("",) * 5, "row-blank"), (("Total", "", "", "2", "2"), "row-total"), (HEADER, "row-header")],
)  # fmt: skip
def test_row_that_is_not_of_results_is_set_aside(row, code):
    outcome = read(lines(HEADER, row, ALT), profile())
    assert codes(outcome) == [("2", code)]
    assert len(found(outcome)) == 2


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (("Subject", "Test", "Unit", "2024-03-22"), "file-columns-missing"),
        (("Subject", "Test", "Units", "Units"), "file-columns-repeated"),
        (("Subject", "Test", "Units", "Patient name"), "personal-data"),
    ],
)
def test_header_that_cannot_be_read_refuses_the_file(header, code):
    assert [code for _, code in codes(read(lines(header, ALT[:4]), profile()))] == [code]


def test_column_that_names_persons_is_not_read_if_the_profile_drops_it():
    outcome = read(lines((*HEADER, "Patient name"), (*ALT, "Roe")), profile(personal_columns="drop"))
    assert found(outcome) == BOTH


def test_two_values_of_one_date_are_held():
    outcome = read(lines((*HEADER[:4], "2024-03-22"), ALT), profile())
    assert codes(outcome) == [("D2", "conflict"), ("E2", "conflict")]


def test_merged_result_belongs_to_its_own_row():
    assert found(
        read(merged("A2:A3", "D2:D3", rows=(HEADER, ALT, (None, "AST", "U/L", None, "41"))), profile())
    ) == [
        *BOTH,
        ("E3", "S-001", "2024-03-29", "AST", "41"),
    ]


def test_each_sheet_has_its_own_dates():
    second = (("Subject", "Units", "Test", "2024-04-05"), ("S-002", "U/L", "ALT", "51"))
    outcome = read(two_sheets((HEADER, ALT), second), profile())
    assert found(outcome) == [*BOTH, ("SHEET2.D2", "S-002", "2024-04-05", "ALT", "51")]


def test_hidden_row_is_noted():
    assert ("", "sheet-hidden") in [
        (issue.column, issue.code.value)
        for issue in read(hidden(merged(rows=(HEADER, ALT))), profile()).issues
    ]


@pytest.mark.parametrize("value", ["13800138000 tel", "患者：张三"])
def test_file_that_is_refused_for_a_cell_names_the_cell(value):
    outcome = read(lines(HEADER, ALT, (*AST[:3], "40", value)), profile())
    assert codes(outcome) == [("E3", "personal-data")]


def test_file_that_is_refused_for_a_row_names_the_row():
    outcome = read(lines(HEADER, *[ALT] * 300, ('"open',)), profile())
    assert codes(outcome) == [("302", "file-quotes")]


def test_copy_reads_like_the_file():
    data = lines((*HEADER, "Comment"), (*ALT, "Roe"), ("", "", "", "", "", ""), (*AST[:3], "x", "41", ""))
    assert b"Roe" not in copied(data, profile()).data
    assert answered(copied(data, profile()), profile()) == answered(data, profile())


def test_rows_to_fix_are_one_for_each_result():
    data = lines(HEADER, ALT, (*AST[:3], "x", "41"))
    sheet, reading = open_file(data, profile())
    out = io.BytesIO()
    write_rejected(sheet, read(data, profile()).issues, reading, out, file_id="ab" * 32)
    (row,) = out.getvalue().decode("utf-8-sig").splitlines()[1:]
    assert row.startswith("AST,S-001,U/L,2024-03-22,x,")
    assert ",D3," in row
    again = read(out.getvalue().replace(b",x,", b",40,"), profile())
    assert found(again) == [("2", "S-001", "2024-03-22", "AST", "40")]
