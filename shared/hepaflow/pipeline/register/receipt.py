"""The receipt of a register: in the shape of a lab file's, and of every refused row why and by which column."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import groupby

from hepaflow.domain.files import Claim
from hepaflow.domain.identity import RunId
from hepaflow.domain.issues import Issue
from hepaflow.domain.meanings import Meaning
from hepaflow.domain.places import place
from hepaflow.domain.receipts import AcceptedNow, Cause, Effect, Found
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.summary import cause_of
from hepaflow.pipeline.register.file import Answer, RowAnswer
from hepaflow.pipeline.register.wording import ROW_MEANINGS, refusal_meaning
from hepaflow.pipeline.runs.receipts import json_file, page_file, receipt_folder, receipt_of
from hepaflow.pipeline.services import Services
from hepaflow.ports import StoredFile
from hepaflow.writers.tables import ISSUE_COLUMNS

_NONE_WAITS = 0  # a row is taken over or refused


@dataclass(frozen=True, slots=True)
class _Told:
    """One thing that is wrong with a register: with some of its rows, or, without lines, with the file."""

    code: str
    meaning: Meaning
    lines: tuple[int, ...]
    column: str = ""
    found: str = ""


def keep_register_receipt(
    run: RunId, claim: Claim, answers: Sequence[RowAnswer], outcome: Outcome, services: Services
) -> None:
    """Write the receipt of a register; it counts once the file's state names its run."""
    causes = [*map(_refused, outcome.issues), *_faults(answers)]
    answered = Counter(told.answer for told in answers)
    accepted = AcceptedNow(
        answered[Answer.ADDED], answered[Answer.CHANGED], answered[Answer.UNCHANGED], _NONE_WAITS
    )
    receipt = receipt_of(
        run, claim, outcome, [_cause(one, outcome) for one in causes], Effect(accepted_now=accepted)
    )
    folder = receipt_folder(run)
    services.receipts.put(
        StoredFile(f"{folder}/issues.csv", _issues(causes, outcome), "text/csv; charset=utf-8"),
        page_file(f"{folder}/receipt.html", receipt),
        json_file(f"{folder}/receipt.json", receipt),
    )


def _refused(issue: Issue) -> _Told:
    lines = (issue.line,) if issue.line else ()
    return _Told(issue.code, refusal_meaning(issue.code), lines, issue.column, issue.found)


def _faults(answers: Iterable[RowAnswer]) -> Iterator[_Told]:
    """Yield the rows that were refused, by fault and column."""
    refused = sorted((told.fault, told.column, told.line) for told in answers if told.fault is not None)
    for (fault, column), told in groupby(refused, key=lambda one: one[:2]):
        yield _Told(fault, ROW_MEANINGS[fault], tuple(line for *_, line in told), column)


def _cause(told: _Told, outcome: Outcome) -> Cause:
    columns = (told.column,) if told.column else ()
    found = (Found(told.found, "", 1),) if told.found else ()
    return cause_of(told.code, told.meaning, list(told.lines), columns, found, outcome.places)


def _issues(causes: Iterable[_Told], outcome: Outcome) -> bytes:
    """Return the same by lines, in the columns of a lab file's issues."""
    rows = sorted(
        ((line, told) for told in causes for line in told.lines or (0,)),
        key=lambda one: (one[0], one[1].code, one[1].column),
    )
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(ISSUE_COLUMNS)
    for line, told in rows:
        where = place(line, outcome.places) if line else ""
        meaning = told.meaning
        writer.writerow((where, told.column, meaning.severity, told.code, "", told.found, meaning.remedy_en))
    return out.getvalue().encode()
