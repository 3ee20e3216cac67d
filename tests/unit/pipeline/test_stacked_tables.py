"""Tables below each other in a sheet: no row is read under a header that is not its own."""

import pytest
from tests.unit.pipeline.lab_files import GOOD, LONG, long_profile, read, text, wide_profile

WHEN = "2024-03-22"
HEAD = ("Subject", "Collected")
WIDE = (*HEAD, "ALT", "BILI")  # wide_profile: ALT in U/L, BILI in umol/L
FIRST = ("S-001", WHEN, "45", "17")


def wide(*rows, **profile):
    """What is read of a wide file with these rows below its header."""
    return read(text(FIRST, *rows, header=WIDE), wide_profile(**profile))


def results(outcome):
    """Line, analyte and value of every result below the first table."""
    return sorted(
        (line, report.analyte, str(report.value))
        for panel in outcome.panels
        for line, report in zip(panel.lines, panel.observations, strict=True)
        if line > 2
    )


def codes(outcome):
    return [(issue.line, issue.code.value) for issue in outcome.issues]


def test_wide_header_of_other_analytes_ends_the_table():
    outcome = wide((*HEAD, "PT", "INR"), ("S-002", WHEN, "15.2", "1.3"))
    assert (results(outcome), codes(outcome)) == ([], [(3, "row-header"), (4, "row-other-table")])


def test_wide_header_in_another_order_is_read_by_its_own_words():
    outcome = wide((*HEAD, "BILI", "ALT"), ("S-002", WHEN, "20", "50"))
    assert results(outcome) == [(4, "ALT", "50"), (4, "BILI", "20")]


def test_column_that_only_the_second_header_has_is_rejected_by_name():
    outcome = wide((*HEAD, "BILI", "PT"), ("S-002", WHEN, "20", "15.2"))
    found = [(issue.line, issue.code.value, issue.column) for issue in outcome.issues]
    assert (results(outcome), found[1:]) == ([(4, "BILI", "20")], [(4, "row-other-table", "PT")])


def test_first_header_again_opens_the_first_table_again():
    outcome = wide((*HEAD, "PT", "INR"), ("S-002", WHEN, "15.2", "1.3"), WIDE, ("S-003", WHEN, "50", "20"))
    assert results(outcome) == [(6, "ALT", "50"), (6, "BILI", "20")]


@pytest.mark.parametrize(
    "again",
    [WIDE, ("SUBJECT ", "collected", " ALT", "BILI"), ("受试者编号", "采集时间", "谷丙转氨酶", "总胆红素"), ("Subject", "采集时间", "ALT", "TBIL")],
    ids=["same", "case", "Chinese", "mixed"],
)  # fmt: skip
def test_same_header_again_changes_nothing(again):
    outcome = wide(again, ("S-002", WHEN, "50", "20"))
    assert (results(outcome), codes(outcome)) == ([(4, "ALT", "50"), (4, "BILI", "20")], [(3, "row-header")])


@pytest.mark.parametrize(
    "second",
    [("Subject ID", "Date", "U/L", "umol/L"), ("受试者编号", "采集时间", "", "")],
    ids=["units", "in part"],
)
def test_second_line_of_the_header_does_not_end_the_table(second):
    outcome = read(text(second, FIRST, header=WIDE), wide_profile())
    assert (outcome.counts.accepted, outcome.counts.rejected) == (2, 0)


def test_units_in_the_second_line_of_the_header_are_read():
    outcome = read(text(("Subject ID", "Date", "U/L", "mg/dL"), FIRST, header=WIDE), wide_profile())
    assert "unit-conflict" in {issue.code.value for issue in outcome.issues}


def test_second_line_of_the_header_with_other_analytes_ends_the_table():
    outcome = read(text((*HEAD, "BILI", "PT"), FIRST, header=WIDE), wide_profile())
    assert "ALT" not in {report.analyte for panel in outcome.panels for report in panel.observations}


def test_header_in_another_language_and_order_ends_the_table():
    outcome = wide(("受试者编号", "采集时间", "总胆红素", "谷丙转氨酶"), ("S-002", WHEN, "20", "50"))
    assert results(outcome) == []


def test_unknown_words_above_names_of_analytes_are_a_header():
    outcome = wide(("Kennung", "Abnahme", "AST", "ALT"), ("S-002", WHEN, "20", "50"))
    assert results(outcome) == []


def test_blank_and_closing_lines_of_another_table_are_skipped():
    outcome = wide((*HEAD, "PT", "INR"), ("", "", "", ""), ("Page 1 of 2", "", "", ""))
    assert codes(outcome) == [(3, "row-header"), (4, "row-blank"), (5, "row-total")]


def test_short_row_of_a_rearranged_table_is_rejected():
    outcome = wide((*HEAD, "BILI", "ALT"), ("S-002", WHEN, "20"))
    assert codes(outcome) == [(3, "row-header"), (4, "row-width")]


@pytest.mark.parametrize("header", [(*HEAD, "Patient name", "ALT"), (*HEAD, "PT", "Geburtsdatum")])
def test_second_header_that_names_a_person_refuses_the_file(header):
    outcome = wide(header, ("S-002", WHEN, "20", "50"))
    assert [issue.code.value for issue in outcome.issues] == ["personal-data"]


def test_long_header_without_a_mapped_column_ends_the_table():
    outcome = read(text(GOOD, (*LONG[:4], "Comment"), GOOD), long_profile())
    assert codes(outcome) == [(3, "row-header"), (4, "row-other-table")]


def test_long_header_with_one_column_more_is_read_by_its_own_words():
    header, row = ("Barcode", *LONG), ("B77", "CN01-0009", *GOOD[1:])
    outcome = read(text(GOOD, header, row), long_profile())
    assert results(outcome) == [(4, "ALT", "45")]


# --- what is no header
NO_HEADERS = {
    "value missing": ("S-002", WHEN, "", ""),
    "date damaged": ("S-002", "unknown", "50", "20"),
    "date missing": ("S-002", "", "50", "20"),
    "words for values": ("S-002", "unknown", "negative", "positive"),
    "control": ("QC", "n/a", "pass", "pass"),
    "title": ("Coagulation", "", "", ""),
    "not done": ("S-002", "n/a", "not done", "not done"),
    "remark": ("S-002", "Collected", "", ""),
    "units": ("", "", "U/L", "umol/L"),
    "one header word": ("", "", "Result", ""),
}


@pytest.mark.parametrize("row", NO_HEADERS.values(), ids=NO_HEADERS.keys())
def test_row_that_is_no_header_does_not_end_the_table(row):
    outcome = wide(row, ("S-003", WHEN, "50", "20"))
    assert results(outcome) == [(4, "ALT", "50"), (4, "BILI", "20")]


@pytest.mark.parametrize(
    "row",
    [("S-002", "", "HBsAg", "negative", ""), ("S-002", "unknown", "ALT", "45", "U/L"), ("", "", "ALT", "45", "U/L"), ("QC", "n/a", "ALT", "Result", "")],
    ids=["serology", "unknown date", "no subject", "control"],
)  # fmt: skip
def test_long_row_that_is_no_header_does_not_end_the_table(row):
    outcome = read(text(GOOD, row, ("CN01-0009", *GOOD[1:])), long_profile())
    assert results(outcome) == [(4, "ALT", "45")]


def test_every_row_is_accounted_for():
    outcome = wide(
        (*HEAD, "BILI", "PT"), ("S-002", WHEN, "20", "15.2"), (*HEAD, "PT", "INR"), ("S-002", WHEN, "1", "2")
    )
    assert (outcome.counts.balanced(), outcome.counts.rows) == (True, 7)
