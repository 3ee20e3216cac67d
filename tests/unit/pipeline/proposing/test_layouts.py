"""A layout is drafted where the file shows it, and only there."""

import tomllib

import pytest
from openpyxl import Workbook
from tests.unit.pipeline.lab_files import text, workbook
from tests.unit.readers.workbook.packages import saved, two_sheets

from hepaflow.catalog.loader import load
from hepaflow.pipeline.proposing.draft import propose
from hepaflow.pipeline.proposing.headers.analyte_headers import analyte_column
from hepaflow.pipeline.proposing.toml import as_toml

LONG = ("Subject", "Collected", "Test", "Result", "Units")


def lines_of(data: bytes) -> str:
    return as_toml(propose(data, load()))


def draft(data: bytes) -> dict:
    return tomllib.loads(lines_of(data))


def csv(*rows: str) -> bytes:
    return "".join(f"{row}\n" for row in rows).encode()


# --- blank cells


def test_blank_cells_below_a_group_mean_as_above():
    data = csv(
        ",".join(LONG), "S-001,2024-03-22,ALT,4.5,U/L", ",,AST,5.5,U/L", "S-002,2024-03-23,ALT,6.5,U/L"
    )
    assert draft(data)["file"]["fill_down"] == ["subject", "collected_at"]


@pytest.mark.parametrize(
    "rows",
    [
        (
            "S-001,2024-03-22,ALT,4.5,U/L",
            "S-001,2024-03-22,AST,5.5,U/L",
            ",2024-03-23,ALT,6.5,U/L",
        ),  # printed in each row
        ("S-001,2024-03-22,ALT,4.5,U/L", ",,ALT,5.5,U/L"),  # one analyte twice
        (",,ALT,4.5,U/L", "S-001,2024-03-22,AST,5.5,U/L"),  # nothing above
        ("S-001,,ALT,4.5,U/L", ",2024-03-22,AST,5.5,U/L"),  # the date of the next row
    ],
)
def test_blank_cells_that_may_mean_something_else_are_a_question(rows):
    lines = lines_of(csv(",".join(LONG), *rows))
    assert "fill_down" not in tomllib.loads(lines)["file"]
    assert "have no subject: does blank mean as above?" in lines


# --- lines above


def test_lines_above_are_drafted_with_their_labels_and_the_form_of_the_id():
    data = csv("Subject: CN01-0101 Collected: 2024-03-22", "Test,Result,Units", "ALT,4.5,U/L")
    found = draft(data)
    assert found["file"]["above"] == ["subject", "collected_at"]
    assert found["subject"] == {"pattern": "CN01-[0-9]{4}"}


def test_label_of_a_report_is_not_the_collection():
    data = csv("Subject: CN01-0101", "Report date: 2024-03-23", "Test,Result,Units", "ALT,4.5,U/L")
    found = draft(data)
    assert found["file"]["above"] == ["subject"]
    assert "collected_at" not in found["columns"]


def test_line_that_names_a_person_is_pointed_out_and_not_repeated():
    lines = lines_of(csv("Patient name: Zhang San,,,,", ",".join(LONG), "S-001,2024-03-22,ALT,4.5,U/L"))
    assert "Zhang" not in lines
    assert "a line above the header names a person" in lines


# --- across


DAYS = "Test,Units,2024-03-22,2024-03-29"


def test_dates_across_are_drafted_with_the_subject_in_a_line():
    found = draft(csv("Subject: CN01-0101,,,", DAYS, "ALT,U/L,45.5,38", "Total bilirubin,mg/dL,1.2,"))
    assert (found["file"]["across"], found["file"]["above"]) == (["collected_at"], ["subject"])
    assert {key: found["columns"][key] for key in ("analyte", "unit")} == {"analyte": "Test", "unit": "Units"}


def test_times_below_the_dates_are_drafted():
    data = csv("Subject: CN01-0101,,,", DAYS, ",,08:30,09:15", "ALT,U/L,45.5,38", "AST,U/L,1.2,")
    assert draft(data)["file"]["across"] == ["collected_at", "collected_time"]


def test_visits_above_the_dates_are_drafted():
    data = csv("Subject: CN01-0101,,,", ",,V1,V2", DAYS, "ALT,U/L,45.5,38", "AST,U/L,1.2,")
    assert draft(data)["file"]["across"] == ["visit", "collected_at"]


@pytest.mark.parametrize(
    "rows",
    [
        (
            "S-001,2024-03-22,2024-03-23,ALT,4.5",
            "S-001,2024-03-22,2024-03-23,AST,5.5",
        ),  # two columns of dates
        ("S-001,ALT,4.5,2024-03-22,2024-03-23", "S-001,AST,5.5,2024-03-22,2024-03-23"),
    ],
)
def test_rows_with_two_dates_are_not_dates_across(rows):
    assert "across" not in draft(csv(*rows, *rows))["file"]


# --- names of sheets


TABLE = (("Collected", "Test", "Result", "Units"), ("2024-03-22", "ALT", "45", "U/L"))


@pytest.mark.parametrize("name", ["CN01-0101", "101-0007 baseline", "S1001"])
def test_id_in_the_name_of_a_sheet_is_drafted(name):
    assert draft(workbook(*TABLE, title=name))["file"]["sheet_name"] == "subject"


@pytest.mark.parametrize(
    "name",
    ["2024-03", "March 2024", "V01", "Week 12", "Data", "20240322", "Sheet10", "Lab01", "Q1-2024", "KW12"],
)
def test_name_of_a_sheet_that_is_no_id_is_not_drafted(name):
    assert "sheet_name" not in draft(workbook(*TABLE, title=name))["file"]


def test_names_of_sheets_are_not_read_where_a_column_has_the_subject():
    table = (LONG, ("S-001", "2024-03-22", "ALT", "45", "U/L"))
    assert "sheet_name" not in draft(workbook(*table, title="CN01-0101"))["file"]


# --- sites


SITES = ("Site", *LONG)


def test_numbers_that_two_sites_have_are_asked_about():
    rows = [(site, "001", "2024-03-22", "ALT", "45", "U/L") for site in ("01", "02")]
    lines = lines_of(text(*rows, header=SITES))
    assert "subject" not in tomllib.loads(lines)["columns"]
    assert [
        line for line in ('# subject = "Subject"', '# site = "Site"', "# separator = ") if line not in lines
    ] == []


def test_ids_that_begin_with_their_site_need_no_site():
    rows = [
        ("01", "01-001", "2024-03-22", "ALT", "45", "U/L"),
        ("02", "02-001", "2024-03-22", "ALT", "45", "U/L"),
    ]
    lines = lines_of(text(*rows, header=SITES))
    assert tomllib.loads(lines)["columns"]["subject"] == "Subject"
    assert "site = " not in lines


# --- headers of several rows, or none


def test_two_rows_of_headers_are_one_header():
    found = draft(
        csv("Subject,Collected,Liver,Liver", ",,ALT (U/L),TBIL (mg/dL)", "S-001,2024-03-22,45.5,1.2")
    )
    assert found["file"]["header_rows"] == 2
    assert found["wide"]["Liver TBIL (mg/dL)"] == {"analyte": "BILI", "unit": "mg/dL"}


@pytest.mark.parametrize("group", ["Urine", "尿液", "Ascites", "24h urine", "Donor"])
def test_group_of_another_specimen_names_no_analyte_of_blood(group):
    data = csv(f"Subject,Collected,Liver,{group}", ",,ALT (U/L),Albumin (g/L)", "S-001,2024-03-22,45.5,1.2")
    assert [column["analyte"] for column in draft(data)["wide"].values()] == ["ALT"]


def test_row_of_units_is_no_second_row_of_the_header():
    found = draft(csv("Subject,Collected,ALT,TBIL", ",,U/L,mg/dL", "S-001,2024-03-22,45.5,1.2"))
    assert "header_rows" not in found["file"]
    assert found["wide"]["TBIL"] == {"analyte": "BILI", "unit": "mg/dL"}


def test_file_without_a_header_has_columns_by_their_places():
    lines = lines_of(csv("S-001|2024-03-22|ALT|45.5|U/L", "S-002|2024-03-22|TBIL|1.2|mg/dL"))
    found = tomllib.loads(lines)
    assert found["file"]["header_rows"] == 0
    assert found["columns"] == {"analyte": "3", "unit": "5", "value": "4"}
    assert '# collected_at = "2"  # TODO' in lines
    assert '# subject = "1"  # TODO' in lines


# --- wide tables


def test_two_columns_of_one_analyte_are_a_question():
    lines = lines_of(csv("Subject,Collected,ALT (U/L),SGPT (U/L),AST (U/L)", "S-001,2024-03-22,45.5,44,30"))
    assert list(tomllib.loads(lines)["wide"]) == ["AST (U/L)"]
    assert "columns 3, 4 all name ALT" in lines


def test_columns_of_visits_have_the_dates_of_their_visits():
    data = csv(
        "Subject,Date V1,ALT V1 (U/L),Date V2,ALT V2 (U/L),Note V2",
        "S-001,2024-03-22,45.5,2024-04-22,44,fine",
    )
    found = draft(data)["wide"]
    assert {header: column["date_column"] for header, column in found.items()} == {
        "ALT V1 (U/L)": "Date V1",
        "ALT V2 (U/L)": "Date V2",
    }


@pytest.mark.parametrize("date", ["Report date", "Received", "接收日期", "Order date"])
def test_dates_of_other_events_are_no_dates_of_visits(date):
    data = csv(f"Subject,{date} V1,ALT V1,{date} V2,ALT V2", "S-001,2024-03-22,45.5,2024-04-22,44")
    assert "date_column" not in lines_of(data)


def test_unit_column_beside_each_value_is_drafted():
    data = csv("Subject,Collected,TBIL,TBIL unit,ALT,ALT unit", "S-001,2024-03-22,1.2,mg/dL,45,U/L")
    assert draft(data)["wide"]["TBIL"] == {"analyte": "BILI", "unit": "mg/dL", "unit_column": "TBIL unit"}


def test_units_that_differ_leave_the_unit_to_its_column():
    data = csv(
        "Subject,Collected,TBIL,TBIL unit,ALT (U/L)",
        "S-1,2024-03-22,1.2,mg/dL,45",
        "S-2,2024-03-22,20,umol/L,45",
    )
    assert draft(data)["wide"]["TBIL"] == {"analyte": "BILI", "unit_column": "TBIL unit"}


# --- marks


def test_numbers_of_a_workbook_say_nothing_about_the_mark():
    lines = lines_of(
        workbook(
            LONG, ("S-001", "2024-03-22", "ALT", 45.5, "U/L"), ("S-001", "2024-03-22", "AST", 4.25, "U/L")
        )
    )
    assert "decimal_mark" not in tomllib.loads(lines)["file"]


def test_one_text_among_numbers_of_a_workbook_tells_the_mark():
    lines = workbook(
        LONG, ("S-001", "2024-03-22", "ALT", 45.5, "U/L"), ("S-001", "2024-03-22", "AFP", "<1,5", "ng/mL")
    )
    assert draft(lines)["file"]["decimal_mark"] == ","


@pytest.mark.parametrize("value", ["1.500", "12,345"])
def test_mark_before_three_digits_may_be_one_of_thousands(value):
    lines = lines_of(csv(";".join(LONG), f"S-001;2024-03-22;ALT;{value};U/L"))
    assert "decimal_mark" not in tomllib.loads(lines)["file"]
    assert "may be one of thousands: ask the lab" in lines


# --- dates


@pytest.mark.parametrize(
    ("dates", "pattern"),
    [
        (("24/03/14", "24/03/17", "24/04/20"), "%y/%m/%d"),
        (("14/03/24", "17/03/24", "20/04/24"), "%d/%m/%y"),
        (("14-Mar-24", "17-Mar-24"), "%d-%b-%y"),
        (("14 March 2024", "17 April 2024"), "%d %B %Y"),
    ],
)
def test_years_of_two_digits_and_written_months_are_told(dates, pattern):
    rows = [("S-001", date, "ALT", "45", "U/L") for date in dates]
    assert draft(text(*rows))["file"]["dates"] == [pattern]


def test_two_dates_that_two_orders_read_are_a_question():
    rows = [("S-001", date, "ALT", "45", "U/L") for date in ("24/03/14", "24/03/17")]
    assert "dates" not in draft(text(*rows))["file"]


@pytest.mark.parametrize(
    "header", ["Date", "日期", "Datum", "Sample registered", "Scheduled draw", "Specimen scan time"]
)
def test_date_whose_event_no_header_says_is_a_question(header):
    rows = [("S-001", "2024-03-22", "ALT", "45", "U/L")]
    assert (
        "collected_at"
        not in draft(text(*rows, header=("Subject", header, "Test", "Result", "Units")))["columns"]
    )


# --- sheets


def test_other_tables_of_a_workbook_are_pointed_out():
    blood = (LONG, ("S-001", "2024-03-22", "ALT", "45", "U/L"))
    counts = (("Subject", "Collected", "WBC (10^9/L)", "PLT (10^9/L)"), ("S-001", "2024-03-22", "4.5", "150"))
    assert "the headers of the sheets 2 (counted from the left) are others" in lines_of(
        two_sheets(blood, counts)
    )


def test_headers_that_occur_twice_are_not_read():
    lines = lines_of(csv("Subject,Collected,Test,Result,Result", "S-001,2024-03-22,ALT,45,46"))
    assert "value" not in tomllib.loads(lines)["columns"]
    assert "columns 4, 5 have headers that occur twice" in lines


def test_unknown_name_is_listed_with_its_units():
    lines = lines_of(
        text(("S-1", "2024-03-22", "Neues Enzym", "45", "U/L"), ("S-1", "2024-03-22", "ALT", "45", "U/L"))
    )
    assert '# "Neues Enzym" = "TODO"' in lines
    assert "units: U/L" in lines


# --- what exports of data systems look like


@pytest.mark.parametrize(
    ("header", "analyte", "unit"),
    [
        ("alt_ul", "ALT", "u/l"),
        ("tbili_mgdl", "BILI", "mg/dl"),
        ("wbc_kul", "WBC", "k/ul"),
        ("alb_gl", "ALB", "g/l"),
    ],
)
def test_letters_behind_the_name_of_a_variable_are_its_unit(header, analyte, unit):
    column = analyte_column(header, load())
    assert (column.analyte, column.unit) == (analyte, unit)


@pytest.mark.parametrize(
    "header",
    [
        "alt_uln",
        "alt_date",
        "alt_nd",
        "alt_flag",
        "ast_lln",
        "alb_low",
        "urine_alb_gl",
        "plt_ul",
        "alt_ratio",
        "alt_mgdl",
    ],
)
def test_other_letters_behind_it_name_no_analyte(header):
    assert analyte_column(header, load()) is None


def test_column_whose_header_begins_with_a_name_is_pointed_out():
    lines = lines_of(csv("Subject,Collected,alt_ul,inr,plt_k,plt_note", "S-001,2024-03-22,45.5,1.2,112,fine"))
    assert list(tomllib.loads(lines)["wide"]) == ["alt_ul", "inr"]
    assert "column 5 may hold PLAT" in lines
    assert "column 6 may" not in lines


def test_codes_of_loinc_below_code_are_loinc():
    rows = (("S-001", "2024-03-22", "1742-6", "45", "U/L"), ("S-001", "2024-03-22", "1975-2", "1.2", "mg/dL"))
    found = draft(text(*rows, header=("Subject", "Collected", "Code", "Result", "Units")))["columns"]
    assert (found.get("loinc"), "code" in found) == ("Code", False)


def test_ids_below_a_header_that_announces_a_person_are_pointed_out():
    lines = lines_of(csv("Patient,Collected,Test,Result,Units", "CN01-0101,2024-03-22,ALT,4.5,U/L"))
    assert "the cells of column 1 have the form of ids; the header of 1 announces a person" in lines


def test_names_of_analytes_below_a_header_that_announces_a_person_are_pointed_out():
    lines = lines_of(csv("Subject,Collected,Name,Result,Units", "S-001,2024-03-22,ALT,4.5,U/L"))
    assert "column 3 has names of analytes below a header that announces a person" in lines


def test_dates_of_columns_that_may_be_the_collection_are_told():
    lines = lines_of(csv("Subject,Report date,Test,Result,Units", "S-001,22.03.2024,ALT,4.5,U/L"))
    found = tomllib.loads(lines)
    assert found["file"]["dates"] == ["%d.%m.%Y"]
    assert "collected_at" not in found["columns"]
    assert "columns 2 hold dates" in lines


@pytest.mark.parametrize(
    ("word", "shown"),
    [("红头管", "红头管"), ("Zhang San", "…"), ("Serum", ""), ("Urine", ""), ("SER_PLAS", "")],
)
def test_words_for_a_specimen_that_are_not_known_are_listed(word, shown):
    header = ("Subject", "Collected", "Test", "Result", "Units", "Specimen Type")
    lines = lines_of(text(("S-001", "2024-03-22", "ALT", "45", "U/L", word), header=header))
    assert ("[specimens]" in lines) == bool(shown)
    assert f'# "{shown}" = "TODO"' in lines or not shown
    assert "Zhang" not in lines


def test_a_name_of_another_specimen_is_near_no_analyte_of_blood():
    lines = lines_of(
        text(
            ("S-001", "2024-03-22", "Albumin (Ascites)", "11", "g/L"),
            ("S-001", "2024-03-22", "ALT", "45", "U/L"),
        )
    )
    assert '# "Albumin (Ascites)" = "TODO"  # 1 rows; nothing near' in lines


def test_a_column_of_clock_times_beside_the_date_is_a_question():
    lines = lines_of(csv("Subject,Collected,At,Test,Result,Units", "S-001,2024-03-22,08:30,ALT,4.5,U/L"))
    assert "collected_time" not in tomllib.loads(lines)["columns"]
    assert '# collected_time = "At"  # TODO' in lines


@pytest.mark.parametrize(
    "again",
    [
        ("Test", "Result"),
        ("Test", "Result", "Units"),
        ("Test 2", "Result 2"),
        ("Test.1", "Result.1", "Units.1"),
    ],
)
def test_tables_beside_each_other_are_pointed_out_and_not_read(again):
    lines = lines_of(
        text(
            ("S-001", "2024-03-22", "ALT", "4.5", "U/L", "", *("x",) * len(again)), header=(*LONG, "", *again)
        )
    )
    assert "a second table begins beside the first one, in column 7" in lines
    assert "value" not in tomllib.loads(lines)["columns"]


@pytest.mark.parametrize(
    "again", [("Result 2", "Units 2"), ("Test Code", "Result Comment"), ("Range 1", "Range 2")]
)
def test_further_columns_of_one_table_are_no_second_table(again):
    lines = lines_of(text(("S-001", "2024-03-22", "ALT", "4.5", "U/L", "1", "x"), header=(*LONG, *again)))
    assert "second table" not in lines
    assert tomllib.loads(lines)["columns"]["value"] == "Result"


# --- columns that say the same


@pytest.mark.parametrize(
    ("header", "row", "field"),
    [
        (("筛选号", "随机号", "采集时间", "项目名称", "结果"), ("S001", "R17", "2024-03-22", "ALT", "45"), "subject"),
        (("Subject", "Collected", "Draw Date", "Test", "Result"), ("S001", "2024-03-22", "2024-03-21", "ALT", "45"), "collected_at"),
        (("Subject", "Collected", "Test", "Result", "Numeric Result"), ("S001", "2024-03-22", "AFP", "<5", "5"), "value"),
        (("Subject", "Collected", "Test", "Result", "Units", "UOM"), ("S001", "2024-03-22", "BILI", "1.2", "mg/dL", "umol/L"), "unit"),
    ],
)  # fmt: skip
def test_of_two_columns_that_say_the_same_and_differ_a_person_decides(header, row, field):
    lines = lines_of(text(row, header=header))
    assert field not in tomllib.loads(lines)["columns"]
    assert "all say so and differ: which of them counts?" in lines


@pytest.mark.parametrize(
    ("header", "row", "field", "read"),
    [
        (("Subject", "Collected", "Test", "Result", "Numeric Result"), ("S001", "2024-03-22", "ALT", "45.0", "45"), "value", "Result"),
        (("Subject", "Collected", "Sample Date", "Test", "Result"), ("S001", "2024-03-22 08:30", "2024-03-22", "ALT", "45"), "collected_at", "Collected"),
        (("Subject", "Participant ID", "Collected", "Test", "Result"), ("S001", "s001", "2024-03-22", "ALT", "45"), "subject", "Subject"),
        (("Subject", "Collected", "Test", "Component", "Result"), ("S001", "2024-03-22", "Liver panel", "ALT", "45"), "analyte", "Component"),
    ],
)  # fmt: skip
def test_of_two_columns_that_agree_one_is_read(header, row, field, read):
    assert draft(text(row, header=header))["columns"][field] == read


def test_two_dates_for_each_visit_are_a_question():
    data = csv(
        "Subject,visit_date_v1,lab_date_v1,alt_v1,visit_date_v2,lab_date_v2,alt_v2",
        "S-001,2024-03-20,2024-03-22,45.5,2024-04-20,2024-04-22,44",
    )
    assert "date_column" not in lines_of(data)


def test_a_value_without_a_unit_in_its_column_takes_none_of_another_value():
    data = csv(
        "Subject,Collected,TBIL,TBIL unit,ALT (U/L)", "S-1,2024-03-22,1.2,mg/dL,45", "S-2,2024-03-22,20,,45"
    )
    assert draft(data)["wide"]["TBIL"] == {"analyte": "BILI", "unit_column": "TBIL unit"}


def test_visits_of_one_analyte_that_others_lack_have_their_dates():
    data = csv(
        "Subject,date_v1,alt_v1,date_v2,tbil_v2,date_v3,alt_v3",
        "S-001,2024-03-22,45.5,2024-04-22,1.2,2024-05-22,44",
    )
    dates = {header: column["date_column"] for header, column in draft(data)["wide"].items()}
    assert dates == {"alt_v1": "date_v1", "alt_v3": "date_v3"}


@pytest.mark.parametrize(("own", "is_read"), [("R01", False), ("CN01-0101", True)])
def test_names_of_sheets_with_other_ids_than_the_column_are_a_question(own, is_read):
    book = Workbook()
    book.remove(book.active)
    for name, subject in (
        ("CN01-0101", own),
        ("CN01-0102", own.replace("01", "02") if own == "R01" else "CN01-0102"),
    ):
        sheet = book.create_sheet(name)
        sheet.append(LONG)
        sheet.append((subject, "2024-03-22", "ALT", "45", "U/L"))
    columns = draft(saved(book))["columns"]
    assert ("subject" in columns) == is_read


@pytest.mark.parametrize(("ids", "is_read"), [(("101-0001", "101-0002"), False), (("NCT1", "NCT1"), True)])
def test_number_of_randomization_beside_an_id_of_the_study_is_a_question(ids, is_read):
    rows = [(one, f"R{place}", "2024-03-22", "ALT", "45") for place, one in enumerate(ids, 10)]
    columns = draft(text(*rows, header=("Trial ID", "Randomization No", "Collected", "Test", "Result")))[
        "columns"
    ]
    assert ("subject" in columns) == is_read


@pytest.mark.parametrize(("own", "is_read"), [("R41", False), ("CN01-0101", True)])
def test_lines_with_other_ids_than_the_column_are_a_question(own, is_read):
    data = csv("受试者编号：CN01-0101,,,", "随机编号,采集时间,项目名称,结果", f"{own},2024-03-22,ALT,4.5")
    columns = draft(data)["columns"]
    assert ("subject" in columns) == is_read
