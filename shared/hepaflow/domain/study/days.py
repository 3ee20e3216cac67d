"""Compare dates that are known to the day, to the month or to the year, such as 2024-05."""

import re
from calendar import monthrange
from typing import Annotated, Final

from pydantic import AfterValidator

_PARTIAL: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_EARLIEST: Final = 1900
_MONTHS: Final = 12


def first_day(text: str) -> str:
    """Return the first day that a date or time may mean.

    Args:
        text: ISO 8601, as far as it is known: year, month, day, or a time of that day.

    Examples:
        >>> first_day("2024-05"), first_day("2024"), first_day("2024-05-17T08:30")
        ('2024-05-01', '2024-01-01', '2024-05-17')
    """
    year, month, day = _parts(text)
    return f"{year}-{month or '01'}-{day or '01'}"


def last_day(text: str) -> str:
    """Return the last day that a date or time may mean.

    Args:
        text: ISO 8601, as far as it is known: year, month, day, or a time of that day.

    Examples:
        >>> last_day("2024-02"), last_day("2024"), last_day("2024-05-17T08:30")
        ('2024-02-29', '2024-12-31', '2024-05-17')
    """
    year, month, day = _parts(text)
    month = month or f"{_MONTHS}"
    return f"{year}-{month}-{day or monthrange(int(year), int(month))[1]}"


def _parts(text: str) -> tuple[str, str, str]:
    year, month, day = (*text.partition("T")[0].split("-"), "", "")[:3]
    return year, month, day


def _is_partial(text: str) -> str:
    """Check that a date exists, as far as it is known."""
    found = _PARTIAL.fullmatch(text)
    year, month, day = (int(part or 1) for part in found.groups()) if found else (0, 0, 0)
    if year < _EARLIEST or not 1 <= month <= _MONTHS or not 1 <= day <= monthrange(year, month)[1]:
        raise ValueError("a date such as 2024-05-17, or as far as it is known: 2024-05, 2024")
    return text


PartialDate = Annotated[str, AfterValidator(_is_partial)]
