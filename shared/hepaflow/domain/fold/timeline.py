"""Fold observations and decisions, in any order, into one answer for each measurement (docs/architecture.md, The fold).

Pure: the answer depends on what was sent and decided, never on the order of processing.
"""

from collections.abc import Iterable, Sequence

from hepaflow.domain.fold.decisions import NOBODY, Decision, Owners, Rulings, docket
from hepaflow.domain.fold.fates import Fate, FoldEntry, accept_last, distinct_reports, entry_of, is_plain
from hepaflow.domain.fold.first_version import first_answer
from hepaflow.domain.fold.later.expansion import with_each_run
from hepaflow.domain.fold.later.runs import of_each_run
from hepaflow.domain.fold.measurement import Measurement, RunObservation, has_value
from hepaflow.domain.fold.measurement_state import (
    MeasurementState,
    Timeline,
    gathered_state,
    retired_state,
    said_once,
    stated_once,
)
from hepaflow.domain.fold.repeats import without_repeats
from hepaflow.domain.fold.sameness import is_other_record
from hepaflow.domain.fold.statements.not_done import (
    apart_from_results,
    parted_entries,
    place_not_done,
    with_not_done,
    withdraw_by_decision,
)
from hepaflow.domain.fold.succession import moment, succeed
from hepaflow.domain.fold.taking_back import confirmed, take_back
from hepaflow.domain.fold.targets.keys import Joined
from hepaflow.domain.fold.targets.reports import Groups
from hepaflow.domain.fold.targets.targets import with_targets
from hepaflow.domain.fold.voiding import strike
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Status
from hepaflow.domain.study.fold_rules import NEWEST_VERSION, applies_statements
from hepaflow.domain.values.statements import is_statement, states_not_done


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
        groups, told = apart_from_results(groups)
        groups, joined = with_targets(with_each_run(groups))
        groups = with_not_done(groups, told, joined)
    else:
        answer = first_answer
        for sent in reports:
            if sent.measurement.collected_at and not is_statement(sent.observation):
                groups.setdefault(decided.place(sent.measurement), []).append(sent)
    return {
        place: answer(found, decided.rulings(place, found, joined.get(place, ())))
        for place, found in sorted(groups.items(), key=_key)  # a measurement takes long to look up
    }


def _key(group: tuple[Measurement, list[RunObservation]]) -> tuple[str, ...]:
    place = group[0]
    return place.subject, place.collected_at, place.analyte, place.center, place.specimen_type, place.specimen


def _answer(reports: Sequence[RunObservation], rulings: Rulings) -> MeasurementState:
    if len(reports) == 1 and not rulings.numbers and is_plain(reports[0]):
        return stated_once(reports[0])
    reports = list(of_each_run(reports))
    if not rulings.numbers and (once := said_once(reports)):
        return once
    known, idle = confirmed(distinct_reports(reports))
    entries = [entry_of(sent, rulings) for sent in known]
    again = [entry_of(sent, rulings) for sent in idle]
    counting = [entry for entry in entries if entry.fate is not Fate.ASIDE]
    for entry in again:
        entry.fate = Fate.AGAIN if entry.fate is not Fate.ASIDE else entry.fate
    if rulings.retired:
        return retired_state([*entries, *again], rulings)
    counting, told = parted_entries(counting)
    counting = without_repeats(counting, rulings)
    _unmark_versions(counting)
    remaining, outliving = strike(counting, rulings)
    remaining = withdraw_by_decision(told, remaining, rulings)
    revived = accept_last(remaining, rulings)
    succeed(remaining := take_back(remaining, rulings))
    for entry in remaining:
        if entry.fate is Fate.CURRENT and entry.is_statement:
            entry.fate = Fate.WITHDRAWN
        elif entry.fate is Fate.CURRENT and entry in outliving and not revived:
            entry.hold(IssueCode.REVERTS_CORRECTION)
    place_not_done(told, counting, rulings)
    return gathered_state(sorted([*entries, *again], key=moment), rulings, voided=_is_voided(entries))


def _is_voided(entries: Sequence[FoldEntry]) -> bool:
    """Say whether the lab took back what counted, so that nothing does."""
    withdrawn = any(
        entry.fate is Fate.WITHDRAWN and entry.sent.observation.status is not Status.FINAL
        for entry in entries
        if (not has_value(entry.sent.observation) and not states_not_done(entry.sent.observation))
        or entry.sent.observation.status is Status.DELETED
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
