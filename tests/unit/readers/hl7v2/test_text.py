"""Escapes give the characters that they stand for; what is none of them stays as it stands."""

import pytest

from hepaflow.readers.hl7v2.text import first_component, marks_of, unescaped

MARKS = marks_of("|", "^~\\&#", "utf-8")


@pytest.mark.parametrize(
    ("text", "expected"),  # HL7 v2.5.1 chapter 2, 2.7
    [
        (r"a\F\b", "a|b"),
        (r"a\S\b", "a^b"),
        (r"a\T\b", "a&b"),
        (r"a\R\b", "a~b"),
        (r"a\E\b", r"a\b"),
        (r"a\P\b", "a#b"),
        (r"\E\F\E", r"\F\E"),
        (r"10\S\9/L", "10^9/L"),
        (r"\H\high\N\ ", "high "),
        (r"one\.br\two", "one\ntwo"),
        (r"one\.sp+2\two\.ce\three", "one\ntwo\nthree"),
        (r"\.in+4\\.ti-2\\.fi\one\.sk3\two", "   one two"),
        (r"\X41\\X4243\ ", "ABC "),
        (r"\XC2B5\mol/L", "µmol/L"),
        (r"\X0D0A\ ", "\r\n "),
    ],
)
def test_an_escape_gives_what_it_stands_for(text, expected):
    assert unescaped(text, MARKS) == expected


@pytest.mark.parametrize(
    "text",
    [
        r"C:\labs\alt",
        r"a\b",
        r"\Q\ ",
        r"\X4\ ",
        r"\XFF\ ",  # no UTF-8
        r"\X00\ ",  # no text holds it
        r"\C2842\ ",  # ISO 2022 escapes of single fields
        r"\M2842\ ",
        r"\Z1\ ",
        "\\",
        "",
    ],
)
def test_what_is_no_escape_stays_as_it_stands(text):
    assert unescaped(text, MARKS) == text


def test_hexadecimal_bytes_are_in_the_character_set_of_the_message():
    assert unescaped(r"\XB5\mol/L", marks_of("|", "^~\\&", "latin-1")) == "µmol/L"


def test_a_separator_that_is_not_declared_cannot_be_escaped():
    assert unescaped(r"a\T\b", marks_of("|", "^~\\", "utf-8")) == "ab"


def test_null_says_nothing():
    assert unescaped('""', MARKS) == ""


def test_the_first_component_of_the_first_repetition_is_plain_text():
    assert first_component(r"A\T\1^B~C", MARKS) == "A&1"
