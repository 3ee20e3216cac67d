"""Find what the lab itself says against the results that an answer is computed from."""

from collections.abc import Iterable

from hepaflow.domain.answers.inputs import PossibleInput
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.model import Status


def report_notes(inputs: Iterable[PossibleInput]) -> tuple[AnswerReason, ...]:
    """Return a note for each result that is preliminary, or whose specimen has a condition, such as haemolysis."""
    notes: list[AnswerReason] = []
    for found in inputs:
        report = found.sent.observation
        if report.status is Status.PRELIMINARY:
            notes.append(_note(ReasonKind.PRELIMINARY, found))
        if report.condition is not None:
            notes.append(_note(ReasonKind.CONDITION, found))
    return tuple(dict.fromkeys(notes))


def _note(kind: ReasonKind, found: PossibleInput) -> AnswerReason:
    return AnswerReason(kind, found.sent.observation.analyte, found.place, found.sent.row)
