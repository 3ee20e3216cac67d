"""A merged cell counts where the workbook says that it is, and nowhere else."""

import pytest
from tests.unit.pipeline.lab_files import LONG, codes, long_profile, read, results, wide_profile
from tests.unit.readers.layouts.merged_books import merged
from tests.unit.readers.workbook.packages import hidden

from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.workbook.workbook import read_workbook

ROWS = (
    ("S-001", "2024-03-22", "ALT", 45, "U/L"),
    (None, None, "AST", 40, None),
    ("S-002", "2024-03-23", "ALT", 51, "U/L"),
)


@pytest.mark.parametrize("change", [bytes, hidden])  # a hidden row changes how the sheet is looked over
def test_merged_ids_count_in_all_their_rows(change):
    outcome = read(change(merged("A2:A3", "B2:B3", "E2:E3", rows=(LONG, *ROWS))))
    assert results(outcome)[:2] == [(2, "S-001", "ALT", "45"), (3, "S-001", "AST", "40")]


def test_blank_cell_that_is_not_merged_stays_blank():
    assert (3, "subject-missing") in codes(read(merged("B2:B3", "E2:E3", rows=(LONG, *ROWS))))


def test_merged_result_belongs_to_its_first_row():
    rows = (LONG, ROWS[0], ("S-001", "2024-03-22", "AST", None, "U/L"))
    outcome = read(merged("D2:D3", rows=rows))
    assert results(outcome) == [(2, "S-001", "ALT", "45")]
    assert codes(outcome) == [(3, "value-missing")]


def test_merged_result_of_a_wide_file_belongs_to_its_own_cell():
    rows = (
        ("Subject", "Collected", "ALT", "BILI"),
        ("S-001", "2024-03-22", 45, None),
        ("S-001", "2024-03-23", None, 9),
    )
    assert results(read(merged("C2:D2", "C2:C3", rows=rows), wide_profile())) == [
        (2, "S-001", "ALT", "45"),
        (3, "S-001", "BILI", "9"),
    ]


def test_blank_row_within_a_merged_cell_stays_blank():
    rows = (LONG, ROWS[0], (None,) * 5, ROWS[2])
    assert codes(read(merged("A2:A3", rows=rows))) == [(3, "row-blank")]


def test_merged_cell_ends_with_its_span():
    rows = (LONG, *ROWS[:2], (None, "2024-03-24", "ALT", 41, "U/L"))
    assert (4, "subject-missing") in codes(read(merged("A2:A3", "B2:B3", "E2:E3", rows=rows)))


def test_header_that_is_merged_with_the_row_above_it_is_found_in_its_own_row():
    rows = (
        ("Subject", "Collected", "Liver", "Liver"),
        (None, None, "ALT", "BILI"),
        ("S-001", "2024-03-22", 45, 9),
    )
    profile = wide_profile(file={"header_row": 2})
    assert results(read(merged("A1:A2", "B1:B2", "C1:D1", rows=rows), profile)) == [
        (3, "S-001", "ALT", "45"),
        (3, "S-001", "BILI", "9"),
    ]


def test_columns_of_a_sheet_that_begins_to_the_right_are_counted_from_its_first():
    rows = (("Subject", "Collected"), ("S-001", "x"), (None, "y"))
    moved = tuple((None, None, *row) for row in rows)
    assert [cells for _, cells in read_workbook(merged("C2:C3", rows=moved), FileLayout()).rows] == [
        ["S-001", "x"],
        ["S-001", "y"],
    ]


def test_merged_cells_of_other_rows_change_no_header_of_one_row():
    outcome = read(
        merged("A1:E1", rows=(("Report", *[None] * 4), LONG, ROWS[0])), long_profile(file={"header_row": 2})
    )
    assert results(outcome) == [(3, "S-001", "ALT", "45")]
