"""The fields beside a value: codes by their coding system, flags, standing, sex."""

import pytest

from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.values.flags import parse_flag
from hepaflow.readers.hl7v2 import fields
from hepaflow.readers.hl7v2.text import marks_of

MARKS = marks_of("|", "^~\\&", "utf-8")


@pytest.mark.parametrize(
    ("text", "expected"),  # LOINC, own code, name
    [
        ("1742-6^ALT in serum^LN", ("1742-6", "", "ALT in serum")),
        (
            "ALT^Alanine aminotransferase^L^1742-6^ALT in serum^LN",
            ("1742-6", "ALT", "Alanine aminotransferase"),
        ),
        ("1742-6^ALT in serum^LN^4711^GPT^99LAB", ("1742-6", "4711", "GPT")),
        ("4711^GPT^99LAB^G^GPT^99OLD^^^^1742-6^ALT^LN", ("1742-6", "4711", "GPT")),
        ("1742-6^^LOINC", ("1742-6", "", "")),
        ("ALT", ("", "ALT", "")),
        ("1742-6^ALT", ("", "1742-6", "ALT")),  # which code it is is not told
        ("^谷丙转氨酶", ("", "", "谷丙转氨酶")),
        ("4711^^L^1742-6^ALT in serum^LN", ("1742-6", "4711", "ALT in serum")),
        ("1742-6^^LN^^^^2.74^^GPT im Serum", ("1742-6", "", "GPT im Serum")),
        (r"A\T\B^Test \S\ 1", ("", "A&B", "Test ^ 1")),
        ("", ("", "", "")),
    ],
)
def test_the_names_of_a_test_are_told_apart_by_their_coding_system(text, expected):
    assert fields.names(text, MARKS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U/L", "U/L"),
        ("U/L^units per liter^UCUM", "U/L"),
        ("ul^units per liter^99LAB^U/L^^UCUM", "U/L"),
        ("mg/dl^milligrams^ISO+", "mg/dl"),
        ("17^mg/dL^99LAB", "mg/dL"),
        ("17^^99LAB", "17"),
        ("^mg/dL", "mg/dL"),
        ("^^UCUM^^mg/dL", ""),
        ("^^^^^^^^mg/dL", "mg/dL"),
        (r"10\S\9/L", "10^9/L"),
        ("", ""),
    ],
)
def test_a_unit_is_its_ucum_code_its_code_or_its_words(text, expected):
    assert fields.units(text, MARKS).unit == expected


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("10^9/L", "10^9/L"),
        ("x10^3/uL", "x10^3/uL"),
        ("10^9/L^^UCUM", "10^9/L"),
        ("K/uL^thousands^99LAB^10^3/uL^^UCUM", "10^3/uL"),
    ],
)
def test_caret_of_a_power_parts_no_unit(text, unit):
    assert fields.units(text, MARKS).unit == unit


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("umol/L^mg/dL^UCUM", "mg/dL"),
        ("umol/L^micromole per liter^UCUM^mg/dL^^ISO+", "mg/dL; micromole per liter"),
        ("17^mg/dL^99LAB", ""),
        ("U/L", ""),
        ("1^ratio^99LAB", ""),
    ],
)
def test_what_else_is_called_the_unit_is_kept_apart(text, others):
    assert fields.units(text, MARKS).others == others


@pytest.mark.parametrize(
    ("text", "operator"),
    [("<", "<"), (">^off scale^HL70078", ">"), ("H~>", ">"), ("H", ""), ("", ""), ("<~>", "<>")],
)
def test_sign_of_the_end_of_the_scale_is_an_operator(text, operator):
    assert fields.flagged_operator(text, MARKS) == operator


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H", "H"),
        ("HH^Critical high^HL70078", "HH"),
        ("H~A", "H"),
        ("A~LL", "LL"),
        ("N~N", "N"),
        ("H~U", "H"),
        ("D", ""),
        ("<", ""),
        ("POS", ""),
        ("null", ""),
        ("~", ""),
        ("", ""),
        ("N~H", "N ~ H"),
        ("H~odd", "H ~ odd"),
    ],
)
def test_flags_say_together_where_the_value_lies(text, expected):
    assert fields.abnormal_flag(text, MARKS) == expected


@pytest.mark.parametrize("text", ["N~H", "H~L", "H~odd"])
def test_flags_that_contradict_each_other_are_not_read(text):
    with pytest.raises(Refused):
        parse_flag(fields.abnormal_flag(text, MARKS))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # HL7 table 0085, versions 2.1 to 2.9
        ("F", "final"),
        ("V", "final"),
        ("B", "final"),
        ("U", "final"),
        ("C", "corrected"),
        ("A", "corrected"),
        ("P", "preliminary"),
        ("R", "preliminary"),
        ("S", "preliminary"),
        ("I", "preliminary"),
        ("D", "deleted"),
        ("W", "deleted"),
        ("X", "not-done"),
        ("N", "not-asked"),
        # of no table: the profile may know it
        ("Q", "Q"),
        ("f", "f"),
        ("已审核", "已审核"),
    ],
)
def test_each_status_of_table_0085_has_its_meaning(code, expected):
    assert fields.status(code, "", MARKS) == expected


@pytest.mark.parametrize(
    ("code", "expected"),  # HL7 table 0123
    [
        *[("F", "final"), ("C", "corrected"), ("M", "corrected"), ("P", "preliminary"), ("R", "preliminary")],
        *[("A", "preliminary"), ("X", "not-done"), ("I", "I"), ("Z", "Z"), ("", "")],
    ],
)
def test_the_status_of_the_order_stands_in_for_an_empty_one(code, expected):
    assert fields.status("", code, MARKS) == expected


@pytest.mark.parametrize(
    ("code", "expected"),  # HL7 table 0001
    [
        ("F", "F"),
        ("M", "M"),
        ("m^Male", "M"),
        ("O", ""),
        ("U", ""),
        ("A", ""),
        ("N", ""),
        ("男", "男"),
        ("", ""),
    ],
)
def test_sex_is_female_male_or_nothing(code, expected):
    assert fields.administrative_sex(code, MARKS) == expected


@pytest.mark.parametrize(("text", "expected"), [("A1^Kinetic^L~A2", "Kinetic"), ("A1", "A1"), ("", "")])
def test_a_panel_or_a_method_is_its_words_or_its_code(text, expected):
    assert fields.coded_text(text, MARKS) == expected
