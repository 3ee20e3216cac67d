"""Decide which observation of a measurement follows which: the heart of the fold (docs/architecture.md, The fold).

Observations are processed in the order of their mark (status rank, then the lab's `revised_at`), then of `received`, then
of line and file id. One that states the current value is a repetition. One with a higher mark replaces the current value.
One without a higher mark changes nothing and is held. Files received in the same millisecond are not ordered by their
ids: where they differ, that is a conflict.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from hepaflow.domain.fold.fates import Fate, FoldEntry
from hepaflow.domain.fold.measurement import PROVISIONAL, Mark
from hepaflow.domain.issues.issues import IssueCode

Streak = list[FoldEntry]  # reports that state one value in turn, in order


@dataclass(slots=True)
class _Walk:
    """How far the fold has come.

    Attributes:
        streaks: what was current in turn; the last one is.
        rivals: reports in conflict.
    """

    streaks: list[Streak] = field(default_factory=list)
    rivals: list[FoldEntry] = field(default_factory=list)

    def meet(self, batch: Sequence[FoldEntry]) -> None:
        """Take up reports that nothing orders; where they differ, all are held and the current value stays.

        Also where one of them states it: a lab that contradicts itself confirms nothing.
        """
        if not all(entry.states(batch[0]) for entry in batch):
            self.rivals += batch
            for entry in batch:
                entry.hold(IssueCode.CONFLICT)
            return
        for entry in batch:
            self._meet_one(entry)

    def _meet_one(self, entry: FoldEntry) -> None:
        if self.streaks and entry.states(self.streaks[-1][0]):
            self.streaks[-1].append(entry)
        elif code := self._objection(entry):
            entry.hold(code)
        else:
            self.streaks.append([entry])

    def _objection(self, entry: FoldEntry) -> IssueCode | None:
        """Return why a report of another value than the current one may not take over, or None where it may."""
        if entry.accepted or self._is_next(entry):
            return None
        if any(entry.states(streak[0]) for streak in self.streaks):
            return IssueCode.REVERTS_CORRECTION
        if self.streaks and self.streaks[-1][0].is_statement:  # there was no result, and now there is one
            return None
        if entry.sent.run.accept_changes:
            entry.changes = True
            return None
        return IssueCode.CHANGED_UNMARKED

    def _is_next(self, entry: FoldEntry) -> bool:
        """Say whether the lab itself lets this report take over.

        It does by a higher mark than the current report has, and than those in conflict that would follow it. A
        later file that states only one of the values in conflict decides between them.
        """
        standing = self.streaks[-1][-1].mark if self.streaks else _NONE
        rivals = [rival for rival in self.rivals if rival.mark > standing]
        top = rivals[-1].mark if rivals else standing
        return entry.mark > top or any(rival.mark == top and entry.states(rival) for rival in rivals)


_NONE: Final[Mark] = (-1, "")


def succeed(entries: list[FoldEntry]) -> None:
    """Decide the fate of the reports of one measurement, and sort them into the order of the fold.

    Args:
        entries: sorted by line and file id; those with codes are held by their row and take no part.
    """
    _lift_accepted(entries)
    entries.sort(key=moment)
    walk = _Walk()
    for _, batch in groupby((entry for entry in entries if not entry.codes), key=moment):
        walk.meet(list(batch))
    if not walk.streaks:
        return
    current = _stands_for(walk.streaks[-1])
    counted = [entry for streak in walk.streaks for entry in streak]
    for streak in walk.streaks:
        _settle_streak(streak, current)
    _hold_reversals(walk.streaks, counted, current)
    for entry in entries:
        if entry.codes and entry not in counted and _is_outdone(entry, counted):
            entry.codes = ()
            entry.fate = Fate.AGAIN if entry.states(current) else Fate.SUPERSEDED


def moment(entry: FoldEntry) -> tuple[Mark, str, bool]:
    return entry.mark, entry.received, entry.accepted


def _lift_accepted(entries: Iterable[FoldEntry]) -> None:
    """Let an accepted report follow all that came before or with it; what comes later has to outdo it again."""
    for entry in entries:
        if entry.accepted:
            entry.changes = True
            entry.mark = max(
                (other.mark for other in entries if not other.codes and other.received <= entry.received),
                default=entry.mark,
            )


def _stands_for(streak: Sequence[FoldEntry]) -> FoldEntry:
    """Return the report that stands for a value: the accepted one, else the first with the highest mark.

    A final report of a preliminary value states nothing new, but the value is final from then on.
    """
    return max(streak, key=lambda entry: (entry.accepted, entry.mark))


def _settle_streak(streak: Sequence[FoldEntry], current: FoldEntry) -> None:
    for entry in streak:
        entry.fate = Fate.AGAIN
    _stands_for(streak).fate = Fate.CURRENT if current in streak else Fate.SUPERSEDED


def _hold_reversals(streaks: Sequence[Streak], counted: Sequence[FoldEntry], current: FoldEntry) -> None:
    """Hold what comes back to a superseded value although its lower mark sorts it before the correction.

    It is one only if the value was known before the correction came and the report came after it: an original that
    merely arrives late is superseded, however often it is sent. What gives no value does not come back.
    """
    for index, streak in enumerate(streaks[:-1]):
        if streak[0].is_statement:
            continue
        corrected = max(entry.received for later in streaks[index + 1 :] for entry in later)
        if min(entry.received for entry in streak) >= corrected or streak[0].states(current):
            continue
        back = [entry for entry in streak if not _is_outdone(entry, counted)]
        for entry in back:
            entry.hold(IssueCode.REVERTS_CORRECTION)
        _stands_for([entry for entry in streak if entry not in back]).fate = Fate.SUPERSEDED


def _is_outdone(entry: FoldEntry, counted: Iterable[FoldEntry]) -> bool:
    """Say whether a report that counts settles this one: it would follow it, and is not older.

    Age does not matter for a preliminary report: it never stands against a final one.
    """
    return any(
        _follows(other, entry)
        and (other.received >= entry.received or entry.mark[0] <= PROVISIONAL < other.mark[0])
        for other in counted
        if other is not entry
    )


def _follows(other: FoldEntry, entry: FoldEntry) -> bool:
    if other.mark != entry.mark:
        return other.mark > entry.mark
    return other.changes or (other.sent.run.accept_changes and other.received > entry.received)
