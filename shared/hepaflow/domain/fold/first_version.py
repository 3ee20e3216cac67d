"""Answer for one measurement by version 1 of the rules, which does not change any more."""

from collections.abc import Sequence

from hepaflow.domain.fold.decisions import Rulings
from hepaflow.domain.fold.fates import Fate, accept_last, distinct_reports, entry_of, is_plain
from hepaflow.domain.fold.later.runs import of_each_run
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.measurement_state import (
    MeasurementState,
    gathered_state,
    retired_state,
    said_once,
    stated_once,
)
from hepaflow.domain.fold.succession import moment, succeed
from hepaflow.domain.fold.voiding import divide
from hepaflow.domain.issues.issues import IssueCode


def first_answer(reports: Sequence[RunObservation], rulings: Rulings) -> MeasurementState:
    """Return the answer of version 1."""
    if len(reports) == 1 and not rulings.numbers and is_plain(reports[0]):
        return stated_once(reports[0])
    reports = list(of_each_run(reports))
    if not rulings.numbers and (once := said_once(reports)):
        return once
    entries = [entry_of(sent, rulings) for sent in distinct_reports(reports)]
    counting = [entry for entry in entries if entry.fate is not Fate.ASIDE]
    if rulings.retired:
        return retired_state(entries, rulings)
    voided, remaining = divide(counting)
    revived = accept_last(remaining, rulings)
    succeed(remaining)
    if voided and not revived:
        for entry in remaining:
            if entry.fate is Fate.CURRENT:
                entry.hold(IssueCode.REVERTS_CORRECTION)
    return gathered_state(sorted(entries, key=moment), rulings, voided=voided and not revived)
