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
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.intake.announcements import announce_run
from hepaflow.pipeline.runs.effect import (
    effect_failure_file,
    effect_file,
    effect_of,
    first_counted,
    stored_effect,
    stored_receipt,
)
from hepaflow.pipeline.runs.effect_input import has_effect_input, put_effect_input, stored_effect_input
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.runs.receipt import page_file, receipt_folder
from hepaflow.pipeline.runs.run import Reading
from hepaflow.pipeline.runs.settled_queries import close_settled_queries
from hepaflow.pipeline.services import Services
from hepaflow.ports import StoredFile


class NeverCounted(LookupError):
    """A message calls for the effect of a run that never counted: our fault."""


def tell_of_run(
    run: RunId,
    version_id: str,
    state: FileState,
    definition: StudyDefinition | None,
    services: Services,
) -> None:
    """Have the effect of a committed run worked out; of a run that never counted, tell at once what became of it.

    Args:
        run: the run.
        version_id: version id of the delivery that the run was claimed for.
        state: the file as it is by now.
        definition: the newest definition of the study.
        services: the ports.

    Raises:
        ReceiptGone: the run has no stored receipt.
    """
    if first_counted(state, run.run_number) is None:
        services.receipts.put(_page(run, stored_receipt(run, services)))
        announce_run(run.study, version_id, state, definition, services.announcements)
    else:
        services.queue.call_effect(EffectCall(run.study, run.center, run.file_id, run.run_number, version_id))


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
    if first_counted(state, file.id.run_number) is not None and not has_effect_input(file.id, services):
        read = reading()
        put_effect_input(file.id, read.outcome, read.named, services)


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
    run = _run(call)
    state, known, receipt, told, definition = services.together(
        lambda: _state(call, services),
        lambda: stored_effect(run, services),
        lambda: stored_receipt(run, services),
        lambda: services.registry.effect_input(run),
        lambda: services.registry.definition(run.study),
    )
    counted = first_counted(state, call.run_number)
    if counted is None:
        raise NeverCounted(call.file_id)
    effect = known or effect_of(run, counted, stored_effect_input(run, services, told), services)
    receipt = replace(receipt, effect=effect, effect_status=EffectStatus.KNOWN)
    new = () if known else (effect_file(run, effect),)  # what was told once stays
    services.receipts.put(*new, _page(run, receipt))
    stood = _as_of_run(state, receipt)
    announce_run(call.study, call.version_id, stood, definition, services.announcements)
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
    run = _run(call)
    state, effect, receipt, definition = services.together(
        lambda: _state(call, services),
        lambda: stored_effect(run, services),
        lambda: stored_receipt(run, services),
        lambda: services.registry.definition(run.study),
    )
    status = EffectStatus.FAILED if effect is None else EffectStatus.KNOWN
    failure = (effect_failure_file(run),) if effect is None else ()
    receipt = replace(receipt, effect=effect, effect_status=status)
    services.receipts.put(*failure, _page(run, receipt))
    stood = _as_of_run(state, receipt)
    announce_run(call.study, call.version_id, stood, definition, services.announcements)
    return status


def _page(run: RunId, receipt: Receipt) -> StoredFile:
    return page_file(f"{receipt_folder(run)}/receipt.html", receipt)


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
