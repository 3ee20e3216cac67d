"""Apply data managers' decisions about observations and measurements in journal order (docs/architecture.md, The fold)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from hepaflow.domain.fold.measurement import Measurement, RowKey, RunObservation
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.register import ANY_SENDER

Owners = Mapping[tuple[str, str], str]  # by center (or ANY_SENDER) and former id, whose its reports are
NOBODY: Final[Owners] = MappingProxyType({})


class DecisionKind(StrEnum):
    """What can be decided."""

    ACCEPT = "accept"  # a held report becomes current; its row-level holds, if any, are lifted
    SET_ASIDE = "set-aside"  # a report no longer counts, until a later accept or release of it
    RELEASE = "release"  # row-level holds are lifted: the report counts as if it had never been held for them
    RETIRE = "retire"  # the measurement has no current value any more, until a later accept
    MOVE_SUBJECT = "move-subject"  # the reports of a measurement belong to another subject


@dataclass(frozen=True, slots=True)
class Decision:
    """One event of the study's journal.

    Attributes:
        journal_number: journal number; decisions count in this order.
        kind: what was decided.
        measurement: for `move-subject` the measurement as reported, so that two swapped samples can be told
            apart and moved back; for `retire` the measurement as it stands after all moves; for the others
            only its analyte counts, beside file and line.
        reason: the data manager's words.
        file_id: the file of the report that `accept`, `set-aside` and `release` name.
        line: its line in the lab's own file: a decision survives a re-run of the file.
        subject: the subject to whom `move-subject` gives the measurement.
        lifts: the row-level holds that `accept` and `release` lift: those that were there to be seen. What comes to
            light later waits for a decision of its own.
    """

    journal_number: int
    kind: DecisionKind
    measurement: Measurement
    reason: str
    file_id: str = ""
    line: int = 0
    subject: str = ""
    lifts: tuple[IssueCode, ...] = ()

    @property
    def names(self) -> RowKey | Measurement:
        """What the decision is about: a report, or a measurement."""
        return (
            (self.file_id, self.line, self.measurement.analyte)
            if self.kind in _ABOUT_REPORTS
            else self.measurement
        )

    @property
    def concerns(self) -> tuple[str, ...]:
        """The subjects with whom the decision is kept: whoever asks for one of them has to know of it."""
        to = self.subject if self.kind is DecisionKind.MOVE_SUBJECT else self.measurement.subject
        return tuple(dict.fromkeys((self.measurement.subject, to)))


_ABOUT_REPORTS: Final = (DecisionKind.ACCEPT, DecisionKind.SET_ASIDE, DecisionKind.RELEASE)


@dataclass(slots=True)
class Rulings:
    """What all decisions about one measurement come to.

    Attributes:
        accepted: accepted reports, the one that holds now last.
        lifted: by report, the row-level holds that do not count any more.
        aside: reports that do not count.
        retired: the measurement has no current value.
        numbers: the journal numbers of these decisions.
    """

    accepted: list[RowKey] = field(default_factory=list)
    lifted: dict[RowKey, frozenset[IssueCode]] = field(default_factory=dict)
    aside: set[RowKey] = field(default_factory=set)
    retired: bool = False
    numbers: list[int] = field(default_factory=list)

    def lifts(self, row: RowKey, code: IssueCode) -> bool:
        """Say whether a hold of a report does not count any more."""
        return code in self.lifted.get(row, ())

    def honour(self, decision: Decision, row: RowKey) -> None:
        kind = decision.kind
        if kind is not DecisionKind.RELEASE and row in self.accepted:
            self.accepted.remove(row)
        if kind is DecisionKind.SET_ASIDE:
            self.aside.add(row)
            self.lifted.pop(row, None)
            return
        self.aside.discard(row)
        self.lifted[row] = self.lifted.get(row, frozenset()).union(decision.lifts)
        if kind is DecisionKind.ACCEPT:
            self.accepted.append(row)
            self.retired = False

    def retire(self) -> None:
        self.accepted.clear()
        self.retired = True


_NONE: Final = Rulings()  # what no decision comes to; never changed


@dataclass(slots=True)
class Docket:
    """Decisions by what they name, and where reports belong now.

    Attributes:
        places: by measurement as reported, where a decision moved it.
        moves: likewise, the journal numbers of its moves.
        about: decisions about a report or a measurement.
        owners: by center and former id, the subject who has it.
    """

    places: Mapping[Measurement, Measurement]
    moves: Mapping[Measurement, list[int]]
    about: Mapping[RowKey | Measurement, list[Decision]]
    owners: Owners

    def place(self, measurement: Measurement) -> Measurement:
        """Return the measurement with the subject to whom it belongs now."""
        if not self.places and not self.owners:
            return measurement
        return _owned(self.places.get(measurement, measurement), self.owners)

    def is_moved(self, measurement: Measurement) -> bool:
        """Say whether a decision gave what was reported of one subject to another."""
        return bool(self.places) and self.places.get(measurement, measurement).subject != measurement.subject

    def rulings(
        self, place: Measurement, reports: Sequence[RunObservation], joined: Sequence[Measurement] = ()
    ) -> Rulings:
        """Return what was decided about these reports at this place.

        A decision about a report that is not among them is not looked at: it changes nothing.

        Args:
            place: the measurement.
            reports: its reports.
            joined: other measurements whose reports are among them.
        """
        if not self.about and not self.moves:
            return _NONE
        rulings = Rulings()
        found = sorted(self._naming((place, *joined), reports), key=lambda decision: decision.journal_number)
        for decision in found:
            if isinstance(decision.names, Measurement):
                rulings.retire()
            else:
                rulings.honour(decision, decision.names)
        moved = {number for sent in reports for number in self.moves.get(sent.measurement, ())}
        rulings.numbers = sorted(moved.union(decision.journal_number for decision in found))
        return rulings

    def _naming(self, places: Sequence[Measurement], reports: Sequence[RunObservation]) -> Iterator[Decision]:
        named: set[RowKey | Measurement] = {*places, *(row for sent in reports for row in sent.rows())}
        for name in named:
            yield from self.about.get(name, ())


def docket(decisions: Iterable[Decision], owners: Owners = NOBODY) -> Docket:
    """Return the decisions, sorted by what they name; the last move of a measurement holds.

    A measurement that was retired under a former id is retired under the subject who has that id now.
    """
    places: dict[Measurement, Measurement] = {}
    moves: dict[Measurement, list[int]] = {}
    about: dict[RowKey | Measurement, list[Decision]] = {}
    for decision in sorted(decisions, key=lambda decision: decision.journal_number):
        if decision.kind is DecisionKind.MOVE_SUBJECT:
            places[decision.measurement] = decision.measurement._replace(subject=decision.subject)
            moves.setdefault(decision.measurement, []).append(decision.journal_number)
        else:
            names = decision.names
            named = _owned(names, owners) if isinstance(names, Measurement) else names
            about.setdefault(named, []).append(decision)
    return Docket(places, moves, about, owners)


def _owned(measurement: Measurement, owners: Owners) -> Measurement:
    if not owners:
        return measurement
    center, subject = measurement.center, measurement.subject
    owner = owners.get((center, subject)) or owners.get((ANY_SENDER, subject))
    return measurement._replace(subject=owner) if owner else measurement
