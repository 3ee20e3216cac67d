"""Dates and times as reported: nothing added, nothing lost, no order of day and month guessed."""

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Moment, Precision
from hepaflow.domain.values.dates import (
    days,
    from_serial,
    is_clock,
    located,
    offset_is_unknown,
    parse_moment,
    zone_named,
)
from hepaflow.domain.values.persons import age_in_years, sex

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def code_of(cell: str, *patterns: str) -> IssueCode:
    with pytest.raises(Refused) as refusal:
        parse_moment(cell, patterns, SHANGHAI)
    return refusal.value.issue.code


@pytest.mark.parametrize(
    ("cell", "wall", "precision"),
    [
        ("2024", "2024", Precision.YEAR),
        ("2024-03", "2024-03", Precision.MONTH),
        ("2024-03-22", "2024-03-22", Precision.DAY),
        ("20240322", "2024-03-22", Precision.DAY),
        ("２０２４－０３－２２", "2024-03-22", Precision.DAY),
        (" 2024-02-29 ", "2024-02-29", Precision.DAY),
    ],
)
def test_an_iso_date_is_always_understood(cell, wall, precision):
    assert parse_moment(cell, (), SHANGHAI) == Moment(wall, precision)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2024-03-22T08", "2024-03-22T08+08:00"),
        ("2024-03-22T08:30", "2024-03-22T08:30+08:00"),
        ("2024-03-22 08:30", "2024-03-22T08:30+08:00"),
        ("2024-03-22 08:30:15", "2024-03-22T08:30:15+08:00"),
        ("2024-03-22T08:30:15.999", "2024-03-22T08:30:15+08:00"),  # the fraction is dropped, not rounded
        ("20240322T0830", "2024-03-22T08:30+08:00"),
        ("202403220830", "2024-03-22T08:30+08:00"),
        ("20240322083015", "2024-03-22T08:30:15+08:00"),
        ("2024-03-22T08:30Z", "2024-03-22T08:30+00:00"),
        ("2024-03-22T08:30-05:00", "2024-03-22T08:30-05:00"),
        ("2024-03-22 08:30:00 +0530", "2024-03-22T08:30:00+05:30"),
        ("20240322T083015+01", "2024-03-22T08:30:15+01:00"),
    ],
)
def test_a_time_carries_its_offset_else_that_of_the_zone(cell, moment):
    assert str(parse_moment(cell, (), SHANGHAI)) == moment


@pytest.mark.parametrize(
    ("cell", "pattern", "moment"),
    [
        ("2024/3/22", "%Y/%m/%d", "2024-03-22"),
        ("2024.3.22", "%Y.%m.%d", "2024-03-22"),
        ("24-3-22", "%y-%m-%d", "2024-03-22"),
        ("03/04/2024", "%d/%m/%Y", "2024-04-03"),
        ("2024年3月", "%Y年%m月", "2024-03"),
        ("2024年3月22日 8时30分", "%Y年%m月%d日 %H时%M分", "2024-03-22T08:30+08:00"),
        ("2024年3月22日 8时", "%Y年%m月%d日 %H时", "2024-03-22T08+08:00"),
        ("2024年", "%Y年", "2024"),
        ("2024/3/22 下午 3:30", "%Y/%m/%d %p %I:%M", "2024-03-22T15:30+08:00"),
        ("2024/3/22 上午3:30", "%Y/%m/%d %p%I:%M", "2024-03-22T03:30+08:00"),
        ("2024/3/22 下午 15:30", "%Y/%m/%d %p %H:%M", "2024-03-22T15:30+08:00"),
        ("3/22/2024 3:30:05 pm", "%m/%d/%Y %I:%M:%S %p", "2024-03-22T15:30:05+08:00"),
        ("22MAR2024 08:30 +0100", "%d%b%Y %H:%M %z", "2024-03-22T08:30+01:00"),
        ("240322", "%y%m%d", "2024-03-22"),
    ],
)
def test_a_declared_pattern_is_read_at_its_precision(cell, pattern, moment):
    assert str(parse_moment(cell, (pattern,), SHANGHAI)) == moment


def test_two_patterns_that_say_the_same_are_one_reading():
    assert parse_moment("04/04/2024", ("%d/%m/%Y", "%m/%d/%Y"), None).wall == "2024-04-04"


@pytest.mark.parametrize(
    ("cell", "patterns"),
    [
        ("03/04/2024", ("%d/%m/%Y", "%m/%d/%Y")),
        ("20240503", ("%Y%d%m",)),  # ISO says May
        ("03/04/2024", ()),
        ("3-4-2024 8:30", ()),
        ("24-3-22", ()),
        ("12.12.2024", ("%Y-%m-%d",)),
    ],
)
def test_a_date_with_two_readings_is_ambiguous(cell, patterns):
    assert code_of(cell, *patterns) is IssueCode.DATE_AMBIGUOUS


@pytest.mark.parametrize(
    ("cell", "patterns"),
    [
        ("2024-03-22T08:30+25:00", ()),
        ("2024-03-22Z", ()),
        ("13/04/2024", ()),  # one order only, and it is not declared
        ("2024/3/22", ()),
        ("123/1/1", ()),
        ("45373", ()),  # a serial only where the cell is a date in the workbook
        ("yesterday", ("%Y-%m-%d",)),
        ("2024113", ("%Y%m%d",)),  # 3 November or 13 January
        ("05-03", ("%m-%d",)),
        ("2024/3/22 下午 3:30", ("%Y/%m/%d %p %H:%M",)),  # 3 or 15: the pattern and the cell disagree
        ("2" * 100, ()),
    ],
)
def test_what_is_no_date_is_unreadable(cell, patterns):
    assert code_of(cell, *patterns) is IssueCode.DATE_UNREADABLE


@pytest.mark.parametrize(
    ("cell", "patterns"),
    [
        ("2024-02-30", ()),
        ("2024-13-01", ()),
        ("2024-03-22T24:01", ()),
        ("2024-03-22T25:00", ()),
        ("2024-03-22 08:61", ()),
        ("1899-12-31", ()),
        ("2201-01-01", ()),
        ("2924-03-22", ()),
        ("0000-01-01", ()),
        ("20240230", ()),
        ("31/12/1899", ("%d/%m/%Y",)),
        ("31.02.2024", ()),  # declared or not, there is no such day
        ("30/02/2024", ("%d/%m/%Y",)),
        ("2024年2月30日", ("%Y年%m月%d日",)),
        ("2024年3月7日 24时10分", ("%Y年%m月%d日 %H时%M分",)),
        ("2024年2月3日 25时10分", ("%Y年%m月%d日 %H时%M分",)),
        ("30-Feb-2024", ("%d-%b-%Y",)),
        ("03/04/2024 25:10", ()),  # in two orders, and in neither at 25:10
    ],
)
def test_a_day_or_time_that_does_not_exist_is_impossible(cell, patterns):
    assert code_of(cell, *patterns) is IssueCode.DATE_IMPOSSIBLE


@pytest.mark.parametrize(
    "cell",
    ["04/13/2024", "22032024", "2567-02-30", "1403/02/31", "113/02/30", "2024-03-22T08:30+25:00"],
)
def test_a_date_that_another_order_or_calendar_may_have_is_not_called_impossible(cell):
    assert code_of(cell, "%d/%m/%Y") is IssueCode.DATE_UNREADABLE


@pytest.mark.parametrize("cell", ["", "  ", "-", "N/A", "无"])
def test_an_empty_date_is_missing(cell):
    assert code_of(cell) is IssueCode.DATE_MISSING


def test_a_refused_date_says_what_stands_there():
    with pytest.raises(Refused) as refusal:
        parse_moment(" ０3/04/2024", (), None)
    assert refusal.value.issue.found == "03/04/2024"


@pytest.mark.parametrize("cell", ["2024-03-31T02:30", "2024-10-27T02:30"])
def test_an_hour_that_the_zone_skips_or_repeats_has_no_offset(cell):
    moment = parse_moment(cell, (), BERLIN)
    assert (moment.offset, offset_is_unknown(moment)) == ("", True)


def test_daylight_saving_is_that_of_the_day():
    assert [parse_moment(cell, (), BERLIN).offset for cell in ("2024-01-15T08", "2024-07-15T08")] == [
        "+01:00",
        "+02:00",
    ]


def test_local_mean_time_is_no_offset():
    assert parse_moment("1900-01-01T08:00", (), SHANGHAI).offset == ""  # +08:05:43


@pytest.mark.parametrize(
    ("cell", "zone", "unknown"),
    [
        ("2024-03-22T08:30", None, True),
        ("2024-03-22T08:30Z", None, False),
        ("2024-03-22T08:30", SHANGHAI, False),
        ("2024-03-22", None, False),
    ],
)
def test_an_offset_is_unknown_only_where_a_time_is_known(cell, zone, unknown):
    assert offset_is_unknown(parse_moment(cell, (), zone)) is unknown


def test_a_known_offset_stays():
    moment = Moment("2024-03-22T08:30", Precision.MINUTE, "+00:00")
    assert located(moment, SHANGHAI) is moment


@pytest.mark.parametrize(
    ("wall", "precision", "day"),
    [
        ("2024", Precision.YEAR, None),
        ("2024-03", Precision.MONTH, None),
        ("2024-03-22", Precision.DAY, date(2024, 3, 22)),
        ("2024-03-22T23:59", Precision.MINUTE, date(2024, 3, 22)),
    ],
)
def test_a_partial_date_is_no_day(wall, precision, day):
    assert days(Moment(wall, precision)) == day


def test_a_zone_is_named_or_none():
    assert (zone_named("Asia/Shanghai"), zone_named(None)) == (SHANGHAI, None)


@pytest.mark.parametrize(
    ("serial", "wall"),
    [
        ("45373", "2024-03-22"),  # exports of hospital systems, collected for this project
        ("45373.3541666667", "2024-03-22T08:30"),  # real dirty cells, collected for this project
        ("45373.354166666664", "2024-03-22T08:30"),
        ("45373.00001157407", "2024-03-22T00:00:01"),
        ("45373.99999999", "2024-03-23T00:00"),
        ("1", "1900-01-01"),  # ECMA-376 part 1, 18.17.4.1
        ("59", "1900-02-28"),
        ("61", "1900-03-01"),
        ("109939", "2200-12-31"),
    ],
)
def test_a_spreadsheet_serial_is_a_date(serial, wall):
    assert from_serial(serial).wall == wall


def test_the_1904_system_counts_1462_days_later():
    assert from_serial("43911.5", date1904=True) == Moment("2024-03-22T12:00", Precision.MINUTE)


@pytest.mark.parametrize(
    ("serial", "code"),
    [
        ("", IssueCode.DATE_MISSING),
        ("60", IssueCode.DATE_UNREADABLE),  # 29 February 1900 never was
        ("0.5", IssueCode.DATE_UNREADABLE),  # a time without a date
        ("-1", IssueCode.DATE_UNREADABLE),
        ("109939.999999", IssueCode.DATE_UNREADABLE),
        ("1E9", IssueCode.DATE_UNREADABLE),
        ("2024-03-22", IssueCode.DATE_UNREADABLE),
    ],
)
def test_what_is_no_serial_is_refused(serial, code):
    with pytest.raises(Refused) as refusal:
        from_serial(serial)
    assert refusal.value.issue.code is code


@pytest.mark.parametrize(
    ("cell", "years"),
    [
        ("45", "45"),
        ("45岁", "45"),
        ("45周岁", "45"),
        ("45Y", "45"),
        ("45 years", "45"),
        ("58.7", "58.7"),
        ("1岁2月", "1"),
        ("45岁3个月2天", "45"),
        ("3月", "0"),
        ("18个月", "1"),
        ("20天", "0"),
        ("5周", "0"),
        ("6小时", "0"),
    ],
)
def test_an_age_is_told_in_years(cell, years):
    assert age_in_years(cell) == Decimal(years)


@pytest.mark.parametrize("cell", ["", "131", "-3", "45M", "400天", "四十", ">89", "45岁 张伟"])
def test_an_age_that_cannot_be_read_is_refused_without_its_text(cell):
    with pytest.raises(Refused) as refusal:
        age_in_years(cell)
    assert (refusal.value.issue.code, refusal.value.issue.found) == (IssueCode.AGE_UNREADABLE, "")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("男", "M"),
        ("女", "F"),
        ("M", "M"),
        ("f", "F"),
        ("Male", "M"),
        ("female", "F"),
        ("", ""),
        ("未知", ""),
        ("U", ""),
    ],
)
def test_a_sex_is_read(cell, expected):
    assert sex(cell) == expected


@pytest.mark.parametrize("cell", ["1", "2", "x", "张伟"])
def test_a_code_for_sex_is_not_guessed_nor_repeated(cell):
    with pytest.raises(Refused) as refusal:
        sex(cell)
    assert (refusal.value.issue.code, refusal.value.issue.found) == (IssueCode.SEX_UNREADABLE, "")


@pytest.mark.parametrize(
    ("cell", "is_one"),
    [("08:30", True), ("8:30 PM", True), ("上午 8:30", True), ("2024-03-22", False), ("45", False)],
)
def test_clock_is_a_time_without_a_day(cell, is_one):
    assert is_clock(cell) is is_one


@pytest.mark.parametrize(
    ("cell", "pattern"),
    [
        ("2024年3月7日 24时00分", "%Y年%m月%d日 %H时%M分"),
        ("2024年3月7日24点00分", "%Y年%m月%d日%H点%M分"),
        ("2024/3/7 24:00", "%Y/%m/%d %H:%M"),
    ],
)
def test_hour_24_in_a_declared_form_is_the_end_of_the_day(cell, pattern):
    assert parse_moment(cell, (pattern,), None).wall == "2024-03-08T00:00"
