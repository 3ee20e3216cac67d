"""Words beside and in place of a result, as Chinese, German, French and Spanish lab systems print them."""

from decimal import Decimal

import pytest

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Bound, Comparator, Condition, Finding, Flag, Range, Status
from hepaflow.domain.values.conditions import condition_in
from hepaflow.domain.values.flags import parse_flag
from hepaflow.domain.values.lab_words import STATUS_WORDS
from hepaflow.domain.values.persons import sex
from hepaflow.domain.values.ranges import parse_range
from hepaflow.domain.values.values import parse_value


def refusal(cell):
    with pytest.raises(Refused) as refused:
        parse_value(cell, ".")
    return refused.value.issue.code


@pytest.mark.parametrize("cell", ["45(复查)", "45 已复查", "45(已复核)", "45 rechecked", "45。"])
def test_a_result_that_was_looked_at_again_is_a_result(cell):
    value = parse_value(cell, ".")
    assert (value.number, value.operator, value.footnote) == (Decimal(45), Comparator.EQ, False)


@pytest.mark.parametrize("cell", ["45(建议复查)", "45 张三复查", "阴性(1:40)+", "++(1:40)", "1:40"])
def test_what_says_more_is_not_read(cell):
    assert refusal(cell) is IssueCode.VALUE_UNREADABLE


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("3.5×10的4次方", "35000"),
        ("3.5×10E4", "35000"),
        ("3.5×10∧4", "35000"),
        ("45·1", "45.1"),
    ],
)
def test_a_power_and_a_point_in_another_spelling(cell, number):
    assert parse_value(cell, ".").number == Decimal(number)


def test_a_middle_point_is_the_mark_that_the_center_declares():
    assert parse_value("45·1", ",").number == Decimal("45.1")


@pytest.mark.parametrize(("cell", "unit"), [("5.2×10E9/L", "×10E9/L"), ("5.2×10的9次方/L", "×10的9次方/L")])
def test_the_power_of_a_unit_is_no_part_of_the_number(cell, unit):
    assert (parse_value(cell, ".").number, parse_value(cell, ".").unit) == (Decimal("5.2"), unit)


@pytest.mark.parametrize("cell", [">120秒不凝", "120s不凝", "120(不凝)", "120 不凝固"])
def test_plasma_that_does_not_clot_is_above_the_time(cell):
    value = parse_value(cell, ".")
    assert (value.number, value.operator) == (Decimal(120), Comparator.GT)


def test_without_a_time_it_has_no_limit():
    assert refusal("不凝固") is IssueCode.VALUE_LIMIT_UNKNOWN


def test_below_a_time_it_contradicts_itself():
    assert refusal("<120s不凝") is IssueCode.VALUE_UNREADABLE


@pytest.mark.parametrize(
    ("cell", "finding", "strength"),
    [
        ("反应性", Finding.POSITIVE, ""),
        ("非反应性", Finding.NEGATIVE, ""),
        ("检测不到", Finding.NEGATIVE, ""),
        ("阳性(1:40)", Finding.POSITIVE, "1:40"),
        ("陽性", Finding.POSITIVE, ""),
        ("nicht nachweisbar", Finding.NEGATIVE, ""),
        ("Non détecté", Finding.NEGATIVE, ""),
        ("No reactivo", Finding.NEGATIVE, ""),
    ],
)
def test_an_answer_in_words(cell, finding, strength):
    assert (parse_value(cell, ".").finding, parse_value(cell, ".").strength) == (finding, strength)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("拒检", IssueCode.VALUE_NOT_DONE),
        ("标本退回", IssueCode.VALUE_NOT_DONE),
        ("凝血", IssueCode.VALUE_NOT_DONE),
        ("n.b.", IssueCode.VALUE_NOT_DONE),
        ("muestra insuficiente", IssueCode.VALUE_NOT_DONE),
        ("未出结果", IssueCode.VALUE_PENDING),
        ("待报", IssueCode.VALUE_PENDING),
        ("folgt", IssueCode.VALUE_PENDING),
        ("en cours", IssueCode.VALUE_PENDING),
        ("见附注", IssueCode.VALUE_ELSEWHERE),
        ("siehe Kommentar", IssueCode.VALUE_ELSEWHERE),
    ],
)
def test_words_in_place_of_a_result(cell, code):
    assert refusal(cell) is code


@pytest.mark.parametrize(
    ("cell", "flag"),
    [("▲", Flag.HIGH), ("▼", Flag.LOW), ("异常高", Flag.HIGH), ("低危急值", Flag.CRITICAL_LOW), ("erhöht", Flag.HIGH),
     ("bajo", Flag.LOW), ("阳性", Flag.ABNORMAL), ("阴性", Flag.NORMAL), ("已复查", None)],
)  # fmt: skip
def test_a_flag_in_words(cell, flag):
    assert parse_flag(cell) is flag


@pytest.mark.parametrize(
    ("remark", "condition"),
    [
        ("肉眼可见溶血", Condition.HEMOLYZED),
        ("溶血明显", Condition.HEMOLYZED),
        ("轻溶", Condition.HEMOLYZED),
        ("标本轻度溶血可能影响结果", Condition.HEMOLYZED),
        ("脂血严重", Condition.LIPEMIC),
        ("Probe leicht hämolytisch", Condition.HEMOLYZED),
        ("muestra hemolizada", Condition.HEMOLYZED),
        ("échantillon coagulé", Condition.CLOTTED),
        ("未见溶血", None),
        ("无明显溶血", None),
        ("溶血?", None),
        ("keine Hämolyse", None),
        ("sin hemólisis", None),
        ("凝血功能", None),
    ],
)
def test_a_condition_in_a_remark(remark, condition):
    assert condition_in(remark) is condition


BETWEEN = Range(Bound(Decimal("5.1")), Bound(Decimal("28.0")))


@pytest.mark.parametrize(
    "cell",
    [
        "成人:5.1-28.0",
        "参考值5.1-28.0",
        "5.1-28.0（成人）",
        "5.1≤x≤28.0",
        "正常 5.1~28.0",
        "Erwachsene: 5.1-28.0",
    ],
)
def test_a_range_with_words_around_it(cell):
    assert parse_range(cell, ".").limits == BETWEEN


def test_a_range_with_one_side_and_words():
    assert parse_range("正常<28", ".").limits == Range(None, Bound(Decimal(28), included=False))
    assert parse_range("30IU/L以下", ".") == (Range(None, Bound(Decimal(30))), "IU/L")
    assert parse_range("4.0g/dL以上", ".") == (Range(Bound(Decimal("4.0")), None), "g/dL")


def test_a_range_between_signs_keeps_what_is_included():
    assert parse_range("5.1<x<=28.0 U/L", ".") == (
        Range(Bound(Decimal("5.1"), included=False), Bound(Decimal("28.0"))),
        "U/L",
    )


@pytest.mark.parametrize("cell", ["儿童:5-10", "5-10(孕妇)", "新生儿 5-10", "5≥x≥1"])
def test_a_range_of_somebody_else_is_not_read(cell):
    with pytest.raises(Refused):
        parse_range(cell, ".")


def test_codes_of_the_sex_are_read_in_chinese_files_alone():
    """GB/T 2261.1-2003."""
    assert [sex(code, is_chinese=True) for code in ("1", "2", "9", "♀", "weiblich")] == [
        "M",
        "F",
        "",
        "F",
        "F",
    ]
    for code, chinese in (("0", True), ("3", True), ("1", False), ("2", False)):
        with pytest.raises(Refused):
            sex(code, is_chinese=chinese)


@pytest.mark.parametrize(
    ("word", "status"),
    [("已审核", Status.FINAL), ("待审核", Status.PRELIMINARY), ("已修改", Status.CORRECTED), ("作废", Status.DELETED),
     ("verified", Status.FINAL), ("vorläufig", Status.PRELIMINARY), ("rectifié", Status.CORRECTED), ("voided", Status.DELETED)],
)  # fmt: skip
def test_a_status_in_words(word, status):
    assert STATUS_WORDS[word] is status


@pytest.mark.parametrize(
    "word", ["取消", "已取消", "cancelled", "storniert", "annulé", "退检", "signed", "F"]
)
def test_what_one_system_writes_for_another_thing_is_left_to_the_profile(word):
    assert word not in STATUS_WORDS
