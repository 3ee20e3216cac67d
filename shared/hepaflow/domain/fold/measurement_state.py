"""Describe what is known of one measurement: the value that holds, the observations that wait, and all others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hepaflow.domain.fold.decisions import Rulings
from hepaflow.domain.fold.fates import Fate, FoldEntry
from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.issues.issues import IssueCode


@dataclass(frozen=True, slots=True)
class Held:
    """A report that is kept but not current until a decision.

    Attributes:
        sent: the report.
        codes: the row's own holds; else one of `conflict`, `changed-unmarked`, `reverts-correction`.
    """

    sent: RunObservation
    codes: tuple[IssueCode, ...]

    @property
    def found(self) -> dict[IssueCode, str]:
        """What the issues of these codes name, where they name something: for `unit-suspect` the unit that fits."""
        named: dict[IssueCode, list[str]] = {}
        for issue in (*self.sent.observation.issues, *self.sent.issues):
            if issue.found and issue.code in self.codes:
                named.setdefault(issue.code, []).append(issue.found)
        return {code: "; ".join(dict.fromkeys(texts)) for code, texts in named.items()}


class MeasurementState(NamedTuple):
    """What is known of one measurement; every report of it stands in exactly one place.

    Attributes:
        current: the report whose value holds, or None.
        held: reports that wait for a decision.
        superseded: one report for each earlier value, in order, and held ones that a later report settled.
        again: reports that state a value for which another report stands.
        aside: reports set aside by decision.
        withdrawn: deletions and what they void; every report that is not set aside, where retired.
        noted: reports that changed the value without a mark, as the center's profile accepts; each also stands
            in one of the places above.
        voided: the lab deleted the measurement.
        retired: a decision took its current value away.
        decisions: journal numbers of all decisions about the measurement and its reports.
        omitted: the newest cumulative file of a feed, where an earlier one carried the measurement and it does not;
            else "". What is current stays so.
    """

    current: RunObservation | None = None
    held: tuple[Held, ...] = ()
    superseded: tuple[RunObservation, ...] = ()
    again: tuple[RunObservation, ...] = ()
    aside: tuple[RunObservation, ...] = ()
    withdrawn: tuple[RunObservation, ...] = ()
    noted: tuple[RunObservation, ...] = ()
    voided: bool = False
    retired: bool = False
    decisions: tuple[int, ...] = ()
    omitted: str = ""

    def observations(self) -> Iterator[RunObservation]:
        """Yield every report, each once."""
        if self.current is not None:
            yield self.current
        yield from (held.sent for held in self.held)
        for kept in (self.superseded, self.again, self.aside, self.withdrawn):
            yield from kept


Timeline = dict[Measurement, MeasurementState]


def retired_state(entries: Sequence[FoldEntry], rulings: Rulings) -> MeasurementState:
    """Return a measurement whose current value a decision took away."""
    for entry in entries:
        if entry.fate is not Fate.ASIDE:
            entry.fate = Fate.WITHDRAWN
    return gathered_state(entries, rulings, voided=False)


def gathered_state(entries: Sequence[FoldEntry], rulings: Rulings, *, voided: bool) -> MeasurementState:
    """Return the state that the fates of reports come to.

    Args:
        entries: all reports of the measurement, in the order of the answer.
        rulings: what was decided about them.
        voided: the lab took back what counted.
    """

    def met(fate: Fate) -> tuple[RunObservation, ...]:
        return tuple(entry.sent for entry in entries if entry.fate is fate)

    return MeasurementState(
        current=next(iter(met(Fate.CURRENT)), None),
        held=tuple(Held(entry.sent, entry.codes) for entry in entries if entry.fate is Fate.HELD),
        superseded=met(Fate.SUPERSEDED),
        again=met(Fate.AGAIN),
        aside=met(Fate.ASIDE),
        withdrawn=met(Fate.WITHDRAWN),
        noted=tuple(entry.sent for entry in entries if entry.changes and not entry.accepted),
        voided=voided,
        retired=rulings.retired,
        decisions=tuple(rulings.numbers),
    )
