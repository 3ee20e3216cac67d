"""Cells that a spreadsheet or an encoding has spoiled, from the file to the answer."""

import datetime as dt

import pytest
from tests.unit.pipeline.lab_files import (
    GOOD,
    LONG,
    codes,
    long_profile,
    read,
    results,
    text,
    wide_profile,
    workbook,
)
from tests.unit.readers.workbook.packages import hidden

SUBJECT, WHEN = GOOD[:2]
RANGED = (*LONG, "Range")


def told(data, profile=None):
    """Code, line, column and repeated text of everything that is said."""
    return [(issue.code, issue.line, issue.column, issue.found) for issue in read(data, profile).issues]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (dt.date(2024, 3, 5), "2024-03-05"),  # 3-5, typed into a spreadsheet
        (dt.datetime(2024, 3, 5, 8, 30), "2024-03-05T08:30"),  # noqa: DTZ001 a sheet has no zones
        (dt.time(1, 20), "01:20"),  # 1:20, a titre
    ],
)
def test_a_date_cell_in_the_value_column_of_a_workbook_is_told(cell, found):
    data = workbook(LONG, (*GOOD[:3], cell, GOOD[4]))
    assert told(data) == [("value-is-a-date", 2, "Result", found)]


def test_a_date_cell_in_the_range_column_of_a_workbook_is_told_and_the_result_kept():
    data = workbook(RANGED, (*GOOD, dt.date(2024, 3, 5)))
    assert told(data, long_profile({"range": "Range"})) == [("range-is-a-date", 2, "Range", "2024-03-05")]
    assert [value for *_, value in results(read(data, long_profile({"range": "Range"})))] == ["45"]


@pytest.mark.parametrize("cell", ["5-Mar", "3月5日", "Mar-05"])
def test_a_date_in_the_columns_of_a_text_file_is_told(cell):
    data = text((*GOOD[:3], cell, GOOD[4], "9-50"), (*GOOD, cell), header=RANGED)
    assert codes(read(data, long_profile({"range": "Range"}))) == [
        (2, "value-is-a-date"),
        (3, "range-is-a-date"),
    ]


def test_a_date_among_the_limits_of_a_range_is_told():
    columns = {"range_low": "Low", "range_high": "High"}
    data = text((*GOOD, "5-Mar", "50"), header=(*LONG, "Low", "High"))
    assert codes(read(data, long_profile(columns))) == [(2, "range-is-a-date")]


def test_a_formula_without_a_stored_result_rejects_its_row_alone():
    data = workbook(LONG, (*GOOD[:3], "=D3*2", GOOD[4]), GOOD)
    assert told(data) == [("cell-formula", 2, "Result", "=D3*2")]
    assert read(data).counts.accepted == 1


@pytest.mark.parametrize("place", range(5))
def test_a_formula_in_any_mapped_column_is_told_in_that_column(place):
    cells = list(GOOD)
    cells[place] = "=A1"
    found = "" if place == 0 else "=A1"  # a subject is never repeated
    assert told(workbook(LONG, cells)) == [("cell-formula", 2, LONG[place], found)]


def test_a_formula_in_a_wide_column_is_told_in_that_column():
    data = workbook(("Subject", "Collected", "ALT", "BILI"), (SUBJECT, WHEN, "=B2*2", "12"))
    assert told(data, wide_profile()) == [("cell-formula", 2, "ALT", "=B2*2")]


def test_a_formula_in_a_column_that_nobody_asked_for_is_nothing():
    assert told(workbook((*LONG, "Extra"), (*GOOD, "=A1"))) == []


@pytest.mark.parametrize(("field", "header"), [("specimen", "Barcode"), ("code", "Code")])
def test_an_id_in_scientific_notation_rejects_its_row(field, header):
    data = text((*GOOD, "1.67683E+15"), header=(*LONG, header))
    found = "1.67683E+15" if field == "code" else ""
    assert told(data, long_profile({field: header})) == [("id-scientific", 2, header, found)]


def test_an_id_that_a_workbook_keeps_as_a_long_number_is_told():
    data = workbook((*LONG, "Barcode"), (*GOOD, 1676830000000000))
    assert codes(read(data, long_profile({"specimen": "Barcode"}))) == [(2, "id-scientific")]


def test_an_id_that_has_lost_its_zeros_is_rejected_and_never_completed():
    data = workbook(LONG, (12, *GOOD[1:]), ("0012", *GOOD[1:]))
    outcome = read(data, long_profile(subject={"pattern": "[0-9]{4}"}))
    assert [(issue.code, issue.line, issue.found) for issue in outcome.issues] == [("id-zeros-lost", 2, "")]
    assert [panel.subject for panel in outcome.panels] == ["0012"]


def test_a_range_under_the_other_mark_is_told_and_the_result_kept():
    data = text((*GOOD, '"3,5-5,0"'), header=RANGED)
    outcome = read(data, long_profile({"range": "Range"}))
    assert codes(outcome) == [(2, "range-decimal-mark")]
    assert outcome.counts.accepted == 1


GARBLED = "鎬昏儐绾㈢礌"


@pytest.mark.parametrize(
    ("place", "found"), [(0, ""), (1, GARBLED), (2, GARBLED), (3, GARBLED), (4, GARBLED)]
)
def test_garbled_text_rejects_its_row_alone(place, found):
    cells = list(GOOD)
    cells[place] = GARBLED
    assert told(text(cells, GOOD)) == [("text-garbled", 2, LONG[place], found)]


@pytest.mark.parametrize("field", ["visit", "specimen", "flag", "comment", "method", "status"])
def test_garbled_text_beside_the_result_rejects_the_row_and_is_not_repeated(field):
    data = text((*GOOD, GARBLED), header=(*LONG, "Other"))
    assert told(data, long_profile({field: "Other"})) == [("text-garbled", 2, "Other", "")]


def test_a_garbled_name_is_no_name_that_is_not_wanted():
    data = text((*GOOD[:2], GARBLED, *GOOD[3:]))
    assert codes(read(data, long_profile(analytes={"*": "ignore"}))) == [(2, "text-garbled")]


def test_a_row_that_is_not_wanted_may_be_garbled():
    data = text((*GOOD[:4], GARBLED))
    assert codes(read(data, long_profile(analytes={"ALT": "ignore"}))) == [(2, "analyte-not-wanted")]


def test_everything_else_that_is_wrong_with_a_damaged_row_is_told_too():
    data = text((*GOOD[:2], "Hepatocyte index", "=A1", "U/L"))
    assert sorted(codes(read(data))) == [(2, "analyte-unknown"), (2, "cell-formula")]


@pytest.mark.parametrize("header", ["锟斤拷", "濮撳悕", "?????", "å§“å\x90\x8d", "ÐÕÃû"])
def test_a_garbled_header_refuses_the_file_and_is_not_repeated(header):
    # 姓名, misread in every way: a header that cannot be read may be the one that announces a name
    assert told(text((*GOOD, "x"), header=(*LONG, header))) == [("header-garbled", 1, "", "")]


def test_a_file_read_in_another_encoding_than_it_was_written_in_is_refused():
    header = ("受试者编号", "采集时间", "项目名称", "结果", "单位")
    data = text(GOOD, header=header)
    columns = dict(zip(("subject", "collected_at", "analyte", "value", "unit"), header, strict=True))
    assert codes(read(data, long_profile(columns))) == []
    assert codes(read(data, long_profile(columns, file={"encoding": "latin-1"}))) == [(1, "header-garbled")]


def test_what_a_workbook_hides_is_noted_for_the_file_and_its_rows_are_results():
    data = hidden(workbook(LONG, GOOD, (*GOOD[:2], "AST", "30", "U/L")), [2], ["D"])
    assert told(data) == [("sheet-hidden", 0, "", "rows: 1, columns: 1")]
    assert read(data).counts.accepted == 2
