"""Count study days: day 1 is the reference date, the day before it is -1, and there is no day 0."""

from datetime import date, timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, Field, Strict

_EARLIEST: Final = -3_660
_LATEST: Final = 36_600


def _exists(day: int) -> int:
    if day == 0:
        raise ValueError("write another day: there is no day 0; the day before day 1 is -1")
    return day


StudyDay = Annotated[int, Strict(), Field(ge=_EARLIEST, le=_LATEST), AfterValidator(_exists)]


def study_day(day: date, day_one: date) -> int:
    """Return the study day of a date.

    Examples:
        >>> [study_day(date(2025, 3, day), date(2025, 3, 10)) for day in (9, 10, 11)]
        [-1, 1, 2]
    """
    place = (day - day_one).days
    return place + 1 if place >= 0 else place


def date_of(day: int, day_one: date) -> date:
    """Return the date of a study day.

    Examples:
        >>> [date_of(day, date(2025, 3, 10)).isoformat() for day in (-1, 1, 2)]
        ['2025-03-09', '2025-03-10', '2025-03-11']
    """
    return day_one + timedelta(days=days_after_day_one(day))


def days_after_day_one(day: int) -> int:
    """Return how many days a study day is after day 1; the differences of these numbers are days.

    Examples:
        >>> days_after_day_one(1) - days_after_day_one(-1)
        1
    """
    return day - 1 if day > 0 else day
