"""Every row of the corpus of dirty cells gets the answer that the corpus asks for."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Comparator, Condition, Finding, Flag, ParsedValue
from hepaflow.domain.normalize.subjects import subject_id
from hepaflow.domain.profile.parts import SubjectIds
from hepaflow.domain.values.dates import from_serial
from hepaflow.domain.values.values import parse_value

pytestmark = pytest.mark.real_data


class Row(NamedTuple):
    raw: str
    kind: str
    operator: str
    number: str
    text_std: str
    flag_std: str
    action: str
    note: str
    source: str


def number(text: str, operator: Comparator = Comparator.EQ, **notes: object) -> ParsedValue:
    return ParsedValue(Decimal(text), operator, **notes)  # type: ignore[arg-type]


LT, GT = Comparator.LT, Comparator.GT
NEGATIVE = ParsedValue(finding=Finding.NEGATIVE)
POSITIVE = ParsedValue(finding=Finding.POSITIVE)

# raw cell of the corpus, decimal mark of the file, our answer
ANSWERS: list[tuple[str, str | None, ParsedValue | IssueCode]] = [
    ("<0.5", ".", number("0.5", LT)),
    ("＜0.5", ".", number("0.5", LT)),
    (">1000", ".", number("1000", GT)),
    ("＞1.70E+08", ".", number("1.70E+08", GT)),
    ("<1.00E+02", ".", number("1.00E+02", LT)),
    ("未检出", ".", NEGATIVE),
    ("TND", ".", NEGATIVE),
    ("低于检测下限", ".", IssueCode.VALUE_LIMIT_UNKNOWN),
    ("阴性(-)", ".", NEGATIVE),
    ("(-)", ".", NEGATIVE),
    ("阳性", ".", POSITIVE),
    ("+", ".", POSITIVE),
    ("±", ".", ParsedValue(finding=Finding.INDETERMINATE)),
    ("弱阳性", ".", ParsedValue(finding=Finding.POSITIVE, strength="weak")),
    ("阳性(3.21)", ".", number("3.21", finding=Finding.POSITIVE)),
    ("0.02(-)", ".", number("0.02", finding=Finding.NEGATIVE)),
    ("1,23", None, IssueCode.VALUE_DECIMAL_MARK),
    ("1,23", ".", IssueCode.VALUE_DECIMAL_MARK),
    ("1,23", ",", number("1.23")),
    ("12,5", None, IssueCode.VALUE_DECIMAL_MARK),
    ("12,5", ",", number("12.5")),
    ("1 234", ".", number("1234")),
    ("3.2 H", ".", number("3.2", flag=Flag.HIGH)),
    ("3.2 ↓", ".", number("3.2", flag=Flag.LOW)),
    ("↑", ".", IssueCode.VALUE_UNREADABLE),
    ("3.2*", ".", number("3.2", footnote=True)),
    ("*3.2", ".", number("3.2", footnote=True)),
    ("危急值 2.5", ".", number("2.5", flag=Flag.CRITICAL)),
    ("hemolyzed", ".", IssueCode.VALUE_NOT_DONE),
    ("轻度溶血 4.8", ".", number("4.8", condition=Condition.HEMOLYZED)),
    ("黄疸", ".", IssueCode.VALUE_NOT_DONE),
    ("标本凝固", ".", IssueCode.VALUE_NOT_DONE),
    ("标本量不足", ".", IssueCode.VALUE_NOT_DONE),
    ("TNP", ".", IssueCode.VALUE_NOT_DONE),
    ("未做", ".", IssueCode.VALUE_NOT_DONE),
    ("待复查", ".", IssueCode.VALUE_PENDING),
    ("见备注", ".", IssueCode.VALUE_ELSEWHERE),
    ("---", ".", IssueCode.VALUE_MISSING),
    ("—", ".", IssueCode.VALUE_MISSING),
    ("N/A", ".", IssueCode.VALUE_MISSING),
    ("NA", ".", IssueCode.VALUE_MISSING),  # as an item code it is sodium: the catalog's affair
    ("", ".", IssueCode.VALUE_MISSING),
    ("#N/A", ".", IssueCode.VALUE_SPREADSHEET_ERROR),
    ("1.20E+05", ".", number("1.20E+05")),
    ("1.2×10^5", ".", number("1.2E+5")),
    ("1.2E5", ".", number("1.2E+5")),
    ("5.08lg", ".", number("5.08", unit="lg")),
    ("45373.3541666667", ".", number("45373.3541666667")),  # a serial only in a date cell, see below
    ("1.10101E+17", ".", number("1.10101E+17")),  # destroyed only in an id cell, see below
    ("5月3日", ".", IssueCode.VALUE_IS_A_DATE),
    ("00123", ".", number("123")),  # an id cell keeps the zeros, see below
    ("中量", ".", IssueCode.VALUE_UNREADABLE),  # a grade only for an ordinal analyte: the catalog's affair
    ("1.2:1", ".", number("1.2")),
    ("65％", ".", number("65", unit="%")),
    ("０.５", ".", number("0.5")),
    ("5.", ".", number("5")),
    ("-3", ".", number("-3")),
    ("9999", ".", number("9999")),  # held as a sentinel by the checks
    ("1.23.4", ".", IssueCode.VALUE_UNREADABLE),
    ("O.5", ".", IssueCode.VALUE_UNREADABLE),
]

# what each kind of the corpus asks of a value cell; `None`: a number or a finding is to be read
ASKED: dict[str, set[IssueCode] | None] = {
    "censored": {IssueCode.VALUE_LIMIT_UNKNOWN},  # only where the row of the corpus gives no number
    "qualitative": None,
    "mixed": None,
    "ambiguous": {IssueCode.VALUE_DECIMAL_MARK, IssueCode.VALUE_MISSING},
    "numeric?": {IssueCode.VALUE_DECIMAL_MARK},  # only where no mark is declared
    "numeric": None,
    "flag_only": {IssueCode.VALUE_UNREADABLE},
    "comment": {IssueCode.VALUE_NOT_DONE},
    "not_done": {IssueCode.VALUE_NOT_DONE},
    "pending": {IssueCode.VALUE_PENDING},
    "pointer": {IssueCode.VALUE_ELSEWHERE},
    "missing": {IssueCode.VALUE_MISSING},
    "excel_error": {IssueCode.VALUE_SPREADSHEET_ERROR},
    "log": None,
    "excel_serial": None,
    "mangled_id": None,
    "excel_date": {IssueCode.VALUE_IS_A_DATE},
    "id": None,
    "ordinal": {IssueCode.VALUE_UNREADABLE},
    "ratio": None,
    "sentinel": None,
    "garbage": {IssueCode.VALUE_UNREADABLE},
}
FLAGS = {"HIGH": Flag.HIGH, "LOW": Flag.LOW, "CRITICAL": Flag.CRITICAL}


@pytest.fixture(scope="module")
def corpus(facts: Path) -> dict[str, Row]:
    with (facts / "dirty_values.csv").open(encoding="utf-8", newline="") as lines:
        return {row["raw"]: Row(**row) for row in csv.DictReader(lines)}


def answer(raw: str, mark: str | None) -> ParsedValue | IssueCode:
    try:
        return parse_value(raw, mark)
    except Refused as refusal:
        return refusal.issue.code


def test_every_row_of_the_corpus_has_an_answer_here(corpus):
    assert {raw for raw, _, _ in ANSWERS} == set(corpus)


@pytest.mark.parametrize(("raw", "mark", "expected"), ANSWERS)
def test_a_dirty_cell_gets_the_answer_that_is_written_down_for_it(raw, mark, expected):
    assert answer(raw, mark) == expected


@pytest.mark.parametrize(("raw", "mark", "expected"), ANSWERS)
def test_a_refused_cell_is_refused_as_its_kind_in_the_corpus_asks(corpus, raw, mark, expected):
    asked = ASKED[corpus[raw].kind]
    assert isinstance(expected, ParsedValue) or (asked is not None and expected in asked)


@pytest.mark.parametrize(
    ("raw", "mark", "expected"), [case for case in ANSWERS if isinstance(case[2], ParsedValue)]
)
def test_what_is_read_is_what_the_corpus_says(corpus, raw, mark, expected):
    row = corpus[raw]
    said = (
        Decimal(row.number) if row.number else expected.number,
        Comparator(row.operator) if row.operator else Comparator.EQ,
        Finding(row.text_std) if row.text_std in set(Finding) else expected.finding,
        FLAGS.get(row.flag_std),
        "weak" if row.flag_std == "weak" else "",
    )
    assert said == (expected.number, expected.operator, expected.finding, expected.flag, expected.strength)


@pytest.mark.parametrize("kind", sorted(ASKED))
def test_every_kind_of_the_corpus_is_known(corpus, kind):
    assert kind in {row.kind for row in corpus.values()}


def test_a_serial_in_a_date_cell_is_the_date_of_the_corpus(corpus):
    row = corpus["45373.3541666667"]
    assert from_serial(row.raw).wall == row.text_std


def test_an_id_that_a_spreadsheet_destroyed_is_refused(corpus):
    with pytest.raises(Refused) as refusal:
        subject_id(corpus["1.10101E+17"].raw, SubjectIds())
    assert refusal.value.issue.code is IssueCode.ID_SCIENTIFIC


def test_an_id_keeps_its_zeros(corpus):
    row = corpus["00123"]
    assert subject_id(row.raw, SubjectIds()) == row.text_std
