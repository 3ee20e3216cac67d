"""Commit what a delivery brought: a run, a refusal, or an earlier time of receipt (law 3)."""

from dataclasses import astuple, replace

from hepaflow.domain.identity import RunId
from hepaflow.domain.study.files import Delivery, FileState, FileStatus, Visible
from hepaflow.domain.study.journal import EventKind
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.runs.commit import Step, change_file
from hepaflow.pipeline.services import Services

ACTOR = "ingest"


def commit(
    run: RunId,
    visible: Visible,
    outcome: Outcome,
    services: Services,
    was: FileState | None = None,
) -> FileState:
    """Make a run the visible one; return the state that holds, ours or a rival's. Its panels are noted before.

    Args:
        run: the run.
        visible: how it counts for the fold; its journal number comes with the event.
        outcome: what it gave.
        services: the ports.
        was: the state of the file when its run was begun: None, or refused under an older profile.

    Raises:
        LookupError: a state that was there is gone: our fault.
    """
    new = FileState(
        run.file_id,
        run.center,
        FileStatus.REFUSED if outcome.refused else FileStatus.COMMITTED,
        astuple(outcome.counts),
        refusal=outcome.issues[0].code if outcome.refused else "",
        run_number=run.run_number,
    )
    kind = EventKind.FILE_REFUSED if outcome.refused else EventKind.FILE_COMMITTED

    def step(present: FileState | None) -> Step | None:
        return Step(kind, ACTOR, new, visible, details={"n": run.run_number}) if present == was else None

    state, _ = change_file(services, run.study, run.center, run.file_id, step)
    return _present(state, run.file_id)


def received_earlier(delivery: Delivery, state: FileState, services: Services) -> FileState:
    """Record that the same bytes were received earlier; return the state that holds.

    The time of receipt decides the order of reports (docs/architecture.md, The fold).

    Args:
        delivery: the delivery; nothing changes unless it was received earlier than the file's state says.
        state: the file as it was read before.
        services: the ports.

    Raises:
        LookupError: the file has no state, which is a fault of the program.
    """

    def step(now: FileState | None) -> Step | None:
        present = _present(now, delivery.file_id)
        last = present.history[-1]
        if delivery.received >= last.received:
            return None
        visible = replace(last, received=delivery.received)
        details: dict[str, str | int] = {"received": delivery.received}
        return Step(EventKind.FILE_RECEIVED_EARLIER, ACTOR, present, visible, details=details)

    if delivery.received >= state.history[-1].received:
        return state
    known, _ = change_file(services, delivery.study, delivery.center, delivery.file_id, step)
    return _present(known, delivery.file_id)


def _present(state: FileState | None, file_id: str) -> FileState:
    if state is None:
        raise LookupError(file_id)
    return state
