"""A wide row with a date column for each visit becomes one row for each visit, at the cell of its date."""

import io

import pytest
from tests.support.copies import answered, copied
from tests.support.profiles import made_profile
from tests.unit.pipeline.lab_files import read, text
from tests.unit.readers.layouts.cell_results import codes, found
from tests.unit.readers.layouts.merged_books import merged
from tests.unit.readers.workbook.packages import two_sheets

from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.reading.open_file import open_file
from hepaflow.readers.copied import ReadOtherwise
from hepaflow.writers.rejected import write_rejected

HEADER = ("subject", "date_v1", "alt_v1", "date_v2", "alt_v2", "site note")
ROW = ("S-001", "2024-03-22", "38", "2024-04-22", "30", "")
BOTH = [("B2", "S-001", "2024-03-22", "ALT", "38"), ("D2", "S-001", "2024-04-22", "ALT", "30")]
DATES = {"alt_v1": "date_v1", "alt_v2": "date_v2"}


def profile(dates: dict[str, str] = DATES, day: str = "Collected", **file: object) -> Profile:
    wide = {name: {"analyte": "ALT", "unit": "U/L", "date_column": date} for name, date in dates.items()}
    return made_profile(
        columns={"subject": "subject", "collected_at": day},
        file={"layout": "wide", "decimal_mark": ".", **file},
        wide=wide,
        time_zone="America/Chicago",
    )


def rows_to_fix(data: bytes, declared: Profile) -> bytes:
    sheet, reading = open_file(data, declared)
    out = io.BytesIO()
    write_rejected(sheet, read(data, declared).issues, reading, out, file_id="ab" * 32)
    return out.getvalue()


def test_each_value_has_the_date_of_its_visit():
    outcome = read(text(ROW, header=HEADER), profile())
    assert (found(outcome), codes(outcome), outcome.counts.rows) == (BOTH, [], 2)


def test_order_of_columns_does_not_matter():
    header, row = ("alt_v2", "alt_v1", "date_v2", "subject", "date_v1"), ("30", "38", *reversed(ROW[1:2]))
    data = text((*row[:2], "2024-04-22", "S-001", "2024-03-22"), header=header)
    assert [cells[1:] for cells in found(read(data, profile()))] == [
        ("S-001", "2024-04-22", "ALT", "30"),
        ("S-001", "2024-03-22", "ALT", "38"),
    ]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (("", "30"), [("D2", "date-missing")]),
        (("soon", "30"), [("D2", "date-unreadable")]),
        (("2024-04-22", "x"), [("D2", "value-unreadable")]),
        (("2024-04-22", ""), []),
        (("", ""), []),
    ],
)
def test_visit_never_takes_the_date_of_another(second, expected):
    outcome = read(text((*ROW[:3], *second, ""), header=HEADER), profile())
    assert [(place, code) for place, code in codes(outcome) if code != "value-missing"] == expected
    assert found(outcome) == BOTH[:1]


def test_two_visits_with_one_date_and_two_values_are_held():
    outcome = read(text((*ROW[:3], "2024-03-22", "30", ""), header=HEADER), profile())
    assert codes(outcome) == [("B2", "conflict"), ("D2", "conflict")]


@pytest.mark.parametrize(("column", "date"), [("alt_v2", "date_v1"), ("alt_v1", "date_v2")])
def test_value_with_the_date_column_of_another_visit_is_held(column, date):
    outcome = read(text(ROW, header=HEADER), profile({**DATES, column: date}))
    assert "date-conflict" in [code for _, code in codes(outcome)]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (("subject", "date_v1", "alt_v1", "day_v2", "alt_v2", "x"), "file-columns-missing"),
        (("subject", "date_v1", "alt_v1", "date_v2", "result", "x"), "file-columns-missing"),
        (("subject", "date_v1", "alt_v1", "date_v2", "alt_v2", "date_v2"), "file-columns-repeated"),
        (("subject", "date_v1", "alt_v1", "date_v2", "alt_v2", "Collected"), "file-columns-repeated"),
    ],
)
def test_header_that_cannot_be_read_refuses_the_file(header, code):
    assert [code for _, code in codes(read(text(ROW, header=header), profile()))] == [code]


def test_date_of_birth_is_no_date_of_a_visit():
    header = ("subject", "Date of birth", "alt_v1", "date_v2", "alt_v2", "x")
    declared = profile({"alt_v1": "Date of birth", "alt_v2": "date_v2"}, personal_columns="drop")
    assert [code for _, code in codes(read(text(ROW, header=header), declared))] == ["personal-data"]


@pytest.mark.parametrize(
    ("row", "code"),
    [(ROW[:4], "row-width"), (ROW[:5], "row-width"), ((*ROW, "7"), "row-width"), (("",) * 6, "row-blank"), (("Total", "", "2", "", "2", ""), "row-total"), (HEADER, "row-header")],
)  # fmt: skip
def test_row_that_is_not_of_results_is_set_aside(row, code):
    outcome = read(text(row, ROW, header=HEADER), profile())
    assert codes(outcome) == [("2", code)]
    assert len(found(outcome)) == 2


@pytest.mark.parametrize(
    "header",
    [
        ("subject", "date_v1", "alt_v1", "received", "alt_v2", "site note"),
        ("subject", "received", "alt_v1", "date_v2", "alt_v2", "site note"),
        ("subject", "date_v1", "alt_v1", "date_v3", "alt_v3", "site note"),
    ],
)
def test_rows_below_another_header_have_no_date_of_the_first(header):
    outcome = read(text(ROW, header, ("S-002", *ROW[1:]), header=HEADER), profile())
    wrong = [one for one in found(outcome) if one[1] == "S-002" and one[2:] not in {one[2:] for one in BOTH}]
    assert wrong == []
    assert ("4", "row-other-table") in codes(outcome)


def test_table_again_with_the_visits_in_another_order():
    header = ("subject", "date_v2", "alt_v2", "date_v1", "alt_v1", "site note")
    data = text(ROW, header, ("S-002", "2024-04-22", "30", "2024-03-22", "38", ""), header=HEADER)
    assert [one[2:] for one in found(read(data, profile())) if one[1] == "S-002"] == [one[2:] for one in BOTH]


def test_unit_of_a_column_is_that_of_its_visit():
    wide = {
        f"tbil_v{n}": {"analyte": "BILI", "date_column": f"date_v{n}", "unit_column": f"unit_v{n}"}
        for n in (1, 2)
    }
    declared = made_profile(
        columns={"subject": "subject", "collected_at": "Collected"},
        file={"layout": "wide", "decimal_mark": "."},
        wide=wide,
    )
    header = ("subject", "date_v1", "tbil_v1", "unit_v1", "date_v2", "tbil_v2", "unit_v2")
    data = text(("S-001", "2024-03-22", "19", "umol/L", "2024-04-22", "1.9", "mg/dL"), header=header)
    assert [one[4] for one in found(read(data, declared))] == ["19", "32.4968"]


def test_row_of_units_below_the_header_is_no_result():
    data = text(("", "", "U/L", "", "ukat/L", ""), ROW, header=HEADER)
    assert codes(read(data, profile())) == [
        ("B2", "row-header"),
        ("D2", "row-header"),
        ("D3", "unit-conflict"),
    ]


def test_merged_subject_belongs_to_all_its_rows():
    data = merged("A2:A3", rows=(HEADER, ROW, (None, "2024-05-22", "31", "2024-06-22", "32", None)))
    assert [(place, subject) for place, subject, *_ in found(read(data, profile()))] == [
        ("B2", "S-001"),
        ("B3", "S-001"),
        ("D2", "S-001"),
        ("D3", "S-001"),
    ]


def test_several_sheets():
    outcome = read(two_sheets((HEADER, ROW), (HEADER, ("S-002", *ROW[1:]))), profile())
    assert [one[:3] for one in found(outcome)] == [
        *[one[:3] for one in BOTH],
        ("SHEET2.B2", "S-002", "2024-03-22"),
        ("SHEET2.D2", "S-002", "2024-04-22"),
    ]


def test_blank_subject_is_filled_before_rows_are_divided():
    data = text(ROW, ("", "2024-05-22", "31", "2024-06-22", "32", ""), header=HEADER)
    assert {one[1] for one in found(read(data, profile(fill_down=["subject"])))} == {"S-001"}


def test_file_that_is_refused_for_a_row_names_the_row():
    data = text(*[ROW] * 300, header=HEADER) + b'"open\n'
    assert codes(read(data, profile())) == [("302", "file-quotes")]


@pytest.mark.parametrize("keep", ["laboratory", "mapped"])
def test_copy_reads_like_the_file(keep):
    rows = (ROW, ("",) * 6, ("S-002", "", "x", "2024-05-22", "7", "Roe"), ("S-003", "2024-03-22"), HEADER)
    data, declared = text(*rows, header=HEADER), profile(keep=keep)
    assert b"Roe" not in copied(data, declared).data
    assert answered(copied(data, declared), declared) == answered(data, declared)


@pytest.mark.parametrize(
    "other",
    [
        profile({"alt_v1": "date_v2", "alt_v2": "date_v1"}),
        profile({"alt_v1": "date_v1"}),
        profile(day="Day"),
        profile().model_copy(update={"wide": {}}),
    ],
)
def test_copy_cannot_be_read_with_other_date_columns(other):
    with pytest.raises(ReadOtherwise):
        open_file(copied(text(ROW, header=HEADER), profile()), other)


def test_whole_copy_cannot_be_read_with_another_header_of_the_date():
    data = text(ROW[:5], header=HEADER[:5])
    with pytest.raises(ReadOtherwise):
        open_file(copied(data, profile()), profile(day="Day"))


def test_copy_without_date_columns_cannot_be_read_with_them():
    plain = made_profile(
        columns={"subject": "subject", "collected_at": "date_v1"},
        file={"layout": "wide", "decimal_mark": "."},
        wide={"alt_v1": {"analyte": "ALT", "unit": "U/L"}},
    )
    with pytest.raises(ReadOtherwise):
        open_file(copied(text(ROW, header=HEADER), plain), profile())


def test_rows_to_fix_have_one_date_each_and_are_read_again():
    data = text((*ROW[:4], "x", ""), header=HEADER)
    returned = rows_to_fix(data, profile())
    header, row = returned.decode("utf-8-sig").splitlines()
    assert header.startswith("subject,Collected,alt_v1,alt_v2,hepaflow_file,")
    assert row.startswith("S-001,2024-04-22,,x,")
    assert ",D2," in row
    again = read(returned.replace(b",x,", b",30,"), profile())
    assert found(again) == [("2", "S-001", "2024-04-22", "ALT", "30")]
