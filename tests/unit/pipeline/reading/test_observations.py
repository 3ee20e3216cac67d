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
)

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.pipeline.reading import observations

PHONE = "13912345678"  # the shape of a Chinese mobile number
ADDRESS = "li.si@example.org"


def revisions(outcome):
    return [report.revised_at for panel in outcome.panels for report in panel.observations]


def test_each_row_keeps_its_own_time_of_revision():
    profile = long_profile({"revised_at": "Revised"})
    rows = [(*GOOD, "2024-03-23 10:00"), (*GOOD, ""), (*GOOD, "2024-03-24")]
    assert revisions(read(text(*rows, header=(*LONG, "Revised")), profile)) == [
        "2024-03-23T15:00:00",  # Chicago is five hours behind UTC then
        "",
        "2024-03-24",
    ]


def test_times_of_revision_are_in_order_whatever_their_offsets():
    profile = long_profile({"revised_at": "Revised"})
    rows = [(*GOOD, "2024-03-23T10:00:00+08:00"), (*GOOD, "2024-03-23T04:00:00+01:00")]
    first, second = revisions(read(text(*rows, header=(*LONG, "Revised")), profile))
    assert first < second


def test_a_time_of_revision_that_cannot_be_read_is_noted_at_its_cell():
    outcome = read(text((*GOOD, "soon"), header=(*LONG, "Revised")), long_profile({"revised_at": "Revised"}))
    (issue,) = outcome.issues
    assert (issue.code, issue.line, issue.column, issue.found, issue.analyte) == (
        IssueCode.REVISED_UNREADABLE,
        2,
        "Revised",
        "soon",
        "ALT",
    )
    assert revisions(outcome) == [""]


def test_a_rejected_row_says_nothing_of_its_time_of_revision():
    row = (*GOOD[:3], "4O", "U/L", "soon")
    outcome = read(text(row, header=(*LONG, "Revised")), long_profile({"revised_at": "Revised"}))
    assert codes(outcome) == [(2, "value-unreadable")]


@pytest.mark.parametrize("revised", [{}, {"revised_at": "Revised"}])
def test_starting_memory_afresh_changes_no_answer(monkeypatch, revised):
    names = ("ALT", "BILI", "bogus")
    units = {"ALT": "U/L", "BILI": "mg/dL", "bogus": "U/L"}
    rows = [
        ("S-001", f"2024-03-{day:02}", name, str(day), units[name], f"2024-04-{day:02}")
        for day in range(1, 20)
        for name in names
    ]
    data, profile = text(*rows, header=(*LONG, "Revised")), long_profile(revised)
    whole = read(data, profile)
    monkeypatch.setattr(observations, "_MEMORY", 3)
    assert read(data, profile) == whole


def test_the_same_cells_mean_another_unit_after_the_day_on_which_it_changed():
    units = {"BILI": [{"unit": "mg/dL", "to": "2024-06-30"}, {"unit": "umol/L", "from": "2024-07-01"}]}
    rows = [("S-001", day, "BILI", "2", "") for day in ("2024-06-30", "2024-07-01", "2024-06-29")]
    values = [value for *_, value in results(read(text(*rows), long_profile(units=units)))]
    assert values == ["34.2072", "2", "34.2072"]  # 2 x 10,000 / 584.673 g/mol


@pytest.mark.parametrize(
    "field", ["analyte", "value", "unit", "comment", "flag", "range", "condition", "method"]
)
@pytest.mark.parametrize("canary", [f"call {PHONE}", f"see {ADDRESS}"])
def test_free_text_that_names_a_person_refuses_the_file_at_its_line_without_repeating_it(field, canary):
    columns = {
        "comment": "Comment",
        "flag": "Flag",
        "range": "Range",
        "condition": "State",
        "method": "Method",
    }
    profile = long_profile(columns)
    header = (*LONG, *columns.values())
    dirty = [
        canary if name == profile.columns[field] else cell
        for name, cell in zip(header, (*GOOD, *[""] * 5), strict=True)
    ]
    outcome = read(text((*GOOD, *[""] * 5), tuple(dirty), header=header), profile)
    (issue,) = outcome.issues
    assert (issue.code, issue.line, issue.column, issue.found) == (
        IssueCode.PERSONAL_DATA,
        3,
        profile.columns[field],
        "",
    )


def test_a_wide_cell_that_names_a_person_is_told_by_its_column():
    outcome = read(text(("S-001", "2024-03-22", ADDRESS, "17"), header=WIDE), wide_profile())
    assert [(issue.code, issue.line, issue.column) for issue in outcome.issues] == [
        ("personal-data", 2, "ALT")
    ]


def test_personal_free_text_is_dropped_where_the_profile_says_so():
    profile = long_profile({"comment": "Comment"}, file={"personal_columns": "drop"})
    outcome = read(text((*GOOD, f"hemolyzed; ask {ADDRESS}"), header=(*LONG, "Comment")), profile)
    assert results(outcome) == [(2, "S-001", "ALT", "45")]
    assert ADDRESS not in repr(outcome)


def test_barcodes_and_subjects_that_look_like_telephone_numbers_are_no_personal_data():
    outcome = read(
        text((PHONE, *GOOD[1:], PHONE), header=(*LONG, "Barcode")), long_profile({"specimen": "Barcode"})
    )
    assert codes(outcome) == []


def test_number_of_eleven_digits_in_a_value_is_not_a_telephone_number():
    outcome = read(text((*GOOD[:2], "HBV DNA", "18400000000", "IU/mL")))
    assert [issue.code for issue in outcome.issues if issue.code is IssueCode.PERSONAL_DATA] == []
    assert outcome.counts.accepted + outcome.counts.held == 1


def test_number_of_eleven_digits_in_a_comment_is_a_telephone_number():
    profile = long_profile({"comment": "Comment"})
    outcome = read(text((*GOOD, "18400000000"), header=(*LONG, "Comment")), profile)
    assert [issue.code for issue in outcome.issues] == [IssueCode.PERSONAL_DATA]
