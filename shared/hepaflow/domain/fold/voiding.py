"""Void what a deletion of the lab covers, whichever arrives first (docs/architecture.md, The fold)."""

from collections.abc import Iterable, Sequence
from typing import Final

from hepaflow.domain.fold.decisions import Rulings
from hepaflow.domain.fold.fates import Fate, FoldEntry
from hepaflow.domain.fold.measurement import has_value
from hepaflow.domain.fold.sameness import is_other_specimen
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Status

# a deletion says nothing about the value: these holds of its row do not keep it from taking effect
_ABOUT_THE_VALUE: Final = frozenset(
    {IssueCode.VALUE_IMPOSSIBLE, IssueCode.VALUE_SENTINEL, IssueCode.UNIT_CONFLICT}
)


def divide(entries: Sequence[FoldEntry]) -> tuple[bool, list[FoldEntry]]:
    """Withdraw what a deletion voids; return whether there is one, and what remains.

    What remains beside a deletion is no re-send of what it voids, so it is kept for a decision; it never revives
    the measurement by itself, because a wrong value would come back unseen.
    """
    deletions = [entry for entry in entries if _voids(entry)]
    remaining = []
    for entry in entries:
        if entry in deletions or not all(_outlives(entry, deletion, entries) for deletion in deletions):
            entry.codes = ()
            entry.fate = Fate.WITHDRAWN
        else:
            remaining.append(entry)
    return bool(deletions), remaining


def strike(entries: Sequence[FoldEntry], rulings: Rulings) -> tuple[list[FoldEntry], list[FoldEntry]]:
    """Withdraw what a deletion voids, as version 2 of the rules does; return what remains, and which of it outlives one.

    A deletion of one specimen or record voids nothing of another. A deletion is doubtful if it names another value than
    the one that counted when it came, or if only another specimen has a value: then it is held with what it may mean.
    """
    deletions = [entry for entry in entries if _voids(entry)]
    if not deletions:
        return list(entries), []
    others = [entry for entry in entries if entry not in deletions]
    outliving: list[FoldEntry] = []
    doubtful: list[tuple[FoldEntry, list[FoldEntry]]] = []
    for deletion in deletions:
        meant = [entry for entry in others if not is_other_specimen(deletion.sent, entry.sent)]
        met = [entry for entry in meant or others if not _outlives(entry, deletion, entries)]
        outliving += [entry for entry in meant if entry not in met]
        deletion.codes, deletion.fate = (), Fate.WITHDRAWN
        if _is_doubtful(deletion, meant, others, rulings):
            doubtful.append((deletion, met))
        else:
            _withdraw(entry for entry in met if entry in meant)
    for deletion, met in doubtful:
        _doubt(deletion, met, rulings)
    return [entry for entry in entries if entry.fate is not Fate.WITHDRAWN], outliving


def _is_doubtful(
    deletion: FoldEntry, meant: Sequence[FoldEntry], others: Sequence[FoldEntry], rulings: Rulings
) -> bool:
    is_decided = rulings.lifts(deletion.sent.row, IssueCode.CORRECTS_NOTHING)
    return not is_decided and _misses(deletion, meant, others)


def _withdraw(entries: Iterable[FoldEntry]) -> None:
    for entry in entries:
        entry.codes, entry.fate = (), Fate.WITHDRAWN


def _misses(deletion: FoldEntry, meant: Sequence[FoldEntry], others: Sequence[FoldEntry]) -> bool:
    values = [entry for entry in meant if has_value(entry.sent.observation)]
    if not values:
        return any(has_value(entry.sent.observation) and not _has_record(entry, deletion) for entry in others)
    if not has_value(deletion.sent.observation):
        return False
    before = [entry for entry in values if entry.received <= deletion.received]
    last = max(((entry.mark, entry.received) for entry in before), default=None)
    counted = [entry for entry in before if (entry.mark, entry.received) == last]
    return bool(counted) and not any(map(deletion.states, counted))


def _has_record(entry: FoldEntry, deletion: FoldEntry) -> bool:
    """Say whether both have a record of their own: then the deletion means another one for sure."""
    return bool(entry.sent.observation.record and deletion.sent.observation.record)


def _doubt(deletion: FoldEntry, met: Sequence[FoldEntry], rulings: Rulings) -> None:
    """Hold a deletion and what it may mean, but for what a decision released from this hold."""
    waiting = [
        entry
        for entry in met
        if entry.fate is not Fate.WITHDRAWN and not rulings.lifts(entry.sent.row, IssueCode.CORRECTS_NOTHING)
    ]
    for entry in waiting:
        if IssueCode.CORRECTS_NOTHING not in entry.codes:
            entry.doubt()
    if waiting:
        deletion.doubt()


def _voids(entry: FoldEntry) -> bool:
    return entry.sent.observation.status is Status.DELETED and _ABOUT_THE_VALUE.issuperset(entry.codes)


def _outlives(entry: FoldEntry, deletion: FoldEntry, entries: Sequence[FoldEntry]) -> bool:
    """Say whether the lab speaks of a result that the deletion does not mean.

    Its own times of revision say so where both have one. Otherwise the report came with or after the deletion, is
    corrected or states another value than the deleted one, and was not there before the deletion.
    """
    own, deleted = entry.sent.observation.revised_at, deletion.sent.observation.revised_at
    if own and deleted and own != deleted:
        return own > deleted
    if entry.received < deletion.received:
        return False
    other_value = has_value(deletion.sent.observation) and not entry.states(deletion)
    return (entry.sent.observation.status is Status.CORRECTED or other_value) and not any(
        earlier.received < deletion.received and earlier.mark >= entry.mark and earlier.states(entry)
        for earlier in entries
    )
