"""Rows at fault are kept while a file is read; where one may be missing, the file is parsed again."""

import pytest

from hepaflow.readers import rows_at_fault
from hepaflow.readers.rows_at_fault import RowsAtFault
from hepaflow.readers.sheet import Sheet

READ = Sheet(("a", "b"), 1, iter(()))


@pytest.fixture
def kept():
    rows = RowsAtFault()
    for line in (2, 5, 5, 9):
        rows.keep(line, [str(line), ""])
    return rows


def test_the_rows_of_some_lines_come_in_the_order_of_the_file(kept):
    sheet = kept.of(READ, {9, 2})
    assert sheet is not None
    assert list(sheet.rows) == [(2, ["2", ""]), (9, ["9", ""])]
    assert sheet.header == READ.header


def test_no_row_is_given_where_one_is_missing(kept):
    assert kept.of(READ, {2, 3}) is None


def test_a_row_that_is_kept_twice_is_given_once(kept):
    sheet = kept.of(READ, {5})
    assert sheet is not None
    assert list(sheet.rows) == [(5, ["5", ""])]


def test_rows_that_cannot_be_told_apart_are_not_given(kept):
    kept.give_up()
    kept.keep(11, ["11", ""])
    assert kept.of(READ, {11}) is None
    assert kept.of(READ, set()) is not None


def test_lines_that_were_set_aside_have_no_row(kept):
    kept.set_aside([3, 4], [])
    sheet = kept.of(READ, {2, 3, 4})
    assert sheet is not None
    assert list(sheet.rows) == [(2, ["2", ""])]
    assert kept.of(READ, {2, 3, 6}) is None


def test_a_line_that_was_set_aside_and_has_a_row_is_not_known_to_have_none(kept):
    kept.set_aside([3, 5], [[1, 3], [4]])
    assert kept.of(READ, {3}) is None  # its row counts, and was not kept
    sheet = kept.of(READ, {5})
    assert sheet is not None
    assert list(sheet.rows) == [(5, ["5", ""])]


def test_nothing_is_known_of_lines_set_aside_where_rows_cannot_be_told_apart(kept):
    kept.give_up()
    kept.set_aside([3], [])
    assert kept.of(READ, {3}) is None


def test_too_many_rows_are_not_kept(monkeypatch):
    monkeypatch.setattr(rows_at_fault, "_MOST", 2)
    rows = RowsAtFault()
    for line in (2, 3, 4):
        rows.keep(line, [])
    assert not rows.rows
    assert rows.of(READ, {2}) is None


def test_cells_are_not_shown_where_rows_are(kept):
    assert "[" not in repr(kept)
