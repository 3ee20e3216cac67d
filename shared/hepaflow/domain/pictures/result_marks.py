"""Make the marks of one analyte: every result that counts, and every one that waits for a decision."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from hepaflow.domain.answers.inputs import Input, PossibleInput, PossibleValues
from hepaflow.domain.answers.local_time import time_at_center
from hepaflow.domain.answers.possible_days import day_of
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.fold.measurement import Measurement, RowKey, RunObservation, has_value
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.grades.bounds import as_reported
from hepaflow.domain.model import Status
from hepaflow.domain.pictures.marks import Gap, NumberMark, Series
from hepaflow.domain.pictures.study_axis import StudyAxis
from hepaflow.domain.visits.subject_days import SubjectDays

Link = Callable[[str, RowKey], str]  # from the subject and the row of an observation to its path


@dataclass(frozen=True, slots=True)
class DrawnSubject:
    """What pictures of a subject over time are made from.

    Attributes:
        subject: the subject's id.
        days: his specimen days.
        timeline: the answers of the fold for him.
        axis: gives study days and windows.
        until: the last day on which something could have been collected.
        link: gives the path of an observation.
    """

    subject: str
    days: SubjectDays
    timeline: Mapping[Measurement, MeasurementState]
    axis: StudyAxis
    until: date
    link: Link


class ResultSeries(NamedTuple):
    """A series, and how many results it leaves out since their day is not known."""

    series: Series
    undated: int


class _Report(NamedTuple):
    place: Measurement
    sent: RunObservation
    is_held: bool


class _Ends(NamedTuple):
    """The ends of what can be drawn; `why_none`: nothing can."""

    low: Decimal | None = None
    high: Decimal | None = None
    why_none: ReasonKind | None = None


def result_series(drawn: DrawnSubject, about: str, *, in_limits: bool) -> ResultSeries:
    """Return the series of an analyte.

    Args:
        drawn: of the subject.
        about: the analyte.
        in_limits: the numbers are multiples of the upper limit of each result's own range, along a log axis.
    """
    zones = drawn.days.schedule.zones
    inputs = {day.day: day.input_of(about) for day in drawn.days.listed}
    found: list[tuple[tuple[str, str, bool, RowKey], NumberMark | Gap]] = []
    undated = 0
    for place, state in drawn.timeline.items():
        if place.analyte != about:
            continue
        day = day_of(state, zones)
        for report in _reports(place, state):
            if day is None:
                undated += 1
                continue
            order = (day, time_at_center(report.sent, zones), report.is_held, report.sent.row)
            made = _mark(report, day, inputs[day], in_limits=in_limits)
            number, href = drawn.axis.study_day(day), drawn.link(place.subject, report.sent.row)
            found.append((order, replace(made, study_day=number, href=href)))
    ordered = [one for _, one in sorted(found, key=lambda pair: pair[0])]
    marks = tuple(one for one in ordered if isinstance(one, NumberMark))
    gaps = tuple(one for one in ordered if isinstance(one, Gap))
    return ResultSeries(Series(about, marks, gaps), undated)


def _reports(place: Measurement, state: MeasurementState) -> Iterator[_Report]:
    if state.current is not None and has_value(state.current.observation):
        yield _Report(place, state.current, is_held=False)
    for held in state.held:
        if held.sent.observation.status is not Status.DELETED and has_value(held.sent.observation):
            yield _Report(place, held.sent, is_held=True)


def _mark(report: _Report, day: str, known: Input, *, in_limits: bool) -> NumberMark | Gap:
    """Return the mark of a report, or why it has none; without its study day and path."""
    ends = _ends(PossibleInput(report.place, report.sent), in_limits=in_limits)
    if ends.why_none is not None:
        return Gap(day, None, (f"{ends.why_none}_{report.place.analyte}",))
    is_sure = len(known.candidates) == 1 and not known.may_be_absent
    counts = is_sure and known.candidates[0].sent.row == report.sent.row
    raw = report.sent.observation.raw
    return NumberMark(
        day,
        None,
        ends.low,
        ends.high,
        is_held=report.is_held,
        is_joined=counts and ends.low is not None and ends.low == ends.high,
        center=report.place.center,
        reported=" ".join(filter(None, (raw.value, raw.unit))),
        reasons=codes_of(known.reasons),
    )


def _ends(found: PossibleInput, *, in_limits: bool) -> _Ends:
    values = found.values
    if values is None:
        return _Ends(why_none=ReasonKind.NOT_A_NUMBER)
    if not in_limits:
        return _in_numbers(values, Fraction(1))
    limit = found.upper_limit
    if limit is None or limit <= 0:
        return _Ends(why_none=ReasonKind.LIMIT_MISSING)
    greatest = values.low if values.high is None else values.high
    if greatest is not None and greatest <= 0:
        return _Ends(why_none=ReasonKind.NOT_POSITIVE)
    return _in_numbers(values, limit)


def _in_numbers(values: PossibleValues, unit: Fraction) -> _Ends:
    low, high = (None if end is None else as_reported(end / unit) for end in (values.low, values.high))
    return _Ends(low, high)


def codes_of(reasons: Iterable[AnswerReason]) -> tuple[str, ...]:
    """Return the codes of reasons, each once, in order."""
    return tuple(dict.fromkeys(reason.code for reason in reasons))
