"""Asks a stack for every journal number of a study, in words that do not depend on the names of the code.

This is the only module of the snapshots that knows those names: a rename changes it here. The columns, the
states and the recorded files stay as they are.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.unit.pipeline import studies

from hepaflow.aws import wiring
from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.identity import RunId
from hepaflow.domain.study.files import FileState
from hepaflow.domain.study.journal import first_fault
from hepaflow.domain.values.numbers import plain_digits
from hepaflow.pipeline.desk.definitions import add_profile
from hepaflow.pipeline.runs.receipt import receipt_folder
from hepaflow.pipeline.timeline import timelines
from hepaflow.ports import Results
from local.pump import pump
from local.stack import Stack

RESULT_COLUMNS = (
    *("subject", "center", "analyte", "specimen_type", "collected_at", "specimen", "state", "held_because"),
    *("operator", "value", "unit", "text", "status", "range_low", "range_high", "flag"),
    *("reported_name", "reported_value", "reported_unit", "reported_range", "reported_flag"),
    *("file", "run", "line", "received", "specimen_id", "issues", "unmarked_change", "voided", "retired", "omitted_by", "decisions"),
)  # fmt: skip
COUNTS = ("rows", "accepted", "held", "rejected", "skipped")
FILE_COLUMNS = ("center", "file", "status", "visible_run", *COUNTS)
RECEIPT_COLUMNS = ("center", "file", "run", "outcome", *COUNTS, "codes")
Row = tuple[str, ...]


def answers(study: str) -> dict[str, Any]:
    """Return all that a stack answers about a study.

    Returns:
        `head`: the last journal number; `fault`: the first number whose hash is wrong, or None; `results` and `files`:
        every row with the journal numbers at which it is part of the answer; `receipts`: what each run was answered.
    """
    registry = wiring.registry()
    head = registry.head(study).journal_number
    results, files = Remembered(wiring.results()), list(states(study))
    return {
        "head": head,
        "fault": first_fault(registry.events(study)),
        "results": spans([set(result_rows(results, study, number)) for number in range(head + 1)]),
        "files": spans([set(file_rows(files, number)) for number in range(head + 1)]),
        "receipts": sorted(list(receipt_row(study, state)) for state in files),
    }


class Remembered:
    """The stored panels, each subject's read once: they are the same for every journal number."""

    def __init__(self, results: Results) -> None:
        self.subject_panels = cache(lambda *of: list(results.subject_panels(*of)))


def spans(at: list[set[Row]]) -> list[list[Any]]:
    """Return every row after the first and the last journal number of each time that it is part of the answer."""
    found: list[list[Any]] = []
    running: dict[Row, int] = {}
    for number, rows in enumerate([*at, set[Row]()]):
        found += [[running.pop(row), number - 1, *row] for row in running.keys() - rows]
        running |= dict.fromkeys(rows - running.keys(), number)
    return sorted(found)


def result_rows(results: Any, study: str, number: int) -> Iterator[Row]:
    """Yield every result of every subject, also what is held, superseded, set aside or withdrawn, at a number."""
    told = timelines(wiring.registry(), results, study, subjects(study), number)
    for timeline in told.values():
        for measurement, answer in timeline.answers.items():
            yield from rows_of(measurement, answer)


def subjects(study: str) -> set[str]:
    registry = wiring.registry()
    definition = registry.definition(study)
    assert definition is not None
    return {subject for center in definition.centers for subject in registry.subjects(study, center)}


def rows_of(measurement: Measurement, answer: MeasurementState) -> Iterator[Row]:
    states = {
        "current": (answer.current,) if answer.current else (),
        "superseded": answer.superseded,
        "repeated": answer.again,
        "set aside": answer.aside,
        "withdrawn": answer.withdrawn,
    }
    listed = [(state, "", sent) for state, found in states.items() for sent in found]
    listed += [("held", " ".join(held.codes), held.sent) for held in answer.held]
    beside = (
        str(answer.voided),
        str(answer.retired),
        answer.omitted,
        " ".join(map(str, answer.decisions)),
    )
    for state, codes, sent in listed:
        yield (*measurement, state, codes, *cells(sent), str(sent in answer.noted), *beside)


def cells(sent: RunObservation) -> Row:
    report, run = sent.observation, sent.run
    numbers = [
        "" if number is None else plain_digits(number)
        for number in (report.value, report.range_low, report.range_high)
    ]
    text = " ".join(filter(None, (report.finding, report.strength)))
    issues = " ".join(dict.fromkeys(issue.code for issue in (*report.issues, *sent.issues)))
    meant = (report.operator, numbers[0], report.unit, text, report.status, *numbers[1:], report.flag or "")
    return (
        *meant,
        *report.raw,
        run.file_id,
        str(run.run_number),
        str(sent.line),
        run.received,
        sent.specimen,
        issues,
    )


def file_rows(files: list[FileState], number: int) -> Iterator[Row]:
    """Yield every file with the run that counts at a number; "" where none does."""
    for state in files:
        visible = state.visible(number)
        run = str(visible.run_number) if visible else ""
        yield (state.center, state.file_id, state.status, run, *map(str, state.counts))


def receipt_row(study: str, state: FileState) -> Row:
    """Return what the receipt of the last run of a file says."""
    run = RunId(study, state.center, state.file_id, state.run_number)
    kept = wiring.receipts().get(f"{receipt_folder(run)}/receipt.json")
    assert kept is not None
    receipt = json.loads(kept)
    counts = [str(receipt["counts"][name]) for name in COUNTS]
    codes = " ".join(cause["code"] for cause in receipt["causes"])
    return (state.center, state.file_id, str(state.run_number), receipt["outcome"], *counts, codes)


def states(study: str) -> Iterator[FileState]:
    registry = wiring.registry()
    definition = registry.definition(study)
    assert definition is not None
    for sender in (*definition.centers, "register"):
        yield from registry.files(study, sender)


def take_up_what_waits(stack: Stack) -> list[tuple[int, ...]]:
    """Give the center a profile whose file waits in the history; return the counts of its files once all is quiet."""
    text = studies.profile(center=studies.OTHER_CENTER)
    add_profile(wiring.registry(), wiring.queue(), wiring.catalog(), wiring.now, "ann", text, "start")
    pump(stack)
    return [state.counts for state in wiring.registry().files(studies.STUDY, studies.OTHER_CENTER)]
