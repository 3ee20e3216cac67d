"""Compute and store a run's effect on earlier results; the same for a journal number each time (law 2).

The receipt itself is written before the commit and depends on the file alone. What depends on other files is an object
of its own beside it, worked out from the journal number of the commit; the page shows both.
"""

import json
from collections.abc import Callable
from dataclasses import replace

from hepaflow.domain.fold.omission import carries, newest_of
from hepaflow.domain.identity import RunId
from hepaflow.domain.receipts.receipt_json import effect_from_json, receipt_from_json
from hepaflow.domain.receipts.receipts import Effect, Omitted
from hepaflow.domain.study.files import FileState, Visible
from hepaflow.pipeline.runs.accepted_now import MOST_SUBJECTS, standing_split
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.runs.receipt import json_file, page_file, receipt_folder
from hepaflow.pipeline.runs.resubmitted_rows import settled
from hepaflow.pipeline.runs.run import Reading
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.standpoints import Standpoint, sliced_answers


class ReceiptGone(LookupError):
    """A run that counts has no receipt: it is written before the commit, so somebody removed it."""


def keep_effect(file: FileRun, reading: Callable[[], Reading], state: FileState, services: Services) -> None:
    """Write what a run changed, where it counts or counted, and the page of its receipt.

    Args:
        file: the run.
        reading: reads the file, if that has not been done yet.
        state: the file as it is by now.
        services: the ports.

    Raises:
        ReceiptGone: the run has no stored receipt.
    """
    folder = receipt_folder(file.id)
    kept = services.receipts.get(f"{folder}/receipt.json")
    if kept is None:
        raise ReceiptGone(folder)
    receipt = receipt_from_json(json.loads(kept))
    files = []
    counted = next((visible for visible in state.history if visible.run_number == file.id.run_number), None)
    if counted is not None:
        place = f"{folder}/effect.json"
        known = services.receipts.get(place)  # what was told once is not worked out again
        if known is None:
            effect = _effect(file.id, reading(), counted, services)
            files.append(json_file(place, effect))
        else:
            effect = effect_from_json(json.loads(known))
        receipt = replace(receipt, effect=effect)
    services.receipts.put(*files, page_file(f"{folder}/receipt.html", receipt))


def _effect(run: RunId, reading: Reading, counted: Visible, services: Services) -> Effect:
    number, outcome = counted.journal_number, reading.outcome
    subjects = {panel.subject for panel in outcome.panels}
    return Effect(
        number,
        standing_split(run, subjects, number, services),
        tuple(settled(run, reading.named, outcome, number, services)),
        left_out(run, number, services) if counted.cumulative else None,
        cumulative=counted.cumulative,
    )


def left_out(run: RunId, journal_number: int, services: Services) -> Omitted | None:
    """Return how many current results of its center a file omits, and how many of them the newest one before it had.

    Whom a file leaves out stands in no row of it, so every subject whom the center's files ever named is looked at: one
    request lists them, and each is folded once. None where there are too many.

    Args:
        run: the run.
        journal_number: the journal number that made it count; where another file is the newest by then, it omits nothing.
        services: the ports.
    """
    registry, center = services.registry, run.center
    subjects = {subject for _, subject in registry.candidates(run.study, center)}
    if len(subjects) > MOST_SUBJECTS:
        return None
    # of a run that is not the first, the file itself was the newest before
    others = (state for state in registry.files(run.study, center) if state.file_id != run.file_id)
    before = newest_of(others, journal_number - 1).file_id
    at = Standpoint(registry, services.results, journal_number)
    carried = [
        carries(answer, before)
        for (answers,) in sliced_answers(run.study, subjects, [at])
        for answer in answers.values()
        if answer.omitted == run.file_id
    ]
    return Omitted(len(carried), sum(carried))
