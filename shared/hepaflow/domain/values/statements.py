"""Recognize rows that state something about an earlier result instead of giving one.

A lab takes a result back (cancelled, deleted, corrected to no result), or calls a preliminary one final without sending it
again. Such a row becomes an observation without a value, and the fold applies it to what was sent before. A row that says that
a test was not done, and has no status, becomes one, too. It takes nothing back.
"""

import base64
import hashlib
from functools import lru_cache
from typing import Final

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Observation, Status

WHOLE_ORDER: Final = "[order]"  # in the place of an analyte: every result of an order
NULL: Final = '""'  # HL7 v2.5.1, 2.5.3: the receiver deletes the value that it has
AS_SENT: Final = "[as sent]"  # HL7 table 0085, U: final now; the value is the one that was sent before
NOT_ASKED: Final = (
    "not-asked"  # a status that says nothing about an earlier result: the test was not asked for, or not done
)
NOT_DONE_UNNAMED: Final = "not-done-unnamed"  # a status of readers: a test that was not done, of a specimen that the file does not name
_SIGN: Final = 6  # characters of a sign: records are compared within one subject and analyte only
Statement = tuple[
    Status, IssueCode
]  # of a row without a value: its status, and the note that says what it states
NO_VALUE_AT_ALL: Final = frozenset(
    {IssueCode.VALUE_NOT_DONE, IssueCode.VALUE_MISSING, IssueCode.VALUE_ELSEWHERE}
)


def statement_of(status: Status, text: str, reason: IssueCode | None, *, is_told: bool) -> Statement | None:
    """Return what a row without a value states about an earlier result: its status and note; None for nothing.

    An empty cell, a pending result and a preliminary "not done" state nothing.

    Args:
        status: status of the row.
        text: its value cell.
        reason: why that cell is not a value; None where nothing was read of it.
        is_told: the file itself states the status.
    """
    if status is Status.NOT_DONE:
        return status, IssueCode.TAKEN_BACK
    if not is_told or not text or status is Status.PRELIMINARY:
        return None
    if text == NULL:
        return Status.CORRECTED, IssueCode.TAKEN_BACK
    if text == AS_SENT:
        return Status.FINAL, IssueCode.FINAL_AS_SENT
    if reason is IssueCode.VALUE_NOT_DONE or (status is Status.CORRECTED and reason in NO_VALUE_AT_ALL):
        return status, IssueCode.TAKEN_BACK
    return None


def is_statement(report: Observation) -> bool:
    """Say whether an observation takes an earlier one back, confirms it, or says "not done", instead of giving a value."""
    return report.number is None and report.finding is None and _codes(report) is not None


def takes_back(report: Observation) -> bool:
    return is_statement(report) and _codes(report) in _TAKING


def confirms(report: Observation) -> bool:
    return is_statement(report) and _codes(report) is IssueCode.FINAL_AS_SENT


def states_not_done(report: Observation) -> bool:
    """Say whether an observation says that a test was not done, and takes nothing back."""
    return is_statement(report) and _codes(report) is IssueCode.STATED_NOT_DONE


@lru_cache(maxsize=1024)  # the results of an order share its id
def record_sign(record: str) -> str:
    """Return the short sign that is stored for a lab's own id of a result."""
    digest = hashlib.sha256(record.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:_SIGN]


def _codes(report: Observation) -> IssueCode | None:
    return next((issue.code for issue in report.issues if issue.code in _STATING), None)


# a correction that cannot be read is held; released, it takes the earlier result back
UNREAD_CORRECTIONS: Final = frozenset({IssueCode.CORRECTION_UNREAD, IssueCode.CORRECTION_UNIT})
_TAKING: Final = frozenset({IssueCode.TAKEN_BACK, *UNREAD_CORRECTIONS})
_STATING: Final = frozenset({*_TAKING, IssueCode.FINAL_AS_SENT, IssueCode.STATED_NOT_DONE})
