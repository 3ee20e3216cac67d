"""Whatever a lab types: an answer or a refusal with a code, digits and operators as reported, in bounded time."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Bound, Comparator, Flag, ParsedValue, Range
from hepaflow.domain.normalize.subjects import subject_id
from hepaflow.domain.profile.parts import SubjectIds
from hepaflow.domain.values.dates import from_serial, parse_moment
from hepaflow.domain.values.flags import flag_against, parse_flag
from hepaflow.domain.values.persons import age_in_years, sex
from hepaflow.domain.values.ranges import parse_range, range_of
from hepaflow.domain.values.values import parse_value

MARKS = st.sampled_from([".", ",", None])
# what labs type, and what breaks parsers: signs, words, look-alikes, in any order
PIECES = st.sampled_from(
    [*"0123456789.,<>=+-*/ ()[]~^:%eEHLl×·①²µ～－＜↑↓", "10^9/L", "mg/dL", "阴性", "阳性", "溶血", "低于检测下限", "男:", "女", "以下", "H", "E5", "未做", "年", "月", "日"]
)  # fmt: skip
CELLS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=24).map("".join))
OPERATORS = {
    Comparator.EQ: ["", "="],
    Comparator.LT: ["<", "＜", "小于", "< "],
    Comparator.LE: ["<=", "≤", "不大于"],
    Comparator.GT: [">", "＞", "大于", "> "],
    Comparator.GE: [">=", "≥", "不低于"],
}
NUMBERS = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=3)


def answer(parse, *cells):
    """What a parser says, be it a refusal; any other exception is a failure of the test."""
    try:
        return parse(*cells)
    except Refused as refusal:
        return refusal.issue.code


@given(CELLS, MARKS)
@example("(", ".")
@example("\x85", ".")
@example("1" * 64, None)
def test_any_text_is_a_report_or_refused_with_a_value_code(cell, mark):
    said = answer(parse_value, cell, mark)
    assert isinstance(said, ParsedValue) or said.value.startswith("value-")


NO_RANGE = (IssueCode.RANGE_UNREADABLE, IssueCode.RANGE_IS_A_DATE, IssueCode.RANGE_DECIMAL_MARK)


@given(CELLS, MARKS, st.sampled_from(["M", "F", ""]))
def test_any_text_is_a_range_or_none_or_refused(cell, mark, person):
    said = answer(parse_range, cell, mark, person)
    assert said is None or said in NO_RANGE or said.limits.low or said.limits.high


@given(CELLS, CELLS, MARKS)
def test_any_two_texts_are_a_range_or_none_or_refused(low, high, mark):
    said = answer(range_of, low, high, mark)
    assert said is None or said in NO_RANGE or said.limits.low or said.limits.high


@given(
    st.one_of(
        CELLS, st.from_regex(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}( [0-9]{2}:[0-9]{2})?", fullmatch=True)
    )
)
def test_any_text_is_a_moment_or_refused_with_a_date_code(cell):
    said = answer(parse_moment, cell, ("%d/%m/%Y", "%Y年%m月%d日", "%Y.%m.%d %p %I:%M", "%y%m%d"), None)
    assert (
        said.value.startswith("date-")
        if isinstance(said, IssueCode)
        else said.wall[:2] in ("19", "20", "21", "22")
    )


@pytest.mark.parametrize(
    ("parse", "code"),
    [
        (age_in_years, "age-unreadable"),
        (sex, "sex-unreadable"),
        (parse_flag, "flag-unknown"),
        (from_serial, "date-"),
        (
            lambda cell: subject_id(cell, SubjectIds(pattern="[0-9]+")),
            ("subject-", "id-", "text-garbled", "cell-formula", "cell-nested", "cell-struck"),
        ),
    ],
)
@given(cell=CELLS)
def test_any_text_is_read_or_refused_with_a_code_of_its_own(parse, code, cell):
    said = answer(parse, cell)
    assert not isinstance(said, IssueCode) or said.value.startswith(code)


@given(NUMBERS, st.sampled_from(Comparator), st.data())
def test_an_operator_and_its_number_survive(number, operator, data):
    spelling = data.draw(st.sampled_from(OPERATORS[operator]))
    assert parse_value(f"{spelling}{number:f}", ".") == ParsedValue(number, operator)


@given(
    NUMBERS,
    st.sampled_from([(".", ""), (".", ","), (".", " "), (".", "'"), (".", "\u00a0"), (",", ""), (",", "."), (",", "\u2009"), (None, ""), (None, " ")]),
    st.booleans(),
)  # fmt: skip
def test_a_number_reads_back_from_every_spelling(number, marks, wide):
    mark, group = marks
    text = f"{number:,f}".replace(",", "G").replace(".", mark or ".").replace("G", group)
    if wide:
        text = text.translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"})
    assert str(parse_value(text, mark).number) == str(number)


@given(
    st.integers(1, 9999), st.integers(0, 12), st.sampled_from(["E{}", "e+{}", "×10^{}", " x 10^{}", "*10^{}"])
)
def test_a_power_of_ten_is_exact_and_keeps_its_digits(digits, power, spelling):
    text = f"{digits // 100}.{digits % 100:02}"
    assert parse_value(text + spelling.format(power), ".").number == Decimal(text).scaleb(power)


@given(NUMBERS, NUMBERS, st.sampled_from(["-", " - ", "~", "～", " to ", "至", "—"]))
def test_a_printed_range_reads_back(low, high, dash):
    low, high = abs(low), abs(high)
    assert parse_range(f"{low:f}{dash}{high:f} U/L", ".") == (Range(Bound(low), Bound(high)), "U/L")


@given(
    st.sampled_from(Comparator),
    NUMBERS,
    st.tuples(NUMBERS, st.booleans()),
    st.tuples(NUMBERS, st.booleans()),
    NUMBERS,
)
def test_a_flag_holds_for_every_value_that_the_operator_allows(operator, number, one, other, value):
    (low, low_in), (high, high_in) = sorted((one, other))
    allowed = {
        Comparator.EQ: value == number,
        Comparator.LT: value < number,
        Comparator.LE: value <= number,
        Comparator.GT: value > number,
        Comparator.GE: value >= number,
    }
    below = value < low or (value == low and not low_in)
    above = value > high or (value == high and not high_in)
    holds = {None: True, Flag.LOW: below, Flag.HIGH: above, Flag.NORMAL: not below and not above}
    flag = flag_against(operator, number, Range(Bound(low, low_in), Bound(high, high_in)))
    assert holds[flag] or not allowed[operator] or (low == 0 and value < 0)  # 0 is the floor of the scale


@pytest.mark.parametrize(
    "parse", [lambda text: parse_value(text, "."), lambda text: parse_range(text, ".", "M")]
)
@pytest.mark.parametrize(
    "piece", ["1", "1 ", "1,", "(", "<", "*", "男1", "男:1-2 ", "溶血", "1-", "a ", "E5", "阴性("]
)
def test_a_cell_of_any_length_is_answered(parse, piece):
    """A pattern that backtracks over such a cell would not end: the run of the tests is the watch."""
    for count in (12, 60):
        answer(parse, piece * count)
    said = answer(parse, piece * 32_768)
    assert said is None or isinstance(said, IssueCode)  # no value and no limits are that long
