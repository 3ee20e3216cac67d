"""Read a date text as ISO 8601, by one declared pattern, or in every order of day, month and year."""

import re
from datetime import datetime, timedelta, timezone
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
_END_OF_DAY = re.compile(r"\b24:00(?=$|:00$)")
_HALF_DAYS = (("上午", "AM"), ("下午", "PM"))
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
        text = _END_OF_DAY.sub("00:00", text)
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


def is_in_two_orders(text: str) -> bool:
    """Whether three numbers name a day in more than one order of year, month and day."""
    found = _THREE_NUMBERS.fullmatch(text)
    if not found:
        return False
    first, middle, last = found[1], found[3], found[4]
    orders = ((first, middle, last), (last, middle, first), (last, first, middle))
    return sum(_is_day(*order) for order in orders) > 1


def _is_day(year: str, month: str, day: str) -> bool:
    if len(year) not in (2, 4) or len(day) > 2 or len(month) > 2:
        return False
    try:
        datetime(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))  # noqa: DTZ001 is there such a day
    except ValueError:
        return False
    return True
