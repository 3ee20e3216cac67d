"""Void what a deletion of the lab covers, whichever arrives first (docs/architecture.md, The fold)."""

from collections.abc import Sequence
from typing import Final

from hepaflow.domain.fold.fates import Entry, Fate
from hepaflow.domain.issues import IssueCode
from hepaflow.domain.model import Status

# a deletion says nothing about the value: these holds of its row do not keep it from taking effect
_ABOUT_THE_VALUE: Final = frozenset(
    {IssueCode.VALUE_IMPOSSIBLE, IssueCode.VALUE_SENTINEL, IssueCode.UNIT_CONFLICT}
)


def divide(entries: Sequence[Entry]) -> tuple[bool, list[Entry]]:
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


def _voids(entry: Entry) -> bool:
    return entry.sent.report.status is Status.DELETED and _ABOUT_THE_VALUE.issuperset(entry.codes)


def _outlives(entry: Entry, deletion: Entry, entries: Sequence[Entry]) -> bool:
    """Say whether the lab speaks of a result that the deletion does not mean.

    Its own times of revision say so where both have one. Otherwise the report came with or after the deletion, is
    corrected or states another value than the deleted one, and was not there before the deletion.
    """
    own, deleted = entry.sent.report.revised_at, deletion.sent.report.revised_at
    if own and deleted and own != deleted:
        return own > deleted
    if entry.received < deletion.received:
        return False
    other_value = _has_value(deletion) and not entry.states(deletion)
    return (entry.sent.report.status is Status.CORRECTED or other_value) and not any(
        earlier.received < deletion.received and earlier.mark >= entry.mark and earlier.states(entry)
        for earlier in entries
    )


def _has_value(entry: Entry) -> bool:
    return entry.sent.report.number is not None or entry.sent.report.finding is not None
