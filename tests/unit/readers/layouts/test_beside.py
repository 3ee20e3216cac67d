"""Tables beside each other are refused by their name; one column twice is not a table."""

import pytest
from tests.unit.pipeline.lab_files import GOOD, LONG, long_profile, read, text, wide_profile, workbook

TWICE = (*LONG, "", *LONG)


def codes(outcome):
    return [(issue.code.value, issue.line, issue.found) for issue in outcome.issues]


@pytest.mark.parametrize("between", [("",), (), ("Remark",)])
def test_tables_beside_each_other_are_refused(between):
    data = text((*GOOD, *between, *GOOD), header=(*LONG, *between, *LONG))
    assert codes(read(data)) == [("file-tables-beside", 1, "Subject, Collected, Test, Result, Units")]


def test_tables_of_a_workbook_that_share_the_subject_are_refused():
    header = ("Subject", "Collected", "Test", "Result", "Units", "Test", "Result", "Units")
    rows = ("S-001", "2024-03-22 08:30", "ALT", 45, "U/L", "AST", 40, "U/L")
    assert codes(read(workbook(header, rows))) == [("file-tables-beside", 1, "Test, Result, Units")]


def test_wide_tables_beside_each_other_are_refused():
    header = ("Subject", "Collected", "ALT", "", "Subject", "Collected", "BILI")
    data = text(("S-001", "2024-03-22", "45", "", "S-001", "2024-03-22", "20"), header=header)
    assert codes(read(data, wide_profile())) == [("file-tables-beside", 1, "Subject, Collected")]


@pytest.mark.parametrize(
    "header",
    [
        (*LONG, "Result"),  # one column again
        ("Subject", "Collected", "Test", "Result", "Result", "Units", "Units"),  # each beside itself
        ("Subject", "Collected", "Test", "Result", "Units", "Units", "Result"),  # in another order
    ],
)
def test_columns_that_occur_twice_are_no_tables(header):
    outcome = read(text(("S-001",) * len(header), header=header), long_profile())
    assert [issue.code.value for issue in outcome.issues] == ["file-columns-repeated"]


def test_columns_that_no_profile_names_may_come_again():
    data = text((*GOOD, "a", "b", "a", "b"), header=(*LONG, "Note", "By", "Note", "By"))
    assert read(data).counts.accepted == 1
