"""Fold observations and decisions, in any order, into one answer for each measurement (docs/architecture.md, The fold).

Pure: the answer depends on what was sent and decided, never on the order of processing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from hepaflow.domain.fold.decisions import NOBODY, Decision, Owners, Rulings, docket
from hepaflow.domain.fold.fates import Fate, FoldEntry
from hepaflow.domain.fold.measurement import Measurement, RunObservation, has_value, row_holds
from hepaflow.domain.fold.repeats import without_repeats
from hepaflow.domain.fold.sameness import is_other_record
from hepaflow.domain.fold.succession import moment, succeed
from hepaflow.domain.fold.taking_back import confirmed, take_back
from hepaflow.domain.fold.targets import Groups, Joined, with_targets
from hepaflow.domain.fold.voiding import divide, strike
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Status
from hepaflow.domain.study.fold_rules import NEWEST_VERSION, applies_statements
from hepaflow.domain.values.statements import is_statement


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
        omitted: the newest cumulative file of the center, where an earlier one carried the measurement and it does not;
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


def fold(
    reports: Iterable[RunObservation],
    decisions: Iterable[Decision] = (),
    owners: Owners = NOBODY,
    version: int = NEWEST_VERSION,
) -> Timeline:
    """Return the answer to each measurement, sorted by subject, time and analyte.

    Args:
        reports: of visible runs only, in any order; the same report more than once counts once. For a subject
            to whom reports were moved: also those of the subject under whom they were sent.
        decisions: up to the journal number of the answer, in any order. One about a report that is not
            among the reports changes nothing.
        owners: whose former ids the subjects' ids are; a move counts before them.
        version: version of the rules.
    """
    decided = docket(decisions, owners)
    groups: Groups = {}
    joined: Joined = {}
    if applies_statements(version):
        answer = _answer
        for sent in reports:
            groups.setdefault(decided.place(sent.measurement), []).append(sent)
        groups, joined = with_targets(groups)
    else:
        answer = _first_answer
        for sent in reports:
            if not is_statement(sent.observation):
                groups.setdefault(decided.place(sent.measurement), []).append(sent)
    return {
        place: answer(found, decided.rulings(place, found, joined.get(place, ())))
        for place, found in sorted(groups.items(), key=_key)  # a measurement takes long to look up
    }


def _key(group: tuple[Measurement, list[RunObservation]]) -> tuple[str, ...]:
    place = group[0]
    return place.subject, place.collected_at, place.analyte, place.center, place.specimen_type, place.specimen


def _answer(reports: Sequence[RunObservation], rulings: Rulings) -> MeasurementState:
    if len(reports) == 1 and not rulings.numbers and _is_plain(reports[0]):
        return MeasurementState(reports[0])
    known, idle = confirmed(_distinct(reports))
    entries = [_entry(sent, rulings) for sent in known]
    again = [_entry(sent, rulings) for sent in idle]
    counting = [entry for entry in entries if entry.fate is not Fate.ASIDE]
    for entry in again:
        entry.fate = Fate.AGAIN if entry.fate is not Fate.ASIDE else entry.fate
    if rulings.retired:
        return _retired([*entries, *again], rulings)
    counting = without_repeats(counting, rulings)
    _unmark_versions(counting)
    remaining, outliving = strike(counting, rulings)
    revived = _accept(remaining, rulings)
    succeed(remaining := take_back(remaining, rulings))
    for entry in remaining:
        if entry.fate is Fate.CURRENT and entry.is_statement:
            entry.fate = Fate.WITHDRAWN
        elif entry.fate is Fate.CURRENT and entry in outliving and not revived:
            entry.hold(IssueCode.REVERTS_CORRECTION)
    return _gathered(sorted([*entries, *again], key=moment), rulings, voided=_is_voided(entries))


def _is_voided(entries: Sequence[FoldEntry]) -> bool:
    """Say whether the lab took back what counted, so that nothing does."""
    withdrawn = any(
        entry.fate is Fate.WITHDRAWN and entry.sent.observation.status is not Status.FINAL
        for entry in entries
        if not has_value(entry.sent.observation) or entry.sent.observation.status is Status.DELETED
    )
    return withdrawn and not any(entry.fate is Fate.CURRENT for entry in entries)


def _unmark_versions(entries: Sequence[FoldEntry]) -> None:
    """Let times of revision order nothing where the lab keeps different values under different ids."""
    dated = [entry for entry in entries if entry.mark[1]]
    named = [entry for entry in dated if entry.sent.observation.record]
    if any(is_other_record(named[0].sent, other.sent) for other in named) and not all(
        entry.states(dated[0]) for entry in dated
    ):
        for entry in dated:
            entry.mark = (entry.mark[0], "")


def _first_answer(reports: Sequence[RunObservation], rulings: Rulings) -> MeasurementState:
    """Return the answer of version 1."""
    if len(reports) == 1 and not rulings.numbers and _is_plain(reports[0]):
        return MeasurementState(reports[0])
    entries = [_entry(sent, rulings) for sent in _distinct(reports)]
    counting = [entry for entry in entries if entry.fate is not Fate.ASIDE]
    if rulings.retired:
        return _retired(entries, rulings)
    voided, remaining = divide(counting)
    revived = _accept(remaining, rulings)
    succeed(remaining)
    if voided and not revived:
        for entry in remaining:
            if entry.fate is Fate.CURRENT:
                entry.hold(IssueCode.REVERTS_CORRECTION)
    return _gathered(sorted(entries, key=moment), rulings, voided=voided and not revived)


def _retired(entries: Sequence[FoldEntry], rulings: Rulings) -> MeasurementState:
    for entry in entries:
        if entry.fate is not Fate.ASIDE:
            entry.fate = Fate.WITHDRAWN
    return _gathered(entries, rulings, voided=False)


def _is_plain(sent: RunObservation) -> bool:
    return (
        sent.observation.status is not Status.DELETED and has_value(sent.observation) and not row_holds(sent)
    )


def _distinct(reports: Sequence[RunObservation]) -> Sequence[RunObservation]:
    """Return each report once, by line and file, in an order that does not depend on theirs."""
    ordered = sorted(reports, key=_order)
    if all(_order(one) != _order(other) for one, other in pairwise(ordered)):
        return ordered
    by_text = {repr(sent): sent for sent in reports}
    return sorted((by_text[text] for text in sorted(by_text)), key=_order)


def _order(sent: RunObservation) -> tuple[int, str, int]:
    return sent.line, sent.run.file_id, sent.run.run_number


def _entry(sent: RunObservation, rulings: Rulings) -> FoldEntry:
    codes = tuple(code for code in row_holds(sent) if not rulings.lifts(sent.row, code))
    return FoldEntry(sent, sent.mark, codes, fate=Fate.ASIDE if sent.row in rulings.aside else Fate.HELD)


def _accept(entries: Sequence[FoldEntry], rulings: Rulings) -> bool:
    """Mark what the last decision that still has a report wants to be current; say whether there is any."""
    for row in reversed(rulings.accepted):
        for entry in entries:
            entry.accepted = entry.sent.row == row and entry.sent.observation.status is not Status.DELETED
        if any(entry.accepted for entry in entries):
            return True
    return False


def _gathered(entries: Sequence[FoldEntry], rulings: Rulings, *, voided: bool) -> MeasurementState:
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
