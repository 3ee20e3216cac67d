"""What a run did to what was there before, and its receipt as a page: told once it counts, the same each time (law 2).

The receipt itself is written before the commit and depends on the file alone. What depends on other files is an object
of its own beside it, worked out from the journal number of the commit; the page shows both.
"""

import json
from collections.abc import Callable
from typing import Any

from hepaflow.domain.files import FileState, Visible
from hepaflow.domain.identity import RunId
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.runs.left_out import left_out
from hepaflow.pipeline.runs.receipts import put_json, put_page, receipt_folder
from hepaflow.pipeline.runs.running import Reading
from hepaflow.pipeline.runs.settling import settled
from hepaflow.pipeline.runs.standing_split import standing_split
from hepaflow.pipeline.runs.workplace import Workplace


class ReceiptGone(LookupError):  # noqa: N818 names the state of the receipts
    """A run that counts has no receipt: it is written before the commit, so somebody removed it."""


def keep_effect(file: FileRun, reading: Callable[[], Reading], state: FileState, services: Workplace) -> None:
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
    told = json.loads(kept)
    counted = next((visible for visible in state.history if visible.n == file.id.number), None)
    if counted is not None:
        place = f"{folder}/effect.json"
        known = services.receipts.get(place)  # what was told once is not worked out again
        effect = json.loads(known) if known else _effect(file.id, reading(), counted, services)
        put_json(services, place, effect)
        told |= effect
    put_page(services, f"{folder}/receipt.html", told)


def _effect(run: RunId, reading: Reading, counted: Visible, services: Workplace) -> dict[str, Any]:
    number, outcome = counted.number, reading.outcome
    subjects = {panel.subject for panel in outcome.panels}
    told = {
        "number": number,
        "accepted_now": standing_split(run, subjects, number, services),
        "settles": [one.as_told() for one in settled(run, reading.named, outcome, number, services)],
    }
    return {**told, "omitted": left_out(run, number, services)} if counted.cumulative else told
