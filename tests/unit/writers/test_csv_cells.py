"""No CSV has a cell that a spreadsheet runs as a formula, and every cell is read back as it was."""

import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hepaflow
from hepaflow.writers.csv_cells import cell_as_written, harmless, write_csv

CELLS = st.one_of(
    st.text(),
    st.lists(st.sampled_from(["'", "=", "+", "-", "@", "\t", "\r", " ", "5", ".", "e3", "＝", "A1"])).map(
        "".join
    ),
)


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "+", "-", "--", "+A1", "-A1", "-5+1", "-2-3", "+1-800", "-5 U/L",
        "＝1+1", "＋A1", "－A1", "＠SUM(A1)", "-.", "+e5", "-5e", "=", "'=1", "''=1",
    ],
)  # fmt: skip
def test_cell_that_is_run_gets_an_apostrophe(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["", "-5", "+5", "-0.5e3", "-1,234.5", "-5,2", "+.5", "-3E-05", " -5 ", "<0.1", "5-10", "'80s", "S-001", "a=b", "阴性(-)"]
)  # fmt: skip
def test_number_and_other_text_stay_as_they_are(cell):
    assert harmless(cell) == cell


@given(CELLS)
def test_every_cell_is_read_back_as_it_was(cell):
    assert cell_as_written(harmless(cell)) == cell


@given(CELLS)
def test_no_harmless_cell_begins_with_a_sign_unless_it_is_a_number(cell):
    shown = harmless(cell)
    if re.match(r"\s*[=@+\-＝＠＋－]|[\t\r\n]", shown):
        float(shown.strip().replace(",", "").replace(".", "") or "x")  # a ValueError fails the test


def test_every_cell_of_every_row_is_written_so():
    out = StringIO(newline="")
    write_csv([("=h", "value"), ("=1", -5), ("a", "-A1")], out)
    assert list(csv.reader(StringIO(out.getvalue(), newline=""))) == [
        ["'=h", "value"],
        ["'=1", "-5"],
        ["a", "'-A1"],
    ]


def test_csv_is_written_by_one_writer_and_in_the_layout_of_labs():
    package = Path(hepaflow.__file__).parent
    writers = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(r"csv\.(?:Dict)?[Ww]riter", path.read_text("utf-8"))
    }
    assert writers == {"writers/csv_cells.py", "writers/own_layout.py"}
