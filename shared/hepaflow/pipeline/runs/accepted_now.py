"""Count accepted rows by effect: new, changed, unchanged, waiting."""

from collections import Counter
from collections.abc import Callable, Collection
from enum import StrEnum

from hepaflow.domain.fold.measurement import RunObservation, same_value
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.identity import RunId
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.meanings import is_held
from hepaflow.domain.receipts.receipts import AcceptedNow
from hepaflow.pipeline.comparisons import ComparedAnswers, compared_answers
from hepaflow.pipeline.services import Services

MOST_SUBJECTS = (
    4000  # with 2,000 results each 0.14 s (docs/benchmarks.md): nine minutes of a function that has fifteen
)
# what the register, and other values of this subject and of others, say of a report; no row of a file is held for it
_FROM_ELSEWHERE = frozenset(
    {
        IssueCode.SUBJECT_UNKNOWN,
        IssueCode.SUBJECT_MISMATCH,
        IssueCode.SUBJECT_ELSEWHERE,
        IssueCode.CONSENT_WITHDRAWN,
        IssueCode.AFTER_DEATH,
        IssueCode.UNIT_SUSPECT,
        IssueCode.POSSIBLE_DUPLICATE,
        IssueCode.MOVED_SUSPECT,
        IssueCode.CORRECTS_NOTHING,
        IssueCode.RECORD_DELETED,
    }
)


class Standing(StrEnum):
    """Where an accepted row has brought the current value of its measurement."""

    NEW = "new"  # there was none, now there is one
    CHANGED = "changed"  # it is another one now, or none
    UNCHANGED = "unchanged"
    WAITING = "waiting"  # for what is known besides, the row waits for a decision or the register


def standing_split(
    run: RunId,
    subjects: Collection[str],
    journal_number: int,
    services: Services,
    look: Callable[[ComparedAnswers], None],
) -> AcceptedNow | None:
    """Return how many accepted rows of a run stand where; None where it names too many subjects.

    Args:
        run: the run.
        subjects: whose results it holds.
        journal_number: the journal number that made it count; what counted at the number before is compared with.
        services: the ports.
        look: is shown what is known of the subjects since it counts, so that nothing is folded twice.
    """
    if len(subjects) > MOST_SUBJECTS:
        return None
    counted: Counter[Standing] = Counter()
    numbers = journal_number, journal_number - 1
    for some in compared_answers(run.study, subjects, numbers, services):
        look(some)
        counted.update(
            _standing(sent, some.before.get(what, MeasurementState()), answer)
            for what, answer in some.after.items()
            for sent in answer.of_file(run.file_id)
            if not _is_held(sent)
        )
        for one in some.current:
            if one.told.carries(run.file_id):
                counted[Standing.UNCHANGED if one.were_current else Standing.NEW] += one.reports
    return AcceptedNow(**{standing.value: counted[standing] for standing in Standing})


def _is_held(sent: RunObservation) -> bool:
    """Say whether the row was held by its own file: then it is not among the accepted ones."""
    return is_held(
        issue for issue in (*sent.observation.issues, *sent.issues) if issue.code not in _FROM_ELSEWHERE
    )


def _standing(sent: RunObservation, before: MeasurementState, after: MeasurementState) -> Standing:
    was, now = before.current, after.current
    if any(held.sent == sent for held in after.held):
        return Standing.WAITING
    if was is None:
        return Standing.UNCHANGED if now is None else Standing.NEW
    if now is None or not same_value(was.observation, now.observation):
        return Standing.CHANGED
    return Standing.UNCHANGED
