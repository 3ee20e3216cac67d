"""Track an observation through the fold, and record its outcome."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from hepaflow.domain.fold.decisions import Rulings
from hepaflow.domain.fold.measurement import Mark, RunObservation, has_value, row_holds, same_value
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Observation, Status
from hepaflow.domain.values.statements import is_statement


class Fate(StrEnum):
    """What becomes of a report; of each exactly one."""

    CURRENT = "current"
    AGAIN = "again"  # states a value that another report of the measurement stands for
    SUPERSEDED = "superseded"
    HELD = "held"
    ASIDE = "set aside"  # by decision
    WITHDRAWN = "withdrawn"  # its measurement was voided by the lab or retired by decision


@dataclass(slots=True, eq=False)
class FoldEntry:
    """A report on its way through the fold.

    Attributes:
        sent: the report.
        mark: what the lab says about its place in the order; a decision may lift it.
        codes: why it is held, or empty.
        accepted: a decision wants it to be current.
        changes: it took over without a mark, because a decision or the center's profile allows that.
        fate: what became of it.
        repeats: the same result in other units, as the same file gives it.
    """

    sent: RunObservation
    mark: Mark
    codes: tuple[IssueCode, ...] = ()
    accepted: bool = False
    changes: bool = False
    fate: Fate = Fate.HELD
    repeats: tuple[Observation, ...] = ()

    @property
    def received(self) -> str:
        return self.sent.run.received

    def hold(self, *codes: IssueCode) -> None:
        self.codes = codes
        self.fate = Fate.HELD

    def states(self, other: "FoldEntry") -> bool:
        if not self.repeats and not other.repeats:
            return same_value(self.sent.observation, other.sent.observation)
        mine, its = (self.sent.observation, *self.repeats), (other.sent.observation, *other.repeats)
        return any(same_value(one, another) for one in mine for another in its)

    def doubt(self) -> None:
        """Hold it because nobody knows whether a correction or deletion means it, or what this one means."""
        issue = Issue(IssueCode.CORRECTS_NOTHING, analyte=self.sent.observation.analyte)
        self.sent = replace(self.sent, issues=(*self.sent.issues, issue))
        self.hold(*dict.fromkeys((*self.codes, issue.code)))

    @property
    def is_statement(self) -> bool:
        """Say whether it gives no value, but takes one back."""
        return is_statement(self.sent.observation)


def is_plain(sent: RunObservation) -> bool:
    """Say whether a report gives a value that nothing deletes or holds."""
    return (
        sent.observation.status is not Status.DELETED and has_value(sent.observation) and not row_holds(sent)
    )


def distinct_reports(reports: Sequence[RunObservation]) -> Sequence[RunObservation]:
    """Return each report once, by line and file, in an order that does not depend on theirs."""
    ordered = sorted(reports, key=_order)
    if all(_order(one) != _order(other) for one, other in pairwise(ordered)):
        return ordered
    by_text = {repr(sent): sent for sent in reports}
    return sorted((by_text[text] for text in sorted(by_text)), key=_order)


def _order(sent: RunObservation) -> tuple[int, str, int]:
    return sent.line, sent.run.file_id, sent.run.run_number


def entry_of(sent: RunObservation, rulings: Rulings) -> FoldEntry:
    """Return a report on its way through the fold, with the holds that no decision lifted."""
    codes = tuple(code for code in row_holds(sent) if not rulings.lifts(sent.row, code))
    return FoldEntry(sent, sent.mark, codes, fate=Fate.ASIDE if sent.row in rulings.aside else Fate.HELD)


def accept_last(entries: Sequence[FoldEntry], rulings: Rulings) -> bool:
    """Mark what the last decision that still has a report wants to be current; say whether there is any."""
    for row in reversed(rulings.accepted):
        for entry in entries:
            entry.accepted = entry.sent.row == row and entry.sent.observation.status is not Status.DELETED
        if any(entry.accepted for entry in entries):
            return True
    return False
