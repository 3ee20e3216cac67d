"""Draw the liver panel of a subject over time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element

from hepaflow.catalog.analyte_names import analyte_name
from hepaflow.domain.pictures.marks import Chart, Gap, LiverPanel, NumberMark, Series, VisitBand
from hepaflow.domain.pictures.scales import Scale
from hepaflow.writers.pictures.days_axis import DaysAxis, axis_of, draw_days
from hepaflow.writers.pictures.legend import draw_notes, draw_panel_legend
from hepaflow.writers.pictures.reading import date_text, number_text, reasons_text
from hepaflow.writers.pictures.shapes import BLACK, LOOKS, Look, draw_arrow, draw_line, draw_rule, draw_shape
from hepaflow.writers.pictures.svg import (
    HALO,
    SMALL,
    SOFT,
    TEXT,
    WIDTH,
    Length,
    Reader,
    add,
    entitle,
    picture,
    position,
    shortened,
    write_text,
)
from hepaflow.writers.pictures.words import Words, picture_words

_LEFT, _RIGHT = 62, WIDTH - 96
_HIGH, _LOW = 230, 84  # height of the chart with several series, and of one with a single one
_NAMES, _AIR, _APART = 66, 34, 14
_LONGEST_NAME: Final = 13
_UNITS: Final = {"10*9/L": "10⁹/L"}
_MOST_GAPS: Final = 6


def panel_svg(panel: LiverPanel, reader: Reader) -> Element:
    """Return the picture of a liver panel.

    Args:
        panel: what is drawn.
        reader: who reads it.
    """
    words = picture_words(chinese=reader.chinese)
    title = words["panel"].format(panel.subject)
    body, bottom = Element("g"), 30
    described = words["nothing"]
    if panel.first:
        days = [date_text(day, chinese=reader.chinese) for day in (panel.first, panel.last)]
        count = sum(len(series.marks) for chart in panel.charts for series in chart.series)
        described = words["panel_desc"].format(count, *days)
        bottom = _Drawn(panel, reader, words, axis_of(panel, _LEFT, _RIGHT), body).draw()
    else:
        write_text(body, 12, 50, words["nothing"])
        bottom = 56
    notes = list(_notes(panel, reader, words))
    bottom = draw_notes(body, notes, bottom)
    root = picture(reader.key, bottom + 24, title, described)
    write_text(root, 12, 22, shortened(title, 60), font_size=16, font_weight="bold")
    root.append(body)
    foot = words["foot"].format(reader.journal_number)
    write_text(root, 12, bottom + 14, foot, font_size=SMALL, fill=SOFT)
    return root


def _notes(panel: LiverPanel, reader: Reader, words: Words) -> Iterator[str]:
    if panel.why_no_day_one:
        why = words["list"].join(reasons_text(panel.why_no_day_one, chinese=reader.chinese))
        yield words["no_study_days"].format(why)
    if panel.undated:
        yield words["undated"].format(panel.undated)
    yield from _gap_notes(panel, reader, words)


def _gap_notes(panel: LiverPanel, reader: Reader, words: Words) -> Iterator[str]:
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for series in (one for chart in panel.charts for one in chart.series):
        for gap in series.gaps:
            groups[series.about, gap.reasons].append(_day(gap, reader, words))
    if groups:
        yield words["gaps"]
    for (about, reasons), days in list(groups.items())[:_MOST_GAPS]:
        why = words["semicolon"].join(reasons_text(reasons, chinese=reader.chinese))
        shown = days[:3] + ([words["more"].format(len(days) - 3)] if len(days) > 3 else [])
        yield f"? {_name(about, reader, words)} {words['list'].join(shown)}{words['why']}{why}"
    if len(groups) > _MOST_GAPS:
        yield words["more"].format(len(groups) - _MOST_GAPS)


def _day(one: NumberMark | Gap, reader: Reader, words: Words) -> str:
    day = date_text(one.day, chinese=reader.chinese)
    return day if one.study_day is None else words["on"].format(day, f"{words['study_day']} {one.study_day}")


def _name(about: str, reader: Reader, words: Words) -> str:
    return words[about] if about in words else analyte_name(about, chinese=reader.chinese)


class _Drawn:
    """One panel as it is drawn from the top to the bottom."""

    def __init__(
        self, panel: LiverPanel, reader: Reader, words: Words, axis: DaysAxis, body: Element
    ) -> None:
        self.panel, self.reader, self.words, self.axis, self.body = panel, reader, words, axis, body

    def draw(self) -> int:
        """Draw everything; return where it ends."""
        top = 36 + (_NAMES if self.panel.bands else 0)
        tops, at = [], top + 18
        for chart in self.panel.charts:
            tops.append(at)
            at += (_HIGH if len(chart.series) > 1 else _LOW) + _AIR
        bottom = at - _AIR
        self._bands(top, bottom)
        draw_days(self.body, self.axis, tops[0], bottom, self.words["study_day"], chinese=self.reader.chinese)
        for chart, place in zip(self.panel.charts, tops, strict=True):
            self._chart(chart, place, place + (_HIGH if len(chart.series) > 1 else _LOW))
        return draw_panel_legend(self.body, bottom + 52, self.words, has_visits=bool(self.panel.bands))

    def _bands(self, top: int, bottom: int) -> None:
        free = Decimal(-1_000)
        for band in self.panel.bands:
            left, right = self.axis.place(band.first), self.axis.place(band.last)
            width = max(right - left, Decimal(2))
            shade = add(self.body, "rect", x=left, y=top, width=width, height=bottom - top, fill="#eef1f5")
            entitle(shade, self._about_band(band))
            x = self.axis.place(band.target)
            draw_rule(self.body, (x, top), (x, bottom), "#9aa5b1", "2 4")
            if x - free >= _APART:
                turned = f"rotate(-55 {x:.1f} {top - 5})"
                name = shortened(band.name, _LONGEST_NAME)
                write_text(self.body, Decimal(f"{x:.1f}"), top - 5, name, font_size=SMALL, transform=turned)
                free = x

    def _about_band(self, band: VisitBand) -> str:
        days = (date_text(day, chinese=self.reader.chinese) for day in (band.first, band.last))
        return f"{band.name}: {' – '.join(days)}"

    def _chart(self, chart: Chart, top: int, bottom: int) -> None:
        self._axis(chart, top, bottom)
        labels: list[tuple[Decimal, str, Look]] = []
        for series in chart.series:
            look = LOOKS.get(series.about, BLACK)
            self._series(series, chart.scale, look, top, bottom)
            if series.marks:
                last = series.marks[-1]
                y = position(chart.scale, _shown(last), bottom, top)
                name = series.about if len(chart.series) > 1 else ""
                labels.append((y, f"{name} {_number_of(last)}".strip(), look))
        for y, text, look in _apart(labels, top, bottom):
            write_text(self.body, _RIGHT + 22, y + 4, text, fill=look.colour, font_weight="bold")

    def _axis(self, chart: Chart, top: int, bottom: int) -> None:
        names = [_name(series.about, self.reader, self.words) for series in chart.series]
        unit = _UNITS.get(chart.unit, chart.unit)
        title = (
            self.words[chart.unit] if chart.unit in self.words else ", ".join(filter(None, (names[0], unit)))
        )
        write_text(self.body, _LEFT, top - 6, title, font_weight="bold", font_size=12, **HALO)
        draw_rule(self.body, (_LEFT, top), (_LEFT, bottom), SOFT)
        free = bottom + 100
        for tick in chart.scale.ticks:
            y = position(chart.scale, tick, bottom, top)
            draw_rule(self.body, (_LEFT - 4, y), (_RIGHT, y), "#e2e2e2")
            if free - y >= TEXT:
                write_text(self.body, _LEFT - 8, y + 4, number_text(tick), font_size=SMALL, text_anchor="end")
                free = int(y)
        for line in chart.lines:
            y = position(chart.scale, line, bottom, top)
            draw_rule(self.body, (_LEFT, y), (_RIGHT, y), SOFT, "6 4")

    def _series(self, series: Series, scale: Scale, look: Look, top: int, bottom: int) -> None:
        for run in _runs(series):
            if len(run) > 1:
                draw_line(self.body, [self._point(mark, scale, top, bottom) for mark in run], look)
        for gap in series.gaps:
            x = self.axis.place(gap.day)
            sign = write_text(
                self.body, x, bottom - 4, "?", fill=look.colour, font_weight="bold", text_anchor="middle"
            )
            entitle(sign, self._about(series.about, gap, ""))
        for mark in series.marks:
            self._mark(series.about, mark, scale, look, (top, bottom))

    def _point(self, mark: NumberMark, scale: Scale, top: int, bottom: int) -> tuple[Length, Length]:
        return self.axis.place(mark.day), position(scale, _shown(mark), bottom, top)

    def _mark(self, about: str, mark: NumberMark, scale: Scale, look: Look, ends: tuple[int, int]) -> None:
        top, bottom = ends
        group = add(self.body, "g")
        entitle(group, self._about(about, mark, mark.reported or _number_of(mark)))
        x, y = self._point(mark, scale, top, bottom)
        if mark.low is not None and mark.high is not None and mark.low != mark.high:
            other = position(scale, mark.low, bottom, top)
            add(group, "path", d=_bar(x, y, other), fill="none", stroke=look.colour, stroke_width=2)
            return
        if mark.low is None or mark.high is None:
            draw_arrow(group, (x, y), (0, 1) if mark.low is None else (0, -1), look.colour)
        draw_shape(group, x, y, look, hollow=mark.is_held)

    def _about(self, about: str, one: NumberMark | Gap, said: str) -> str:
        words = self.words
        parts = [f"{_name(about, self.reader, words)} {said}".strip(), _day(one, self.reader, words)]
        if isinstance(one, NumberMark):
            parts += [one.center] if one.center else []
            parts += [words["held"]] if one.is_held else []
        parts += reasons_text(one.reasons, chinese=self.reader.chinese)
        return words["list"].join(parts)


def _bar(x: Length, high: Length, low: Length) -> str:
    return f"M{x - 4:.1f} {high:.1f}h8m-4 0V{low:.1f}m-4 0h8"


def _shown(mark: NumberMark) -> Decimal:
    """Return the number at which a mark is drawn: an end that is known."""
    return (mark.high if mark.high is not None else mark.low) or Decimal(0)


def _number_of(mark: NumberMark) -> str:
    if mark.low is None or mark.high is None:
        return f"{'<' if mark.low is None else '>'}{number_text(_shown(mark))}"
    if mark.low != mark.high:
        return f"{number_text(mark.low)}–{number_text(mark.high)}"
    return number_text(mark.high)


def _runs(series: Series) -> Iterator[list[NumberMark]]:
    """Yield the marks that a line goes through; a day on which nothing certainly counts breaks it."""
    joined = {mark.day: mark for mark in series.marks if mark.is_joined}
    run: list[NumberMark] = []
    for day in sorted({mark.day for mark in series.marks} | {gap.day for gap in series.gaps}):
        if day in joined:
            run.append(joined[day])
            continue
        yield run
        run = []
    yield run


def _apart(
    labels: Iterable[tuple[Decimal, str, Look]], top: int, bottom: int
) -> Sequence[tuple[Decimal, str, Look]]:
    """Return labels moved up and down until none covers another, in the order from the top."""
    placed: list[tuple[Decimal, str, Look]] = []
    for y, text, look in sorted(labels, key=lambda label: label[:2]):
        least = placed[-1][0] + _APART if placed else Decimal(top)
        placed.append((max(y, least), text, look))
    below = Decimal(bottom + 4)
    for index in range(len(placed) - 1, -1, -1):
        y, text, look = placed[index]
        placed[index] = (min(y, below), text, look)
        below = placed[index][0] - _APART
    return placed
