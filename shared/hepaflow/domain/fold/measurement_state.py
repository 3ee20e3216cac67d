"""Describe what is known of one measurement: the value that holds, the observations that wait, and all others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hepaflow.domain.fold.decisions import Rulings
from hepaflow.domain.fold.fates import Fate, FoldEntry, is_plain
from hepaflow.domain.fold.later.runs import LaterReports
from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.issues.issues import IssueCode


@dataclass(frozen=True, slots=True)
class Held:
    """A report that is kept but not current until a decision.

    Attributes:
        sent: the report.
        codes: the row's own holds; else one of `conflict`, `changed-unmarked`, `reverts-correction`, `not-done-with-result`.
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
        contested: results that wait for other subjects, because they may be this one: the lab may have corrected the subject.
            What is current stays so.
    """

    current: RunObservation | None = None
    held: tuple[Held, ...] = ()
    superseded: tuple[RunObservation, ...] = ()
    again: Sequence[RunObservation] = ()
    aside: tuple[RunObservation, ...] = ()
    withdrawn: tuple[RunObservation, ...] = ()
    noted: tuple[RunObservation, ...] = ()
    voided: bool = False
    retired: bool = False
    decisions: tuple[int, ...] = ()
    omitted: str = ""
    contested: tuple[RunObservation, ...] = ()

    def observations(self) -> Iterator[RunObservation]:
        """Yield every report, each once."""
        return self._with(self.again)

    def distinct(self) -> Iterator[RunObservation]:
        """Yield the reports that say something of their own: not those that later runs give again, except for their lines."""
        return self._with(self.further)

    def _with(self, again: Sequence[RunObservation]) -> Iterator[RunObservation]:
        if self.current is not None:
            yield self.current
        yield from (held.sent for held in self.held)
        for kept in (self.superseded, again, self.aside, self.withdrawn):
            yield from kept

    @property
    def further(self) -> Sequence[RunObservation]:
        """Return the repetitions, without those that give the current report in later runs, except for its line."""
        return () if isinstance(self.again, LaterReports) else self.again

    def of_file(self, file_id: str) -> Iterator[RunObservation]:
        """Yield the reports of a file, each once."""
        for sent in self.distinct():
            if sent.run.file_id == file_id:
                yield sent
        if isinstance(self.again, LaterReports):
            yield from self.again.of_file(file_id)

    def carries(self, file_id: str) -> bool:
        """Say whether a file has a report of the measurement."""
        if self.current is not None and self.current.run.file_id == file_id:
            return True
        if isinstance(self.again, LaterReports) and self.again.carries(file_id):
            return True
        return any(sent.run.file_id == file_id for sent in self.distinct())


Timeline = dict[Measurement, MeasurementState]


def stated_once(sent: RunObservation) -> MeasurementState:
    """Return the state of a measurement that one report gives, whichever later runs give it again."""
    if sent.later is None:
        return MeasurementState(sent)
    return MeasurementState(sent, again=LaterReports(sent, sent.later))


def said_once(reports: Sequence[RunObservation]) -> MeasurementState | None:
    """Return the state of a measurement whose reports all say the same; None where one differs, or waits for a decision.

    Nothing is then replaced, taken back or held: the first report counts, and the others repeat it.

    Args:
        reports: the reports, each of one run; about none of them something was decided.
    """
    said = reports[0].observation
    if not all(sent.observation == said and is_plain(sent) for sent in reports):
        return None
    by_order = {
        (sent.run.received, sent.line, sent.run.file_id, sent.run.run_number): sent for sent in reports
    }
    if len(by_order) < len(reports):  # one report is among them twice
        return None
    first, *others = (by_order[order] for order in sorted(by_order))
    return MeasurementState(first, again=tuple(others))


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
