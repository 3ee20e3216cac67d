"""Read the age and the sex of a person, on which reference ranges depend."""

import re
from decimal import Decimal
from typing import Literal

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.value_tokens import is_missing

_YEARS = r"(?:周?岁|years? old|years?|yrs?|yo?|y/o)"
_MONTHS = r"(?:个?月|months?|mos?)"
_DAYS = r"(?:天|日|days?|d)"
_AGE = re.compile(
    rf"(?P<years>[0-9]{{1,3}}(?:\.[0-9]{{1,6}})?)(?: ?{_YEARS}(?: ?[0-9]{{1,2}} ?{_MONTHS})?(?: ?[0-9]{{1,2}} ?{_DAYS})?)?"
    rf"|(?P<months>[0-9]{{1,3}}) ?{_MONTHS}(?: ?[0-9]{{1,2}} ?{_DAYS})?",
    re.IGNORECASE,
)
_UNDER_ONE_YEAR = re.compile(
    r"(?:[1-9]?[0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-4]) ?(?:天|日|days?|d)"
    r"|(?:[1-4]?[0-9]|5[0-2]) ?(?:周|weeks?|w)"
    r"|[0-9]{1,3} ?(?:小时|hours?|hrs?|h)",
    re.IGNORECASE,
)
_OLDEST = 130  # years
_SEXES: dict[str, Literal["M", "F", ""]] = {
    **dict.fromkeys(
        (
            "男",
            "男性",
            "m",
            "male",
            "man",
            "♂",
            "männlich",
            "masculin",
            "homme",
            "masculino",
            "hombre",
            "varón",
            "uomo",
        ),
        "M",
    ),
    **dict.fromkeys(
        (
            "女",
            "女性",
            "f",
            "female",
            "woman",
            "♀",
            "weiblich",
            "w",
            "féminin",
            "femme",
            "femenino",
            "mujer",
            "femminile",
            "donna",
        ),
        "F",
    ),
    **dict.fromkeys(("u", "unknown", "未知", "不详", "未说明", "未说明的性别", "未知的性别"), ""),
}


def age_in_years(cell: str) -> Decimal:
    """Return an age in years: `58.7`, `45岁`, `1岁2月` is 1 (completed years), `3月` is 0.

    Raises:
        Refused: AGE_UNREADABLE, also for an empty cell. The text is not repeated.
    """
    text = canonical_text(cell)
    if _UNDER_ONE_YEAR.fullmatch(text):
        return Decimal(0)
    found = _AGE.fullmatch(text)
    if not found:
        raise Refused(IssueCode.AGE_UNREADABLE)
    age = Decimal(found["years"] or int(found["months"]) // 12)
    if age > _OLDEST:
        raise Refused(IssueCode.AGE_UNREADABLE)
    return age


# GB/T 2261.1-2003. It also has 0 for unknown, which other systems write for one of the sexes: not read.
_CHINESE_CODES: dict[str, Literal["M", "F", ""]] = {"1": "M", "2": "F", "9": ""}


def sex(cell: str, *, is_chinese: bool = False) -> Literal["M", "F", ""]:
    """Return the sex, or "" where the cell says nothing. Codes like 1 and 2 differ between systems: read in Chinese files alone.

    Args:
        cell: as it stands in the file.
        is_chinese: the file is of a Chinese lab system.

    Raises:
        Refused: SEX_UNREADABLE. The text is not repeated.
    """
    text = canonical_text(cell)
    if is_missing(text):
        return ""
    known = _SEXES.get(text.casefold())
    if known is None and is_chinese:
        known = _CHINESE_CODES.get(text)
    if known is None:
        raise Refused(IssueCode.SEX_UNREADABLE)
    return known
