"""Make the picture of a subject's liver panel over time."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from hepaflow.domain.pictures.marks import Chart, LiverPanel, Series
from hepaflow.domain.pictures.result_marks import DrawnSubject, ResultSeries, result_series
from hepaflow.domain.pictures.scales import linear_scale, log_scale
from hepaflow.domain.pictures.score_marks import ScoreOfSpecimen, score_series

MULTIPLES: Final = ("ALT", "AST", "ALP", "GGT", "BILI")
LINEAR: Final = {"ALB": "g/L", "INR": "", "PLAT": "10*9/L"}  # canonical units
IN_LIMITS: Final = "xULN"
_LEAST: Final = {  # what an axis shows at least, so that small changes look small
    "ALB": (Decimal(25), Decimal(45)),
    "INR": (Decimal(1), Decimal(2)),
    "PLAT": (Decimal(0), Decimal(150)),
    "MELD": (Decimal(5), Decimal(20)),
}
_LEAST_MULTIPLES: Final = (Decimal("0.5"), Decimal(5))


def liver_panel(
    drawn: DrawnSubject, scores: Sequence[ScoreOfSpecimen], hidden: Collection[str] = ()
) -> LiverPanel:
    """Return the liver panel of a subject.

    Args:
        drawn: of the subject.
        scores: MELD on each specimen day; empty if there is no day, or if it is masked.
        hidden: analytes that the caller does not see.
    """
    series = {
        about: result_series(drawn, about, in_limits=about in MULTIPLES)
        for about in (*MULTIPLES, *LINEAR)
        if about not in hidden
    }
    charts = [_multiples([series[about].series for about in MULTIPLES if about in series])]
    charts += [
        _linear(about, unit, series[about].series) for about, unit in LINEAR.items() if about in series
    ]
    if scores:
        charts.append(_linear("MELD", "", score_series(drawn, scores)))
    axis = drawn.axis
    one = axis.day_one.isoformat() if axis.day_one else None
    days = [day for chart in charts for day in _days(chart)]
    days += [day for band in axis.bands for day in (band.first, band.last)]
    days += [one] if one else []
    return LiverPanel(
        drawn.subject,
        min(days, default=""),
        max(days, default=""),
        one,
        axis.why_no_day_one,
        axis.bands,
        tuple(charts),
        _undated(series.values()),
    )


def _days(chart: Chart) -> Iterator[str]:
    for series in chart.series:
        yield from (mark.day for mark in series.marks)
        yield from (gap.day for gap in series.gaps)


def _undated(series: Iterable[ResultSeries]) -> int:
    return sum(one.undated for one in series)


def _numbers(series: Iterable[Series]) -> list[Decimal]:
    ends = (end for one in series for mark in one.marks for end in (mark.low, mark.high))
    return [end for end in ends if end is not None]


def _with_arrows(series: Iterable[Series]) -> Iterator[Decimal]:
    """Yield the ends of marks along a log axis; beyond one without a second end there is room for an arrow."""
    for mark in (mark for one in series for mark in one.marks):
        low = mark.high / 2 if mark.low is None and mark.high is not None else mark.low
        high = mark.low * 2 if mark.high is None and mark.low is not None else mark.high
        yield from (end for end in (low, high) if end is not None and end > 0)


def _multiples(series: list[Series]) -> Chart:
    scale = log_scale(_with_arrows(series), *_LEAST_MULTIPLES)
    return Chart(IN_LIMITS, scale, tuple(series), (Decimal(1),))


def _linear(name: str, unit: str, series: Series) -> Chart:
    return Chart(unit, linear_scale(_numbers([series]), *_LEAST[name]), (series,))
