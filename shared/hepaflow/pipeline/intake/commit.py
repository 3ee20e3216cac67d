"""Makes a run visible, or a refusal known: one transaction with the study's journal (law 3)."""

from dataclasses import astuple, replace

from hepaflow.domain.files import Claim, Delivery, FileState, FileStatus, Visible
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
    delivery: Delivery, claim: Claim, outcome: Outcome, services: Services, was: FileState | None = None
) -> FileState:
    """Make the run of a claim the visible one; return the state that holds, ours or a rival's.

    Args:
        delivery: the delivery that is taken up, with its file id.
        claim: what the run was read with.
        outcome: what it gave.
        services: the ports.
        was: the state of the file when its run was begun: None, or refused under an older profile.
    """
    profile = services.registry.profile(delivery.study, delivery.center, claim.recipe.profile_version)
    new = FileState(
        delivery.file_id,
        delivery.center,
        FileStatus.REFUSED if outcome.refused else FileStatus.COMMITTED,
        astuple(outcome.counts),
        refusal=outcome.issues[0].code if outcome.refused else "",
        run=claim.n,
    )
    earlier = was.history if was else ()
    kind = EventKind.FILE_REFUSED if outcome.refused else EventKind.FILE_COMMITTED

    def draw_up(head: Head) -> tuple[Draft, Change] | None:
        if _state(delivery, services) != was:
            return None
        visible = Visible(
            head.number + 1,
            0 if outcome.refused else claim.n,
            claim.received,
            accept_changes=profile is not None and profile.file.changes == "accept",
            specimen_identifies=profile is not None and profile.file.specimen_identifies,
            cumulative=profile is not None and profile.file.transfer == "cumulative",
            places=outcome.places,
        )
        details: dict[str, str | int] = {"file_id": delivery.file_id, "center": delivery.center, "n": claim.n}
        state = replace(new, history=(*earlier, visible))
        newest = newest_with(services.registry, delivery.study, state)
        return Draft(kind, ACTOR, "", details), Change(state=state, was=was, newest=newest)

    run = RunId(delivery.study, delivery.center, delivery.file_id, claim.n)
    note_panels(run, outcome.panels, services.registry)
    append(services.registry, delivery.study, services.clock, draw_up)
    return _present(delivery, services)


def received_earlier(delivery: Delivery, state: FileState, services: Services) -> FileState:
    """Note that an earlier delivery of the same bytes has come to light: receipt orders reports (docs/architecture.md, The fold)."""

    def draw_up(head: Head) -> tuple[Draft, Change] | None:
        known = _present(delivery, services)
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
    return _present(delivery, services)


def _state(delivery: Delivery, services: Services) -> FileState | None:
    return services.registry.view(delivery.study, [delivery.file_id]).state(delivery.file_id)


def _present(delivery: Delivery, services: Services) -> FileState:
    state = _state(delivery, services)
    if state is None:
        raise LookupError(delivery.file_id)
    return state
