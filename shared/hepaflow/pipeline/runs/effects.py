"""What a run did to what was there before, and its receipt as a page: told once it counts, the same each time (law 2).

The receipt itself is written before the commit and depends on the file alone. What depends on other files is an object
of its own beside it, worked out from the journal number of the commit; the page shows both.
"""

import json
from typing import Any

from hepaflow.domain.files import Claim, FileState, Visible
from hepaflow.domain.identity import RunId
from hepaflow.pipeline.reading.opening import Bytes
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.runs.left_out import left_out
from hepaflow.pipeline.runs.receipts import put_json, put_page, receipt_folder
from hepaflow.pipeline.runs.running import profile_of
from hepaflow.pipeline.runs.settling import settled
from hepaflow.pipeline.runs.standing_split import standing_split
from hepaflow.pipeline.runs.workplace import Workplace


class ReceiptGone(LookupError):  # noqa: N818 names the state of the receipts
    """A run that counts has no receipt: it is written before the commit, so somebody removed it."""


def keep_effect(
    run: RunId, data: Bytes, claim: Claim, outcome: Outcome, state: FileState, services: Workplace
) -> None:
    """Write what a run changed, where it counts or did, and the page of its receipt.

    Args:
        run: the run.
        data: what it read.
        claim: what it was read with.
        outcome: what it gave.
        state: the file as it is by now.
        services: the ports.
    """
    folder = receipt_folder(run)
    kept = services.receipts.get(f"{folder}/receipt.json")
    if kept is None:
        raise ReceiptGone(folder)
    told = json.loads(kept)
    counted = next((visible for visible in state.history if visible.n == run.number), None)
    if counted is not None:
        place = f"{folder}/effect.json"
        known = services.receipts.get(place)  # what was told once is not worked out again
        effect = json.loads(known) if known else _effect(run, data, claim, outcome, counted, services)
        put_json(services, place, effect)
        told |= effect
    put_page(services, f"{folder}/receipt.html", told)


def _effect(
    run: RunId, data: Bytes, claim: Claim, outcome: Outcome, counted: Visible, services: Workplace
) -> dict[str, Any]:
    number, subjects = counted.number, {panel.subject for panel in outcome.panels}
    settles = settled(run, data, profile_of(run.study, claim, services), outcome, number, services)
    told = {
        "number": number,
        "accepted_now": standing_split(run, subjects, number, services),
        "settles": [one.as_told() for one in settles],
    }
    return {**told, "omitted": left_out(run, number, services)} if counted.cumulative else told
