"""A profile is read from TOML, and whoever wrote it wrongly is told how to write it."""

import pytest

from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.profiles.parse import Fault, KnownCodes, ProfileFault, check_against, profile_from_toml

SMALLEST = """
study = "NCT03945487"
center = "CN-01"
version = 1
time_zone = "Asia/Shanghai"

[columns]
subject = "受试者编号"
collected_at = "采集时间"
analyte = "项目名称"
value = "结果"
"""

JARGON = (
    "pydantic",
    "Input should",
    "Field required",
    "extra_forbidden",
    "validation error",
    "type=",
    "union",
    "tag",
)


def told(text: str) -> list[str]:
    """Return every fault of a text as a person reads it; none for a profile."""
    try:
        profile_from_toml(text)
    except ProfileFault as fault:
        return [str(one) for one in fault.faults]
    return []


def test_a_text_becomes_a_profile():
    profile = profile_from_toml(SMALLEST)
    assert (profile.study, profile.center, profile.columns["value"]) == ("NCT03945487", "CN-01", "结果")


@pytest.mark.parametrize("text", ["\ufeff" + SMALLEST, SMALLEST.replace("\n", "\r\n")])
def test_a_text_saved_by_windows_is_the_same_profile(text):
    assert profile_from_toml(text) == profile_from_toml(SMALLEST)


def test_limits_of_ranges_are_decimal_as_written():
    profile = profile_from_toml(
        SMALLEST + '[[ranges]]\nanalyte = "ALB"\nunit = "g/L"\nlow = 35.10\nhigh = "50"\n'
    )
    assert (str(profile.ranges[0].low), str(profile.ranges[0].high)) == ("35.10", "50")


def test_the_exception_reads_as_its_faults():
    with pytest.raises(ProfileFault) as caught:
        profile_from_toml(SMALLEST.replace("version = 1", "version = 0"))
    assert caught.value.faults == (Fault("version", "0", "write a number of at least 1"),)
    assert str(caught.value) == "version: write a number of at least 1 (found: 0)"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("[subject]\npattern = \"CN01-\\d{4}\"", "line 13, column 19: write text with a backslash between single quotes, as 'CN01-\\d{4}' (found: pattern = \"CN01-\\d{4}\")"),
        ('结果 = "x"', 'line 12, column 1: write a key with other letters than A-Z between quotes: "结果" = "…" (found: 结果 = "x")'),
        ("unit = 单位", 'line 12, column 8: put text between quotes, as delimiter = ";"; days and numbers need none (found: unit = 单位)'),
        ('value = "x"', "line 12, column 12: keep the key once (found: value = \"x\")"),
        ("[file]\n[file]", "line 13, column 6: keep the table once (found: [file])"),
        ("unit", "line 12, column 5: write key = value; a key with other letters than A-Z stands between quotes (found: unit)"),
        ("[wide]\nx = {unit = 'a', unit = 'b'}", "line 13, column 28: keep the key once (found: x = {unit = 'a', unit = 'b'})"),
        ('unit = """x', "end of the text: close the quotes"),
        ("[file", "line 12, column 6: correct the line: text stands between quotes, a list between [ ], a table between { } (found: [file)"),
    ],
)  # fmt: skip
def test_a_slip_in_toml_is_told_with_its_place(line, fault):
    assert told(f"{SMALLEST}{line}\n") == [fault]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ('[file]\ndelimter = ";"', "[file] delimter: remove it: there is no such key; did you mean delimiter? (found: ;)"),
        ("[fiel]", "fiel: remove it: there is no such key; did you mean file?"),
        ("[zzz]\nx = 1", "zzz: remove it: there is no such key"),
        ('unitt = "单位"', "[columns] unitt: write one of: subject site center collected_at collected_time analyte code loinc panel body_site value unit range range_low range_high flag specimen specimen_type condition method visit status revised_at record comment sex age lab operator value_text unit_text standard_value standard_unit; did you mean unit? (found: unitt)"),
        ('unit = ""', "[columns] unit: write a text between the quotes, or remove the key"),
        ("unit = 3", "[columns] unit: write text between quotes (found: 3)"),
        ('[file]\nlayout = "Wide"', "[file] layout: write one of: long wide; did you mean wide? (found: Wide)"),
        ('[file]\nformat = "csv"', "[file] format: write one of: delimited workbook hl7v2 fhir cdisc json (found: csv)"),
        ('[file]\ntransfer = "cumulativ"', "[file] transfer: write one of: incremental cumulative; did you mean cumulative? (found: cumulativ)"),
        ('[file]\nspecimen_identifies = "yes"', "[file] specimen_identifies: write true or false without quotes (found: yes)"),
        ("[file]\nheader_row = true", "[file] header_row: write a whole number without quotes (found: true)"),
        ("[file]\nheader_row = 0", "[file] header_row: write a number of at least 1 (found: 0)"),
        ('[file]\ndates = "%Y"', "[file] dates: write a list between [ ] (found: %Y)"),
        ('[file]\ndates = ["%Y", "%d"]', "[file] dates[2]: name the year once, as %Y (2024) or as %y (24) (found: %d)"),
        ('[file]\nencoding = "utf9"', '[file] encoding: write the name of an encoding, such as "utf-8", "gb18030" or "cp1252" (found: utf9)'),
        ('[status]\n"作废" = "delete"', '[status] "作废": write one of: preliminary final corrected deleted not-done; did you mean deleted? (found: delete)'),
        ('[units]\nCREAT = [{unit = "mg/dL"}, {unit = "umol/L", fron = 2024-07-01}]', "[units] CREAT[2].fron: remove it: there is no such key; did you mean from? (found: 2024-07-01)"),
        ('[units]\nCREAT = [{unit = "mg/dL", to = "30.6.2024"}]', "[units] CREAT[1].to: write a day that exists, for example 2024-07-01 (found: 30.6.2024)"),
        ('[units]\nCREAT = [{unit = "mg/dL", to = 2024}]', "[units] CREAT[1].to: write a day, as 2024-07-01 (found: 2024)"),
        ("[units]\nCREAT = [{to = 2024-06-30}]", "[units] CREAT[1].unit: add it"),
        ("[units]\nCREAT = 1", '[units] CREAT: write "unit", or a list of {unit = "…", from = …, to = …} (found: 1)'),
        ('[units]\nCREAT = {unit = "mg/dL"}', '[units] CREAT: write "unit", or a list of {unit = "…", from = …, to = …}'),
        ('[wide]\n"ALT (U/L)" = {unit = "U/L"}', '[wide] "ALT (U/L)".analyte: add it'),
        ('[wide]\n"ALT (U/L)" = "ALT"', '[wide] "ALT (U/L)": write {analyte = "…", unit = "…"}, or a list of them with from and to (found: ALT)'),
        ("[unit_spellings.PLAT]\nk = 1", "[unit_spellings] PLAT.k: write text between quotes (found: 1)"),
        ('[[ranges]]\nanalyte = "ALT"\nlow = 1', "[[ranges]][1].unit: add it"),
        ('[[ranges]]\nanalyte = "ALT"\nunit = "U/L"\nlow = "3,5"', '[[ranges]][1].low: write a number with a decimal point, for example "3.5" (found: 3,5)'),
        ('[[ranges]]\nanalyte = "ALT"\nunit = "U/L"\nlow = inf', '[[ranges]][1].low: write a number with a decimal point, for example "3.5" (found: Infinity)'),
        ('[[ranges]]\nanalyte = "ALT"\nunit = "U/L"\nlow = 1\nsex = "男"', "[[ranges]][1].sex: write one of: M F (found: 男)"),
        ('[[ranges]]\nanalyte = "ALT"\nunit = "U/L"\nlow = 1\nage_from = -1', "[[ranges]][1].age_from: write a number of at least 0 (found: -1)"),
        ('[ranges]\nanalyte = "ALT"', "[[ranges]]: write a list between [ ]"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_told_with_what_to_do(lines, fault):
    assert told(f"{SMALLEST}{lines}\n") == [fault]


def test_a_missing_table_is_told():
    assert told('study = "A"\ncenter = "B"\nversion = 1\nfile = 3\n') == ["[file]: write a table (found: 3)"]


def test_names_that_make_keys_of_stores_are_plain():
    remedy = (
        "use only letters A-Z, digits, full stop, hyphen and underscore, and begin with a letter or digit"
    )
    assert told(SMALLEST.replace('"CN-01"', '"CN#01"')) == [f"center: {remedy} (found: CN#01)"]
    assert told(SMALLEST.replace('"CN-01"', f'"{"C" * 65}"')) == [
        f"center: write at most 64 characters (found: {'C' * 65})"
    ]


def test_what_does_not_fit_together_is_told_at_once():
    assert told(SMALLEST + '[wide]\nALT = {analyte = "ALT"}\n[analytes]\n"*" = "ALT"\n') == [
        '[wide]: write layout = "wide" in [file], or remove [wide]',
        '[analytes] "*": write "ignore": all other names cannot mean one analyte (found: ALT)',
    ]


def test_an_empty_text_is_told_what_a_profile_begins_with():
    assert told("") == ["study: add it", "center: add it", "version: add it"]


def test_a_table_in_the_place_of_a_list_of_words_is_no_surprise():
    faults = told(SMALLEST + '[status]\nF = {}\n[subject]\npattern = []\n[unit_spellings]\n"" = "g/L"\n')
    assert len(faults) == 3
    assert not any(word in fault for fault in faults for word in JARGON)


class _Catalog:
    """Knows ALT, BILI, U/L and mg/dL."""

    def knows_analyte(self, code: str) -> bool:
        return code in {"ALT", "BILI"}

    def knows_unit(self, text: str) -> bool:
        return text in {"U/L", "mg/dL"}

    def bases(self, code: str) -> list[str]:
        return ["x"] if code in {"ALT", "BILI"} else []

    def suggestions(self, code: str) -> list[str]:
        return ["BILI"] if code == "TBIL" else []


KNOWN: KnownCodes = _Catalog()


def against(text: str) -> list[str]:
    return [str(fault) for fault in check_against(profile_from_toml(SMALLEST + text), KNOWN)]


def test_a_profile_of_known_codes_and_units_has_no_fault():
    assert against(
        """
        [analytes]
        "总胆" = "BILI"
        "UALB" = "ignore"
        [units]
        ALT = "iu"
        BILI = [{unit = ""}]
        [unit_spellings]
        "IU" = "U/L"
        [unit_spellings.BILI]
        "mg%" = "mg/dL"
        [[declare]]
        analyte = "BILI"
        unit = "MG%"
        basis = "x"
        """
    ) == []  # fmt: skip


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[analytes]\n"总胆" = "TBIL"', '[analytes] "总胆"'),
        ('[units]\nTBIL = "mg/dL"', "[units] TBIL"),
        ('[unit_spellings.TBIL]\nx = "mg/dL"', "[unit_spellings.TBIL]"),
        ('[[declare]]\nanalyte = "TBIL"\nunit = "mg/dL"\nbasis = "x"', "[[declare]][1].analyte"),
        ('[[ranges]]\nanalyte = "TBIL"\nunit = "mg/dL"\nlow = 1', "[[ranges]][1].analyte"),
    ],
)
def test_an_unknown_code_is_told_with_the_nearest(text, where):
    assert against(text) == [
        f"{where}: use the code of an analyte that hepaflow knows; did you mean BILI? (found: TBIL)"
    ]


def test_an_unknown_code_without_a_neighbour_is_told_alone():
    assert against('[analytes]\nx = "Q"') == [
        "[analytes] x: use the code of an analyte that hepaflow knows (found: Q)"
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[units]\nALT = "mg/hl"', "[units] ALT"),
        ('[units]\nALT = [{unit = "U/L", to = 2024-06-30}, {unit = "mg/hl", from = 2024-07-01}]', "[units] ALT[2].unit"),
        ('[unit_spellings]\nx = "mg/hl"', "[unit_spellings] x"),
        ('[unit_spellings.ALT]\nx = "mg/hl"', "[unit_spellings.ALT] x"),
        ('[[declare]]\nanalyte = "ALT"\nunit = "mg/hl"\nbasis = "x"', "[[declare]][1].unit"),
        ('[[ranges]]\nanalyte = "ALT"\nunit = "mg/hl"\nlow = 1', "[[ranges]][1].unit"),
    ],
)  # fmt: skip
def test_an_unknown_unit_is_told(text, where):
    remedy = "use a unit that hepaflow knows, or say in [unit_spellings] which one is meant"
    assert against(text) == [f"{where}: {remedy} (found: mg/hl)"]


def test_an_unknown_basis_is_told_with_those_that_a_conversion_asks_for():
    text = '[[declare]]\nanalyte = "BILI"\nunit = "mg/dL"\nbasis = "X"'
    assert against(text) == ["[[declare]][1].basis: use one of x (found: X)"]


def test_wide_columns_are_checked_too():
    profile = Profile.model_validate(
        {
            "study": "S",
            "center": "C",
            "version": 1,
            "file": {"layout": "wide"},
            "columns": {"subject": "a", "collected_at": "b"},
            "wide": {"A": {"analyte": "TBIL"}, "B": [{"analyte": "ALT", "unit": "mg/hl"}]},
        }
    )
    assert [fault.where for fault in check_against(profile, KNOWN)] == [
        "[wide] A.analyte",
        "[wide] B[1].unit",
    ]
