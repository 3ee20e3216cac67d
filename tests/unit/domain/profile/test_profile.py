"""What a profile may say, by itself and together; faults are checked in the words that a person reads."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from hepaflow.domain.profile import periods
from hepaflow.domain.profile.fields import Contradictions
from hepaflow.domain.profile.parts import WideColumn
from hepaflow.domain.profile.profile import Profile

LONG: dict[str, Any] = {
    "study": "NCT03945487",
    "center": "CN-01",
    "version": 1,
    "columns": {"subject": "S", "collected_at": "D", "analyte": "A", "value": "V"},
}
WIDE: dict[str, Any] = {
    **LONG,
    "file": {"layout": "wide"},
    "columns": {"subject": "S", "collected_at": "D"},
    "wide": {"ALT (U/L)": {"analyte": "ALT", "unit": "U/L"}},
}


def told(declared: dict[str, Any]) -> list[str]:
    """Return every fault of a profile as a person reads it; none for a valid one."""
    try:
        Profile.model_validate(declared)
    except ValidationError as error:
        causes = [detail["ctx"]["error"] for detail in error.errors() if "ctx" in detail]
        return [
            line
            for cause in causes
            for line in (map(str, cause.faults) if isinstance(cause, Contradictions) else [str(cause)])
        ]
    return []


@pytest.mark.parametrize("declared", [LONG, WIDE])
def test_the_smallest_profiles_are_valid(declared):
    assert told(declared) == []


@pytest.mark.parametrize("naming", ["analyte", "code", "loinc"])
def test_any_column_may_name_the_analyte(naming):
    columns = {"subject": "S", "collected_at": "D", "value": "V", naming: "A"}
    assert told({**LONG, "columns": columns}) == []


def test_a_profile_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        Profile.model_validate(LONG).version = 2


def test_lists_and_objects_are_taken_from_code_as_from_text():
    profile = Profile.model_validate(
        {**WIDE, "wide": {"A": WideColumn(analyte="ALT"), "B": [WideColumn(analyte="AST")]}}
    )
    assert profile.wide == {"A": WideColumn(analyte="ALT"), "B": (WideColumn(analyte="AST"),)}


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "Europe/Berlin"])
def test_a_zone_of_the_iana_database_is_known(zone):
    assert told({**LONG, "time_zone": zone}) == []


@pytest.mark.parametrize("zone", ["China", "CST8", "Asia", "../etc/passwd", "", "北京"])
def test_another_zone_is_not(zone):
    assert told({**LONG, "time_zone": zone}) == [
        'write an IANA zone, region and city, such as "Asia/Shanghai"'
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "GB18030", "cp1252", "utf-16"])
def test_an_encoding_that_python_reads_is_known(encoding):
    assert told({**LONG, "file": {"encoding": encoding}}) == []


@pytest.mark.parametrize("encoding", ["utf9", "hex", "undefined", "", "a\0b", "ANSI"])
def test_another_encoding_is_not(encoding):
    remedy = 'write the name of an encoding, such as "utf-8", "gb18030" or "cp1252"'
    assert told({**LONG, "file": {"encoding": encoding}}) == [remedy]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " ", "^"])
def test_a_delimiter_is_one_mark(delimiter):
    assert Profile.model_validate({**LONG, "file": {"delimiter": delimiter}}).file.delimiter == delimiter


@pytest.mark.parametrize("delimiter", ["", ",,", "tab", "x", "0", '"', "\n"])
def test_nothing_else_is_a_delimiter(delimiter):
    assert told({**LONG, "file": {"delimiter": delimiter}}) == [
        r'write the one character between two cells: ",", ";", "|" or, for a tab, "\t"'
    ]


@pytest.mark.parametrize(
    "patterns",
    [
        ["%Y-%m-%d %H:%M"],
        ["%d.%m.%y", "%d.%m.%Y"],
        ["%d-%b-%Y"],
        ["%m/%d/%Y %I:%M %p"],
        ["%Y%m%d%H%M%S.%f%z"],
        ["%Y"],
        ["%Y.%j %H"],
    ],
)
def test_date_patterns_that_name_a_day(patterns):
    assert told({**LONG, "file": {"dates": patterns}}) == []


@pytest.mark.parametrize(
    ("pattern", "remedy"),
    [
        ("%Q/%Y", "%Q is not understood; use %Y %y %m %b %B %d %j %H %I %p %M %S %f %z"),
        ("100%", "% is not understood; use %Y %y %m %b %B %d %j %H %I %p %M %S %f %z"),
        ("%d/%d/%Y", "name each part of the date once"),
        ("%d/%m", "name the year once, as %Y (2024) or as %y (24)"),
        ("%Y-%m-%d %y", "name the year once, as %Y (2024) or as %y (24)"),
        ("dd/mm/yyyy", "name the year once, as %Y (2024) or as %y (24)"),
        ("%d-%b-%m-%Y", "name the month once, as %m (03), %b (Mar) or %B (March)"),
        ("%d/%Y", "%d says nothing without %m"),
        ("%Y-%m-%d %I:%M", "%I says nothing without %p"),
        ("%Y-%m-%d %H:%M %p", "%p says nothing without %I"),
        ("%Y-%m-%d %H:%S", "%S says nothing without %M"),
    ],
)
def test_date_patterns_that_do_not(pattern, remedy):
    assert told({**LONG, "file": {"dates": [pattern]}}) == [remedy]


@pytest.mark.parametrize(
    ("patterns", "kept", "other"),
    [
        (["%d/%m/%Y", "%m/%d/%Y"], "%m/%d/%Y", "%d/%m/%Y"),
        (["%d.%m.%y", "%y.%m.%d"], "%y.%m.%d", "%d.%m.%y"),
        (["%Y-%d-%m"], "%Y-%d-%m", "%Y-%m-%d"),  # ISO 8601 is always understood
    ],
)
def test_two_patterns_may_not_read_one_text_as_two_dates(patterns, kept, other):
    assert told({**LONG, "file": {"dates": patterns}}) == [
        f'keep "{kept}" or "{other}": both read the same text, as different dates'
    ]


def test_the_subject_pattern_must_compile():
    (fault,) = told({**LONG, "subject": {"pattern": "CN01-("}})
    assert fault.startswith("write a regular expression; this one is not: ")


def test_a_long_file_needs_its_columns():
    assert told({**LONG, "columns": {}}) == [
        "[columns] subject: add it: the header of that column in the file",
        "[columns] collected_at: add it: the header of that column in the file",
        "[columns] value: add it: the header of that column in the file",
        "[columns] analyte: add it: the header of the column that names the analyte; or add code, or loinc",
    ]


def test_a_wide_file_needs_its_columns():
    assert told({**WIDE, "columns": {}, "wide": {}}) == [
        "[columns] subject: add it: the header of that column in the file",
        "[columns] collected_at: add it: the header of that column in the file",
        '[wide]: add one entry a column: "header" = {analyte = "…", unit = "…"}',
    ]


@pytest.mark.parametrize(
    "field", ["analyte", "code", "loinc", "value", "unit", "range", "range_low", "range_high", "flag"]
)
def test_a_wide_file_has_no_column_for_one_result(field):
    declared = {**WIDE, "columns": {**WIDE["columns"], field: "X"}}
    assert told(declared) == [
        f"[columns] {field}: remove it: in the wide layout [wide] says what each column holds (found: X)"
    ]


def test_wide_columns_need_the_wide_layout():
    assert told({**LONG, "wide": WIDE["wide"]}) == [
        '[wide]: write layout = "wide" in [file], or remove [wide]'
    ]


def test_one_header_serves_one_field():
    declared = {**LONG, "columns": {**LONG["columns"], "unit": "Ｖ"}}  # full-width V: read as the same header
    assert told(declared) == [
        "[columns] unit: name another column: [columns] value reads this one (found: Ｖ)"
    ]


def test_one_header_serves_a_field_or_an_analyte():
    declared = {**WIDE, "columns": {**WIDE["columns"], "visit": "ALT (U/L)"}}
    assert told(declared) == [
        '[wide] "ALT (U/L)": name another column: [columns] visit reads this one (found: ALT (U/L))'
    ]


@pytest.mark.parametrize("field", ["range_low", "range_high"])
def test_a_range_stands_in_one_column_or_in_two(field):
    declared = {**LONG, "columns": {**LONG["columns"], "range": "R", field: "X"}}
    assert told(declared) == [
        f"[columns] {field}: remove it, or remove range: a file has one or the other (found: X)"
    ]


def test_only_a_workbook_has_sheets():
    file = {"format": "delimited", "sheet": "Results", "header_row": 3}
    assert told({**LONG, "file": file}) == [
        '[file] sheet: remove it, or write format = "workbook" (found: Results)'
    ]
    assert told({**LONG, "file": {**file, "format": "workbook"}}) == []


@pytest.mark.parametrize("format_", ["hl7v2", "fhir", "cdisc"])
def test_a_format_that_says_itself_what_its_cells_are_needs_no_columns(format_):
    assert told({**LONG, "columns": {}, "file": {"format": format_}}) == []


@pytest.mark.parametrize(
    ("declared", "where"),
    [
        ({"file": {"format": "hl7v2"}, "columns": LONG["columns"]}, "[columns]"),
        ({"file": {"format": "fhir", "layout": "wide"}, "columns": {}}, "[file] layout"),
        ({"file": {"format": "cdisc", "header_row": 2}, "columns": {}}, "[file] header_row"),
        ({"file": {"format": "hl7v2"}, "columns": {}, "wide": WIDE["wide"]}, "[wide]"),
    ],
)
def test_what_such_a_format_says_itself_is_not_declared(declared, where):
    (fault,) = told({**LONG, **declared})
    assert fault.startswith(
        f"{where}: remove it: {declared['file']['format']} says itself what its cells are"
    )


def test_a_dataset_may_have_other_columns_than_the_standard_ones():
    assert told({**LONG, "file": {"format": "cdisc"}, "columns": {"subject": "SUBJID"}}) == []


def test_everything_else_can_only_be_ignored():
    assert told({**LONG, "analytes": {"*": "ignore"}}) == []
    assert told({**LONG, "analytes": {"*": "ALT"}}) == [
        '[analytes] "*": write "ignore": all other names cannot mean one analyte (found: ALT)'
    ]


def test_names_that_are_read_alike_mean_the_same():
    assert told({**LONG, "analytes": {"T-Bil": "BILI", "TBIL": "BILI"}}) == []
    assert told({**LONG, "analytes": {"T-Bil": "BILI", "TBIL": "BILDIR"}}) == [
        "[analytes] TBIL: keep one meaning: T-Bil is read as the same text (found: BILDIR)"
    ]


def test_status_words_that_are_read_alike_mean_the_same():
    assert told({**LONG, "status": {"F": "final", "f": "preliminary"}}) == [
        "[status] f: keep one meaning: F is read as the same text (found: preliminary)"
    ]


def test_units_that_are_read_alike_mean_the_same():
    spellings = {"g%": "g/dL", "G %": "mg/dL", "PLAT": {"k": "10*3/uL", "K": "10*6/uL"}}
    assert told({**LONG, "unit_spellings": spellings}) == [
        '[unit_spellings] "G %": keep one meaning: "g%" is read as the same text (found: mg/dL)',
        "[unit_spellings.PLAT] K: keep one meaning: k is read as the same text (found: 10*6/uL)",
    ]


def test_a_unit_may_change_on_a_day():
    units = {
        "CREAT": [{"unit": "mg/dL", "to": date(2024, 6, 30)}, {"unit": "umol/L", "from": date(2024, 7, 1)}],
        "INR": "1",
    }
    assert told({**LONG, "units": units}) == []


def test_two_units_may_not_share_a_day():
    units = {
        "CREAT": [{"unit": "mg/dL", "to": date(2024, 7, 1)}, {"unit": "umol/L", "from": date(2024, 7, 1)}]
    }
    assert told({**LONG, "units": units}) == [
        "[units] CREAT[2]: let one end on the day before the other begins: [1] and [2] share days"
    ]


def test_a_period_does_not_end_before_it_begins():
    units = {"CREAT": [{"unit": "mg/dL", "from": date(2024, 7, 1), "to": date(2024, 6, 30)}]}
    assert told({**LONG, "units": units}) == [
        "[units] CREAT.to: write a day that is not before from = 2024-07-01 (found: 2024-06-30)"
    ]


def test_a_wide_column_may_change_on_a_day_and_says_one_thing_a_day():
    column = [
        {"analyte": "CREAT", "unit": "mg/dL"},
        {"analyte": "CREAT", "unit": "umol/L", "from": date(2024, 7, 1)},
    ]
    assert told({**WIDE, "wide": {"肌酐": column}}) == [
        '[wide] "肌酐"[2]: let one end on the day before the other begins: [1] and [2] share days'
    ]
    column[0]["to"] = date(2024, 6, 30)
    assert told({**WIDE, "wide": {"肌酐": column}}) == []


def test_an_empty_list_of_periods_says_nothing():
    assert told({**LONG, "units": {"CREAT": []}}) == [
        "[units] CREAT: add an entry, or remove the key (found: [])"
    ]


def test_a_fact_is_declared_once_for_a_day():
    ammonia = {"analyte": "AMMONIA", "unit": "ug/dL"}
    other_spelling = {"analyte": "AMMONIA", "unit": "μg/dl"}
    declared = [{**ammonia, "basis": "NH3"}, {**other_spelling, "basis": "N", "from": date(2024, 1, 1)}]
    assert told({**LONG, "declare": declared}) == [
        "[[declare]][2]: remove it or give it other days: [[declare]][1] speaks of the same (found: AMMONIA)"
    ]
    declared[0]["to"] = date(2023, 12, 31)
    assert told({**LONG, "declare": declared}) == []


def test_a_declared_fact_has_its_days_in_order():
    fact = {
        "analyte": "AMMONIA",
        "unit": "ug/dL",
        "basis": "NH3",
        "from": date(2024, 2, 1),
        "to": date(2024, 1, 1),
    }
    assert told({**LONG, "declare": [fact]}) == [
        "[[declare]][1].to: write a day that is not before from = 2024-02-01 (found: 2024-01-01)"
    ]


ALT = {"analyte": "ALT", "unit": "U/L", "low": "9", "high": "50"}


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"low": None, "high": None}, "[[ranges]][1]: add low, high or both (found: ALT)"),
        ({"low": "51"}, "[[ranges]][1].low: write a number that is not above high = 50 (found: 51)"),
        (
            {"age_from": 60, "age_to": 18},
            "[[ranges]][1].age_from: write an age not above age_to = 18 (found: 60)",
        ),
    ],
)
def test_a_range_has_ends_in_order(entry, fault):
    assert told({**LONG, "ranges": [{**ALT, **entry}]}) == [fault]


@pytest.mark.parametrize("side", ["low", "high"])
def test_a_range_may_be_open(side):
    assert told({**LONG, "ranges": [{"analyte": "ALT", "unit": "U/L", side: Decimal(9)}]}) == []


@pytest.mark.parametrize(
    "apart",
    [{"sex": "F"}, {"method": "IFCC"}, {"analyte": "AST"}, {"age_from": 50}, {"from": date(2025, 1, 1)}],
)
def test_ranges_for_others_or_other_days_stand_side_by_side(apart):
    first = {**ALT, "sex": "M", "age_to": 49, "to": date(2024, 12, 31)}
    assert told({**LONG, "ranges": [first, {**first, "age_to": None, "to": None, **apart}]}) == []


def test_two_ranges_for_the_same_subjects_do_not():
    assert told({**LONG, "ranges": [{**ALT, "age_to": 60}, {**ALT, "age_from": 60}]}) == [
        "[[ranges]][2]: remove or narrow it: [[ranges]][1] is for the same subjects on the same days (found: ALT)"
    ]


def test_every_contradiction_is_told_at_once():
    declared = {**LONG, "wide": WIDE["wide"], "analytes": {"*": "ALT"}, "ranges": [ALT, ALT]}
    assert len(told(declared)) == 3


def test_a_day_is_not_a_number():
    assert told({**LONG, "units": {"CREAT": [{"unit": "mg/dL", "from": 2024}]}}) == [
        "write a day, as 2024-07-01"
    ]


def test_the_rules_of_periods_ask_nothing_of_a_profile_without_any():
    assert list(periods.period_faults({}, {}, (), ())) == []


@pytest.mark.parametrize(
    ("table", "remedy"),
    [
        ("units", 'write "unit", or a list of {unit = "…", from = …, to = …}'),
        ("unit_spellings", 'write "unit", or [unit_spellings.CODE] for one analyte'),
        ("wide", 'write {analyte = "…", unit = "…"}, or a list of them with from and to'),
    ],
)
def test_a_key_that_has_two_forms_names_both(table, remedy):
    with pytest.raises(ValidationError) as caught:
        Profile.model_validate({**LONG, table: {"CREAT": 1}})
    assert caught.value.errors()[0]["msg"] == remedy


def test_a_pattern_of_the_subject_that_compiles_is_kept():
    assert (
        Profile.model_validate({**LONG, "subject": {"pattern": "CN01-[0-9]{4}"}}).subject.pattern
        == "CN01-[0-9]{4}"
    )


@pytest.mark.parametrize(
    ("subject", "where"),
    [
        ({"prefix": "CN01-"}, "[subject] pattern: add it"),
        ({"separator": "/"}, "[subject] separator: remove it"),
    ],
)
def test_key_of_the_subject_needs_what_it_works_with(subject, where):
    (fault,) = told({**LONG, "subject": subject})
    assert fault.startswith(where)


PATTERN = {"pattern": "CN01-[0-9]{4}"}


@pytest.mark.parametrize(
    ("file", "more", "fault"),
    [
        ({"header_rows": 2, "format": "json"}, {}, "[file] header_rows: remove it: it is for tables, not for json"),
        ({"sheet_name": "subject", "format": "delimited"}, {"subject": PATTERN}, "[file] sheet_name: remove it: only a workbook has sheets (found: subject)"),
        ({"fill_down": ["value"]}, {}, "[file] fill_down[1]: remove it, or write one of: age analyte collected_at collected_time panel sex site specimen specimen_type subject visit (found: value)"),
        ({"fill_down": ["visit"]}, {}, "[file] fill_down[1]: add [columns] visit, or remove it here (found: visit)"),
        ({"fill_down": ["subject", "subject"]}, {}, "[file] fill_down[2]: name it once (found: subject)"),
        ({"fill_down": ["collected_at"], "above": ["collected_at"]}, {}, "[file] fill_down[1]: name it in one of fill_down, above and across (found: collected_at)"),
        ({"above": ["analyte"]}, {}, "[file] above[1]: remove it, or write one of: age collected_at collected_time panel sex specimen specimen_type subject visit (found: analyte)"),
        ({"sheet_name": "subject", "fill_down": ["subject"]}, {"subject": PATTERN}, "[file] sheet_name: remove it, or remove subject from fill_down, above and across (found: subject)"),
        ({"above": ["subject"]}, {}, "[subject] pattern: add it: with above, only the part that matches it is read"),
        ({"sheet_name": "subject"}, {"subject": {"pattern": "[A-Z][a-z]*[0-9]"}}, "[subject] pattern: write a narrower one: Sheet1 matches it, too (found: [A-Z][a-z]*[0-9])"),
        ({"above": ["subject"], "keep": "original"}, {"subject": PATTERN}, "[file] keep: remove it: with above, a text that may name a person would be kept (found: original)"),
    ],
)  # fmt: skip
def test_keys_of_the_layout_fit_together(file, more, fault):
    assert told({**LONG, **more, "file": file}) == [fault]


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        ({"layout": "wide"}, "[file] layout: remove it: with across, analytes have no columns (found: wide)"),
        ({"header_rows": 2}, "[file] header_rows: remove it: across names a field for each row of the header (found: 2)"),
    ],
)  # fmt: skip
def test_table_with_results_across_has_no_other_layout(file, fault):
    assert fault in told({**LONG, "file": {"across": ["collected_at"], **file}})


DATED = {"analyte": "ALT", "unit": "U/L", "date_column": "date_v1"}


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        ({}, []),
        ({"wide": {"v1": DATED, "v2": {"analyte": "ALT", "unit": "U/L"}}}, ["[wide] v2.date_column: add it: other columns have one, and a value has the date of its own visit"]),
        ({"wide": {"v1": [{**DATED, "to": "2024-06-30"}, {**DATED, "from": "2024-07-01", "date_column": "date_v2"}]}}, ["[wide] v1.date_column: name one column in all entries (found: date_v1, date_v2)"]),
        ({"columns": {"subject": "S", "collected_at": "date_v1"}}, ["[wide] date_column date_v1: name another column: [columns] collected_at reads this one (found: date_v1)"]),
        ({"columns": {"subject": "S", "collected_at": "D", "collected_time": "T"}}, ["[columns] collected_time: remove it: with date_column, a row has several dates, and this column has one cell (found: T)"]),
        ({"file": {"layout": "wide", "format": "json"}}, ["[file] format: remove date_column: it is for tables (found: json)"]),
        ({"file": {"layout": "wide", "fill_down": ["collected_at"]}}, ["[file] fill_down: remove it: with date_column, dates are in columns (found: collected_at)"]),
    ],
)  # fmt: skip
def test_date_columns_of_visits_fit_together(more, faults):
    assert told({**WIDE, "wide": {"v1": DATED}, **more}) == faults


def test_date_columns_of_visits_need_a_header():
    declared = {**WIDE, "wide": {"3": {**DATED, "date_column": "2"}}}
    declared |= {
        "columns": {"subject": "1", "collected_at": "4"},
        "file": {"layout": "wide", "header_rows": 0},
    }
    assert told(declared) == ["[file] header_rows: remove it: date_column needs a header (found: 0)"]


def test_columns_without_a_header_are_named_by_their_places():
    columns = dict(zip(LONG["columns"], "1234", strict=True))
    assert told({**LONG, "columns": columns, "file": {"header_rows": 0}}) == []
    (fault,) = told({**LONG, "columns": {**columns, "unit": "Unit"}, "file": {"header_rows": 0}})
    assert fault.startswith('[columns] unit: write the place of the column, from "1"')


def test_field_that_only_readers_fill_cannot_be_mapped():
    with pytest.raises(ValidationError, match="a profile cannot map doubt"):
        Profile.model_validate({**LONG, "columns": {**LONG["columns"], "doubt": "Doubt"}})


def test_words_for_labs_need_the_column_that_has_them():
    declared = {**LONG, "labs": {"Central": "L-1"}}
    assert [fault for fault in told(declared) if fault.startswith("[columns] lab")]
    with_column = {**declared, "columns": {**LONG["columns"], "lab": "Lab"}}
    assert told(with_column) == []
