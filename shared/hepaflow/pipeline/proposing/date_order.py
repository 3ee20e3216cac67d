"""Guess in which order a table writes its dates, with the evidence."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.date_readings import by_pattern, iso_reading

# Date orders as labs print them, days first and months first side by side.
_DAYS = (
    "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y.%m.%d", "%d-%m-%Y", "%m-%d-%Y", "%Y年%m月%d日",
    "%d-%b-%Y", "%d %b %Y", "%d%b%Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y", "%d. %B %Y", "%d-%b-%y",
    "%d/%m/%y", "%m/%d/%y", "%y/%m/%d", "%d.%m.%y", "%y.%m.%d", "%d-%m-%y", "%m-%d-%y", "%y-%m-%d",
)  # fmt: skip

_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", " %H时%M分")

PATTERNS = tuple(day + time for day in _DAYS for time in _TIMES)

_MOST = 4
_SEVERAL = 3
_YEAR, _NUMBER, _WORD = re.compile(r"(?<!\d)\d{4}(?!\d)"), re.compile(r"\d+"), re.compile(r"[A-Za-z]+")


def _outline(text: str) -> str:
    """Return a date without its digits, letters and blanks, a year of four digits as Y: only patterns of the same outline can read it.

    Examples:
        >>> _outline("22/03/2024 08:30"), _outline("Mar 22, 2024")
        ('0/0/Y0:0', 'A0,Y')
    """
    text = _WORD.sub("A", text.replace("上午", "AM").replace("下午", "PM"))
    return _NUMBER.sub("0", _YEAR.sub("Y", text)).replace(" ", "")


def _outline_of_pattern(pattern: str) -> str:
    digits = re.sub("%[ymdHIMS]", "0", pattern.replace("%Y", "2000"))
    return _outline(re.sub("%[bBp]", "x", digits))


_BY_OUTLINE = {
    outline: tuple(pattern for pattern in PATTERNS if _outline_of_pattern(pattern) == outline)
    for outline in map(_outline_of_pattern, PATTERNS)
}


@dataclass(frozen=True, slots=True)
class DateOrder:
    """What reads the dates of a column.

    Attributes:
        patterns: to be declared; none where all dates are ISO 8601.
        doubtful: pairs of patterns that read the same dates as different days: a person has to choose.
        read: how many different texts are read by ISO 8601 and the patterns.
        texts: how many different texts there are.
    """

    patterns: tuple[str, ...]
    doubtful: tuple[tuple[str, ...], ...]
    read: int
    texts: int


def date_order(cells: Iterable[str]) -> DateOrder:
    """Return the fewest patterns that read the dates which ISO 8601 does not."""
    texts = {canonical_text(cell) for cell in cells if cell.strip()}
    left = {text for text in texts if iso_reading(text) is None}
    readings: dict[str, set[str]] = {pattern: set() for pattern in PATTERNS}
    for text in left:
        for pattern in _patterns_of(text):
            readings[pattern].add(text)
    patterns: list[str] = []
    doubtful: list[tuple[str, ...]] = []
    while left and len(patterns) + len(doubtful) < _MOST:
        read = {pattern: found & left for pattern, found in readings.items()}
        most = max(map(len, read.values()))
        if not most:
            break
        best = [pattern for pattern in PATTERNS if len(read[pattern]) == most]
        rivals = _plausible([pattern for pattern in best if read[pattern] == read[best[0]]], read[best[0]])
        if len(rivals) > 1 and _differ(rivals, read[best[0]]):
            doubtful.append(rivals)
        else:
            patterns.append(rivals[0])
        left -= read[best[0]]
    return DateOrder(tuple(patterns), tuple(doubtful), len(texts) - len(left), len(texts))


def _plausible(patterns: list[str], texts: set[str]) -> tuple[str, ...]:
    """Return the patterns without those by which three or more dates are all of one day of the month, if others give one year.

    24/03/14, 24/03/17, 24/04/20 are of 2024, and not of the 24th of a month in three years.
    """
    days: dict[str, list[tuple[int, int]]] = {
        pattern: [
            (reading[0].year, reading[0].day) for text in texts if (reading := by_pattern(text, pattern))
        ]
        for pattern in patterns
    }
    if len({text.split(" ")[0] for text in texts}) < _SEVERAL:
        return tuple(patterns)
    one_year = [pattern for pattern in patterns if len({year for year, _ in days[pattern]}) == 1]
    odd = {
        pattern
        for pattern in patterns
        if len({year for year, _ in days[pattern]}) >= _SEVERAL
        and len({day for _, day in days[pattern]}) == 1
    }
    return tuple(pattern for pattern in patterns if not (one_year and pattern in odd))


def looks_like_date(cell: str) -> bool:
    text = canonical_text(cell)
    return iso_reading(text) is not None or any(_patterns_of(text))


def _patterns_of(text: str) -> Iterator[str]:
    return (pattern for pattern in _BY_OUTLINE.get(_outline(text), ()) if by_pattern(text, pattern))


def _differ(patterns: tuple[str, ...], texts: Iterable[str]) -> bool:
    return any(len({by_pattern(text, pattern) for pattern in patterns}) > 1 for text in texts)
