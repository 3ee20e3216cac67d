"""Apply statements that a test was not done, of rows that have no status (docs/adr/0078-a-test-that-was-not-done.md).

Such a statement gives no value, and takes none back. Alone, it says why there is no result. A result of another specimen, or one that came
after it, outweighs it. Beside a result that was there before, it waits for a decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hepaflow.domain.fold.decisions import Rulings
from hepaflow.domain.fold.fates import Fate, FoldEntry
from hepaflow.domain.fold.measurement import Measurement, RunObservation, has_value
from hepaflow.domain.fold.sameness import is_other_specimen, is_same_specimen, is_same_table, order_of
from hepaflow.domain.fold.targets.keys import Joined
from hepaflow.domain.fold.targets.reports import Groups
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Status
from hepaflow.domain.values.statements import states_not_done

_STANDING: Final = frozenset({Fate.CURRENT, Fate.AGAIN, Fate.HELD})


def apart_from_results(groups: Groups) -> tuple[Groups, Groups]:
    """Return the groups without statements that a test was not done, and these statements: they have no say in what a correction means.

    Args:
        groups: reports by measurement.
    """
    if not any(states_not_done(sent.observation) for found in groups.values() for sent in found):
        return groups, {}
    results: Groups = {}
    told: Groups = {}
    for place, found in groups.items():
        for sent in found:
            (told if states_not_done(sent.observation) else results).setdefault(place, []).append(sent)
    return results, told


def with_not_done(groups: Groups, told: Groups, joined: Joined) -> Groups:
    """Return the groups with the statements, each beside the results of its measurement, also where these have another key now.

    Args:
        groups: results by measurement.
        told: the statements by measurement.
        joined: by measurement, the others whose results it got.
    """
    if not told:
        return groups
    ends: Mapping[Measurement, Measurement] = {
        place: key for key, places in joined.items() for place in places
    }
    found = dict(groups)
    for place, statements in told.items():
        key = ends.get(place, place)
        found[key] = [*found.get(key, ()), *statements]
    return found


def parted_entries(entries: Iterable[FoldEntry]) -> tuple[list[FoldEntry], list[FoldEntry]]:
    """Return the other reports of a measurement, and the statements that it was not done."""
    others: list[FoldEntry] = []
    told: list[FoldEntry] = []
    for entry in entries:
        (told if states_not_done(entry.sent.observation) else others).append(entry)
    return others, told


def withdraw_by_decision(
    told: Sequence[FoldEntry], others: Sequence[FoldEntry], rulings: Rulings
) -> list[FoldEntry]:
    """Withdraw the results that an accepted statement means; return the reports that still follow one another.

    What comes after the statement counts, unless it is the value that was withdrawn.

    Args:
        told: the statements that the measurement was not done.
        others: its other reports.
        rulings: what was decided about them.
    """
    accepted = _accepted_last(told, others, rulings)
    if accepted is None:
        return list(others)
    meant = [
        value
        for value in others
        if _gives_value(value)
        and not is_other_specimen(accepted.sent, value.sent)
        and order_of(accepted.sent, value.sent) >= 0
    ]
    for value in meant:
        value.codes, value.fate = (), Fate.WITHDRAWN
    for value in others:
        is_free = value not in meant and not value.codes and value.sent.row not in rulings.accepted
        is_near = _gives_value(value) and not is_other_specimen(accepted.sent, value.sent)
        if is_free and is_near and any(map(value.states, meant)):
            value.hold(IssueCode.REVERTS_CORRECTION)
    return [entry for entry in others if entry not in meant]


def place_not_done(told: Sequence[FoldEntry], others: Sequence[FoldEntry], rulings: Rulings) -> None:
    """Decide what becomes of the statements, once it is known what the other reports come to.

    Args:
        told: the statements that the measurement was not done.
        others: its other reports, with their fates.
        rulings: what was decided about them.
    """
    values = [entry for entry in others if _gives_value(entry) and entry.fate in _STANDING]
    for entry in told:
        if entry.codes:
            continue  # its own row waits
        near = [value for value in values if not is_other_specimen(entry.sent, value.sent)]
        if not near:
            entry.fate = Fate.WITHDRAWN
        elif entry.sent.row in rulings.accepted or not _contradicts(entry, near):
            entry.fate = Fate.SUPERSEDED
        else:
            entry.hold(IssueCode.NOT_DONE_WITH_RESULT)


def _accepted_last(
    told: Sequence[FoldEntry], others: Sequence[FoldEntry], rulings: Rulings
) -> FoldEntry | None:
    """Return the statement that the last decision wants to hold; None where that is a value, or nothing was accepted."""
    by_row = {entry.sent.row: entry for entry in (*others, *told)}
    last = next((by_row[row] for row in reversed(rulings.accepted) if row in by_row), None)
    return last if last in told else None


def _contradicts(entry: FoldEntry, near: Sequence[FoldEntry]) -> bool:
    """Say whether a result of the same specimen, or of one that may be it, was there before the statement, or came with it.

    A row of the same table that does not name its specimen is another order: a table gives each result once. So is an earlier row with the
    same value. This does not excuse a result of the specimen that the statement names.
    """
    if any(order_of(entry.sent, value.sent) < 0 for value in near):
        return False
    beside = [value for value in near if _is_another_order(entry.sent, value.sent)]
    return any(
        is_same_specimen(entry.sent, value.sent)
        or (value not in beside and not any(map(value.states, beside)))
        for value in near
    )


def _is_another_order(told: RunObservation, value: RunObservation) -> bool:
    return is_same_table(told, value) and not is_same_specimen(told, value)


def _gives_value(entry: FoldEntry) -> bool:
    return has_value(entry.sent.observation) and entry.sent.observation.status is not Status.DELETED
