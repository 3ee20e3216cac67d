"""What a run did to what was there before, and its receipt as a page: told once it counts, the same each time (law 2).

The receipt itself is written before the commit and depends on the file alone. What depends on other files is an object
of its own beside it, worked out from the journal number of the commit; the page shows both.
"""

import json
from collections.abc import Callable
from dataclasses import replace

from hepaflow.domain.files import FileState, Visible
from hepaflow.domain.identity import RunId
from hepaflow.domain.receipt_json import effect_from_json, receipt_from_json
from hepaflow.domain.receipts import Effect
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.runs.left_out import left_out
from hepaflow.pipeline.runs.receipts import json_file, page_file, receipt_folder
from hepaflow.pipeline.runs.running import Reading
from hepaflow.pipeline.runs.settling import settled
from hepaflow.pipeline.runs.standing_split import standing_split
from hepaflow.pipeline.services import Services


class ReceiptGone(LookupError):
    """A run that counts has no receipt: it is written before the commit, so somebody removed it."""


def keep_effect(file: FileRun, reading: Callable[[], Reading], state: FileState, services: Services) -> None:
    """Write what a run changed, where it counts or did, and the page of its receipt.

    Args:
        file: the run.
        reading: reads the file, if that has not been done yet.
        state: the file as it is by now.
        services: the ports.
    """
    folder = receipt_folder(file.id)
    kept = services.receipts.get(f"{folder}/receipt.json")
    if kept is None:
        raise ReceiptGone(folder)
    receipt = receipt_from_json(json.loads(kept))
    files = []
    counted = next((visible for visible in state.history if visible.n == file.id.number), None)
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
    number, outcome = counted.number, reading.outcome
    subjects = {panel.subject for panel in outcome.panels}
    return Effect(
        number,
        standing_split(run, subjects, number, services),
        tuple(settled(run, reading.named, outcome, number, services)),
        left_out(run, number, services) if counted.cumulative else None,
        cumulative=counted.cumulative,
    )
