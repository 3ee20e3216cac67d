"""Find the inputs of each day in a timeline.

Of several draws of a day the one with the lowest rank counts, then the earliest; never the least or greatest value. An open hold
is uncertainty: what a decision about it could make of the day is a candidate, too. So is a result of which nobody knows whether it
is of the day: on each day that it may be of, it may be absent.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NamedTuple

from hepaflow.domain.answers.inputs import Input, PossibleInput, SpecimenDay, absent
from hepaflow.domain.answers.local_time import NO_ZONES, Zones, times_at_center
from hepaflow.domain.answers.possible_days import PossibleDays, possible_days
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.answers.unit_doubts import AnalyteCourse, courses_with_holds
from hepaflow.domain.fold.measurement import Measurement, RunObservation, has_value
from hepaflow.domain.fold.measurement_state import Held, MeasurementState
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Comparator, Status
from hepaflow.domain.study.days import first_day, last_day

# for an observation as of a day: the draw that a visit names has a lower number than another of its day
DrawRank = Callable[[RunObservation, str], int]
_DAY: Final = len("2024-03-22")
_UNPLACED: Final = frozenset(
    {IssueCode.CORRECTS_NOTHING, IssueCode.ORDER_CANCELLED, IssueCode.ORDER_UNNUMBERED}
)
_KINDS: Final = {
    IssueCode.CONFLICT: ReasonKind.CONFLICT,
    IssueCode.CORRECTION_UNIT: ReasonKind.UNIT_REFUSED,
}


def any_draw(sent: RunObservation, day: str) -> int:
    """Return the same rank for every draw, so that the earliest counts."""
    del sent, day
    return 0


class _Terms(NamedTuple):
    """What draws of one day are compared by."""

    day: str
    rank: DrawRank
    zones: Zones
    doubts: Mapping[Measurement, PossibleDays]  # of those that may be of another day


@dataclass(slots=True)
class _Draw:
    """What decisions could leave of one measurement of the day."""

    place: Measurement
    at: str  # the earliest possible local time of the center
    until: str  # the latest one
    rank: int  # the lowest one that a decision leaves
    worst: int  # the highest one
    candidates: list[PossibleInput] = field(default_factory=list)
    may_be_absent: bool = False
    reasons: list[AnswerReason] = field(default_factory=list)

    def is_before(self, other: "_Draw") -> bool:
        """Say whether it certainly counts before another one."""
        if self.worst != other.rank:
            return self.worst < other.rank
        mine, its = self.until, other.at
        return mine < its and not its.startswith(mine)


def specimen_days(
    timeline: Mapping[Measurement, MeasurementState], rank: DrawRank = any_draw, zones: Zones = NO_ZONES
) -> tuple[SpecimenDay, ...]:
    """Return the days of one subject on which something was reported, or may have been, in order.

    Args:
        timeline: the answers of the fold for one subject.
        rank: which draw of a day counts first; the lowest number does.
        zones: the time zones of centers: a day is local to the center.
    """
    days: dict[str, dict[str, list[Measurement]]] = defaultdict(lambda: defaultdict(list))
    courses = courses_with_holds(timeline)
    doubts: dict[Measurement, PossibleDays] = {}
    for place, state in timeline.items():
        possible = possible_days(state, zones)
        if possible.doubt is not None:
            if state.current is None and not any(_gives_value(held.sent) for held in state.held):
                continue  # it gives no day a result
            doubts[place] = possible
        for day in possible.days:
            days[day][place.analyte].append(place)
    return tuple(
        _specimen_day(places, timeline, courses, _Terms(day, rank, zones, doubts))
        for day, places in sorted(days.items())
    )


def draws_of_day(
    timeline: Mapping[Measurement, MeasurementState], day: str, places: Sequence[Measurement], zones: Zones
) -> tuple[Input, ...]:
    """Return what is known of some measurements that are, or may be, of a day: of each alone, if it has or may have a result.

    Args:
        timeline: the answers of the fold for one subject.
        day: ISO 8601.
        places: the measurements.
        zones: the time zones of centers.
    """
    courses = courses_with_holds(timeline)
    known = {place: possible_days(timeline[place], zones) for place in places}
    terms = _Terms(
        day, any_draw, zones, {place: days for place, days in known.items() if days.doubt is not None}
    )
    draws = [_draw(place, timeline[place], courses.get(place.analyte), terms) for place in places]
    return tuple(
        _of_draws(draw.place.analyte, [draw], may_be_absent=draw.may_be_absent)
        for draw in draws
        if draw.candidates
    )


def _specimen_day(
    places: Mapping[str, Sequence[Measurement]],
    timeline: Mapping[Measurement, MeasurementState],
    courses: Mapping[str, AnalyteCourse],
    terms: _Terms,
) -> SpecimenDay:
    both = {
        analyte: _inputs(analyte, found, timeline, courses.get(analyte), terms)
        for analyte, found in places.items()
    }
    inputs = {analyte: counted for analyte, (counted, _) in both.items()}
    others = {analyte: left for analyte, (_, left) in both.items() if left}
    doubts = terms.doubts
    is_partial = bool(doubts) and all(
        place in doubts and doubts[place].doubt is ReasonKind.PARTIAL_DATE
        for found in places.values()
        for place in found
    )
    return SpecimenDay(next(iter(places.values()))[0].subject, terms.day, inputs, is_partial, others)


def _inputs(
    analyte: str,
    places: Sequence[Measurement],
    timeline: Mapping[Measurement, MeasurementState],
    course: AnalyteCourse | None,
    terms: _Terms,
) -> tuple[Input, tuple[Input, ...]]:
    """Return what counts on the day, and each draw that does not count beside it."""
    if len(places) == 1 and course is None and places[0] not in terms.doubts:
        state = timeline[place := places[0]]
        if state.current is not None and not state.contested:
            only = PossibleInput(place, state.current)
            return Input(analyte, (only,), reasons=tuple(_limits(only))), ()
    draws = [_draw(place, timeline[place], course, terms) for place in places]
    possible = [
        draw for draw in draws if all(other.may_be_absent for other in draws if other.is_before(draw))
    ]
    possible.sort(key=lambda draw: (draw.rank, draw.at, draw.place))
    if not any(draw.candidates for draw in possible):
        return absent(analyte, *places), ()
    is_absent = all(draw.may_be_absent for draw in draws)
    left = [draw for draw in draws if draw.candidates and draw not in possible]
    left.sort(key=lambda draw: (draw.rank, draw.at, draw.place))
    return (
        _of_draws(analyte, possible, may_be_absent=is_absent),
        tuple(_of_draws(analyte, [draw], may_be_absent=draw.may_be_absent) for draw in left),
    )


def _of_draws(analyte: str, possible: Sequence[_Draw], *, may_be_absent: bool) -> Input:
    candidates = tuple(found for draw in possible for found in draw.candidates)
    reasons = [reason for draw in possible for reason in draw.reasons]
    reasons += (reason for found in candidates for reason in _limits(found))
    reasons += _unordered(possible)
    return Input(analyte, candidates, may_be_absent, tuple(dict.fromkeys(reasons)))


def _draw(
    place: Measurement,
    state: MeasurementState,
    course: AnalyteCourse | None,
    terms: _Terms,
) -> _Draw:
    """Return what every possible decision about the holds leaves of a measurement."""
    draw = _placed(place, state, terms)
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


def _placed(place: Measurement, state: MeasurementState, terms: _Terms) -> _Draw:
    """Return where a measurement stands among the draws of its day, without what it gives."""
    sents = [sent for sent in (state.current, *(held.sent for held in state.held)) if sent is not None]
    ranks = [terms.rank(sent, terms.day) for sent in sents] or [0]
    times = [time for sent in sents for time in times_at_center(sent, terms.zones)] or [place.collected_at]
    draw = _Draw(place, min(times), max(times), min(ranks), max(ranks), may_be_absent=state.current is None)
    if (doubt := terms.doubts.get(place)) is not None:
        draw.may_be_absent = True
        draw.reasons += doubt.reason(place)
    for other in state.contested:  # it may be the same result, which belongs to one of the two subjects
        draw.may_be_absent = True
        draw.reasons.append(AnswerReason(ReasonKind.HELD, place.analyte, other.measurement, other.row))
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
    day = date.fromisoformat(other.collected_at[:_DAY])
    around = (day - timedelta(days=1)).isoformat(), (day + timedelta(days=1)).isoformat()
    return first_day(place.collected_at) <= around[1] and around[0] <= last_day(place.collected_at)


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
