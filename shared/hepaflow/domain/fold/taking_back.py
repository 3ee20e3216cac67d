"""Apply observations without a value: a lab takes a result back, or confirms it without sending it again (docs/fold.md).

Only version 2 of the rules and later ones do.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hepaflow.domain.fold.decisions import Rulings
from hepaflow.domain.fold.fates import Fate, FoldEntry
from hepaflow.domain.fold.measurement import PROVISIONAL, ROW_HOLDS, RunObservation, has_value
from hepaflow.domain.fold.sameness import is_other_specimen, is_same_specimen, is_same_table, order_of
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Status
from hepaflow.domain.values.statements import UNREAD_CORRECTIONS, confirms, takes_back

_DOUBTING: Final = frozenset({IssueCode.ORDER_CANCELLED, IssueCode.ORDER_UNNUMBERED, *UNREAD_CORRECTIONS})


def confirmed(reports: Sequence[RunObservation]) -> tuple[list[RunObservation], list[RunObservation]]:
    """Return the reports with each confirmation as a final report of the preliminary value that it confirms.

    What confirms nothing is returned apart.
    """
    known: list[RunObservation] = []
    idle: list[RunObservation] = []
    for sent in reports:
        if not confirms(sent.observation):
            known.append(sent)
        elif value := _preliminary(sent, reports):
            doubts = (issue for issue in sent.observation.issues if issue.code in ROW_HOLDS)
            report = value.observation._replace(
                status=Status.FINAL,
                issues=(*value.observation.issues, *doubts),
                revised_at=sent.observation.revised_at,
                record=sent.observation.record or value.observation.record,
            )
            known.append(replace(sent, observation=report, issues=(*value.issues, *sent.issues)))
        else:
            idle.append(sent)
    return known, idle


def _preliminary(confirming: RunObservation, reports: Sequence[RunObservation]) -> RunObservation | None:
    """Return the last preliminary value that was there before, of the same specimen as far as the file says."""
    before = [
        sent
        for sent in reports
        if sent.observation.status is Status.PRELIMINARY
        and has_value(sent.observation)
        and not is_other_specimen(confirming, sent)
        and order_of(confirming, sent) >= 0
    ]
    return max(
        before, key=lambda sent: (sent.observation.revised_at, sent.run.received, sent.line), default=None
    )


def take_back(entries: Sequence[FoldEntry], rulings: Rulings) -> list[FoldEntry]:
    """Withdraw or hold what is taken back; return the entries that still follow one another.

    A value is withdrawn if it certainly is what the lab means: of one specimen, and sent before. If one of the two is
    not certain, both are held. What is sent after a taking back counts, unless it is the value that was taken back.
    """
    taking = [entry for entry in entries if takes_back(entry.sent.observation) and not entry.codes]
    cancelled = [entry for entry in entries if not _DOUBTING.isdisjoint(entry.codes)]
    if not taking and not cancelled:
        return list(entries)
    values = [
        entry
        for entry in entries
        if has_value(entry.sent.observation) and entry.sent.observation.status is not Status.DELETED
    ]
    for entry in cancelled:
        _doubt_earlier(entry, values, rulings)
    weak = [entry for entry in taking if entry.sent.observation.status is Status.FINAL]
    doubted = [(entry, _withdraw(entry, values, rulings)) for entry in taking]
    for entry, doubtful in doubted:
        _doubt(entry, doubtful, rulings)
    _hold_what_returns(taking, values)
    contradicting = [entry for entry in weak if _contradicts(entry, values)]
    settled = {id(entry) for entry in (*taking, *values) if entry.fate is Fate.WITHDRAWN} - set(
        map(id, contradicting)
    )
    for entry in contradicting:
        entry.fate = Fate.HELD
    return [entry for entry in entries if id(entry) not in settled]


def _withdraw(entry: FoldEntry, values: Sequence[FoldEntry], rulings: Rulings) -> list[FoldEntry]:
    """Withdraw what is certainly taken back, or by decision; return what may be meant, too."""
    entry.fate = Fate.WITHDRAWN
    taken = [value for value in values if _takes(entry, value)]
    doubtful = [value for value in values if value not in taken and _may_take(entry, value, values)]
    is_decided = rulings.lifts(entry.sent.row, IssueCode.CORRECTS_NOTHING)
    for value in (*taken, *(doubtful if is_decided else ())):
        value.codes, value.fate = (), Fate.WITHDRAWN
    return doubtful


def _doubt(entry: FoldEntry, doubtful: Sequence[FoldEntry], rulings: Rulings) -> None:
    """Hold a taking back with what it may mean, but for what another one withdrew and what a decision released."""
    waiting = [
        value
        for value in doubtful
        if value.fate is not Fate.WITHDRAWN and not rulings.lifts(value.sent.row, IssueCode.CORRECTS_NOTHING)
    ]
    for value in waiting:
        value.doubt()
    if waiting:
        entry.doubt()


def _doubt_earlier(cancelled: FoldEntry, values: Sequence[FoldEntry], rulings: Rulings) -> None:
    """Hold earlier values of an order that was cancelled with a value or without a number, and those that a correction means which cannot be read.

    HL7 OBR-25 X says that there is no value. A correction says that the earlier value is wrong.
    """
    corrects = not UNREAD_CORRECTIONS.isdisjoint(cancelled.codes)
    is_unnumbered = IssueCode.ORDER_UNNUMBERED in cancelled.codes
    for value in values:
        if corrects or is_unnumbered:
            is_meant = not is_other_specimen(cancelled.sent, value.sent)
        else:
            is_meant = value is not cancelled and is_same_specimen(cancelled.sent, value.sent)
        is_known = IssueCode.ORDER_CANCELLED in value.codes or rulings.lifts(
            value.sent.row, IssueCode.CORRECTS_NOTHING
        )
        is_earlier = order_of(cancelled.sent, value.sent) >= 0 or (
            corrects and value.mark[0] < cancelled.mark[0]
        )
        if is_meant and not is_known and is_earlier:
            value.doubt()


def _takes(entry: FoldEntry, value: FoldEntry) -> bool:
    """Say whether a value is certainly taken back. A final "no result" takes back preliminary ones alone."""
    if not is_same_specimen(entry.sent, value.sent):
        return False
    if entry.sent.observation.status is Status.FINAL:
        return value.mark[0] <= PROVISIONAL and order_of(entry.sent, value.sent) >= 0
    return order_of(entry.sent, value.sent) > 0


def _may_take(entry: FoldEntry, value: FoldEntry, values: Sequence[FoldEntry]) -> bool:
    """Say whether a value may be the one that is taken back.

    Not a row of the same table that names no specimen: a test that was not done, and the value of another tube. Nor a
    value that the file of the taking back gives itself. A final "no result" may take back a final value only of its
    own record.
    """
    if is_other_specimen(entry.sent, value.sent):
        return _is_denied_elsewhere(entry.sent, value.sent)
    if entry.sent.observation.status is Status.FINAL and not _is_version_of(entry, value):
        return False
    if order_of(entry.sent, value.sent) < 0:
        return False
    is_same = is_same_specimen(entry.sent, value.sent)
    if is_same_table(entry.sent, value.sent):
        return is_same
    return not any(is_same_table(entry.sent, other.sent) and other.states(value) for other in values)


def _is_denied_elsewhere(taking: RunObservation, value: RunObservation) -> bool:
    """Say whether another record of one named specimen says that there is no result, and no earlier.

    A record that was cancelled says nothing about another one: a test that was ordered twice.
    """
    if taking.observation.status is Status.NOT_DONE or not taking.specimen:
        return False
    own, its = taking.observation.revised_at, value.observation.revised_at
    is_earlier = own < its if own and its else order_of(taking, value) < 0
    return taking.specimen == value.specimen and not is_earlier


def _is_version_of(entry: FoldEntry, value: FoldEntry) -> bool:
    """Say whether both are versions of one record, and the status and time of revision do not say which one counts.

    In messages the id of a record is that of an order.
    """
    record = entry.sent.observation.record
    return (
        bool(record)
        and record == value.sent.observation.record
        and entry.sent.run.places is not Places.SEGMENT
        and value.mark >= entry.mark
    )


def _hold_what_returns(taking: Sequence[FoldEntry], values: Sequence[FoldEntry]) -> None:
    """Hold what states, after a taking back, the value that was taken back."""
    withdrawn = [value for value in values if value.fate is Fate.WITHDRAWN]
    for value in values:
        returns = value not in withdrawn and not value.codes and not value.accepted
        if returns and any(value.states(old) for old in withdrawn):
            after = any(
                order_of(value.sent, entry.sent) > 0 and not is_other_specimen(value.sent, entry.sent)
                for entry in taking
            )
            if after:
                value.hold(IssueCode.REVERTS_CORRECTION)


def _contradicts(entry: FoldEntry, values: Sequence[FoldEntry]) -> bool:
    """Say whether a final "no result" stands beside a final value of its specimen: neither is marked as newer."""
    return any(
        is_same_specimen(entry.sent, value.sent)
        and value.mark[0] > PROVISIONAL
        and value.fate is not Fate.WITHDRAWN
        for value in values
    )
