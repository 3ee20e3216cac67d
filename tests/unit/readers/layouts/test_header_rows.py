"""The header has as many rows as the profile says; without one, columns are named by their places."""

import io

import pytest
from tests.support.copies import answered, copied
from tests.support.profiles import made_profile
from tests.unit.pipeline.lab_files import GOOD, LONG, codes, long_profile, read, results, text

from hepaflow.pipeline.reading.open_file import open_file
from hepaflow.readers.copied import ReadOtherwise
from hepaflow.writers.rejected import write_rejected

PLACES = dict(zip(("subject", "collected_at", "analyte", "value", "unit"), "12345", strict=True))
TWO = {
    "columns": {"subject": "Subject", "collected_at": "Collected"},
    "file": {"decimal_mark": ".", "layout": "wide", "header_rows": 2},
    "wide": {"Liver ALT": {"analyte": "ALT", "unit": "U/L"}, "Kidney ALT": {"analyte": "AST", "unit": "U/L"}},
}
TOP = ("Subject", "Collected", "Liver", "Kidney")


def by_place(**file: object):
    return made_profile(
        columns=PLACES, file={"decimal_mark": ".", "header_rows": 0, **file}, time_zone="America/Chicago"
    )


def test_same_word_below_two_words_names_two_columns():
    data = text(("", "", "ALT", "ALT"), ("S-001", "2024-03-22", "45", "61"), header=TOP)
    assert results(read(data, made_profile(**TWO))) == [(3, "S-001", "ALT", "45"), (3, "S-001", "AST", "61")]


def test_header_row_names_the_first_of_them():
    profile = made_profile(**{**TWO, "file": {**TWO["file"], "header_row": 2}})
    data = text(TOP, ("", "", "ALT", "ALT"), ("S-001", "2024-03-22", "45", ""), header=("Report",))
    assert results(read(data, profile)) == [(4, "S-001", "ALT", "45")]


def test_file_that_ends_within_its_header_is_refused():
    assert codes(read(text(header=TOP), made_profile(**TWO))) == [(0, "file-no-rows")]


def test_columns_are_named_by_their_places():
    outcome = read(text(header=GOOD), by_place())
    assert results(outcome) == [(1, "S-001", "ALT", "45")]


def test_file_with_a_header_is_refused_if_the_columns_have_no_names():
    assert codes(read(text(GOOD, header=LONG), by_place())) == [(1, "file-header")]


def test_file_that_has_no_header_is_refused_without_the_key():
    profile = made_profile(columns=PLACES, file={"decimal_mark": "."})
    assert codes(read(text(GOOD, header=GOOD), profile)) == [(1, "file-columns-missing")]


def test_row_of_another_width_is_rejected():
    assert codes(read(text(GOOD[:-1], header=GOOD), by_place())) == [(2, "row-width")]


@pytest.mark.parametrize(
    ("data", "profile"),
    [
        (text(("S-002", "?", "ALT", "45", "U/L"), header=GOOD), by_place()),
        (text(("", "", "ALT", "ALT"), ("S-001", "2024-03-22", "45", "x"), header=TOP), made_profile(**TWO)),
    ],
)
def test_rows_to_fix_come_back_with_one_header(data, profile):
    sheet, reading = open_file(data, profile)
    outcome, out = read(data, profile), io.BytesIO()
    write_rejected(sheet, outcome.issues, reading, out, file_id="ab" * 32)
    again = read(out.getvalue(), profile)
    assert {code for _, code in codes(again)} == {code for _, code in codes(outcome)}
    assert again.counts.rows == 1


def test_copy_without_a_header_reads_like_the_file():
    data = text((*GOOD, "Zhang San"), header=(*GOOD, "Li Si"))
    profile = by_place()
    assert b"Li Si" not in copied(data, profile).data
    assert answered(copied(data, profile), profile) == answered(data, profile)


def test_copy_cannot_be_read_with_another_header():
    data = text(GOOD, GOOD, header=GOOD)
    with pytest.raises(ReadOtherwise):
        read(copied(data, by_place()), long_profile())
