import pytest
from tests.unit.pipeline.lab_files import (
    GOOD,
    LONG,
    WIDE,
    codes,
    long_profile,
    read,
    results,
    text,
    wide_profile,
    workbook,
)

WHEN = "2024-03-22 08:30"


def without_subject(first, header=("Test", "Subject", "Collected", "Result", "Units")):
    return text((first, "", "", "35", ""), header=header)


@pytest.mark.parametrize(
    "first",
    ["Total", "TOTAL:", "Grand total", "Subtotal: 35", "Total rows: 1,035", "Sum", "Summe", "合计", "总计：35", "共 35 条", "Count: 35."],
)  # fmt: skip
def test_a_total_below_the_results_is_skipped(first):
    outcome = read(without_subject(first))
    assert codes(outcome) == [(2, "row-total")]
    assert outcome.counts.skipped == 1


@pytest.mark.parametrize(
    "first", ["Total bilirubin", "Total Protein", "Gesamteiweiß", "总计胆红素", "Sumatriptan"]
)
def test_an_analyte_that_begins_like_a_total_is_not_skipped(first):
    outcome = read(without_subject(first))
    assert outcome.counts.rejected == 1
    assert "row-total" not in [code for _, code in codes(outcome)]


def test_a_subject_named_total_with_a_date_is_a_result():
    assert results(read(text(("Total", *GOOD[1:])))) == [(2, "Total", "ALT", "45")]


def test_blank_rows_and_repeated_headers_are_skipped():
    data = text(GOOD) + b"\n" + text(GOOD).replace(b"45", b"46") + b",,,,\n" + text(GOOD)[len(text()) :]
    outcome = read(data)
    assert [code for code in codes(outcome) if code[1].startswith("row")] == [
        (3, "row-blank"),
        (4, "row-header"),
        (6, "row-blank"),
    ]
    assert outcome.counts.skipped == 3


def test_blank_rows_at_the_end_are_no_rows():
    assert read(text(GOOD) + b"\n\n,,,,\n").counts.rows == 1


def test_empty_cells_beyond_the_header_do_no_harm():
    assert results(read(text((*GOOD, "", " ")))) == [(2, "S-001", "ALT", "45")]


def test_a_row_that_alone_has_blank_cells_too_many_is_rejected():
    """`35,4` without quotation marks: all that follows it stands one column too far to the right."""
    header = ("Test", "Subject", "Collected", "Result", "Units", "Flag")
    whole = [("ALT", f"S-00{number}", WHEN, "45", "U/L", "") for number in range(1, 4)]
    moved = ("ALT", "S-004", WHEN, "35", "4", "U/L", "")
    outcome = read(text(whole[0], moved, *whole[1:], header=header))
    assert codes(outcome) == [(3, "row-width")]
    assert [line for line, *_ in results(outcome)] == [2, 4, 5]


def test_rows_that_end_with_a_separator_are_whole_also_where_one_does_not():
    rows = [(*GOOD, ""), GOOD, (*GOOD, "", "")]
    rows = [(f"S-00{number}", *row[1:]) for number, row in enumerate(rows)]
    assert codes(read(text(*rows))) == []


@pytest.mark.parametrize("row", [(*GOOD, "x"), GOOD[:-1]])
def test_a_row_of_another_width_is_rejected(row):
    assert codes(read(text(row))) == [(2, "row-width")]


def test_all_faults_of_a_row_are_told_with_its_analyte():
    outcome = read(text(("", "yesterday", "ALT", "4O", "U/hl")))
    assert [(issue.code, issue.analyte) for issue in outcome.issues] == [
        ("subject-missing", "ALT"),
        ("date-unreadable", "ALT"),
        ("value-unreadable", "ALT"),
        ("unit-unknown", "ALT"),
    ]


def test_a_row_without_result_is_skipped_whoever_it_is_about():
    outcome = read(text(("", WHEN, "ALT", "not done", "U/L")))
    assert codes(outcome) == [(2, "value-not-done")]
    assert outcome.counts.skipped == 1


def test_each_filled_analyte_cell_of_a_wide_file_is_a_row():
    outcome = read(
        text(("S-001", WHEN, "45", "17.1"), ("S-002", WHEN, "", "12"), ("S-003", WHEN, "", ""), header=WIDE),
        wide_profile(),
    )
    assert results(outcome) == [
        (2, "S-001", "ALT", "45"),
        (2, "S-001", "BILI", "17.1"),
        (3, "S-002", "BILI", "12"),
    ]
    assert (outcome.counts.rows, outcome.counts.accepted) == (3, 3)


def test_a_wide_row_is_rejected_cell_by_cell():
    outcome = read(text(("", WHEN, "45", "x"), header=WIDE), wide_profile())
    assert [(issue.code, issue.column, issue.analyte) for issue in outcome.issues] == [
        ("subject-missing", "Subject", "ALT"),
        ("subject-missing", "Subject", "BILI"),
        ("value-unreadable", "BILI", "BILI"),
    ]
    assert outcome.counts.rejected == 2


def test_blank_total_and_header_rows_of_a_wide_file_are_skipped():
    data = text(
        ("S-001", WHEN, "45", "17"),
        ("", "", "", ""),
        WIDE,
        ("Total", "", "1", "1"),
        ("S-2", WHEN),
        header=WIDE,
    )
    outcome = read(data, wide_profile())
    assert codes(outcome) == [
        (3, "row-blank"),
        (4, "row-header"),
        (5, "row-total"),
        (5, "row-total"),
        (6, "row-width"),
    ]
    assert (outcome.counts.rows, outcome.counts.skipped, outcome.counts.rejected) == (7, 4, 1)


def test_a_wide_column_changes_its_unit_on_a_date():
    wide = {
        "CREAT": [
            {"analyte": "CREAT", "unit": "mg/dL", "to": "2024-06-30"},
            {"analyte": "CREAT", "unit": "umol/L", "from": "2024-07-01"},
        ]
    }
    rows = [("S-001", day, "", "", "1.1") for day in ("2024-06-30", "2024-07-01 00:00", "2024-06-30 23:59")]
    outcome = read(text(*rows, header=(*WIDE, "CREAT")), wide_profile(wide=wide))
    # 1.1 mg/dL x 10,000 / 113.12 g/mol = 97.2419 umol/L
    assert [value for *_, value in results(outcome)] == ["97.2419", "1.1", "97.2419"]


def test_a_wide_column_that_is_not_mapped_for_a_date_is_unknown_there():
    wide = {"CREAT": {"analyte": "CREAT", "unit": "mg/dL", "to": "2024-06-30"}}
    rows = [("S-001", day, "", "", "1.1") for day in ("2024-06-30", "2024-07-01")]
    outcome = read(text(*rows, header=(*WIDE, "CREAT")), wide_profile(wide=wide))
    assert codes(outcome) == [(3, "analyte-unknown")]
    assert outcome.issues[0].column == "CREAT"


def test_a_default_unit_changes_on_a_date():
    units = {"CREAT": [{"unit": "mg/dL", "to": "2024-06-30"}, {"unit": "umol/L", "from": "2024-07-01"}]}
    rows = [
        ("S-001", day, "CREAT", "1.1", "") for day in ("2024-07-01", "2024-06-30", "2024-07-02", "2024-06")
    ]
    outcome = read(text(*rows), long_profile(units=units))
    assert [value for *_, value in results(outcome)] == ["1.1", "97.2419", "1.1"]
    assert (5, "unit-missing") in codes(outcome)  # a month does not tell on which side of the change


def test_sex_and_age_choose_the_range_of_the_profile():
    profile = long_profile(
        {"sex": "Sex"},
        ranges=[
            {"analyte": "ALT", "unit": "U/L", "low": "9", "high": "50", "sex": "M"},
            {"analyte": "ALT", "unit": "U/L", "low": "7", "high": "40", "sex": "F"},
        ],
    )
    outcome = read(text((*GOOD, "M"), (*GOOD, "F"), header=(*LONG, "Sex")), profile)
    assert [report.flag for panel in outcome.panels for report in panel.observations] == ["N", "H"]


def test_sex_is_not_read_where_no_range_depends_on_it():
    outcome = read(text((*GOOD, "?"), header=(*LONG, "Sex")), long_profile({"sex": "Sex"}))
    assert codes(outcome) == []


def test_a_sheet_may_begin_to_the_right():
    assert results(read(workbook(("", *LONG), ("note", *GOOD)))) == [(2, "S-001", "ALT", "45")]
