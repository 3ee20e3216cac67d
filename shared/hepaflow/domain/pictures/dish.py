"""Make the pictures of possible liver injury: the peak of ALT or AST against that of bilirubin, a point for each subject.

eDISH shows multiples of the upper limits, mDISH multiples of the baseline. A point in the upper right is not a case of Hy's law.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from hepaflow.domain.answers.inputs import Input
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.change.after_baseline import LaterDays
from hepaflow.domain.grades.bounds import Bounds, as_reported, highest, multiple_bounds, value_bounds
from hepaflow.domain.grades.ends import GREATEST, LEAST, End
from hepaflow.domain.pictures.result_marks import codes_of
from hepaflow.domain.pictures.scales import Scale, log_scale

TRANSAMINASES: Final = ("ALT", "AST")
BILIRUBIN: Final = "BILI"
DISH_ANALYTES: Final = (*TRANSAMINASES, BILIRUBIN)
TRANSAMINASE_LINE, BILIRUBIN_LINE = Decimal(3), Decimal(2)
_LEAST_AXIS: Final = (Decimal("0.1"), Decimal(10))
_FAR: Final = GREATEST.number / 10**100  # an end beyond it is in place of a missing one
_NEAR: Final = 1 / _FAR


class DishKind(StrEnum):
    """What the numbers are multiples of."""

    LIMIT = "edish"  # the upper limit of each result's own lab and day
    BASELINE = "mdish"


@dataclass(frozen=True, slots=True)
class PeakBounds:
    """What a peak may be; both ends are equal if it is known.

    Attributes:
        low: the least number; None: no bound is known.
        high: the greatest number; None: no bound is known.
    """

    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class DishPoint:
    """The peaks of a subject.

    Attributes:
        subject: the subject's id.
        href: path of the subject's report.
        transaminase: the greater peak of ALT and AST; None if nothing of it is known.
        bilirubin: its peak; None if nothing of it is known.
        reasons: codes that say why a peak is not known exactly.
    """

    subject: str
    href: str
    transaminase: PeakBounds | None
    bilirubin: PeakBounds | None
    reasons: tuple[str, ...] = ()

    @property
    def is_drawn(self) -> bool:
        """Say whether the point has a place: something is known of both peaks."""
        return self.transaminase is not None and self.bilirubin is not None


@dataclass(frozen=True, slots=True)
class Dish:
    """The peaks of several subjects.

    Attributes:
        kind: what the numbers are multiples of.
        points: the subjects, in order of their ids; also those without a place, with their reasons.
        transaminases: the axis of ALT or AST.
        bilirubin: the axis of bilirubin.
        transaminase_line: from here on a peak of ALT or AST is high.
        bilirubin_line: beyond it a peak of bilirubin is high.
    """

    kind: DishKind
    points: tuple[DishPoint, ...]
    transaminases: Scale
    bilirubin: Scale
    transaminase_line: Decimal = TRANSAMINASE_LINE
    bilirubin_line: Decimal = BILIRUBIN_LINE


def dish(kind: DishKind, points: Iterable[DishPoint]) -> Dish:
    """Return the picture of some subjects, with axes that hold all points."""
    ordered = tuple(sorted(points, key=lambda point: point.subject))
    drawn = [point for point in ordered if point.is_drawn]
    return Dish(
        kind,
        ordered,
        log_scale(_ends(point.transaminase for point in drawn), *_LEAST_AXIS),
        log_scale(_ends(point.bilirubin for point in drawn), *_LEAST_AXIS),
    )


def _ends(spans: Iterable[PeakBounds | None]) -> list[Decimal]:
    return [end for span in spans if span for end in (span.low, span.high) if end is not None]


def dish_point(
    kind: DishKind,
    later: Mapping[str, LaterDays],
    baselines: Mapping[str, Input],
    subject: str,
    href: str,
) -> DishPoint:
    """Return the point of a subject: the peaks of all days after the baseline.

    Args:
        kind: what the numbers are multiples of.
        later: by analyte, the days after its baseline.
        baselines: by analyte; they count in mDISH alone.
        subject: the subject's id.
        href: path of the subject's report.
    """
    unknown = [reason for about in DISH_ANALYTES for reason in later[about].reasons]
    if unknown:
        return DishPoint(subject, href, None, None, codes_of(unknown))
    peaks = {about: _peak(kind, later[about], about, baselines[about]) for about in DISH_ANALYTES}
    injury = highest(peak for about in TRANSAMINASES if (peak := peaks[about]) is not None)
    bounds, reasons = [], []
    for about, peak in (("ALT", injury), (BILIRUBIN, peaks[BILIRUBIN])):
        bounds.append(_drawn_bounds(peak))
        reasons += _reasons(about, peak, bounds[-1])
    return DishPoint(subject, href, bounds[0], bounds[1], codes_of(reasons))


def _peak(kind: DishKind, later: LaterDays, about: str, base: Input) -> Bounds | None:
    """Return the greatest multiple of some days; None if the analyte was not measured on any of them."""
    peak = highest(_results(kind, later, about))
    if peak is None or kind is DishKind.LIMIT:
        return peak
    known = value_bounds(base)
    if known is None or known.may_be_absent:
        return Bounds(LEAST, GREATEST, (*peak.reasons, *base.reasons), peak.may_be_absent)
    if known.high.number <= 0:
        return Bounds(LEAST, GREATEST, (AnswerReason(ReasonKind.NOT_POSITIVE, f"BASELINE_{about}"),))
    return Bounds(
        _divided(peak.low, known.high),
        _divided(peak.high, known.low),
        (*peak.reasons, *known.reasons),
        peak.may_be_absent,
    )


def _results(kind: DishKind, later: LaterDays, about: str) -> Iterator[Bounds]:
    """Yield what each result of some days may be; a day that may be the baseline may have none."""
    bounds = multiple_bounds if kind is DishKind.LIMIT else value_bounds
    for day, doubt in (*later.same_day, *later.days):
        for known in map(bounds, day.draws_of(about)):
            if known is not None and doubt:
                yield known._replace(reasons=(*known.reasons, *doubt), may_be_absent=True)
            elif known is not None:
                yield known


def _divided(value: End, base: End) -> End:
    return End(value.number / base.number, value.side or -base.side) if base.number > 0 else GREATEST


def _drawn_bounds(peak: Bounds | None) -> PeakBounds | None:
    """Return what can be drawn of a peak along a log axis; None if it has neither end."""
    if peak is None:
        return None
    low = None if peak.may_be_absent or peak.low.number < _NEAR else as_reported(peak.low.number)
    high = None if peak.high.number > _FAR or peak.high.number <= 0 else as_reported(peak.high.number)
    return None if low is None and high is None else PeakBounds(low, high)


def _reasons(about: str, peak: Bounds | None, drawn: PeakBounds | None) -> list[AnswerReason]:
    if peak is None:
        return [AnswerReason(ReasonKind.MISSING, about)]
    if drawn is None and not peak.reasons:
        return [AnswerReason(ReasonKind.NOT_POSITIVE, about)]
    return [] if drawn and drawn.low == drawn.high else list(peak.reasons)
