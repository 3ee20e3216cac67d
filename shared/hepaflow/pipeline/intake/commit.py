"""Makes a run visible, or a refusal known: one transaction with the study's journal (law 3)."""

from dataclasses import astuple, replace

from hepaflow.domain.files import Delivery, FileState, FileStatus, Visible
from hepaflow.domain.identity import RunId
from hepaflow.domain.journal import Draft, EventKind, Head
from hepaflow.pipeline.chronicle import append
from hepaflow.pipeline.intake.services import Services
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.runs.cumulative import newest_with
from hepaflow.pipeline.runs.noting import note_panels
from hepaflow.ports import Change

ACTOR = "ingest"


def commit(
    run: RunId,
    visible: Visible,
    outcome: Outcome,
    services: Services,
    was: FileState | None = None,
) -> FileState:
    """Make a run the visible one; return the state that holds, ours or a rival's.

    Args:
        run: the run.
        visible: how it counts for the fold; its journal number comes with the event.
        outcome: what it gave.
        services: the ports.
        was: the state of the file when its run was begun: None, or refused under an older profile.
    """
    new = FileState(
        run.file_id,
        run.center,
        FileStatus.REFUSED if outcome.refused else FileStatus.COMMITTED,
        astuple(outcome.counts),
        refusal=outcome.issues[0].code if outcome.refused else "",
        run=run.number,
    )
    earlier = was.history if was else ()
    kind = EventKind.FILE_REFUSED if outcome.refused else EventKind.FILE_COMMITTED

    def draw_up(head: Head) -> tuple[Draft, Change] | None:
        if _state(run.study, run.file_id, services) != was:
            return None
        details: dict[str, str | int] = {"file_id": run.file_id, "center": run.center, "n": run.number}
        state = replace(new, history=(*earlier, replace(visible, number=head.number + 1)))
        newest = newest_with(services.registry, run.study, state)
        return Draft(kind, ACTOR, "", details), Change(state=state, was=was, newest=newest)

    note_panels(run, outcome.panels, services.registry)
    append(services.registry, run.study, services.clock, draw_up)
    return _present(run.study, run.file_id, services)


def received_earlier(delivery: Delivery, state: FileState, services: Services) -> FileState:
    """Note that an earlier delivery of the same bytes has come to light: receipt orders reports (docs/architecture.md, The fold)."""

    def draw_up(head: Head) -> tuple[Draft, Change] | None:
        known = _present(delivery.study, delivery.file_id, services)
        last = known.history[-1]
        if delivery.received >= last.received:
            return None
        visible = replace(last, number=head.number + 1, received=delivery.received)
        details = {"file_id": delivery.file_id, "center": delivery.center, "received": delivery.received}
        draft = Draft(EventKind.FILE_RECEIVED_EARLIER, ACTOR, "", details)
        state = replace(known, history=(*known.history, visible))
        newest = newest_with(services.registry, delivery.study, state)
        return draft, Change(state=state, was=known, newest=newest)

    if delivery.received >= state.history[-1].received:
        return state
    append(services.registry, delivery.study, services.clock, draw_up)
    return _present(delivery.study, delivery.file_id, services)


def _state(study: str, file_id: str, services: Services) -> FileState | None:
    return services.registry.view(study, [file_id]).state(file_id)


def _present(study: str, file_id: str, services: Services) -> FileState:
    state = _state(study, file_id, services)
    if state is None:
        raise LookupError(file_id)
    return state
