import pytest
from tests.unit.pipeline.lab_files import GOOD, LONG, WIDE, long_profile, read, text, wide_profile

from hepaflow.catalog.loader import load
from hepaflow.domain.issues.issues import Actor, IssueCode
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
    assert (cause.code, cause.found[0].reason) == (IssueCode.UNIT_MISMATCH, None)


def test_a_refused_file_has_one_cause_without_lines():
    (cause,) = told(read(b"", long_profile()))
    assert (cause.code, cause.lines, cause.found) == (IssueCode.FILE_EMPTY, (), ())


def test_many_lines_are_cut_short():
    assert line_ranges(range(2, 40, 2)) == "2, 4, 6, 8, 10, 12, 14, 16 …"
    assert line_ranges([7]) == "7"


# --- what stands beside the cell


def found(outcome):
    (cause,) = told(outcome)
    return cause.who, [(one.text, one.reason and one.reason.en) for one in cause.found]


def test_missing_columns_are_told_beside_those_that_are_there():
    header = ("Subject", "Collected", "Test", "Wert", "Units")
    who, ((missing, there),) = found(read(text(GOOD, header=header)))
    assert (who, missing) == (Actor.DATA_MANAGER, "Result")
    assert there == "the file has 5 columns (by header or number): Subject, Collected, Test, Wert, Units"


def test_a_row_of_a_patient_that_was_taken_for_the_header_is_told_by_numbers():
    _, ((_, there),) = found(
        read(text(GOOD, header=("110101199001011237", "Zhang San", "ALT", "45", "13800138000")))
    )
    assert there == "the file has 5 columns (by header or number): 1, 2, ALT, 4, 5"


def test_a_file_with_another_delimiter_shows_one_column():
    _, ((missing, there),) = found(read(text(GOOD, header=("Subject;Collected;Test;Result;Units",))))
    assert missing == "Subject, Collected, Test, Result, Units"
    assert there == "the file has 1 column (by header or number): 1"


def test_many_columns_are_shortened():
    header = tuple(f"Lab{n}" for n in range(1, 31))
    _, ((_, there),) = found(read(text(GOOD, header=header)))
    assert there.startswith("the file has 30 columns")
    assert there.endswith("and 10 others")


def of(cell: str, word: str):
    """A file of two rows with a further column."""
    header = (*LONG, "Lab's")
    return read(
        text((*GOOD, word), (*GOOD[:2], "AST", *GOOD[3:], word), header=header), long_profile({cell: "Lab's"})
    )


@pytest.mark.parametrize("cell", ["status", "specimen_type"])
def test_a_word_to_be_mapped_is_shown_or_it_is_said_why_not(cell):
    assert found(of(cell, "vidiert X")) == (Actor.DATA_MANAGER, [("vidiert X", None)] * 2)
    who, cells = found(of(cell, "Anna Schmidt"))
    assert who is Actor.DATA_MANAGER
    assert {shown for shown, _ in cells} == {"…"}
    assert all("may be a name" in reason for _, reason in cells)


def test_rows_that_are_not_of_blood_are_told_by_their_columns():
    header = (*LONG, "Panel", "Material")
    rows = [
        (*GOOD, "", "urine"),
        (*GOOD[:2], "urine creatinine", *GOOD[3:], "", ""),
        (*GOOD, "Ascites panel", ""),
    ]
    columns = {"panel": "Panel", "specimen_type": "Material"}
    _, cells = found(read(text(*rows, header=header), long_profile(columns)))
    assert cells == [
        ("urine", "in the column “Material”"),
        ("urine creatinine", "in the column “Test”"),
        ("…", "in the column “Panel”"),
    ]


@pytest.mark.parametrize(
    ("analyte", "unit", "code", "who", "reason"),
    [
        ("Ammonia", "ug/dL", "unit-refused", Actor.DATA_MANAGER, "basis to declare: NH3 or N"),
        ("AFP", "kU/L", "unit-refused", Actor.DATA_MANAGER, "basis to declare: WHO 72/225"),
        ("ALT", "Karmen U", "unit-unconvertible", Actor.LAB, "report it in U/L"),
        ("INR", "s", "unit-mismatch", Actor.LAB, "seconds become INR only with the ISI"),
    ],
)
def test_each_reason_why_a_unit_is_refused_is_a_cause_of_its_own(analyte, unit, code, who, reason):
    (cause,) = told(read(text((*GOOD[:2], analyte, "45", unit))))
    assert (cause.code, cause.who) == (code, who)
    assert reason in cause.found[0].reason.en


# --- what the file as a whole says


def values(*cells: str):
    names = ("ALT", "AST", "GGT", "ALP", "LDH", "CK")
    return read(
        text(*((*GOOD[:2], name, f'"{cell}"', "U/L") for name, cell in zip(names, cells, strict=False)))
    )


def test_one_number_with_another_decimal_mark_is_for_the_lab():
    (cause,) = told(values("4.5", "4.6", "47", "4,8"))
    assert (cause.code, cause.who, cause.lines) == ("value-other-mark", Actor.LAB, ("5",))


@pytest.mark.parametrize("cells", [("4,5", "4,6", "4.7"), ("4,5", "46", "47"), ("4,5", "4.6")])
def test_a_file_that_does_not_settle_its_decimal_mark_is_for_the_data_manager(cells):
    (cause,) = told(values(*cells))
    assert (cause.code, cause.who) == ("value-decimal-mark", Actor.DATA_MANAGER)


def test_two_orders_of_a_day_are_not_in_doubt_if_one_is_later_than_the_file():
    """The files of these tests arrive on 2025-09-01."""
    days = {"05/12/2025": "date-unreadable", "05/08/2025": "date-ambiguous", "12.12.2024": "date-ambiguous"}
    for day, code in days.items():
        (cause,) = told(read(text((GOOD[0], day, *GOOD[2:]))))
        assert cause.code == code, day
