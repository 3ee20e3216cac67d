"""A data manager decides: one event of the journal, honoured by the fold from its number on (docs/architecture.md, The fold)."""

from dataclasses import dataclass
from typing import Final

from hepaflow.domain.decisions import Decision, DecisionKind
from hepaflow.domain.journal import Draft, EventKind, Head
from hepaflow.domain.measurement import FOUND_BY_FOLD, Measurement, Row, Sent
from hepaflow.domain.timeline import Answer
from hepaflow.pipeline.chronicle import append
from hepaflow.pipeline.desk import Desk, Missing
from hepaflow.pipeline.query import Timeline, timeline
from hepaflow.ports import Change

KINDS: Final = (DecisionKind.ACCEPT, DecisionKind.SET_ASIDE, DecisionKind.RELEASE, DecisionKind.RETIRE)


class NothingToDecide(Exception):  # noqa: N818 an answer, not an error
    """The report or measurement stands as wanted, and no decision brought it there."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is to be decided.

    Attributes:
        kind: one of `KINDS`.
        subject: under whom the measurement stands.
        about: a report by file, line and analyte; for `retire` the measurement.
        reason: the data manager's words.
    """

    kind: DecisionKind
    subject: str
    about: Row | Measurement
    reason: str


def decide(desk: Desk, study: str, actor: str, ruling: Ruling) -> int:
    """Write a decision to the journal; return its number, also where our own earlier attempt wrote it.

    Raises:
        Missing: no such report or measurement among the subject's visible ones.
        NothingToDecide: everything stands as wanted already.
    """
    settled: list[int] = []

    def draw_up(_head: Head) -> tuple[Draft, Change] | None:
        known = timeline(desk.registry, desk.results, study, ruling.subject)
        measurement, answer = _found(known, ruling)
        if _stands(ruling, answer):
            settled.extend(answer.decisions[-1:])
            return None
        decision = Decision(0, ruling.kind, measurement, ruling.reason, *_row(ruling))
        draft = Draft(EventKind.DECIDED, actor, ruling.reason, _details(ruling, measurement))
        return draft, Change(decision=decision, subject=ruling.subject)

    event = append(desk.registry, study, desk.clock, draw_up)
    if event is not None:
        return event.number
    if not settled:
        raise NothingToDecide
    return settled[-1]


def _found(known: Timeline, ruling: Ruling) -> tuple[Measurement, Answer]:
    """Return the measurement as its reports were sent, and what is known of it."""
    if isinstance(ruling.about, Measurement):
        answer = known.answers.get(ruling.about)
        if answer is None:
            raise Missing("measurement")
        return ruling.about, answer
    for answer in known.answers.values():
        for sent in reports(answer):
            if sent.row == ruling.about:
                return sent.measurement, answer
    raise Missing("report")


def reports(answer: Answer) -> list[Sent]:
    """Return every report of a measurement, each once."""
    current = [answer.current] if answer.current else []
    held = [held.sent for held in answer.held]
    return [*current, *held, *answer.superseded, *answer.again, *answer.aside, *answer.withdrawn]


def _stands(ruling: Ruling, answer: Answer) -> bool:
    """Say whether the wish is fulfilled already."""
    match ruling.kind:
        case DecisionKind.RETIRE:
            return answer.retired
        case DecisionKind.ACCEPT:
            return answer.current is not None and answer.current.row == ruling.about
        case DecisionKind.SET_ASIDE:
            return any(sent.row == ruling.about for sent in answer.aside)
        case _:
            return not any(
                held.sent.row == ruling.about and FOUND_BY_FOLD.isdisjoint(held.codes) for held in answer.held
            )


def _row(ruling: Ruling) -> tuple[str, int]:
    return ("", 0) if isinstance(ruling.about, Measurement) else ruling.about[:2]


def _details(ruling: Ruling, measurement: Measurement) -> dict[str, str | int]:
    """Return what the journal says of it; whom it concerns is kept with the decision."""
    details: dict[str, str | int] = {
        "kind": ruling.kind,
        "center": measurement.center,
        "analyte": measurement.analyte,
    }
    if isinstance(ruling.about, Measurement):
        return {**details, "collected_at": measurement.collected_at}
    file_id, line, _ = ruling.about
    return {**details, "file_id": file_id, "line": line}
