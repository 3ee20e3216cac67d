"""Find the inputs of each day in a timeline.

Of several draws of a day the one with the lowest rank counts, then the earliest; never the least or greatest value. An open hold
is uncertainty: what a decision about it could make of the day is a candidate, too. Dates that are not known to the day give no day.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from hepaflow.domain.answers.inputs import Input, PossibleInput, SpecimenDay, absent
from hepaflow.domain.answers.local_time import NO_ZONES, Zones, day_at_center, time_at_center
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.answers.unit_doubts import AnalyteCourse, courses_with_holds
from hepaflow.domain.fold.measurement import Measurement, RunObservation, has_value
from hepaflow.domain.fold.measurement_state import Held, MeasurementState
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Comparator, Status

DrawRank = Callable[
    [RunObservation], int
]  # the draw that a visit names has a lower number than another of its day
_DAY: Final = len("2024-03-22")
_UNPLACED: Final = frozenset({IssueCode.CORRECTS_NOTHING, IssueCode.ORDER_CANCELLED})
_KINDS: Final = {
    IssueCode.CONFLICT: ReasonKind.CONFLICT,
    IssueCode.CORRECTION_UNIT: ReasonKind.UNIT_REFUSED,
}


def any_draw(sent: RunObservation) -> int:
    """Return the same rank for every draw, so that the earliest counts."""
    del sent
    return 0


@dataclass(slots=True)
class _Draw:
    """What decisions could leave of one measurement of the day."""

    place: Measurement
    at: str  # local time of the center
    rank: int  # the lowest one that a decision leaves
    worst: int  # the highest one
    candidates: list[PossibleInput] = field(default_factory=list)
    may_be_absent: bool = False
    reasons: list[AnswerReason] = field(default_factory=list)

    def is_before(self, other: "_Draw") -> bool:
        """Say whether it certainly counts before another one."""
        if self.worst != other.rank:
            return self.worst < other.rank
        mine, its = self.at, other.at
        return mine < its and not its.startswith(mine)


def specimen_days(
    timeline: Mapping[Measurement, MeasurementState], rank: DrawRank = any_draw, zones: Zones = NO_ZONES
) -> tuple[SpecimenDay, ...]:
    """Return the days of one subject on which something was reported, in order.

    Args:
        timeline: the answers of the fold for one subject.
        rank: which draw of a day counts first; the lowest number does.
        zones: the time zones of centers: a day is local to the center.
    """
    days: dict[str, dict[str, list[Measurement]]] = defaultdict(lambda: defaultdict(list))
    courses = courses_with_holds(timeline)
    for place, state in timeline.items():
        day = day_of(state, zones)
        if day is not None:
            days[day][place.analyte].append(place)
    return tuple(
        SpecimenDay(
            next(iter(places.values()))[0].subject,
            day,
            {
                analyte: _input(analyte, found, timeline, courses.get(analyte), rank, zones)
                for analyte, found in places.items()
            },
        )
        for day, places in sorted(days.items())
    )


def day_of(state: MeasurementState, zones: Zones = NO_ZONES) -> str | None:
    """Return the day on which a measurement was collected, local to the center; None for a date that is not known to the day.

    Args:
        state: what is known of the measurement.
        zones: the time zones of centers.
    """
    sent = state.current or next(state.observations(), None)
    return day_at_center(sent, zones) if sent else None


def _input(
    analyte: str,
    places: Sequence[Measurement],
    timeline: Mapping[Measurement, MeasurementState],
    course: AnalyteCourse | None,
    rank: DrawRank,
    zones: Zones,
) -> Input:
    if len(places) == 1 and course is None:
        state = timeline[place := places[0]]
        if state.current is not None:
            return Input(
                analyte, (found := PossibleInput(place, state.current),), reasons=tuple(_limits(found))
            )
    draws = [_draw(place, timeline[place], course, rank, zones) for place in places]
    possible = [
        draw for draw in draws if all(other.may_be_absent for other in draws if other.is_before(draw))
    ]
    possible.sort(key=lambda draw: (draw.rank, draw.at, draw.place))
    candidates = tuple(found for draw in possible for found in draw.candidates)
    is_absent = all(draw.may_be_absent for draw in draws)
    if not candidates:
        return absent(analyte, *places)
    reasons = [reason for draw in possible for reason in draw.reasons]
    reasons += (reason for found in candidates for reason in _limits(found))
    reasons += _unordered(possible)
    return Input(analyte, candidates, is_absent, tuple(dict.fromkeys(reasons)))


def _draw(
    place: Measurement,
    state: MeasurementState,
    course: AnalyteCourse | None,
    rank: DrawRank,
    zones: Zones,
) -> _Draw:
    """Return what every possible decision about the holds leaves of a measurement."""
    sents = [sent for sent in (state.current, *(held.sent for held in state.held)) if sent is not None]
    ranks = [rank(sent) for sent in sents] or [0]
    at = time_at_center(sents[0], zones) if sents else place.collected_at
    draw = _Draw(place, at, min(ranks), max(ranks), may_be_absent=state.current is None)
    if state.current is not None:
        draw.candidates.append(PossibleInput(place, state.current))
    for held in state.held:
        draw.reasons.append(_reason(place, held))
        if _gives_value(held.sent):
            draw.candidates.append(PossibleInput(place, held.sent))
        else:
            draw.may_be_absent = True
        if state.current is not None and held.sent.run == state.current.run:
            draw.may_be_absent = True  # released, the two values of one file conflict, and none counts
    if course is not None and state.current is not None:
        doubts = [
            (other, held)
            for other, held in course.holds
            if other != place and _may_mean(other, held, place, state.current)
        ]
        if course.may_stray(place, state.current):
            doubts = course.holds
        draw.reasons += (_reason(other, held) for other, held in doubts)
        draw.may_be_absent = draw.may_be_absent or bool(doubts)
    return draw


def _gives_value(sent: RunObservation) -> bool:
    return sent.observation.status is not Status.DELETED and has_value(sent.observation)


def _reason(place: Measurement, held: Held) -> AnswerReason:
    kind = next((_KINDS[code] for code in held.codes if code in _KINDS), ReasonKind.HELD)
    return AnswerReason(kind, place.analyte, place, held.sent.row)


def _may_mean(other: Measurement, held: Held, place: Measurement, current: RunObservation) -> bool:
    """Say whether a held correction or deletion of another measurement may mean this result.

    It may if both are of one center and collected within a day of each other, if both name one specimen, or if the held one
    does not say on which day it was collected.
    """
    if other.center != place.center or _UNPLACED.isdisjoint(held.codes):
        return False
    if held.sent.specimen and held.sent.specimen == current.specimen:
        return True
    if len(other.collected_at) < _DAY:
        return True
    return abs(_day(other.collected_at) - _day(place.collected_at)) <= timedelta(days=1)


def _day(at: str) -> date:
    return date.fromisoformat(at[:_DAY])


def _limits(found: PossibleInput) -> Iterator[AnswerReason]:
    """Yield why a candidate is not one exact number."""
    report = found.sent.observation
    if report.number is None:
        yield AnswerReason(ReasonKind.NOT_A_NUMBER, report.analyte, found.place, found.sent.row)
    elif report.operator is not Comparator.EQ:
        yield AnswerReason(ReasonKind.CENSORED, report.analyte, found.place, found.sent.row)


def _unordered(possible: Sequence[_Draw]) -> Iterator[AnswerReason]:
    """Yield the draws of which nothing says which one is the first."""
    for draw in possible:
        rivals = (other for other in possible if other is not draw)
        if any(not draw.is_before(other) and not other.is_before(draw) for other in rivals):
            yield AnswerReason(ReasonKind.UNORDERED, draw.place.analyte, draw.place)
