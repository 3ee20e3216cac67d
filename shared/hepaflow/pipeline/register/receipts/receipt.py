"""Write the receipt of a register file, with its words in English and Chinese."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from itertools import chain, groupby

from hepaflow.domain.identity import RunId
from hepaflow.domain.issues.issues import Issue
from hepaflow.domain.issues.meanings import Meaning
from hepaflow.domain.issues.places import place_text
from hepaflow.domain.receipts.receipts import AcceptedNow, Cause, Effect, FoundCell
from hepaflow.domain.study.files import Claim, FileStatus
from hepaflow.pipeline.reading.causes import cause_of
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.register.receipts.meanings import ROW_MEANINGS, Waiting, refusal_meaning
from hepaflow.pipeline.register.rows import RegisterAnswer, RowAnswer
from hepaflow.pipeline.runs.receipt import json_file, page_file, receipt_folder, receipt_of
from hepaflow.pipeline.services import Services
from hepaflow.ports import StoredFile
from hepaflow.writers.csv_cells import write_csv
from hepaflow.writers.tables import ISSUE_COLUMNS


@dataclass(frozen=True, slots=True)
class _Told:
    """One thing that is wrong with a register: with some of its rows, or, without lines, with the file."""

    code: str
    meaning: Meaning
    lines: tuple[int, ...]
    column: str = ""
    found: str = ""


def keep_register_receipt(
    run: RunId,
    claim: Claim,
    answers: Sequence[RowAnswer],
    outcome: Outcome,
    services: Services,
    waits: Waiting | None = None,
) -> None:
    """Write the receipt of a register; it counts once the file's state names its run.

    Args:
        run: the run over the register file.
        claim: the claim of the run.
        answers: the outcome of each row, in order.
        outcome: counts, issues of the whole file, and how its lines are shown.
        services: the ports.
        waits: why rows wait; None where none waits.
    """
    waiting = tuple(told.line for told in answers if told.answer is RegisterAnswer.WAITS)
    held = () if waits is None else (_Told(waits.code, waits.meaning, waiting),)
    causes = [*map(_refused, outcome.issues), *held, *_faults(answers)]
    answered = Counter(told.answer for told in answers)
    accepted = AcceptedNow(
        answered[RegisterAnswer.ADDED],
        answered[RegisterAnswer.CHANGED],
        answered[RegisterAnswer.UNCHANGED],
        len(waiting),
    )
    receipt = receipt_of(
        run, claim, outcome, [_cause(one, outcome) for one in causes], Effect(accepted_now=accepted)
    )
    if waits is not None:
        receipt = replace(receipt, outcome=FileStatus.TO_CONFIRM)
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
    found = (FoundCell(told.found, "", 1),) if told.found else ()
    return cause_of(told.code, told.meaning, list(told.lines), columns, found, outcome.places)


def _issues(causes: Iterable[_Told], outcome: Outcome) -> bytes:
    """Return the same by lines, in the columns of a lab file's issues."""
    rows = sorted(
        ((line, told) for told in causes for line in told.lines or (0,)),
        key=lambda one: (one[0], one[1].code, one[1].column),
    )
    out = StringIO()
    write_csv(chain((ISSUE_COLUMNS,), (_issue(line, told, outcome) for line, told in rows)), out)
    return out.getvalue().encode()


def _issue(line: int, told: _Told, outcome: Outcome) -> Sequence[str]:
    where = place_text(line, outcome.places) if line else ""
    return (where, told.column, told.meaning.severity, told.code, "", told.found, told.meaning.remedy_en)
