"""What stands in value cells, in Chinese and English, and what becomes of it."""

from decimal import Decimal

import pytest

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Comparator, Condition, Finding, Flag, ParsedValue
from hepaflow.domain.values.conditions import condition_in, condition_of
from hepaflow.domain.values.values import LONGEST_VALUE, parse_value

EQ, LT, LE, GT, GE = Comparator.EQ, Comparator.LT, Comparator.LE, Comparator.GT, Comparator.GE


def code_of(cell: str, mark: str | None = ".") -> IssueCode:
    with pytest.raises(Refused) as refusal:
        parse_value(cell, mark)
    return refusal.value.issue.code


@pytest.mark.parametrize(
    ("cell", "mark", "digits"),
    [
        ("0.80", ".", "0.80"),
        ("0.80", None, "0.80"),
        ("5.", ".", "5"),
        (".5", ".", "0.5"),
        ("-3", ".", "-3"),
        ("０.５", ".", "0.5"),
        ("−3", ".", "-3"),
        ("1,234", ".", "1234"),
        ("12,345,678.9", ".", "12345678.9"),
        ("1 234", None, "1234"),
        ("1\u00a0234.5", ".", "1234.5"),
        ("1\u2009234", ".", "1234"),
        ("1'234", ".", "1234"),
        ("1’234", ".", "1234"),
        ("1,5", ",", "1.5"),
        (",5", ",", "0.5"),
        ("1.234", ",", "1234"),
        ("1.234", None, "1.234"),
        ("12.345.678,90", ",", "12345678.90"),
        ("1 234,5", ",", "1234.5"),
        ("1.20E+05", ".", "1.20E+5"),
        ("1,2E5", ",", "1.2E+5"),
        ("1.2×10^5", ".", "1.2E+5"),
        ("1.2 x 10^5", ".", "1.2E+5"),
        ("1.2*10^5", ".", "1.2E+5"),
        ("1.2×10⁵", ".", "1.2E+5"),
        ("1.2×10⁻³", ".", "0.0012"),
        ("10⁵", ".", "1E+5"),
        ("9999", ".", "9999"),
        ("1.10101E+17", ".", "1.10101E+17"),
        ("1.2:1", ".", "1.2"),
        ("1.2：1", ".", "1.2"),
        ("3." + "1" * 33, ".", "3." + "1" * 33),
        ("1E30", ".", "1E+30"),
    ],
)
def test_a_number_keeps_its_digits(cell, mark, digits):
    assert str(parse_value(cell, mark).number) == digits


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("1,23", "."),
        ("1,2345", "."),
        ("0,123", "."),
        ("12,34.5", "."),
        ("5,", "."),
        ("<1,5 mg/L", "."),
        ("1,234", None),
        ("1,5", None),
        ("1.5", ","),
        ("1.23,4", ","),
        ("1.2345", ","),
    ],
)
def test_a_mark_that_is_not_declared_is_never_guessed(cell, mark):
    assert code_of(cell, mark) is IssueCode.VALUE_DECIMAL_MARK


@pytest.mark.parametrize(
    ("cell", "operator"),
    [
        ("<0.5", LT),
        ("＜0.5", LT),
        ("< 0.5", LT),
        ("小于0.5", LT),
        ("低于0.5", LT),
        ("Less than 0.5", LT),
        ("<=0.5", LE),
        ("≤0.5", LE),
        ("不大于0.5", LE),
        ("小于等于0.5", LE),
        ("0.5以下", LE),  # Civil Code of the PRC, article 1259: the number is included
        (">0.5", GT),
        ("＞0.5", GT),
        ("大于0.5", GT),
        ("高于 0.5", GT),
        (">=0.5", GE),
        ("≥0.5", GE),
        ("大于或等于0.5", GE),
        ("0.5以上", GE),
        ("=0.5", EQ),
    ],
)
def test_an_operator_is_kept(cell, operator):
    assert parse_value(cell, ".") == ParsedValue(Decimal("0.5"), operator)


@pytest.mark.parametrize(
    ("cell", "finding", "strength"),
    [
        *[
            (cell, Finding.NEGATIVE, "")
            for cell in ("阴性", "阴性(-)", "阴性（－）", "(-)", "neg", "Negative", "未检出", "TND")
        ],
        *[(cell, Finding.NEGATIVE, "") for cell in ("Target not detected", "Not Detected", "non-reactive")],
        *[
            (cell, Finding.POSITIVE, "")
            for cell in ("阳性", "阳性(+)", "+", "(+)", "pos", "POSITIVE", "Reactive")
        ],
        ("++", Finding.POSITIVE, "2+"),
        ("阳性(++)", Finding.POSITIVE, "2+"),
        ("阳性+++", Finding.POSITIVE, "3+"),
        ("1+", Finding.POSITIVE, "1+"),
        ("4+", Finding.POSITIVE, "4+"),
        ("阳性(2+)", Finding.POSITIVE, "2+"),
        ("弱阳性", Finding.POSITIVE, "weak"),
        ("弱阳性(±)", Finding.POSITIVE, "weak"),
        ("weakly positive", Finding.POSITIVE, "weak"),
        *[
            (cell, Finding.INDETERMINATE, "")
            for cell in ("±", "(±)", "+-", "+/-", "-/+", "trace", "可疑", "equivocal")
        ],
    ],
)
def test_a_qualitative_answer_is_a_finding(cell, finding, strength):
    assert parse_value(cell, ".") == ParsedValue(finding=finding, strength=strength)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        # findings
        ("阳性(3.21)", ParsedValue(Decimal("3.21"), finding=Finding.POSITIVE)),
        ("0.02(-)", ParsedValue(Decimal("0.02"), finding=Finding.NEGATIVE)),
        ("0.02 阴性", ParsedValue(Decimal("0.02"), finding=Finding.NEGATIVE)),
        ("阴性(-) 0.02", ParsedValue(Decimal("0.02"), finding=Finding.NEGATIVE)),
        ("3.21(++)", ParsedValue(Decimal("3.21"), finding=Finding.POSITIVE, strength="2+")),
        ("未检出(<20 IU/mL)", ParsedValue(Decimal(20), LT, finding=Finding.NEGATIVE, unit="IU/mL")),
        ("低于检测下限(<20)", ParsedValue(Decimal(20), LT)),
        ("<20 (BLQ)", ParsedValue(Decimal(20), LT)),
        (">500 above the limit of quantification", ParsedValue(Decimal(500), GT)),
        # flags
        ("3.2 H", ParsedValue(Decimal("3.2"), flag=Flag.HIGH)),
        ("3.2h", ParsedValue(Decimal("3.2"), flag=Flag.HIGH)),
        ("H 3.2", ParsedValue(Decimal("3.2"), flag=Flag.HIGH)),
        ("3.2 LL", ParsedValue(Decimal("3.2"), flag=Flag.CRITICAL_LOW)),
        ("3.2↓", ParsedValue(Decimal("3.2"), flag=Flag.LOW)),
        ("↑3.2", ParsedValue(Decimal("3.2"), flag=Flag.HIGH)),
        ("3.2偏高", ParsedValue(Decimal("3.2"), flag=Flag.HIGH)),
        ("3.2, H", ParsedValue(Decimal("3.2"), flag=Flag.HIGH)),
        ("危急值 2.5", ParsedValue(Decimal("2.5"), flag=Flag.CRITICAL)),
        ("2.5 critical low", ParsedValue(Decimal("2.5"), flag=Flag.CRITICAL_LOW)),
        ("2.5 ↓ 危急值", ParsedValue(Decimal("2.5"), flag=Flag.CRITICAL_LOW)),
        ("<5 L", ParsedValue(Decimal(5), LT, flag=Flag.LOW)),
        # footnotes
        ("3.2*", ParsedValue(Decimal("3.2"), footnote=True)),
        ("*3.2", ParsedValue(Decimal("3.2"), footnote=True)),
        ("3.2 H*", ParsedValue(Decimal("3.2"), flag=Flag.HIGH, footnote=True)),
        # conditions
        ("轻度溶血 4.8", ParsedValue(Decimal("4.8"), condition=Condition.HEMOLYZED)),
        ("4.8 hemolyzed", ParsedValue(Decimal("4.8"), condition=Condition.HEMOLYZED)),
        ("4.8 (slightly lipemic)", ParsedValue(Decimal("4.8"), condition=Condition.LIPEMIC)),
        ("4.8g/L 标本量不足", ParsedValue(Decimal("4.8"), condition=Condition.INSUFFICIENT, unit="g/L")),
        # units, as written
        ("65％", ParsedValue(Decimal(65), unit="%")),
        ("12.3g/L", ParsedValue(Decimal("12.3"), unit="g/L")),
        ("12.3 mg / dL", ParsedValue(Decimal("12.3"), unit="mg / dL")),
        ("5.08lg", ParsedValue(Decimal("5.08"), unit="lg")),
        ("5.08 log10 IU/mL", ParsedValue(Decimal("5.08"), unit="log10 IU/mL")),
        ("12.3(mg/dL)", ParsedValue(Decimal("12.3"), unit="mg/dL")),
        ("12.3秒", ParsedValue(Decimal("12.3"), unit="秒")),
        ("40单位/升↑", ParsedValue(Decimal(40), unit="单位/升", flag=Flag.HIGH)),
        ("12.3 μmol·L⁻¹", ParsedValue(Decimal("12.3"), unit="μmol·L^-1")),
        ("5.2×10⁹/L", ParsedValue(Decimal("5.2"), unit="×10^9/L")),  # the power belongs to the unit
        ("5.2 10^9/L", ParsedValue(Decimal("5.2"), unit="10^9/L")),
        ("5.2 10*9/L", ParsedValue(Decimal("5.2"), unit="10*9/L")),
        ("1.2×10^5 IU/mL", ParsedValue(Decimal("1.2E+5"), unit="IU/mL")),
        ("1.20E+05IU/mL", ParsedValue(Decimal("1.20E+5"), unit="IU/mL")),
        ("1.2:1 ↓", ParsedValue(Decimal("1.2"), flag=Flag.LOW)),
    ],
)
def test_what_stands_beside_a_number_is_kept(cell, expected):
    assert parse_value(cell, ".") == expected


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        (
            IssueCode.VALUE_MISSING,
            ["", "  ", "\u3000", "-", "---", "—", "/", ".", "N/A", "NA", "n.a.", "null", "无", "None"],
        ),
        (
            IssueCode.VALUE_NOT_DONE,
            ["未做", "TNP", "Not done", "标本量不足", "QNS", "cancelled", "未做(标本量不足)", "TNP; QNS"],
        ),
        (
            IssueCode.VALUE_NOT_DONE,
            ["hemolyzed", "黄疸", "标本凝固", "重度溶血", "grossly haemolysed", "脂血(++)"],
        ),
        (IssueCode.VALUE_PENDING, ["待复查", "Pending", "待报告", "in progress"]),
        (IssueCode.VALUE_ELSEWHERE, ["见备注", "See comment", "详见报告单"]),
        (IssueCode.VALUE_SPREADSHEET_ERROR, ["#N/A", "#VALUE!", "#DIV/0!", "#REF!", "#####", "Err:502"]),
        (
            IssueCode.VALUE_LIMIT_UNKNOWN,
            ["低于检测下限", "below detection limit", "<LOD", "BLQ", "高于检测上限", ">ULOQ"],
        ),
        (IssueCode.VALUE_LIMIT_UNKNOWN, ["低于检测下限(20)", "低于检测下限(>20)"]),
        (
            IssueCode.VALUE_IS_A_DATE,
            ["5月3日", "2024年5月3日", "3-May", "May-03", "3-May-24", "2024-05-03", "5/3/2024"],
        ),
        (
            IssueCode.VALUE_IS_A_DATE,
            ["2024-05-03 00:00:00", "2024/5/3", "03.05.2024", "5/3/24", "May 3, 2024"],
        ),
        (IssueCode.VALUE_UNREADABLE, ["↑", "H", "*", "正常", "ND", "abc", "中量", "张伟"]),
        (
            IssueCode.VALUE_UNREADABLE,
            ["1.23.4", "O.5", "l2", "1O", "1l", "1l5", "(3.2)", "1 23", "1'23", "--5"],
        ),
        (
            IssueCode.VALUE_UNREADABLE,
            ["~5", "约5", "≈5", "+3.2", "3.2 +", "3.2±0.1", "3-5", "10~20", "3至5", "120/80"],
        ),
        (
            IssueCode.VALUE_UNREADABLE,
            ["1:80", "1.2:1.0", "阴性-0.02", "<>5", "<<5", "<5以上", "3.2①", "3₂", "½", "3.2¹", "٣"],
        ),
        (
            IssueCode.VALUE_UNREADABLE,
            ["3 see comment", "5 mg ↑ dL", "3.2 H ↓", "3.2 正常 高", "4.8 溶血 黄疸", "0.5 阴性 阳性"],
        ),
        (
            IssueCode.VALUE_UNREADABLE,
            ["1E31", "1E-31", "1E99999999999", "0." + "0" * 40 + "1", "1" * 35, "1" * (LONGEST_VALUE + 1)],
        ),
        (IssueCode.VALUE_UNREADABLE, ["5" + " (a)" * 13]),
        (IssueCode.VALUE_UNREADABLE, ["阴性(+)", "阳性(-)", "弱阳性(-)", "++(3+)", "阳性5x(("]),
    ],
)
def test_what_is_no_result_says_why(code, cells):
    assert {cell: code_of(cell) for cell in cells} == dict.fromkeys(cells, code)


def test_a_refusal_says_what_stands_there():
    with pytest.raises(Refused) as refusal:
        parse_value(" Ｏ.5 ", ".")
    assert refusal.value.issue.found == "O.5"


def test_a_long_text_is_repeated_only_in_part():
    with pytest.raises(Refused) as refusal:
        parse_value("x" * 32_000, ".")
    assert len(refusal.value.issue.found) == LONGEST_VALUE


@pytest.mark.parametrize(
    ("remark", "condition"),
    [
        ("标本轻度溶血，建议复查", Condition.HEMOLYZED),
        ("Specimen was slightly hemolyzed.", Condition.HEMOLYZED),
        ("标本有凝块", Condition.CLOTTED),
        ("乳糜血(++)", Condition.LIPEMIC),
        ("no hemolysis", None),
        ("未见溶血", None),
        ("溶血性贫血", None),
        ("", None),
    ],
)
def test_a_condition_in_a_remark_is_found_but_never_its_opposite(remark, condition):
    assert condition_in(remark) is condition


def test_a_condition_is_the_whole_text():
    assert condition_of("溶血 复查") is None
