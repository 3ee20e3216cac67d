"""Define the marks of pictures of one subject over time: days and exact numbers, no pixels."""

from dataclasses import dataclass
from decimal import Decimal

from hepaflow.domain.pictures.scales import Scale
from hepaflow.domain.visits.masking import MASKED_DAY_ONE


@dataclass(frozen=True, slots=True)
class NumberMark:
    """One number on one day. An exact number is both ends.

    Attributes:
        day: ISO 8601, local to the center.
        study_day: the study day; None without day 1, and where it is masked.
        low: the least number that it may be; None: no bound is known, the mark is an arrow downwards.
        high: the greatest number that it may be; None: no bound is known, the mark is an arrow upwards.
        is_held: it waits for a decision.
        is_joined: the line of the series goes through it: it is exact, and certainly counts on its day.
        center: who sent it; "" for a score.
        reported: value and unit as the lab wrote them; the answer of a score.
        reasons: codes that say why it is not exact, or does not certainly count.
        href: path of its lineage in the API; "" for a score.
    """

    day: str
    study_day: int | None
    low: Decimal | None
    high: Decimal | None
    is_held: bool = False
    is_joined: bool = True
    center: str = ""
    reported: str = ""
    reasons: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A day on which there is something, or should be, and no number can be drawn.

    Attributes:
        day: ISO 8601.
        study_day: the study day; None without day 1, and where it is masked.
        reasons: codes that say why.
        href: path of the lineage of the result in the API; "" for a score.
    """

    day: str
    study_day: int | None
    reasons: tuple[str, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """The marks of one analyte or score, in order.

    Attributes:
        about: analyte code or formula id.
        marks: the numbers.
        gaps: where none can be drawn. The line is broken there.
    """

    about: str
    marks: tuple[NumberMark, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Series over one axis of numbers.

    Attributes:
        unit: of the axis; `xULN`: multiples of the upper limit; "": the number has no unit.
        scale: the axis.
        series: the series.
        lines: numbers at which a line is drawn for orientation.
    """

    unit: str
    scale: Scale
    series: tuple[Series, ...]
    lines: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitBand:
    """The window of a visit in days of the calendar, ISO 8601.

    Attributes:
        visit: number of the visit.
        name: of the visit.
        first: its first day.
        target: its target day.
        last: its last day.
    """

    visit: int
    name: str
    first: str
    target: str
    last: str


@dataclass(frozen=True, slots=True)
class LiverPanel:
    """The liver panel of a subject over time.

    Attributes:
        subject: the subject's id.
        first: the first day of the axis, ISO 8601; "" if there is nothing to draw.
        last: its last day.
        day_one: the reference date; None if it is not known, or masked.
        why_no_day_one: codes that say why there are no study days and no visits; empty if there are.
        bands: the windows of visits.
        charts: the charts, which share the axis of days.
        undated: how many results are not drawn, since their day is not known.
    """

    subject: str
    first: str
    last: str
    day_one: str | None
    why_no_day_one: tuple[str, ...]
    bands: tuple[VisitBand, ...]
    charts: tuple[Chart, ...]
    undated: int

    @property
    def is_masked(self) -> bool:
        """Say whether the caller may not see day 1."""
        return MASKED_DAY_ONE in self.why_no_day_one
