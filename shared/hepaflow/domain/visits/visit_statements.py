"""Find what an EDC states of visits: a draw is expected, was done or not, the subject withdrew from the visits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hepaflow.domain.analytes.visit_items import DRAW_DONE, DRAW_EXPECTED, VISIT_ITEMS, WITHDRAWAL
from hepaflow.domain.answers.local_time import DAY, day_at_center, time_at_center
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.model import Comparator
from hepaflow.domain.study.days import first_day, last_day
from hepaflow.domain.visits.schedule import Schedule

_Why = tuple[AnswerReason, ...]


@dataclass(frozen=True, slots=True)
class VisitStatement:
    """One statement.

    Attributes:
        item: what it is about, an analyte code.
        visit: number of the visit; None: it belongs to none.
        is_yes: yes or no; None: it waits for a decision.
        at: its day, ISO 8601 as far as it is known.
        reason: leads to the statement.
    """

    item: str
    visit: int | None
    is_yes: bool | None
    at: str
    reason: AnswerReason


@dataclass(frozen=True, slots=True)
class VisitStatements:
    """What an EDC states of the visits of a subject."""

    said: tuple[VisitStatement, ...] = ()

    def not_done(self, visit: int) -> _Why:
        """Return the statements that the draw of a visit was not done; empty if none says so, or another says that it was."""
        return _only_no(self._of(DRAW_DONE, visit))

    def drawn_after(self, visit: int, day: str) -> _Why:
        """Return the statements that a draw of a visit was done, or is expected, on a later day: such as a redraw.

        Args:
            visit: number of the visit.
            day: ISO 8601.
        """
        said = (*self._of(DRAW_DONE, visit), *self._of(DRAW_EXPECTED, visit))
        return tuple(one.reason for one in said if one.is_yes and one.at and last_day(one.at) > day)

    def not_expected(self, visit: int) -> _Why:
        """Return the statements that no draw is expected at a visit; empty if none says so, or another expects one."""
        return _only_no(self._of(DRAW_EXPECTED, visit))

    def expected_on(self, visit: int, first: date, last: date) -> tuple[date | None, _Why]:
        """Return the last day of the window on which a draw is expected; and the statements of days, also of other ones.

        Args:
            visit: number of the visit.
            first: the first day of its window.
            last: the last day.
        """
        said = [one for one in self._of(DRAW_EXPECTED, visit) if one.is_yes]
        window = first.isoformat(), last.isoformat()
        days = [one.at for one in said if len(one.at) == DAY and window[0] <= one.at <= window[1]]
        return date.fromisoformat(max(days)) if days else None, tuple(one.reason for one in said)

    def withdrawn(self, visit: int, target: date) -> _Why:
        """Return the statements by which the subject has withdrawn from a visit: that name it, or are of its target day or earlier."""
        day = target.isoformat()
        return tuple(
            one.reason for one in self._withdrawals() if one.visit == visit or last_day(one.at) <= day
        )

    def open(self, visit: int, target: date) -> _Why:
        """Return what would say more about a visit: statements that wait for a decision, a withdrawal whose day is not known."""
        day = target.isoformat()
        waiting = (one for one in self.said if one.is_yes is None)
        told = [
            one.reason
            for one in waiting
            if one.visit == visit or (one.item == WITHDRAWAL and first_day(one.at) <= day)
        ]
        if any(first_day(one.at) <= day < last_day(one.at) for one in self._withdrawals()):
            told.append(AnswerReason(ReasonKind.TIME, WITHDRAWAL))
        return tuple(dict.fromkeys(told))

    def _of(self, item: str, visit: int) -> list[VisitStatement]:
        return [
            one for one in self.said if one.item == item and one.visit == visit and one.is_yes is not None
        ]

    def _withdrawals(self) -> Iterator[VisitStatement]:
        """Yield the withdrawals that no statement of a later day speaks against."""
        told = [one for one in self.said if one.item == WITHDRAWAL]
        kept = [one.at for one in told if one.is_yes is False]
        return (one for one in told if one.is_yes and not any(at > one.at for at in kept))


def visit_statements(timeline: Mapping[Measurement, MeasurementState], schedule: Schedule) -> VisitStatements:
    """Return what an EDC states of the visits of one subject.

    Args:
        timeline: the answers of the fold for the subject.
        schedule: the schedule of the subject.
    """
    states = (state for place, state in timeline.items() if place.analyte in VISIT_ITEMS)
    return VisitStatements(tuple(one for state in states for one in _statements(state, schedule)))


def _statements(state: MeasurementState, schedule: Schedule) -> Iterator[VisitStatement]:
    """Yield the statement that counts, and those that wait."""
    number = state.current.observation.number if state.current else None
    if state.current and number in (0, 1) and state.current.observation.operator is Comparator.EQ:
        yield _statement(state.current, schedule, is_yes=number == 1)
    for held in state.held:
        yield _statement(held.sent, schedule, is_yes=None)


def _statement(sent: RunObservation, schedule: Schedule, *, is_yes: bool | None) -> VisitStatement:
    item = sent.observation.analyte
    kind = ReasonKind.HELD if is_yes is None else ReasonKind.STATED
    at = time_at_center(sent, schedule.zones)[:DAY] or sent.measurement.collected_at[:DAY]
    return VisitStatement(
        item, _visit(sent, schedule), is_yes, at, AnswerReason(kind, item, sent.measurement, sent.row)
    )


def _visit(sent: RunObservation, schedule: Schedule) -> int | None:
    """Return the visit that the label names, else that in whose window the day lies. A day alone names no visit to withdraw from."""
    visit = schedule.protocol.nominal_visit(sent.visit) if sent.visit else None
    if (
        visit is None
        and sent.observation.analyte != WITHDRAWAL
        and (day := day_at_center(sent, schedule.zones)) is not None
    ):
        visit = schedule.visit_on(day)
    return None if visit is None else visit.number


def _only_no(said: Iterable[VisitStatement]) -> _Why:
    told = list(said)
    return () if any(one.is_yes for one in told) else tuple(one.reason for one in told)
