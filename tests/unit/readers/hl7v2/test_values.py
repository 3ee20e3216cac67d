"""A value is printed as the lab means it, and one that is no plain value never becomes one."""

import pytest

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Comparator, Finding
from hepaflow.domain.values.dates import parse_moment
from hepaflow.domain.values.values import parse_value
from hepaflow.readers.hl7v2.moments import moment_text
from hepaflow.readers.hl7v2.text import marks_of
from hepaflow.readers.hl7v2.values import value_text

MARKS = marks_of("|", "^~\\&", "utf-8")


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("NM", "45", "45"),
        ("NM", "0.80", "0.80"),
        ("NM", " 4.5 ", "4.5"),
        ("NM", "+45", "45"),
        ("NM", "-4.5", "-4.5"),
        ("NM", "51^^", "51"),
        ("NM", "30~", "30"),
        ("NM", "30~31", "30 ~ 31"),
        ("ST", "+", "+"),
        ("ST", "3+", "3+"),
        ("NM", '""', ""),
        ("ST", "<0.1", "<0.1"),
        ("ST", r"10\S\9", "10^9"),
        ("TX", "Not detected", "Not detected"),
        ("FT", r"Line one\.br\line two", "Line one\nline two"),
        ("ID", "POS", "POS"),
        ("", "45", "45"),
        # chapter 2A, SN: its own examples
        ("SN", ">^100", ">100"),
        ("SN", "^100^-^200", "100-200"),
        ("SN", "^1^:^228", "1:228"),
        ("SN", "^2^+", "2+"),
        ("SN", "<=^5", "<=5"),
        ("SN", "=^5", "5"),
        ("SN", "<>^5", "<>5"),
        ("SN", "^1^/^128", "1/128"),
        ("SN", ">^1^.^3", ">1 . 3"),
        ("SN", "100", "100"),
        ("SN", "", ""),
        ("NR", "5^10", "5-10"),
        ("CE", "260385009^Negative^SCT", "Negative"),
        ("CWE", "10828004^^SCT", "positive"),
        ("CWE", "10828004", "positive"),
        ("CWE", "LA6577-6^^LN^N^Negative^L", "Negative"),
        ("CWE", "X1^^L^^^^^^weakly reactive", "weakly reactive"),
        ("CWE", "POS^^L", "POS"),
        ("CWE", "^^^POS", "POS"),
        ("CNE", "", ""),
        ("DT", "20230201", "2023-02-01"),
        ("TS", "20230201103000+0100", "2023-02-01T10:30:00+01:00"),
        ("TM", "0000", "00:00"),
        ("TM", "", ""),
    ],
)
def test_a_value_is_printed_by_its_type(kind, text, expected):
    assert value_text(kind, text, MARKS) == expected


def answer(kind: str, text: str) -> IssueCode | tuple:
    """What the value parser makes of it."""
    try:
        read = parse_value(value_text(kind, text, MARKS), ".")
    except Refused as refusal:
        return refusal.issue.code
    return (read.operator, str(read.number)) if read.number is not None else read.finding


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("NM", "45", (Comparator.EQ, "45")),
        ("SN", ">^100", (Comparator.GT, "100")),
        ("SN", "<=^0.50", (Comparator.LE, "0.50")),
        ("CWE", "260385009^Negative^SCT", Finding.NEGATIVE),
        ("CE", "260373001", Finding.POSITIVE),
        ("ST", "", IssueCode.VALUE_MISSING),
    ],
)
def test_what_is_a_plain_value_is_read_as_one(kind, text, expected):
    assert answer(kind, text) == expected


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("SN", "^100^-^200"),
        ("SN", "^1^:^128"),
        ("SN", "^1^/^128"),
        ("SN", ">^1^.^3"),
        ("SN", "<>^5"),
        ("NR", "5^10"),
        ("NM", "5~6"),
        ("NM", "5^6"),
        ("ST", "5^6"),
        ("DT", "20230201"),
        ("DT", "2023"),
        ("DTM", "202302"),
        ("TS", "2024032"),
        ("TM", "0000"),
        ("TM", "12"),
        ("CQ", "5^mL"),
        ("MO", "5^USD"),
        ("FN", "^182"),
        ("NA", "1^2^3"),
        ("TX", "5 " * 40),
        ("CE", "1^" + "word " * 20),
        ("CWE", "260385009^Positive^SCT"),  # the code of negative
        ("CWE", "10828004^阴性^SCT"),
        ("CE", "N^Negative^L^10828004^^SCT"),
        ("CWE", "N^Negative^L^P^Positive^L"),
    ],
)
def test_what_is_no_plain_value_is_not_read_as_one(kind, text):
    assert isinstance(answer(kind, text), IssueCode)


@pytest.mark.parametrize("kind", ["XPN", "XAD", "XTN", "XCN", "PN", "CX", "AD", "TN", "CN", "PPN"])
def test_types_that_hold_persons_are_not_read(kind):
    assert value_text(kind, "Doe^Jane^13800138000", MARKS) == f"[{kind}]"


def test_an_unknown_type_without_a_value_is_an_empty_value():
    assert value_text("XX", " ", MARKS) == ""


def test_a_narrative_is_not_repeated():
    assert value_text(
        "TX", "Reported to Dr Doe by telephone, who will ask for another specimen. ", MARKS
    ) == ("[text, 68 characters]")


def test_a_long_value_of_many_parts_is_not_taken_apart():
    assert value_text("CWE", "^^" * 2_000, MARKS) == "[text, 4000 characters]"


def test_a_coded_value_may_be_longer_than_its_words():
    assert (
        value_text("CWE", "260385009^Negative^SCT^N^Negativ nach Bestätigungstest^L^2024^1.0", MARKS)
        == "Negative"
    )


# --- dates and times (chapter 2A, DTM, TS, DR)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024", "2024"),
        ("202403", "2024-03"),
        ("20240322", "2024-03-22"),
        ("2024032208", "2024-03-22T08"),
        ("202403220830", "2024-03-22T08:30"),
        ("20240322083015", "2024-03-22T08:30:15"),
        ("20240322083015.678", "2024-03-22T08:30:15.678"),
        ("20240322083015.6789-0500", "2024-03-22T08:30:15.6789-05:00"),
        ("202403220830+0800", "2024-03-22T08:30+08:00"),
        ("20240322+0800", "2024-03-22"),  # a day has no offset
        ("20240322083000^M", "2024-03-22T08:30"),
        ("20240101000000+0800^Y", "2024"),
        ("20240322083000^X", "2024-03-22T08:30:00"),
        ("202403220830^202403220900", "2024-03-22T08:30"),
        ("202403220830&202403220900", "2024-03-22T08:30"),
        ("202403220830~202403230830", "2024-03-22T08:30"),
        (" 20240322 ", "2024-03-22"),
        ('""', ""),
        ("", ""),
    ],
)
def test_a_time_keeps_its_precision(text, expected):
    assert moment_text(text, MARKS) == expected


@pytest.mark.parametrize("text", ["2024032", "22.03.2024", "DOB", "20240322T0830", "202403220830+08"])
def test_what_is_no_time_of_hl7_stays_as_it_stands(text):
    assert moment_text(text, MARKS) == text


@pytest.mark.parametrize("text", ["20240230", "20241322", "2024032225"])
def test_a_time_that_does_not_exist_is_not_made_one(text):
    with pytest.raises(Refused):
        parse_moment(moment_text(text, MARKS), (), None)
