"""Read a date text as ISO 8601, by one declared pattern, or in every order of day, month and year."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from functools import cache

from hepaflow.domain.model import Precision
from hepaflow.domain.text import canonical_text

DateReading = tuple[datetime, Precision]

FIRST_YEAR, LAST_YEAR = 1900, 2200

_OFFSET = r"(?P<offset>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
_ISO = (
    re.compile(
        r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})(?:[T ](?P<hour>[0-9]{2})"
        r"(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?" + " ?" + _OFFSET + ")?)?)?"
    ),
    re.compile(  # the basic format; HL7 v2 leaves the T out
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?:T?(?P<hour>[0-9]{2})"
        r"(?:(?P<minute>[0-9]{2})(?:(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?" + _OFFSET + ")?"
    ),
)
_FIRST = (FIRST_YEAR, 1, 1, 0, 0, 0)
_PARTS = ("year", "month", "day", "hour", "minute", "second")
_DIRECTIVES = (
    (Precision.SECOND, ("%S", "%f")),
    (Precision.MINUTE, ("%M",)),
    (Precision.HOUR, ("%H", "%I")),
    (Precision.DAY, ("%d", "%j")),
    (Precision.MONTH, ("%m", "%b", "%B")),
)
_TOUCHING = re.compile("%[YymdHIMS]%[ymdHIMSf]")
_END_OF_DAY = re.compile(r"(?<![0-9])24(?=(?P<mark>[:时点])00(?:分?|[:分]00秒?)$)")
_HALF_DAYS = (("上午", "AM"), ("下午", "PM"))
_OTHER_CALENDARS = frozenset(range(1300, 1500)) | frozenset(range(2443, 2744))  # Jalali, Buddhist
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_IN_CHINESE = str.maketrans("年月时点分", "--:::", "号秒")
_DATE_FORM = re.compile(
    r"(?:(?P<first>[0-9]{1,4})(?P<mark>[-/.])(?P<middle>[0-9]{1,2})(?P=mark)(?P<last>[0-9]{1,4})|(?P<digits>[0-9]{8})"
    rf"|(?P<day>[0-9]{{1,2}})[- /.]?(?P<name>(?:{'|'.join(_MONTHS[at : at + 3] for at in range(0, 36, 3))})[a-z]*)[- /.,]*"
    r"(?P<year>[0-9]{4}|[0-9]{2}))(?P<time>[T ].*)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"[T ] ?([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_THREE_NUMBERS = re.compile(r"([0-9]{1,4})([-/.])([0-9]{1,2})\2([0-9]{1,4})(?:[T ].*)?")


def iso_reading(text: str) -> DateReading | None:
    """Return the folded text as ISO 8601, extended or basic; None where it is not, or names no real time."""
    for shape in _ISO:
        if found := shape.fullmatch(text):
            parts = [int(found[part]) for part in _PARTS if found[part]]
            return _real(parts, Precision(_PARTS[len(parts) - 1]), found["offset"])
    return None


def _real(parts: list[int], precision: Precision, offset: str | None) -> DateReading | None:
    year, month, day, hour, minute, second = [*parts, *_FIRST[len(parts) :]]
    is_end = hour == 24 and minute == second == 0  # the end of the day, ISO 8601:2004 4.2.3
    try:
        when = datetime(year, month, day, 0 if is_end else hour, minute, second, tzinfo=_zone(offset))
    except ValueError:  # 30 February, hour 25, an offset of a day
        return None
    when += timedelta(days=is_end)
    return (when, precision) if FIRST_YEAR <= year <= LAST_YEAR else None


def _zone(offset: str | None) -> timezone | None:
    if not offset or offset == "Z":
        return timezone.utc if offset else None  # noqa: UP017 one spelling for both
    digits = offset[1:].replace(":", "").ljust(4, "0")
    distance = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-distance if offset.startswith("-") else distance)


def by_pattern(text: str, pattern: str) -> DateReading | None:
    """Return the folded text as a strptime pattern reads it, at the precision that the pattern's directives give.

    A pattern whose numbers touch (`%Y%m%d`) reads only texts of full width: 2024113 has two readings.
    """
    pattern = _folded(pattern)
    if "%y" not in pattern.lower():
        return None
    if "%p" in pattern:
        for chinese, english in _HALF_DAYS:
            text = text.replace(chinese, english)
    is_end = "%H" in pattern and _END_OF_DAY.search(text) is not None
    if is_end:
        text = _END_OF_DAY.sub("00", text)
    try:
        when = datetime.strptime(text, pattern) + timedelta(days=is_end)  # noqa: DTZ007 wall time; the zone is the center's
    except ValueError:
        return None
    if not FIRST_YEAR <= when.year <= LAST_YEAR or _contradicts(when, text, pattern):
        return None
    return when, _precision(pattern)


def _contradicts(when: datetime, text: str, pattern: str) -> bool:
    if _TOUCHING.search(pattern) and when.strftime(pattern) != text:
        return True
    return (
        "%p" in pattern and when.strftime("%p") not in text.upper()
    )  # 下午 3 under %H: strptime ignores the 下午


@cache
def _folded(pattern: str) -> str:
    return canonical_text(pattern)


@cache
def _precision(pattern: str) -> Precision:
    for precision, directives in _DIRECTIVES:
        if any(directive in pattern for directive in directives):
            return precision
    return Precision.YEAR


def days_in_orders(text: str) -> tuple[date, ...]:
    """Return the day that three numbers name in each order of year, month and day that labs use, if there is such a day."""
    found = _THREE_NUMBERS.fullmatch(text)
    return tuple(_days(found[1], found[3], found[4])) if found else ()


def is_impossible(text: str) -> bool:
    """Say whether a text that nothing reads has the form of a date, and no order of its parts names a real day and time.

    Years that other calendars count today do not decide: the center may have to declare its calendar.

    Examples:
        >>> [
        ...     is_impossible(text)
        ...     for text in ("2024-02-30", "31.2.2024", "2024/3/1 25:10", "04/13/2024", "2567-02-30")
        ... ]
        [True, True, True, False, False]
    """
    parts = _DATE_FORM.fullmatch(text.translate(_IN_CHINESE).replace("日", ""))
    if parts is None:
        return False
    first, middle, last = _numbers(parts)
    years = [part for part in (first, last) if len(part) == 4]
    if any(int(year) in _OTHER_CALENDARS for year in years) or {len(first), len(last)} & {3}:
        return False
    if not any(FIRST_YEAR <= day.year <= LAST_YEAR for day in _days(first, middle, last)):
        return True
    return _has_impossible_clock(parts["time"])


def _numbers(parts: re.Match[str]) -> tuple[str, str, str]:
    """Return year, month and day in their order; of eight digits without a mark whichever order names a day."""
    if digits := parts["digits"]:
        ends = ((4, 6), (2, 4))
        orders = [(digits[:one], digits[one:other], digits[other:]) for one, other in ends]
        return next((order for order in orders if any(_days(*order))), orders[0])
    if name := parts["name"]:
        month = _MONTHS.find(name[:3].lower()) // 3 + 1
        return parts["day"], f"{month}", parts["year"]
    return parts["first"], parts["middle"], parts["last"]


def _has_impossible_clock(time: str | None) -> bool:
    clock = _CLOCK.match(time or "")
    if clock is None:
        return False
    hour, minute, second = (int(part or 0) for part in clock.groups())
    return hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second > 0)


def _days(first: str, middle: str, last: str) -> Iterator[date]:
    for year, month, day in ((first, middle, last), (last, middle, first), (last, first, middle)):
        if len(year) in (2, 4) and len(month) <= 2 and len(day) <= 2:
            with suppress(ValueError):
                yield date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
