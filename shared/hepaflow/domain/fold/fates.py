"""Track an observation through the fold, and record its outcome."""

from dataclasses import dataclass
from enum import StrEnum

from hepaflow.domain.fold.measurement import Mark, Sent, same_value
from hepaflow.domain.issues import IssueCode


class Fate(StrEnum):
    """What becomes of a report; of each exactly one."""

    CURRENT = "current"
    AGAIN = "again"  # states a value that another report of the measurement stands for
    SUPERSEDED = "superseded"
    HELD = "held"
    ASIDE = "set aside"  # by decision
    WITHDRAWN = "withdrawn"  # its measurement was voided by the lab or retired by decision


@dataclass(slots=True, eq=False)
class Entry:
    """A report on its way through the fold.

    Attributes:
        sent: the report.
        mark: what the lab says about its place in the order; a decision may lift it.
        codes: why it is held, or empty.
        accepted: a decision wants it to be current.
        changes: it took over without a mark, because a decision or the center's profile allows that.
        fate: what became of it.
    """

    sent: Sent
    mark: Mark
    codes: tuple[IssueCode, ...] = ()
    accepted: bool = False
    changes: bool = False
    fate: Fate = Fate.HELD

    @property
    def received(self) -> str:
        return self.sent.run.received

    def hold(self, *codes: IssueCode) -> None:
        self.codes = codes
        self.fate = Fate.HELD

    def states(self, other: "Entry") -> bool:
        return same_value(self.sent.report, other.sent.report)
