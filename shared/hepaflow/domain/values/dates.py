"""Read reported dates and times as wall time in the given precision, with the offset if it is known; age and sex."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Moment, Precision
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.calendars import Calendar, gregorian
from hepaflow.domain.values.date_readings import by_pattern, days_in_orders, is_impossible, iso_reading
from hepaflow.domain.values.quantities import parse_number
from hepaflow.domain.values.value_tokens import is_missing

LONGEST_DATE = 64  # characters
EITHER = " | "  # between times of which the file does not say which one holds
_WALL = {
    Precision.YEAR: "%Y",
    Precision.MONTH: "%Y-%m",
    Precision.DAY: "%Y-%m-%d",
    Precision.HOUR: "%Y-%m-%dT%H",
    Precision.MINUTE: "%Y-%m-%dT%H:%M",
    Precision.SECOND: "%Y-%m-%dT%H:%M:%S",
}
_CLOCK = (Precision.HOUR, Precision.MINUTE, Precision.SECOND)
_PARTIAL = (Precision.YEAR, Precision.MONTH)
_TO_THE_HOUR = len("2024-03-22T08")
_CLOCK_TEXT = re.compile(
    r"(?:(?P<half>[AP]M) )? ?(?P<hour>[0-9]{1,2})[:时点h](?P<minute>[0-9]{2})(?:[:分](?P<second>[0-9]{2})?(?:\.[0-9]+)?秒?)?"
    r"(?: ?(?P<half_after>[AP]M))?",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"0[.,][0-9]{5,}")
_NO_SUCH_DAY = 60  # 29 February 1900, kept by spreadsheets since Lotus 1-2-3
_LAST_SERIAL = 109_939  # 31 December 2200
_DAYS_1904 = 1462  # between the two date systems of spreadsheets (ECMA-376 part 1, 18.17.4.1)


def zone_named(name: str | None) -> ZoneInfo | None:
    """Return the IANA zone of a profile, or None where it names none."""
    return ZoneInfo(name) if name else None


@lru_cache(maxsize=4096)  # the rows of one specimen repeat its time
def parse_moment(
    cell: str, patterns: tuple[str, ...], zone: ZoneInfo | None, calendar: Calendar | None = None
) -> Moment:
    """Return the date and time that a cell gives, at the precision given.

    Args:
        cell: as it stands in the file.
        patterns: strptime patterns that the center declares. ISO 8601 is always understood.
        zone: the center's zone. An offset in the cell wins.
        calendar: the center's calendar, where it is not the Gregorian one.

    Returns:
        A moment without offset where no time is given, no zone is known, or the zone skips or repeats that hour.

    Raises:
        Refused: with the folded text: DATE_MISSING; DATE_AMBIGUOUS where two readings differ or the order of day
            and month is not declared; DATE_IMPOSSIBLE for a day or time that does not exist or a year outside 1900 to
            2200; DATE_UNREADABLE for any other text.

    Examples:
        >>> str(parse_moment("2024年3月22日 8时30分", ("%Y年%m月%d日 %H时%M分",), ZoneInfo("Asia/Shanghai")))
        '2024-03-22T08:30+08:00'
    """
    text = canonical_text(cell)
    if is_missing(text):
        raise Refused(IssueCode.DATE_MISSING, text)
    if len(text) > LONGEST_DATE:
        raise Refused(IssueCode.DATE_UNREADABLE, text[:LONGEST_DATE])
    western = gregorian(text, calendar) if calendar else text
    moments = set(_moments(western, patterns))
    if len(moments) == 1:
        return located(moments.pop(), zone)
    raise Refused(_fault(western or text) if not moments else IssueCode.DATE_AMBIGUOUS, text)


def _fault(text: str) -> IssueCode:
    """Return why no pattern reads a text."""
    if is_impossible(text):
        return IssueCode.DATE_IMPOSSIBLE
    return IssueCode.DATE_AMBIGUOUS if len(days_in_orders(text)) > 1 else IssueCode.DATE_UNREADABLE


def _moments(text: str, patterns: tuple[str, ...]) -> Iterator[Moment]:
    for reading in (iso_reading(text), *(by_pattern(text, pattern) for pattern in patterns)):
        if reading is not None:
            when, precision = reading
            yield Moment(when.strftime(_WALL[precision]), precision, _offset(when.utcoffset()))


def located(moment: Moment, zone: ZoneInfo | None) -> Moment:
    """Return the moment with the zone's offset, where it has a time, no offset yet, and the zone has just one."""
    if zone is None or moment.offset or moment.precision not in _CLOCK:
        return moment
    wall = datetime.fromisoformat(moment.wall)
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return Moment(moment.wall, moment.precision, _offset(first) if first == second else "")


def offset_is_unknown(moment: Moment) -> bool:
    """Whether a time is known but not how far it is from UTC."""
    return moment.precision in _CLOCK and not moment.offset


def local_day(moment: Moment, zone: ZoneInfo | None) -> date | None:
    """Return the day at the center, also of a time that is given for another zone; None for a partial date."""
    day = days(moment)
    if day is None or zone is None or not moment.offset:
        return day
    wall = moment.wall if len(moment.wall) > _TO_THE_HOUR else f"{moment.wall}:00"
    return datetime.fromisoformat(wall + moment.offset).astimezone(zone).date()


def is_clock(cell: str) -> bool:
    """Say whether a cell holds a time of day and no day."""
    return _clock(cell) is not None


def _clock(cell: str) -> re.Match[str] | None:
    return _CLOCK_TEXT.fullmatch(canonical_text(cell).replace("上午", "AM ").replace("下午", "PM "))


def at_clock(day: Moment, clock: str, zone: ZoneInfo | None) -> Moment:
    """Return a day with the time of another cell; midnight beside the day counts as no time.

    Args:
        day: the day, at least to the day; it may have a time of its own.
        clock: the cell with the time of day.
        zone: the center's time zone, which gives the offset; None if it is unknown.

    Raises:
        Refused: DATE_UNREADABLE for a text that is not a time, or a day that is only a year or a month; DATE_IMPOSSIBLE
            for a time that no day has; DATE_CONFLICT where the day has another time already.
    """
    found = _clock(_of_fraction(clock.strip()))
    if found is None or day.precision in _PARTIAL:
        raise Refused(IssueCode.DATE_UNREADABLE, clock[:LONGEST_DATE])
    if day.precision in _CLOCK and day.wall[10:] not in {"T00:00", "T00:00:00"}:
        wall = day.wall[11:16]
        if f"{_hour(found):02}:{found['minute']}" != wall:
            raise Refused(IssueCode.DATE_CONFLICT, clock[:LONGEST_DATE])
        return day
    hour = _hour(found)
    minute, second = found["minute"], found["second"]
    if hour > 24 or int(minute) > 59 or (hour == 24 and int(minute)):
        raise Refused(IssueCode.DATE_IMPOSSIBLE, clock[:LONGEST_DATE])
    date_ = date.fromisoformat(day.wall[:10]) + timedelta(days=hour // 24)
    wall = f"{date_}T{hour % 24:02}:{minute}" + (f":{second}" if second else "")
    return located(Moment(wall, Precision.SECOND if second else Precision.MINUTE), zone)


def _of_fraction(clock: str) -> str:
    """Return the time that a spreadsheet stores as a fraction of a day: 0.354166666666667 is 08:30; 0.5 may be half past twelve."""
    if not _FRACTION.fullmatch(clock):
        return clock
    minutes, seconds = divmod(round(Decimal(clock.replace(",", ".")) * 86_400), 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


def _hour(found: re.Match[str]) -> int:
    half = (found["half"] or found["half_after"] or "").upper()
    hour = int(found["hour"])
    if not half:
        return hour
    return hour % 12 + 12 * (half[0] == "P") if 1 <= hour <= 12 else 99


def days(moment: Moment) -> date | None:
    """Return the local day, or None for a partial date."""
    return None if moment.precision in _PARTIAL else date.fromisoformat(moment.wall[:10])


def from_serial(text: str, *, date1904: bool = False) -> Moment:
    """Return the date and time that a spreadsheet stores as a number, rounded to the second, without offset.

    Args:
        text: days since the workbook's epoch, with a point.
        date1904: the workbook counts from 1904.

    Raises:
        Refused: DATE_MISSING, DATE_UNREADABLE with the text; also for 29 February 1900, which only spreadsheets know.

    Examples:
        >>> from_serial("45373.3541666667").wall
        '2024-03-22T08:30'
    """
    if not text.strip():
        raise Refused(IssueCode.DATE_MISSING)
    serial = parse_number(text.strip()[:LONGEST_DATE], ".")
    if serial is None or not 1 <= serial <= _LAST_SERIAL:  # below 1 it is a time without a date
        raise Refused(IssueCode.DATE_UNREADABLE, text[:LONGEST_DATE])
    seconds = round((serial + _DAYS_1904 * date1904) * 86_400)
    day, rest = divmod(seconds, 86_400)
    if day == _NO_SUCH_DAY or day > _LAST_SERIAL:
        raise Refused(IssueCode.DATE_UNREADABLE, text)
    when = datetime(1899, 12, 30) + timedelta(days=day + (day < _NO_SUCH_DAY), seconds=rest)  # noqa: DTZ001 wall time
    precision = _serial_precision(serial, rest)
    return Moment(when.strftime(_WALL[precision]), precision)


def _serial_precision(serial: Decimal, seconds: int) -> Precision:
    if serial == serial.to_integral_value():
        return Precision.DAY
    return Precision.SECOND if seconds % 60 else Precision.MINUTE


def _offset(offset: timedelta | None) -> str:
    """`+08:00`; "" where there is none or it is no whole minute (local mean time before zones)."""
    if offset is None or offset % timedelta(minutes=1):
        return ""
    minutes = offset // timedelta(minutes=1)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
