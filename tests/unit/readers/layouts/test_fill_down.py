"""A blank cell means "as above" only in the columns that the profile lists, and never across anything but results."""

import io

import pytest
from tests.support.copies import answered, copied
from tests.unit.pipeline.lab_files import LONG, codes, long_profile, read, results, text, workbook

from hepaflow.pipeline.reading.open_file import open_file
from hepaflow.readers.copied import ReadOtherwise
from hepaflow.writers.rejected import write_rejected

FILL = long_profile(file={"fill_down": ["subject", "collected_at"]})
FIRST = ("S-001", "2024-03-22", "ALT", "45", "U/L")
NEXT = ("", "", "AST", "40", "U/L")


def test_blank_cell_has_the_text_above_it():
    assert results(read(text(FIRST, NEXT), FILL)) == [(2, "S-001", "ALT", "45"), (3, "S-001", "AST", "40")]


def test_without_the_key_the_row_is_rejected():
    assert codes(read(text(FIRST, NEXT))) == [(3, "subject-missing"), (3, "date-missing")]


def test_time_of_a_subject_is_not_the_time_of_the_next():
    assert codes(read(text(FIRST, ("S-002", *NEXT[1:])), FILL)) == [(3, "date-missing")]


def test_same_subject_again_keeps_its_time():
    assert codes(read(text(FIRST, ("S-001", *NEXT[1:])), FILL)) == []


@pytest.mark.parametrize(
    "between",
    [
        ("",) * 5,
        LONG,
        ("Total", "", "", "1", ""),
        ("Page 1 of 2", "", "", "", ""),
        ("S-002", "2024-03-23", "ALT"),
    ],
)
def test_nothing_is_carried_past_anything_but_a_result(between):
    assert [code for line, code in codes(read(text(FIRST, between, NEXT), FILL)) if line == 4] == [
        "subject-missing",
        "date-missing",
    ]


def test_value_and_unit_are_not_carried():
    outcome = read(text(FIRST, ("", "", "AST", "", "")), FILL)
    assert codes(outcome) == [(3, "value-missing")]


def test_columns_of_a_later_table_are_filled_by_their_headers():
    swapped = (LONG[1], LONG[0], *LONG[2:])
    data = text(FIRST, swapped, ("2024-03-29", "S-002", "ALT", "51", "U/L"), ("", "", "AST", "40", "U/L"))
    assert results(read(data, FILL)) == [
        (2, "S-001", "ALT", "45"),
        (4, "S-002", "ALT", "51"),
        (5, "S-002", "AST", "40"),
    ]


@pytest.mark.parametrize(
    "data", [text(FIRST, NEXT, ("",) * 5, NEXT), workbook(LONG, FIRST, (None, None, *NEXT[2:]))]
)
def test_copy_reads_like_the_file(data):
    assert answered(copied(data, FILL), FILL) == answered(data, FILL)


def test_copy_of_blank_cells_cannot_be_filled_later():
    with pytest.raises(ReadOtherwise):
        read(copied(text(FIRST, NEXT), long_profile()), FILL)


def test_rows_to_fix_are_not_filled_from_each_other():
    data = text(("S-001", "2024-03-22", "ALT", "x", "U/L"), ("",) * 5, NEXT)
    sheet, reading = open_file(data, FILL)
    out = io.BytesIO()
    write_rejected(sheet, read(data, FILL).issues, reading, out, file_id="ab" * 32)
    again = read(out.getvalue(), FILL)
    assert codes(again) == [(2, "value-unreadable"), (3, "subject-missing"), (3, "date-missing")]
