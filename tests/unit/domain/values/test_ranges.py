"""Reference ranges as labs print them, and a value against one."""

from decimal import Decimal

import pytest

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Bound, Comparator, Flag, Range
from hepaflow.domain.values import ranges
from hepaflow.domain.values.flags import flag_against
from hepaflow.domain.values.ranges import LONGEST_RANGE

EQ, LT, LE, GT, GE = Comparator.EQ, Comparator.LT, Comparator.LE, Comparator.GT, Comparator.GE


def bound(text: str | None) -> Bound | None:
    """`3.5` is included, `(3.5` is not."""
    return None if text is None else Bound(Decimal(text.strip("(")), not text.startswith("("))


def limits(low: str | None, high: str | None) -> Range:
    return Range(bound(low), bound(high))


def parse_range(cell: str, mark: str | None, sex: str = "") -> Range | None:
    printed = ranges.parse_range(cell, mark, sex)
    return printed.limits if printed else None


def range_of(low: str, high: str, mark: str | None) -> Range | None:
    printed = ranges.range_of(low, high, mark)
    return printed.limits if printed else None


@pytest.mark.parametrize(
    ("cell", "mark", "low", "high"),
    [
        ("3.5-5.0", ".", "3.5", "5.0"),
        ("3.5 – 5.0", ".", "3.5", "5.0"),
        ("3,5-5,0", ",", "3.5", "5.0"),
        ("3.5-5.0", None, "3.5", "5.0"),
        ("7 ~ 40", ".", "7", "40"),
        ("7～40", ".", "7", "40"),
        ("7—40", ".", "7", "40"),
        ("7至40", ".", "7", "40"),
        ("0 to 40", ".", "0", "40"),
        ("3.5--5.3", ".", "3.5", "5.3"),
        ("-3-3", ".", "-3", "3"),
        ("-3~-1", ".", "-3", "-1"),
        ("5-3", ".", "5", "3"),  # reversed: noted by the checks
        ("9-50 U/L", ".", "9", "50"),
        ("9-50U/L", ".", "9", "50"),
        ("0%-5%", ".", "0", "5"),
        ("0 mg/dL - 40 mg/dL", ".", "0", "40"),
        ("(3.5-5.0)", ".", "3.5", "5.0"),
        ("[3.5-5.0] g/L", ".", "3.5", "5.0"),
        ("(125-350)×10⁹/L", ".", "125", "350"),
        ("125-350×10^9/L", ".", "125", "350"),
        ("1,000-2,000", ".", "1000", "2000"),
        ("150 000-450 000", ".", "150000", "450000"),
        (">3.5-<5.0", ".", "(3.5", "(5.0"),
        ("<21", ".", None, "(21"),
        ("＜21 μmol/L", ".", None, "(21"),
        ("≤21", ".", None, "21"),
        ("小于21", ".", None, "(21"),
        ("40以下", ".", None, "40"),
        ("up to 40", ".", None, "40"),
        (">5", ".", "(5", None),
        ("≥ 5", ".", "5", None),
        ("大于5", ".", "(5", None),
    ],
)
def test_a_range_is_read_with_its_direction(cell, mark, low, high):
    assert parse_range(cell, mark) == limits(low, high)


def test_limits_keep_their_digits():
    printed = parse_range("3.50-5.00", ".")
    assert printed is not None
    assert printed.low is not None
    assert str(printed.low.number) == "3.50"


@pytest.mark.parametrize(
    "cell", ["", " ", "-", "---", "/", "N/A", "无", "阴性", "阴性(-)", "Negative", "not detected"]
)
def test_a_cell_without_a_range_for_numbers_is_none(cell):
    assert parse_range(cell, ".") is None


@pytest.mark.parametrize(
    "cell",
    [
        "男:9-50 女:7-40",
        "男：9-50；女：7-40",
        "男性 9-50，女性 7-40",
        "M 9-50; F 7-40",
        "Male: 9-50 U/L, Female: 7-40 U/L",
        "Women 7-40 / Men 9-50",
        "9-50(男) 7-40(女)",
        "9-50 (M); 7-40 (F)",
    ],
)
def test_a_range_by_sex_is_chosen_by_sex(cell):
    chosen = [parse_range(cell, ".", sex) for sex in ("M", "F", "")]
    assert chosen == [limits("9", "50"), limits("7", "40"), None]


def test_a_range_for_the_other_sex_is_none():
    assert parse_range("男:9-50", ".", "F") is None


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("40", "."),
        ("3.5-5,0", "."),
        ("-40", "."),
        ("=5", "."),
        ("3.5-", "."),
        ("-3--1", "."),  # -3 to 1, or -3 to -1
        ("5月3日-8", "."),
        ("3.5-5.0-6.0", "."),
        ("3.5-5.0①", "."),
        ("3.5-5.0 张伟 13800000000", "."),
        ("<5以下", "."),
        ("<5 ?", "."),
        ("0%-5 g/L", "."),
        ("<3-5", "."),
        ("男:9-50 男:7-40", "."),
        ("儿童 9-50", "."),
        ("男:9-50 ? 女:7-40", "."),
        ("阴性或弱阳性", "."),
        ("(3-5) ?", "."),
        ("3" * (LONGEST_RANGE + 1), "."),
    ],
)
def test_what_is_no_range_is_refused(cell, mark):
    with pytest.raises(Refused) as refusal:
        parse_range(cell, mark, "M")
    assert refusal.value.issue.code is IssueCode.RANGE_UNREADABLE


@pytest.mark.parametrize(
    "cell", ["5-Mar", "3月5日", "Mar-05", "2024-03-05", "5月3日", "03-05-2024", "01:20", "20:00:00"]
)
def test_a_range_that_a_spreadsheet_turned_into_a_date_is_told(cell):
    with pytest.raises(Refused) as refusal:
        parse_range(cell, ".")
    assert (refusal.value.issue.code, refusal.value.issue.found) == (IssueCode.RANGE_IS_A_DATE, cell)


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("3,5-5,0", "."),
        ("3,5-5,0", None),
        ("3.5-5.0", ","),
        ("<5,0", "."),
        ("男:9,5-50 女:7-40", "."),
        ("(3,5~5,0)", "."),
    ],
)
def test_a_range_under_the_other_decimal_mark_is_told(cell, mark):
    with pytest.raises(Refused) as refusal:
        parse_range(cell, mark, "M")
    assert refusal.value.issue.code is IssueCode.RANGE_DECIMAL_MARK


def test_a_refused_range_says_what_stands_there():
    with pytest.raises(Refused) as refusal:
        parse_range("３,5-5,0", ".")
    assert refusal.value.issue.found == "3,5-5,0"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("3.5", "5.0", limits("3.5", "5.0")),
        ("", "5", limits(None, "5")),
        ("3", "---", limits("3", None)),
        ("", "<21", limits(None, "(21")),
        (">=3", "<=5 U/L", limits("3", "5")),
        ("", "", None),
        ("阴性", "阴性", None),
    ],
)
def test_two_cells_are_one_range(low, high, expected):
    assert range_of(low, high, ".") == expected


@pytest.mark.parametrize(("low", "high"), [("<3", "5"), ("3", ">5"), ("a", "5"), ("3", "5①"), ("3", "5 ?")])
def test_two_cells_that_are_no_range_are_refused(low, high):
    with pytest.raises(Refused) as refusal:
        range_of(low, high, ".")
    assert refusal.value.issue.code is IssueCode.RANGE_UNREADABLE


@pytest.mark.parametrize(
    ("low", "high", "code"),
    [
        ("3,5", "5,0", IssueCode.RANGE_DECIMAL_MARK),
        ("3", "5,0", IssueCode.RANGE_DECIMAL_MARK),
        ("2024-03-05", "", IssueCode.RANGE_IS_A_DATE),
        ("3", "5-Mar", IssueCode.RANGE_IS_A_DATE),
    ],
)
def test_two_cells_of_which_one_was_spoiled_say_how(low, high, code):
    with pytest.raises(Refused) as refusal:
        range_of(low, high, ".")
    assert (refusal.value.issue.code, refusal.value.issue.found) == (code, f"{low} - {high}")


@pytest.mark.parametrize(
    ("operator", "number", "low", "high", "flag"),
    [
        (EQ, "3", "3", "7", Flag.NORMAL),
        (EQ, "7.0", "3", "7", Flag.NORMAL),
        (EQ, "2.999", "3", "7", Flag.LOW),
        (EQ, "7.001", "3", "7", Flag.HIGH),
        (EQ, "21", None, "(21", Flag.HIGH),  # <21: the limit itself is outside
        (EQ, "20.9", None, "(21", Flag.NORMAL),
        (EQ, "5", "(5", None, Flag.LOW),
        (EQ, "5.1", "(5", None, Flag.NORMAL),
        (LT, "3", "3", "7", Flag.LOW),
        (LE, "3", "3", "7", None),
        (LE, "3", "(3", "7", Flag.LOW),
        (LT, "5", "3", "7", None),
        (LT, "8", "3", "7", None),
        (LT, "21", None, "(21", Flag.NORMAL),
        (LE, "21", None, "(21", None),
        (LE, "21", None, "21", Flag.NORMAL),
        (LT, "22", None, "21", None),
        (LT, "5", "0", "7", Flag.NORMAL),  # 0 is the floor of the scale
        (LT, "8", "0", "7", None),
        (LT, "-1", "0", "7", Flag.LOW),
        (GT, "7", "3", "7", Flag.HIGH),
        (GE, "7", "3", "7", None),
        (GE, "7", "3", "(7", Flag.HIGH),
        (GT, "1000", "3", "7", Flag.HIGH),
        (GT, "5", "3", "7", None),
        (GT, "5", "(5", None, Flag.NORMAL),
        (GE, "5", "(5", None, None),
        (GT, "2", "3", None, None),
        (EQ, "5", None, None, None),
    ],
)
def test_a_value_is_flagged_only_where_every_value_it_allows_lies_on_one_side(
    operator, number, low, high, flag
):
    assert flag_against(operator, Decimal(number), limits(low, high)) is flag
