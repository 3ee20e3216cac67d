"""The empty file of a center is one that its profile reads, once somebody has filled it in."""

import json
from io import BytesIO

import pytest
from openpyxl import load_workbook
from tests.support.engine_files import DEFINITION, EXAMPLES, RECEIVED
from tests.support.profiles import profile_toml

from hepaflow.browser.checking import check_file
from hepaflow.browser.templates import empty_file

COLUMNS = {
    "subject": "Subject",
    "collected_at": "Collected",
    "analyte": "Test",
    "value": "Result",
    "unit": "Unit",
}


def of_example(name):
    return empty_file((EXAMPLES / name).with_suffix(".toml").read_text("utf-8"), DEFINITION)


def test_a_filled_in_row_is_accepted():
    profile = profile_toml("S1", "C-01", COLUMNS)
    definition = json.dumps({"study": "S1", "version": 1, "title": "A trial", "centers": ["C-01"]})
    empty = empty_file(profile, definition)
    assert (empty.ending, empty.data.decode("utf-8-sig").strip()) == (
        ".csv",
        "Subject,Collected,Test,Result,Unit",
    )
    asked = {"profile": profile, "definition": definition, "labs": [], "received": RECEIVED}
    filled = empty.data + b"S-1,2024-03-22,ALT,45,U/L\n"
    checked = check_file("a.csv", filled, json.dumps(asked), lambda *_: None)
    assert [outcome.counts.accepted for _, outcome in checked.files] == [1]


def test_a_wide_file_has_its_analytes():
    assert "总胆红素" in of_example("cn-wide.csv").data.decode("utf-8-sig")


def test_a_workbook_has_the_header_where_the_profile_looks_for_it():
    empty = of_example("de-workbook.xlsx")
    sheet = load_workbook(BytesIO(empty.data))["Befunde"]
    assert (empty.ending, sheet["A4"].value) == (".xlsx", "Proband")


@pytest.mark.parametrize("name", ["us-oru.hl7", "uk-observations.ndjson"])
def test_messages_have_none(name):
    assert of_example(name) is None


@pytest.mark.parametrize(
    "layout", ["header_rows = 0", "header_rows = 2", 'sheet_name = "subject"\nformat = "workbook"']
)
def test_a_layout_without_one_header_above_rows_has_none(layout):
    columns = dict(zip(COLUMNS, "12345", strict=True)) if "= 0" in layout else COLUMNS
    profile = profile_toml("S1", "C-01", columns, file=layout, more='[subject]\npattern = "S-[0-9]+"')
    assert (
        empty_file(profile, json.dumps({"study": "S1", "version": 1, "title": "T", "centers": ["C-01"]}))
        is None
    )


def test_a_profile_that_waits_has_none():
    definition = {"study": "S1", "version": 1, "title": "T", "centers": ["C-01"], "subject_pattern": "(S+)+"}
    assert empty_file(profile_toml("S1", "C-01", COLUMNS), json.dumps(definition)) is None
