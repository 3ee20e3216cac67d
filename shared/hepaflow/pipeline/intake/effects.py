"""Send the message that calls for the effect of a run, work it off, and tell what became of the file.

The message is sent after the commit and before the delivery is settled. So a worker that dies between commit and message
leaves a delivery that comes again, and the message is sent then. The file counts whatever becomes of the message.
"""

from collections.abc import Callable
from dataclasses import astuple, replace

from hepaflow.domain.identity import RunId
from hepaflow.domain.receipts.receipts import EffectStatus, Receipt
from hepaflow.domain.study.files import FileState
from hepaflow.domain.study.jobs import EffectCall
from hepaflow.pipeline.intake.announcements import announce_run
from hepaflow.pipeline.runs.effect import (
    effect_failure_file,
    first_counted,
    kept_effect,
    stored_effect,
    stored_receipt,
)
from hepaflow.pipeline.runs.effect_input import effect_input_file, effect_input_key
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.runs.receipt import page_file, receipt_folder
from hepaflow.pipeline.runs.run import Reading
from hepaflow.pipeline.runs.settled_queries import close_settled_queries
from hepaflow.pipeline.services import Services


class NeverCounted(LookupError):
    """A message calls for the effect of a run that never counted: our fault."""


def tell_of_run(run: RunId, version_id: str, state: FileState, services: Services) -> None:
    """Have the effect of a committed run worked out; of a run that never counted, tell at once what became of it.

    Args:
        run: the run.
        version_id: version id of the delivery that the run was claimed for.
        state: the file as it is by now.
        services: the ports.

    Raises:
        ReceiptGone: the run has no stored receipt.
    """
    call = EffectCall(run.study, run.center, run.file_id, run.run_number, version_id)
    if first_counted(state, run.run_number) is None:
        _tell(call, stored_receipt(run, services), state, services)
    else:
        services.queue.call_effect(call)


def keep_effect_input(
    file: FileRun, reading: Callable[[], Reading], state: FileState, services: Services
) -> None:
    """Keep the effect input of a run that another worker committed, where it is missing: an older version wrote none.

    Args:
        file: the run.
        reading: reads the file; it is called only where the input is missing.
        state: the file as it is by now.
        services: the ports.
    """
    missing = services.source.get(effect_input_key(file.id)) is None
    if missing and first_counted(state, file.id.run_number) is not None:
        read = reading()
        services.source.put(effect_input_file(file.id, read.outcome, read.named))


def tell_effect(call: EffectCall, services: Services) -> EffectStatus:
    """Work out the effect of a run, write it and the page of its receipt, announce the file, and close queries that it settles.

    Doing it again, also after any crash, writes the same bytes, and closes no query twice.

    Args:
        call: names the run.
        services: the ports.

    Raises:
        ReceiptGone: the run has no stored receipt.
        EffectInputGone: what the effect is worked out from was not kept.
    """
    run, state = _run(call), _state(call, services)
    counted = first_counted(state, call.run_number)
    if counted is None:
        raise NeverCounted(call.file_id)
    effect = kept_effect(run, counted, services)
    receipt = replace(stored_receipt(run, services), effect=effect, effect_status=EffectStatus.KNOWN)
    _tell(call, receipt, _as_of_run(state, receipt), services)
    close_settled_queries(run, effect, services)
    return EffectStatus.KNOWN


def give_up_effect(call: EffectCall, services: Services) -> EffectStatus:
    """Say in the receipt of a run that its effect could not be told, unless it is known; the file counts all the same.

    Args:
        call: names the run.
        services: the ports.

    Raises:
        ReceiptGone: the run has no stored receipt.
    """
    run, state = _run(call), _state(call, services)
    effect = stored_effect(run, services)
    status = EffectStatus.FAILED if effect is None else EffectStatus.KNOWN
    if effect is None:
        services.receipts.put(effect_failure_file(run))
    receipt = replace(stored_receipt(run, services), effect=effect, effect_status=status)
    _tell(call, receipt, _as_of_run(state, receipt), services)
    return status


def _tell(call: EffectCall, receipt: Receipt, state: FileState, services: Services) -> None:
    """Write the page of a run's receipt, and announce what the file became by this run."""
    services.receipts.put(page_file(f"{receipt_folder(_run(call))}/receipt.html", receipt))
    announce_run(call.study, call.version_id, state, services.announcements)


def _as_of_run(state: FileState, receipt: Receipt) -> FileState:
    """Return the state of a file as a run that counts made it; a newer run may have been committed meanwhile."""
    return replace(state, run_number=receipt.run, counts=astuple(receipt.counts), refusal="")


def _run(call: EffectCall) -> RunId:
    return RunId(call.study, call.center, call.file_id, call.run_number)


def _state(call: EffectCall, services: Services) -> FileState:
    """Return the state of a file of which a run was committed.

    Raises:
        NeverCounted: it has none.
    """
    state = services.registry.view(call.study, [call.file_id]).state(call.file_id)
    if state is None:
        raise NeverCounted(call.file_id)
    return state
