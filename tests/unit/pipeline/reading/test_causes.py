from tests.unit.pipeline.lab_files import GOOD, WIDE, long_profile, read, text, wide_profile

from hepaflow.catalog.loader import load
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.places import line_ranges
from hepaflow.pipeline.reading.causes import causes


def told(outcome):
    return causes(outcome, load())


def test_one_cause_gathers_its_lines_columns_and_what_was_found():
    rows = [("S-001", f"2024-03-{day}", "x", "y" if day > 12 else "x") for day in (11, 12, 13)]
    (cause,) = told(read(text(*rows, header=WIDE), wide_profile()))
    assert (cause.code, cause.columns, cause.lines) == (
        IssueCode.VALUE_UNREADABLE,
        ("ALT", "BILI"),
        ("2", "3", "4"),
    )
    assert [(one.text, one.analyte, one.count) for one in cause.found] == [
        ("x", "ALT", 3),
        ("x", "BILI", 2),
        ("y", "BILI", 1),
    ]


def test_the_gravest_cause_comes_first_and_skipped_rows_last():
    rows = [
        ("S-1", *GOOD[1:3], "pending", "U/L"),
        ("S-2", *GOOD[1:3], "2000", "U/L"),
        ("S-3", *GOOD[1:3], "999999", "U/L"),
        ("S-4", *GOOD[1:4], "U/hl"),
        ("S-5", *GOOD[1:3], "x", "U/L"),
        ("S-6", *GOOD[1:3], "y", "U/L"),
    ]
    assert [cause.code for cause in told(read(text(*rows)))] == [
        "value-unreadable",
        "unit-unknown",
        "value-impossible",
        "value-alert",
        "value-pending",
    ]


def test_a_date_is_told_once_for_all_analytes_of_its_specimen():
    rows = [("S-1", "03/04/2024", name, "45", "U/L") for name in ("ALT", "AST", "ALP")]
    (cause,) = told(read(text(*rows)))
    assert [(one.text, one.analyte, one.count) for one in cause.found] == [("03/04/2024", "", 3)]


def test_a_refused_unit_comes_with_its_reason():
    (cause,) = told(read(text(("S-1", "2024-03-22", "Ammonia", "80", "ug/dL"))))
    assert "22 percent" in cause.found[0].reason.en


def test_a_unit_that_is_merely_of_another_kind_has_no_reason():
    (cause,) = told(read(text(("S-1", "2024-03-22", "ALT", "80", "mmol/L"))))
    assert (cause.code, cause.found[0].reason) == (IssueCode.UNIT_REFUSED, None)


def test_a_refused_file_has_one_cause_without_lines():
    (cause,) = told(read(b"", long_profile()))
    assert (cause.code, cause.lines, cause.found) == (IssueCode.FILE_EMPTY, (), ())


def test_many_lines_are_cut_short():
    assert line_ranges(range(2, 40, 2)) == "2, 4, 6, 8, 10, 12, 14, 16 …"
    assert line_ranges([7]) == "7"
