"""Mark results that a center's newest cumulative file omits; they stay current (docs/fold.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hepaflow.domain.fold.measurement_state import MeasurementState, Timeline
from hepaflow.domain.study.files import FileState


@dataclass(frozen=True, slots=True)
class Newest:
    """From a journal number on, which cumulative file of a center that counts was received last.

    Attributes:
        journal_number: journal number.
        file_id: the file; "" where there is none.
        received: its receipt.
    """

    journal_number: int
    file_id: str = ""
    received: str = ""


NONE = Newest(0)


def newest_of(states: Iterable[FileState], as_of: int | None = None) -> Newest:
    """Return the newest of a center's files that count and are cumulative; by their ids, where two came at once.

    Args:
        states: the files.
        as_of: the journal number at which they count; None for now.
    """
    visible = ((state, state.visible(as_of)) for state in states)
    found = (Newest(0, state.file_id, seen.received) for state, seen in visible if seen and seen.cumulative)
    return max(found, key=later, default=NONE)


def later(one: Newest) -> tuple[str, str]:
    """Return what puts cumulative files in order."""
    return one.received, one.file_id


def newest_at(known: Iterable[Newest], journal_number: int) -> Newest:
    """Return which was the newest at a journal number.

    Args:
        known: what the journal says, oldest first.
        journal_number: the journal number.
    """
    return max(
        (one for one in known if one.journal_number <= journal_number),
        key=lambda one: one.journal_number,
        default=NONE,
    )


def marked(answers: Timeline, newest: Mapping[str, Newest]) -> Timeline:
    """Return answers with `omitted` where a cumulative file carried the measurement and the newest does not.

    Args:
        answers: the answers to measurements.
        newest: by center, its newest cumulative file.
    """
    if not any(known.file_id for known in newest.values()):
        return answers
    return {place: _marked(answer, newest.get(place.center, NONE)) for place, answer in answers.items()}


def _marked(answer: MeasurementState, newest: Newest) -> MeasurementState:
    if answer.current is None or not newest.file_id:
        return answer
    if not any(sent.run.cumulative for sent in answer.observations()) or carries(answer, newest.file_id):
        return answer
    return answer._replace(omitted=newest.file_id)


def carries(answer: MeasurementState, file_id: str) -> bool:
    """Say whether a file has a report of the measurement."""
    return any(sent.run.file_id == file_id for sent in answer.observations())
