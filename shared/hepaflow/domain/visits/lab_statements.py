"""Find what labs state of the results of a visit that they do not give: it was not measured, and no result will come."""

from collections.abc import Mapping
from dataclasses import dataclass

from hepaflow.domain.answers.possible_days import PossibleDays
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.fold.measurement import Measurement, RunObservation, has_value
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.fold.sameness import order_of
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Observation, Status
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.statements import takes_back
from hepaflow.domain.values.value_tokens import announces_result, refusal
from hepaflow.domain.visits.schedule import Schedule

_Why = tuple[AnswerReason, ...]
_Cell = tuple[int, str]


@dataclass(frozen=True, slots=True)
class LabStatements:
    """What labs state, by number of the visit and analyte.

    Attributes:
        not_done: the statements that a result was not measured.
        open: statements that wait for a decision, that may be of the visit or not, or that the newest cumulative file omits.
    """

    not_done: Mapping[_Cell, _Why]
    open: Mapping[_Cell, _Why]


def lab_statements(
    timeline: Mapping[Measurement, MeasurementState],
    possible: Mapping[Measurement, PossibleDays],
    schedule: Schedule,
) -> LabStatements:
    """Return what labs state of the visits of one subject.

    Args:
        timeline: the answers of the fold for the subject.
        possible: by measurement, the days that it may be of.
        schedule: the schedule of the subject.
    """
    certain: dict[_Cell, _Why] = {}
    doubts: dict[_Cell, _Why] = {}
    for place, known in possible.items():
        stated = _stated(timeline[place])
        waiting = tuple(
            AnswerReason(ReasonKind.HELD, place.analyte, place, held.sent.row)
            for held in timeline[place].held
            if _says_not_done(held.sent.observation)
        )
        if stated is None and not waiting:
            continue
        visits = {visit.number if (visit := schedule.visit_on(day)) else None for day in known.days}
        for number in visits:
            if number is None:
                continue
            cell = number, place.analyte
            is_omitted = bool(timeline[place].omitted)
            said = (
                () if stated is None else (AnswerReason(ReasonKind.STATED, place.analyte, place, stated.row),)
            )
            if said and len(visits) == 1 and not is_omitted:
                certain[cell] = (*certain.get(cell, ()), *said)
            else:
                omitted = said if is_omitted else ()
                doubts[cell] = (*doubts.get(cell, ()), *known.reason(place), *waiting, *omitted)
    return LabStatements(certain, doubts)


def _stated(state: MeasurementState) -> RunObservation | None:
    """Return the statement that the measurement was not made; None where a decision or another report took it away.

    A result that came after the statement, and was taken back, leaves it unknown whether another one will come.
    """
    if state.current is not None:
        return state.current if state.current.observation.status is Status.NOT_DONE else None
    if state.retired:
        return None
    taking = [
        sent
        for sent in state.withdrawn
        if sent.observation.status is Status.DELETED
        or takes_back(sent.observation)
        or _says_not_done(sent.observation)
    ]
    last = [sent for sent in taking if not any(order_of(other, sent) > 0 for other in taking)]
    if not last or not all(_says_not_done(sent.observation) for sent in last):
        return None
    return None if _was_given_after(state) else last[-1]


def _was_given_after(state: MeasurementState) -> bool:
    """Say whether a result that does not count came after every statement: a lab that deleted it sent it again."""
    known = (*state.withdrawn, *state.again)
    told = [sent for sent in known if _says_not_done(sent.observation)]
    given = (
        sent
        for sent in known
        if has_value(sent.observation) and sent.observation.status is not Status.DELETED
    )
    return any(all(order_of(sent, statement) > 0 for statement in told) for sent in given)


def _says_not_done(report: Observation) -> bool:
    """Say whether a report without a value says that the test was not done: by its status, or by a text in place of the result.

    Not a text that says that a result is still to come: `cancelled; pending`, `请重抽`.
    """
    if report.status is Status.NOT_DONE:
        return True
    is_text = report.status in (Status.FINAL, Status.CORRECTED) and takes_back(report)
    text = canonical_text(report.raw.value)
    return is_text and refusal(text) is IssueCode.VALUE_NOT_DONE and not announces_result(text)
