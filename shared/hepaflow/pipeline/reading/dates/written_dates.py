"""Find the orders of day, month and year in which a date text of three numbers names a day."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.date_readings import FIRST_YEAR, LAST_YEAR

_MARK = r"([-/.] ?| |)"
_BEFORE = r"(?:.*(?::[0-9]{2}|[^\W\d_],?) )?"  # a time or a weekday
_DATE = re.compile(rf"{_BEFORE}([0-9]{{1,2}}){_MARK}([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{2}})(?![0-9:])")
_PATTERN = re.compile(rf"%([dmYy]){_MARK}%([dmYy])\2%([dmYy])")
_PLACES: Final = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}  # where year, month and day are
ORDERS: Final = frozenset(_PLACES)
_TOUCHING = 4  # digits of day and month without a mark between them


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date of three numbers.

    Attributes:
        text: the numbers and marks, without a time.
        mark: what is between the numbers.
        days: the day that it names in each order that labs use, if there is such a day.
    """

    text: str
    mark: str
    days: Mapping[str, date]


@lru_cache(maxsize=4096)
def written_date(text: str) -> WrittenDate | None:
    """Return the date of a folded text that may be written in several orders; None for one that begins with the year in four digits.

    Examples:
        >>> [order for order in written_date("02/03/2026 08:30").days], list(written_date("23.2.26").days)
        (['dmy', 'mdy'], ['dmy', 'ymd'])
    """
    found = _DATE.match(text)
    if found is None:
        return None
    first, mark, middle, last = found.groups()
    if not mark and len(first + middle) != _TOUCHING:
        return None
    days = {order: day for order in _PLACES if (day := _day(order, (first, middle, last)))}
    return WrittenDate(f"{first}{mark}{middle}{mark}{last}", mark, days)


def _day(order: str, numbers: tuple[str, str, str]) -> date | None:
    year, month, day = (numbers[place] for place in _PLACES[order])
    if len(month) > 2 or len(day) > 2 or len(year) == 1:
        return None
    with suppress(ValueError):
        found = date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
        return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
    return None


def declared_orders(patterns: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the orders of strptime patterns, by the mark between day, month and year.

    Examples:
        >>> declared_orders(["%m/%d/%Y %H:%M", "%d-%b-%Y"])
        {'/': frozenset({'mdy'})}
    """
    orders: dict[str, frozenset[str]] = {}
    for pattern in patterns:
        if found := _PATTERN.search(canonical_text(pattern)):
            first, mark, middle, last = found.groups()
            order = f"{first}{middle}{last}".lower()
            orders[mark] = orders.get(mark, frozenset()) | {order}
    return orders
