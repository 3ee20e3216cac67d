"""Sheets of a workbook: all with the headers of the profile are read, or named as left out."""

import pytest
from tests.unit.pipeline.lab_files import GOOD, LONG, long_profile, read
from tests.unit.readers.workbook.packages import two_sheets

COVER = (("Exported by the laboratory",), ("Version", "1.2"))
TABLE = (LONG, GOOD)
OTHER = ("CN01-0009", *GOOD[1:])
AST = (*GOOD[:2], "AST", *GOOD[3:])


def outcome(*tables, hide=(), **layout):
    return read(two_sheets(*tables, hide=hide), long_profile(file={"decimal_mark": ".", **layout}))


def places(found):
    return sorted((line, report.analyte) for panel in found.panels for line, report in zip(panel.lines, panel.observations, strict=True))  # fmt: skip


def left_out(found):
    return [issue.found for issue in found.issues if issue.code == "sheet-left-out"]


@pytest.mark.parametrize("cover", [COVER, COVER[:1], ()], ids=["two lines", "one line", "empty"])
def test_cover_sheet_first_is_no_obstacle(cover):
    found = outcome(cover, TABLE)
    assert (places(found), found.issues) == ([(2, "ALT")], [])


def test_every_sheet_with_the_same_headers_is_read():
    found = outcome(TABLE, (LONG, AST), COVER, (LONG, OTHER))
    assert places(found) == [(2, "ALT"), (4_000_002, "AST"), (8_000_002, "ALT")]


def test_rows_of_several_sheets_are_accounted_for():
    found = outcome(TABLE, (LONG, AST, (*AST[:3], "", "")))
    assert (found.counts.balanced(), found.counts.rows) == (True, 4)


def test_columns_of_a_further_sheet_may_have_another_order():
    found = outcome(TABLE, (tuple(reversed(LONG)), tuple(reversed(AST))))
    assert places(found) == [(2, "ALT"), (4_000_002, "AST")]


def test_same_result_in_two_sheets_is_a_duplicate():
    found = outcome(TABLE, TABLE)
    assert "duplicate" in {issue.code.value for issue in found.issues}


@pytest.mark.parametrize(
    ("tables", "hide", "layout", "numbers"),
    [
        ((TABLE, (LONG, AST)), ("A",), {}, ["1"]),
        ((TABLE, (LONG, AST)), ("B",), {}, ["2"]),
        ((TABLE, (LONG, AST)), (), {"sheet": "A"}, ["2"]),
        ((TABLE, COVER, (LONG, AST)), (), {"sheet": "C"}, ["1"]),
        ((TABLE, ((*LONG[:4], "Einheit"), AST)), (), {}, ["2"]),
    ],
    ids=["first hidden", "second hidden", "declared", "last declared", "one column renamed"],
)  # fmt: skip
def test_sheet_that_is_left_out_is_noted_by_its_number(tables, hide, layout, numbers):
    found = outcome(*tables, hide=hide, **layout)
    assert (left_out(found), found.counts.accepted) == (numbers, 1)


@pytest.mark.parametrize(
    "other",
    [COVER, (), (("Code", "Meaning"), ("ALT", "Alanine")), (("Test", "Method"), ("ALT", "IFCC")), (("Subject",), ("S-1",)), ((None, None), (1, 2))],
    ids=["cover", "empty", "legend", "one shared word", "list of subjects", "numbers"],
)  # fmt: skip
@pytest.mark.parametrize("first", [True, False])
def test_sheet_without_results_is_not_noted(other, first):
    found = outcome(*((other, TABLE) if first else (TABLE, other)))
    assert (left_out(found), found.counts.accepted) == ([], 1)


def test_further_sheet_that_names_a_person_refuses_the_file():
    found = outcome(TABLE, ((*LONG, "Patient name"), (*AST, "A")))
    assert [issue.code.value for issue in found.issues] == ["personal-data"]


def test_workbook_without_the_headers_is_refused_as_before():
    found = outcome(COVER, COVER)
    assert [issue.code.value for issue in found.issues] == ["file-columns-missing"]
