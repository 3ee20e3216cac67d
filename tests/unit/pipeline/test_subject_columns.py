"""An id in two columns is one id, and the number of a subject alone never makes two people one."""

import io

import pytest
from tests.support.copies import answered, copied
from tests.unit.pipeline.lab_files import GOOD, LONG, codes, long_profile, read, results, text, wide_profile

from hepaflow.pipeline.deidentify import KeyFault, keys_of
from hepaflow.pipeline.reading.open_file import open_file
from hepaflow.writers.rejected import write_rejected

JOINED = {"site": "Site"}
HEADER = ("Site", *LONG)


def row(site: str, number: str, day: str = "2024-03-22", value: str = "45") -> tuple[str, ...]:
    return (site, number, day, "ALT", value, "U/L")


def test_site_and_number_are_one_id():
    outcome = read(
        text(row("01", "0007"), row("02", "0007", value="61"), header=HEADER), long_profile(JOINED)
    )
    assert results(outcome) == [(2, "01-0007", "ALT", "45"), (3, "02-0007", "ALT", "61")]
    assert codes(outcome) == []


def test_row_without_a_site_is_rejected_at_the_column_of_the_site():
    outcome = read(text(row("", "0007"), row("02", ""), header=HEADER), long_profile(JOINED))
    assert [(one.line, one.code.value, one.column) for one in outcome.issues] == [
        (2, "subject-missing", "Site"),
        (3, "subject-missing", "Subject"),
    ]


def test_joined_id_has_to_match_the_pattern():
    profile = long_profile(JOINED, subject={"pattern": "[0-9]{2}-[0-9]{4}"})
    assert codes(read(text(row("1", "0007"), header=HEADER), profile)) == [(2, "subject-pattern")]


@pytest.mark.parametrize("day", ["2024-03-22", "2024-03-29"])  # of the same day they would conflict anyway
def test_number_at_two_sites_is_held_if_the_site_is_not_mapped(day):
    outcome = read(text(row("01", "0007"), row("02", "0007", day), row("02", "0008"), header=HEADER))
    assert [(one.line, one.column) for one in outcome.issues if one.code == "subject-two-sites"] == [
        (2, "Site"),
        (3, "Site"),
    ]
    assert (outcome.counts.accepted, outcome.counts.held) == (1, 2)


def test_number_at_two_sites_is_held_in_a_wide_file():
    data = text(
        ("01", "0007", "2024-03-22", "45", ""),
        ("02", "0007", "2024-03-29", "61", ""),
        header=("中心编号", "Subject", "Collected", "ALT", "BILI"),
    )
    assert codes(read(data, wide_profile())) == [(2, "subject-two-sites"), (3, "subject-two-sites")]


@pytest.mark.parametrize("sites", [("01", "01"), ("01", ""), ("CN-01", "cn-01")])
def test_number_at_one_site_is_not_held(sites):
    rows = [row(site, "0007", f"2024-03-2{number}") for number, site in enumerate(sites)]
    assert codes(read(text(*rows, header=HEADER))) == []


def test_two_pairs_of_cells_that_make_one_id_are_held():
    profile = long_profile(JOINED, subject={"separator": "", "pattern": "[0-9]{3}"})
    outcome = read(text(row("1", "12"), row("11", "2", "2024-03-29"), header=HEADER), profile)
    assert codes(outcome) == [(2, "subject-two-sites"), (3, "subject-two-sites")]


@pytest.mark.parametrize("keep", ["laboratory", "mapped"])
@pytest.mark.parametrize("columns", [{}, JOINED])
def test_copy_of_a_file_with_two_sites_reads_like_the_file(keep, columns):
    profile = long_profile(columns, file={"keep": keep})
    data = text(row("01", "0007"), row("02", "0007", "2024-03-29"), header=HEADER)
    assert answered(copied(data, profile), profile) == answered(data, profile)


def test_copy_can_be_read_by_a_profile_that_maps_the_site():
    data = text(row("01", "0007"), row("02", "0007", value="61"), header=HEADER)
    assert results(read(copied(data, long_profile()), long_profile(JOINED))) == [
        (2, "01-0007", "ALT", "45"),
        (3, "02-0007", "ALT", "61"),
    ]


def test_rows_to_fix_contain_the_site_that_the_profile_does_not_map():
    profile = long_profile()
    data = text(row("01", "0007"), row("02", "0007", "2024-03-29"), header=HEADER)
    sheet, reading = open_file(data, profile)
    out = io.BytesIO()
    write_rejected(sheet, read(data, profile).issues, reading, out, file_id="ab" * 32)
    assert out.getvalue().decode("utf-8-sig").splitlines()[0].startswith("Site,Subject,")
    assert codes(read(out.getvalue(), profile)) == [(2, "subject-two-sites"), (3, "subject-two-sites")]


def test_export_of_a_hospital_is_not_prepared_for_an_id_in_two_columns():
    with pytest.raises(KeyFault, match=r"\[columns\] site"):
        keys_of([["Own", "subject"], ["1", "01-0007"]], long_profile(JOINED))


def test_good_row_of_the_other_tests_is_accepted():
    assert codes(read(text(("01", *GOOD), header=HEADER), long_profile())) == []
