"""Convert dates of other calendars to ISO 8601: Buddhist, Minguo, Japanese eras, Jalali; and the digits that go with them.

Sources: Thai Buddhist year = year + 543; Minguo year = year - 1911 (Taiwan); first years of the Japanese eras: Cabinet Office of
Japan; Jalali: Borkowski, The Persian calendar for 3000 years (1996), as the algorithm of the Iranian civil calendar.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final, Literal

Calendar = Literal["buddhist", "minguo", "japanese", "jalali"]

_ERAS: Final = {
    **dict.fromkeys(("令和", "令", "R"), 2018),
    **dict.fromkeys(("平成", "平", "H"), 1988),
    **dict.fromkeys(("昭和", "昭", "S"), 1925),
    **dict.fromkeys(("大正", "大", "T"), 1911),
    **dict.fromkeys(("明治", "明", "M"), 1867),
}
_MARK = r"[-/.年月 ]"
_DAY_FIRST = re.compile(
    r"(?P<before>[0-9]{1,2}(?P<mark>[-/. ])[0-9]{1,2}(?P=mark))(?P<year>[0-9]{4})(?P<rest>(?:[T ].*)?)"
)
_YEAR_FIRST = re.compile(rf"(?P<year>[0-9]{{4}})(?P<rest>(?:{_MARK}.*)?)")
_MINGUO = re.compile(
    rf"(?:民[国國])? ?(?P<year>[0-9]{{2,3}}){_MARK} ?(?P<month>[0-9]{{1,2}}){_MARK} ?(?P<day>[0-9]{{1,2}})日?(?P<rest>(?:[T ].*)?)"
    r"|(?P<y>[0-9]{3})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?P<more>(?: .*)?)"
)
_ERA = re.compile(
    rf"(?P<era>{'|'.join(_ERAS)}) ?(?P<year>[0-9]{{1,2}}|元){_MARK} ?(?P<month>[0-9]{{1,2}}){_MARK} ?(?P<day>[0-9]{{1,2}})日?"
    r"(?P<rest>(?:[T ].*)?)",
    re.IGNORECASE,
)
_JALALI = re.compile(
    r"(?P<year>1[2-5][0-9]{2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})(?P<rest>(?:[T ].*)?)"
)
# The cycle of the years 1831 to 2255, with 8 leap years in 33 years, and the leap years before it (Borkowski)
_JALALI_YEARS = range(1210, 1635)
_LEAPS_BEFORE = 294


def gregorian(text: str, calendar: Calendar) -> str:
    """Return a folded text of a date with its year in the Gregorian calendar; "" for one that is none of the calendar.

    Examples:
        >>> gregorian("22/03/2567", "buddhist"), gregorian("113/03/22 08:30", "minguo")
        ('22/03/2024', '2024-03-22 08:30')
        >>> gregorian("令和6年3月22日", "japanese"), gregorian("۱۴۰۳/۰۱/۰۳", "jalali")
        ('2024-03-22', '2024-03-22')
    """
    return _READ[calendar](_with_digits(text))


def _with_digits(text: str) -> str:
    """Return a text with the digits 0 to 9 in place of those of other scripts: Arabic, Persian, Thai."""
    return "".join(
        str(unicodedata.decimal(mark)) if unicodedata.decimal(mark, None) is not None else mark
        for mark in text
    )


def _buddhist(text: str) -> str:
    found = _DAY_FIRST.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    if found is None:
        return ""
    return text[: found.start("year")] + f"{int(found['year']) - 543:04}" + text[found.end("year") :]


def _minguo(text: str) -> str:
    found = _MINGUO.fullmatch(text)
    if found is None:
        return ""
    year, month, day = (
        int(found[long] or found[short]) for long, short in (("year", "y"), ("month", "m"), ("day", "d"))
    )
    return f"{year + 1911:04}-{month:02}-{day:02}{found['rest'] or found['more'] or ''}"


def _japanese(text: str) -> str:
    found = _ERA.fullmatch(text)
    if found is None:
        return ""
    year = 1 if found["year"] == "元" else int(found["year"])
    return f"{_ERAS[found['era'].upper()] + year:04}-{int(found['month']):02}-{int(found['day']):02}{found['rest']}"


def _jalali(text: str) -> str:
    found = _JALALI.fullmatch(text)
    if found is None:
        return ""
    year, month, day = (int(found[part]) for part in ("year", "month", "day"))
    if year not in _JALALI_YEARS or not 1 <= month <= 12 or not 1 <= day <= _days_of_month(year, month):
        return ""
    passed = (month - 1) * 31 - max(0, month - 7) + day - 1
    return f"{_new_year(year) + timedelta(days=passed)}{found['rest']}"


def _days_of_month(year: int, month: int) -> int:
    if month < 12:
        return 31 if month <= 6 else 30
    return (_new_year(year + 1) - _new_year(year)).days - 336


def _new_year(year: int) -> date:
    """Return the day in March on which a Jalali year begins."""
    within = year - _JALALI_YEARS.start
    leaps = _LEAPS_BEFORE + within // 33 * 8 + (within % 33 + 3) // 4
    gregorian_year = year + 621
    gregorian_leaps = gregorian_year // 4 - (gregorian_year // 100 + 1) * 3 // 4 - 150
    return date(gregorian_year, 3, 20 + leaps - gregorian_leaps)


_READ: Final[Mapping[Calendar, Callable[[str], str]]] = {
    "buddhist": _buddhist,
    "minguo": _minguo,
    "japanese": _japanese,
    "jalali": _jalali,
}
