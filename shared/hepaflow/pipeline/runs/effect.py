"""Compute and store a run's effect on earlier results; the same for a journal number each time (law 2).

The receipt itself is written before the commit and depends on the file alone. What depends on other files is an object
of its own beside it, worked out from the journal number of the commit; the page shows both.
"""

import json

from hepaflow.domain.identity import RunId
from hepaflow.domain.receipts.receipt_json import effect_from_json, receipt_from_json
from hepaflow.domain.receipts.receipts import Effect, EffectStatus, Receipt
from hepaflow.domain.study.files import FileState, Visible
from hepaflow.pipeline.comparisons import ComparedAnswers
from hepaflow.pipeline.runs.accepted_now import standing_split
from hepaflow.pipeline.runs.effect_input import EffectInput
from hepaflow.pipeline.runs.omitted_results import omission_count
from hepaflow.pipeline.runs.receipt import json_file, receipt_folder
from hepaflow.pipeline.runs.resubmitted_rows import settled
from hepaflow.pipeline.services import Services
from hepaflow.ports import StoredFile


class ReceiptGone(LookupError):
    """A run that counts has no receipt: it is written before the commit, so somebody removed it."""


def stored_receipt(run: RunId, services: Services) -> Receipt:
    """Return the receipt that was written before a run counted.

    Raises:
        ReceiptGone: there is none.
    """
    folder = receipt_folder(run)
    kept = services.receipts.get(f"{folder}/receipt.json")
    if kept is None:
        raise ReceiptGone(folder)
    return receipt_from_json(json.loads(kept))


def stored_effect(run: RunId, services: Services) -> Effect | None:
    """Return the effect of a run where it is known already."""
    kept = services.receipts.get(f"{receipt_folder(run)}/effect.json")
    return None if kept is None else effect_from_json(json.loads(kept))


def effect_file(run: RunId, effect: Effect) -> StoredFile:
    """Return the file that keeps what a run changed."""
    return json_file(f"{receipt_folder(run)}/effect.json", effect)


def effect_failure_key(run: RunId) -> str:
    return f"{receipt_folder(run)}/effect-failure.json"


def effect_failure_file(run: RunId) -> StoredFile:
    """Return what is kept of a run whose effect could not be worked out; a stored effect overrules it."""
    body = json.dumps({"effect_status": EffectStatus.FAILED})
    return StoredFile(effect_failure_key(run), body.encode(), "application/json; charset=utf-8")


def first_counted(state: FileState, run_number: int) -> Visible | None:
    """Return since when a run of a file counts or counted; None where it never did."""
    return next((visible for visible in state.history if visible.run_number == run_number), None)


def effect_of(run: RunId, counted: Visible, told: EffectInput, services: Services) -> Effect:
    """Return what a run changed; the same each time, so it may be written beside the page that shows it.

    Args:
        run: the run.
        counted: since when it counts, and how.
        told: what it is worked out from.
        services: the ports.
    """
    number = counted.journal_number
    omitting = omission_count(run, counted, services) if counted.cumulative else None
    look = omitting.look if omitting else _look_at_nothing
    return Effect(
        number,
        standing_split(run, told.subjects, number, services, look),
        tuple(settled(run, told.named, number, services)),
        omitting.total(services) if omitting else None,
        cumulative=counted.cumulative,
    )


def _look_at_nothing(_: ComparedAnswers) -> None:
    """Look at no answers: nothing else is counted."""
