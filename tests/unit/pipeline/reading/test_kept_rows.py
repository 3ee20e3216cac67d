"""Rows that are at fault by themselves or their specimen are kept while a file is read; those of a line that gives two are not."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.unit.pipeline.lab_files import GOOD, long_profile, read, text

from hepaflow.catalog.loader import load
from hepaflow.pipeline.reading.open_file import open_file
from hepaflow.pipeline.reading.read_file import read_opened

BAD = (*GOOD[:3], "many", *GOOD[4:])
IMPOSSIBLE = (*GOOD[:3], "4500000", *GOOD[4:])
LATER = ("S-001", "2031-01-01 08:00", *GOOD[2:])  # its specimen is held: it was collected after it was sent


@pytest.mark.parametrize(
    ("rows", "lines"),
    [([GOOD, BAD], [3]), ([IMPOSSIBLE, GOOD], [2]), ([GOOD, LATER], [3]), ([GOOD, GOOD[:2], BAD], [3, 4]), ([GOOD], [])],
    ids=["rejected", "held", "of a held specimen", "of another width", "none"],
)  # fmt: skip
def test_rows_at_fault_are_kept(rows, lines):
    assert [line for line, _ in read(text(*rows)).at_fault.rows] == lines


def test_no_row_is_kept_where_a_line_gives_two():
    def opened():
        sheet, profile = open_file(text(GOOD, BAD, GOOD), long_profile())
        return replace(sheet, rows=((2, cells) for _, cells in sheet.rows)), profile

    outcome = read_opened(opened, load(), datetime(2025, 9, 1, tzinfo=UTC))
    assert outcome.counts.rejected == 1
    assert outcome.at_fault.of(outcome.sheet, {2}) is None
