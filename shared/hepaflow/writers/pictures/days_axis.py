"""Locate days along an axis, and choose the days that are written below it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element

from hepaflow.domain.pictures.marks import LiverPanel
from hepaflow.domain.protocol.study_days import study_day
from hepaflow.writers.pictures.reading import date_text
from hepaflow.writers.pictures.shapes import draw_rule
from hepaflow.writers.pictures.svg import SMALL, SOFT, Length, breadth, write_text

_STEPS: Final = (1, 2, 7, 14, 28, 56, 84, 168, 364, 728, 1_820, 3_640, 36_400)
_MOST: Final = 5
_AIR: Final = 10  # between two dates


@dataclass(frozen=True, slots=True)
class DaysAxis:
    """The axis of days of a picture.

    Attributes:
        first: the first day.
        last: the last day.
        left: the place of the first day.
        right: the place of the last day.
        day_one: study days are counted from it; None: there are none.
    """

    first: date
    last: date
    left: int
    right: int
    day_one: date | None

    def place(self, day: str) -> Decimal:
        """Return where a day lies."""
        days = (self.last - self.first).days
        part = Decimal((date.fromisoformat(day) - self.first).days) / days if days else Decimal("0.5")
        return self.left + part * (self.right - self.left)

    def ticks(self) -> Iterator[date]:
        """Yield the days that are written: day 1 and whole steps from it; without day 1 from the first day."""
        origin = self.day_one or self.first
        days = (self.last - self.first).days
        step = next((one for one in _STEPS if days // one < _MOST), days)
        place = -((origin - self.first).days // step)
        while (day := origin + timedelta(days=place * step)) <= self.last:
            yield day
            place += 1


def axis_of(panel: LiverPanel, left: int, right: int) -> DaysAxis:
    """Return the axis of a panel, with a little air at both ends.

    Args:
        panel: what is drawn.
        left: the place of its left end.
        right: the place of its right end.
    """
    first, last = date.fromisoformat(panel.first), date.fromisoformat(panel.last)
    air = timedelta(days=max(1, (last - first).days // 40))
    one = date.fromisoformat(panel.day_one) if panel.day_one else None
    return DaysAxis(first - air, last + air, left, right, one)


def draw_days(
    body: Element, axis: DaysAxis, top: Length, bottom: Length, name: str, *, chinese: bool
) -> None:
    """Draw the ticks of the axis with study days and dates.

    Args:
        body: where they are added.
        axis: the axis.
        top: where its vertical lines begin.
        bottom: where they end.
        name: what study days are called.
        chinese: dates as in Chinese.
    """
    free = -1_000
    if axis.day_one is not None:
        write_text(body, axis.right + 22, bottom + 16, name, font_size=SMALL, fill=SOFT)
    for day in axis.ticks():
        x = axis.place(day.isoformat())
        draw_rule(body, (x, top), (x, bottom + 4))
        if axis.day_one is not None:
            number = str(study_day(day, axis.day_one))
            write_text(body, x, bottom + 17, number, text_anchor="middle")
        text = date_text(day.isoformat(), chinese=chinese)
        half = breadth(text, SMALL) // 2
        if x - half >= free:
            write_text(body, x, bottom + 33, text, font_size=SMALL, text_anchor="middle", fill=SOFT)
            free = int(x) + half + _AIR
