"""A guess at how a center writes its dates; where two orders fit, both are shown and neither is chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

from hepaflow.domain.date_readings import by_pattern, iso_reading
from hepaflow.domain.text import fold

# Date orders as labs print them, days first and months first side by side.
_DAYS = (
    "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y.%m.%d", "%d-%m-%Y", "%m-%d-%Y", "%Y年%m月%d日",
    "%d-%b-%Y", "%d %b %Y", "%d%b%Y", "%b %d, %Y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y",
)  # fmt: skip
_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", " %H时%M分")
PATTERNS = tuple(day + time for day in _DAYS for time in _TIMES)
_MOST = 4


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
    texts = {fold(cell) for cell in cells if cell.strip()}
    left = {text for text in texts if iso_reading(text) is None}
    patterns: list[str] = []
    doubtful: list[tuple[str, ...]] = []
    while left and len(patterns) + len(doubtful) < _MOST:
        read = {pattern: {text for text in left if by_pattern(text, pattern)} for pattern in PATTERNS}
        most = max(map(len, read.values()))
        if not most:
            break
        best = [pattern for pattern in PATTERNS if len(read[pattern]) == most]
        rivals = tuple(pattern for pattern in best if read[pattern] == read[best[0]])
        if len(rivals) > 1 and _differ(rivals, read[best[0]]):
            doubtful.append(rivals)
        else:
            patterns.append(best[0])
        left -= read[best[0]]
    return DateOrder(tuple(patterns), tuple(doubtful), len(texts) - len(left), len(texts))


def is_date(cell: str) -> bool:
    text = fold(cell)
    return iso_reading(text) is not None or any(by_pattern(text, pattern) for pattern in PATTERNS)


def _differ(patterns: tuple[str, ...], texts: Iterable[str]) -> bool:
    return any(len({by_pattern(text, pattern) for pattern in patterns}) > 1 for text in texts)
