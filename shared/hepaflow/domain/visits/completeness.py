"""Compare what the schedule requires of a subject with what was reported: one cell for each visit and analyte."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from hepaflow.domain.analytes.visit_items import VISIT_ITEMS
from hepaflow.domain.answers.inputs import Input, PossibleInput, each_once
from hepaflow.domain.answers.possible_days import PossibleDays, possible_days
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.fold.measurement import Measurement, has_value
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.protocol.planned_visits import PlannedVisit
from hepaflow.domain.protocol.study_days import date_of
from hepaflow.domain.study.enrolment import centers_at
from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.domain.visits.departure import has_left
from hepaflow.domain.visits.lab_statements import LabStatements, lab_statements
from hepaflow.domain.visits.schedule import Schedule
from hepaflow.domain.visits.subject_days import SubjectDays
from hepaflow.domain.visits.visit_statements import VisitStatements, visit_statements

_Why = tuple[AnswerReason, ...]
_DAY: Final = len("2024-03-22")


class CellState(StrEnum):
    """What is known of one analyte at one visit."""

    NOT_DUE = "not-due"  # the window has not begun
    EXPECTED = "expected"  # it has begun, and the result is not late yet
    RECEIVED = "received"
    LATE = "late"
    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"  # the subject was not in the study any more, or no draw is expected
    NOT_DONE = "not-done"  # the lab or the investigator says so


@dataclass(frozen=True, slots=True)
class VisitCell:
    """What is known of one analyte at one visit of one subject.

    Attributes:
        subject: the subject's id.
        centers: who has the subject on the target day; several on the day of a transfer.
        visit: number of the visit.
        analyte: the code.
        state: what is known.
        due_on: from the next day on the result is late; None without a rule, or without day 1.
        received_on: when the first report of it was received; None if there is none.
        reasons: what the state depends on: an open hold, a date that is not known.
        sources: every observation of the window that counts or may count.
    """

    subject: str
    centers: tuple[str, ...]
    visit: int
    analyte: str
    state: CellState
    due_on: date | None = None
    received_on: date | None = None
    reasons: tuple[AnswerReason, ...] = ()
    sources: tuple[PossibleInput, ...] = ()


def completeness(
    found: SubjectDays, timeline: Mapping[Measurement, MeasurementState], entry: Subject, today: date
) -> tuple[VisitCell, ...]:
    """Return the cells of one subject, in the order of the definition; none for an entry in error.

    Args:
        found: the specimen days of the subject.
        timeline: the answers of the fold for the subject.
        entry: what the register says of the subject.
        today: the day of the question.
    """
    if entry.status is SubjectStatus.ENTERED_IN_ERROR:
        return ()
    said = visit_statements(timeline, found.schedule)
    possible = {
        place: possible_days(state, found.schedule.zones)
        for place, state in timeline.items()
        if place.analyte not in VISIT_ITEMS
    }
    told = lab_statements(timeline, possible, found.schedule)
    subject = _Subject(found, timeline, possible, told, said, entry, today)
    return tuple(
        subject.cell(visit, analyte)
        for visit in found.schedule.protocol.visits
        for analyte in found.schedule.protocol.required(visit)
    )


@dataclass(frozen=True, slots=True)
class _Subject:
    found: SubjectDays
    timeline: Mapping[Measurement, MeasurementState]
    possible: Mapping[Measurement, PossibleDays]
    told: LabStatements
    said: VisitStatements
    entry: Subject
    today: date

    @property
    def schedule(self) -> Schedule:
        return self.found.schedule

    def cell(self, visit: PlannedVisit, analyte: str) -> VisitCell:
        """Return the cell of a visit and analyte."""
        one = self.schedule.day_one
        if one is None:
            why = self.schedule.why_no_day_one
            return VisitCell(
                self.entry.id, (self.entry.center,), visit.number, analyte, CellState.NOT_DUE, reasons=why
            )
        due = self.schedule.protocol.results_due
        _, last, _ = self._planned(visit, one)
        due_on = last + timedelta(days=due.late_after) if due else None
        target = date_of(visit.target_day, one)
        centers = tuple(sorted(centers_at(self.entry, target.isoformat())))
        inputs = self._inputs(visit, analyte)
        sources = each_once(inputs)
        state, received_on, reasons = self._reported(visit, inputs) or self._not_reported(visit, analyte, one)
        return VisitCell(
            self.entry.id, centers, visit.number, analyte, state, due_on, received_on, reasons, sources
        )

    def _inputs(self, visit: PlannedVisit, analyte: str) -> list[Input]:
        """Return what is known of the analyte on the days of the window that have, or may have, a result."""
        days = self.found.by_visit.get(visit.number, ())
        return [found for day in days if (found := day.input_of(analyte)).candidates]

    def _reported(
        self, visit: PlannedVisit, inputs: list[Input]
    ) -> tuple[CellState, date | None, _Why] | None:
        """Return what results of the visit make of the cell; None without one that certainly is of the visit."""
        told = [(one, self._first_received(one)) for found in inputs for one in found.candidates]
        certain = [at for one, at in told if self._is_of(visit, one.place)]
        if not certain:
            return None
        received = min(certain)
        before = [
            reason
            for one, at in told
            if at < received
            for reason in self.possible[one.place].reason(one.place)
        ]
        reasons = _open(
            [known for known in inputs if any(self._is_of(visit, one.place) for one in known.candidates)]
        )
        return (
            CellState.RECEIVED,
            date.fromisoformat(received[:_DAY]),
            tuple(dict.fromkeys((*reasons, *before))),
        )

    def _is_of(self, visit: PlannedVisit, place: Measurement) -> bool:
        """Say whether every day that a measurement may be of lies in the window of a visit."""
        return all(self.schedule.visit_on(day) == visit for day in self.possible[place].days)

    def _may_be_of(self, visit: PlannedVisit, analyte: str) -> _Why:
        """Return the results and reports that may be of a visit or not."""
        places = [one.place for found in self._inputs(visit, analyte) for one in found.candidates]
        results = [reason for place in places for reason in self.possible[place].reason(place)]
        return tuple(dict.fromkeys((*results, *self.told.open.get((visit.number, analyte), ()))))

    def _first_received(self, one: PossibleInput) -> str:
        """Return when the first value was received of which this one is a correction, or which it states again."""
        state = self.timeline[one.place]
        before = (sent.run.received for sent in state.superseded if has_value(sent.observation))
        return min((one.sent.run.received, *before, *(sent.run.received for sent in state.again)))

    def _not_reported(self, visit: PlannedVisit, analyte: str, one: date) -> tuple[CellState, None, _Why]:
        state, why = self._stated(visit, analyte, date_of(visit.target_day, one))
        why = (*why, *self._may_be_of(visit, analyte))
        if state is not None:
            return state, None, why
        first, last, told = self._planned(visit, one)
        reasons, due = tuple(dict.fromkeys((*why, *told))), self.schedule.protocol.results_due
        if self.today < first:
            return CellState.NOT_DUE, None, reasons
        if due is None:
            rule = () if self.today <= last else (AnswerReason(ReasonKind.MISSING, "RESULTS_DUE_RULE"),)
            return CellState.EXPECTED, None, (*reasons, *rule)
        if self.today <= last + timedelta(days=due.late_after):
            return CellState.EXPECTED, None, reasons
        is_late = self.today <= last + timedelta(days=due.missing_after)
        return CellState.LATE if is_late else CellState.MISSING, None, reasons

    def _stated(
        self, visit: PlannedVisit, analyte: str, target: date
    ) -> tuple[CellState | None, tuple[AnswerReason, ...]]:
        """Return why no result is awaited, by what lab, investigator or register state; without it, what that depends on."""
        number, waiting = visit.number, self.said.open(visit.number, target)
        lab = self.told.not_done.get((number, analyte), ())
        redrawn = self.said.drawn_after(number, self._last_day(lab)) if lab else ()
        if lab and not redrawn:
            return CellState.NOT_DONE, lab
        if why := self.said.not_done(number):
            return CellState.NOT_DONE, (*why, *waiting)
        is_gone, reasons = has_left(self.entry, self.timeline, self.possible, target)
        if is_gone:
            return CellState.NOT_APPLICABLE, ()
        if why := self.said.not_expected(number) or self.said.withdrawn(number, target):
            return CellState.NOT_APPLICABLE, (*why, *waiting)
        return None, (*redrawn, *reasons, *waiting)

    def _last_day(self, stated: _Why) -> str:
        """Return the last day that statements may be of."""
        return max(self.possible[one.measurement].days[-1] for one in stated if one.measurement is not None)

    def _planned(self, visit: PlannedVisit, one: date) -> tuple[date, date, tuple[AnswerReason, ...]]:
        """Return the first and the last day on which the draw is expected: the window, or the day in it that the EDC states."""
        first, last = date_of(visit.first_day, one), date_of(visit.last_day, one)
        day, why = self.said.expected_on(visit.number, first, last)
        return day or first, day or last, why


def _open(inputs: list[Input]) -> tuple[AnswerReason, ...]:
    """Return why none of the results may count; empty if one of them certainly does."""
    if any(not found.may_be_absent for found in inputs):
        return ()
    kinds = (ReasonKind.HELD, ReasonKind.CONFLICT, ReasonKind.UNIT_REFUSED)
    reasons: Iterator[AnswerReason] = (
        reason for found in inputs for reason in found.reasons if reason.kind in kinds
    )
    return tuple(dict.fromkeys(reasons))
