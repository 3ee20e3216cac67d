"""Show what a register file that waits alters now, and have it take effect once that is confirmed."""

from dataclasses import dataclass, replace
from typing import Final

from hepaflow.domain.identity import RunId, sha256
from hepaflow.domain.study.files import Claim, FileState, FileStatus
from hepaflow.domain.study.journal import EventKind
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.changes.preview import Difference
from hepaflow.pipeline.changes.rerun import Overtaken
from hepaflow.pipeline.changes.void import NoSuchFile, StandsAlready
from hepaflow.pipeline.intake.announcements import announce_run
from hepaflow.pipeline.intake.commit_file import ACTOR
from hepaflow.pipeline.reading.open_file import Bytes
from hepaflow.pipeline.register.file import RegisterPlan, planned_changes, register_file
from hepaflow.pipeline.register.guard import Disturbed, guarded
from hepaflow.pipeline.register.outcome import RegisterEffect, RegisterOutcome
from hepaflow.pipeline.register.preview import register_difference
from hepaflow.pipeline.register.rows import RegisterFile
from hepaflow.pipeline.register.settle import (
    SHOWN_AT,
    RegisterRun,
    register_recipe,
    settle,
    settle_begun,
    settle_waiting,
    taken_over,
)
from hepaflow.pipeline.runs.source_copy import source_of
from hepaflow.pipeline.services import Services

_SIGN: Final = 16  # characters of the sign of a request


class NothingWaits(Exception):
    """The file is no register, or does not wait for a confirmation."""


@dataclass(frozen=True, slots=True)
class RequestedConfirmation:
    """What a data manager confirms.

    Attributes:
        study: the study's id.
        file_id: the register file.
        actor: who confirms it.
        reason: why.
        confirm: the digest of the difference that may take effect, or "".
        journal_number: where the journal ended when it was requested; the difference is that of this number.
    """

    study: str
    file_id: str
    actor: str
    reason: str
    confirm: str
    journal_number: int


def confirm_register(wish: RequestedConfirmation, services: Services) -> RegisterOutcome:
    """Have a waiting register file take effect, if what it alters is what was confirmed.

    Its rows take effect one after another, each as one event. If others change the study meanwhile, so that the rows
    that are left would alter something else, they wait again. An interrupted request that is repeated ends in the same state.

    Args:
        wish: the request.
        services: the ports.

    Raises:
        NoSuchFile: the study has no such file.
        NothingWaits: the file does not wait.
        StandsAlready: another has confirmed it.
        Overtaken: the study changed meanwhile; the rows that are left wait.
        SourceGone: nothing was kept of the file.
    """
    state = _waiting(wish, services)
    first = services.registry.claim_of(wish.study, wish.file_id, state.run_number)
    if first is None:
        raise LookupError(wish.file_id)
    data = source_of(wish.study, wish.file_id, first, services)
    definition = services.registry.definition(wish.study)
    file = RegisterFile(
        wish.study,
        first.received,
        wish.actor,
        wish.reason,
        definition.version if definition else None,
        {"file_id": wish.file_id},
    )
    plan = planned_changes(services.registry, file, data, wish.journal_number)
    found = register_difference(services, wish.study, plan.changes, wish.journal_number)
    if state.status is FileStatus.COMMITTED:
        return _told(wish, state, found, services)
    digest = found.digest("register", wish.file_id, repr(plan.answers))
    if found.altered and digest != wish.confirm:
        return RegisterOutcome(RegisterEffect.TO_CONFIRM, found, digest)
    begun = _begun(wish, plan, state, first, services) if plan.changes else state
    begun_at = begun.history[-1].journal_number
    check = guarded(services, file, data, found, wish.journal_number, wish.file_id, begun_at)
    try:
        answers = register_file(services.registry, services.clock, file, data, check)
    except Disturbed:
        _wait_again(wish, begun, first, file, data, services)
        raise Overtaken from None
    run = _claimed(wish, begun, first, "settled", services)
    settled, _ = settle(run, answers, taken_over(answers), services)
    if settled is None:
        raise LookupError(wish.file_id)
    return _told(wish, settled, found, services)


def _waiting(wish: RequestedConfirmation, services: Services) -> FileState:
    """Return the state of a file that waits, or that took effect.

    Raises:
        NoSuchFile: the study has no such file.
        NothingWaits: it never waited, was refused, or was withdrawn.
    """
    state = services.registry.view(wish.study, [wish.file_id]).state(wish.file_id)
    if state is None or state.file_id != wish.file_id:
        raise NoSuchFile
    if state.center != RESERVED_CENTER or state.status not in {FileStatus.TO_CONFIRM, FileStatus.COMMITTED}:
        raise NothingWaits
    return state


def _told(
    wish: RequestedConfirmation, state: FileState, found: Difference, services: Services
) -> RegisterOutcome:
    """Return the answer once a file took effect, and have it announced.

    Raises:
        NothingWaits: no data manager confirmed it.
        StandsAlready: another did, or for another reason.
    """
    number = next(seen.journal_number for seen in state.history if seen.run_number == state.run_number)
    draft = next(services.registry.events(wish.study, number - 1, 1)).draft
    if draft.actor == ACTOR:
        raise NothingWaits
    if (draft.actor, draft.reason) != (wish.actor, wish.reason):
        raise StandsAlready
    claim = services.registry.claim_of(wish.study, wish.file_id, state.run_number)
    version_id, definition = claim.version_id if claim else "", services.registry.definition(wish.study)
    announce_run(wish.study, version_id, state, definition, services.announcements)
    return RegisterOutcome(RegisterEffect.DONE, found, journal_number=number)


def _begun(
    wish: RequestedConfirmation, plan: RegisterPlan, state: FileState, first: Claim, services: Services
) -> FileState:
    """Record that the file was confirmed, unless this request has done so before; return the state of the file after that.

    Raises:
        Overtaken: another changed the state of the file.
    """
    if _is_begun(wish, state, services):
        return state
    run = _claimed(wish, state, first, "begun", services)
    begun, _ = settle_begun(run, plan, wish.journal_number, services)
    if begun is None or not _is_begun(wish, begun, services):
        raise Overtaken
    return begun


def _is_begun(wish: RequestedConfirmation, state: FileState, services: Services) -> bool:
    """Say whether the file is as this request has left it before the first row."""
    draft = next(services.registry.events(wish.study, state.history[-1].journal_number - 1, 1)).draft
    ours = (EventKind.FILE_CONFIRMED, wish.actor, wish.reason, wish.journal_number)
    return (draft.kind, draft.actor, draft.reason, draft.details.get(SHOWN_AT)) == ours


def _claimed(
    wish: RequestedConfirmation, state: FileState, first: Claim, step: str, services: Services
) -> RegisterRun:
    """Return the next run that this request has claimed for a step, or claims now.

    The receipt of a run is written before it counts. Two requests with one run could write over each other's receipt.
    """
    registry = services.registry
    recipe = register_recipe(registry.definition(wish.study), services)
    by = sha256("\0".join((wish.actor, wish.reason, str(wish.journal_number), step)).encode())[:_SIGN]
    wanted = replace(first, run_number=state.run_number + 1, recipe=recipe, by=by)
    while (claim := registry.claim(wish.study, wish.file_id, wanted)) != wanted:
        wanted = replace(wanted, run_number=wanted.run_number + 1)
    run = RunId(wish.study, RESERVED_CENTER, wish.file_id, claim.run_number)
    return RegisterRun(run, claim, state, wish.actor, wish.reason)


def _wait_again(
    wish: RequestedConfirmation,
    begun: FileState,
    first: Claim,
    file: RegisterFile,
    data: Bytes,
    services: Services,
) -> None:
    """Have the rows that are left wait again, with a receipt that says which took effect, unless another changed the file."""
    view = services.registry.view(wish.study, [wish.file_id])
    if view.state(wish.file_id) != begun:
        return
    number = view.head.journal_number
    plan = planned_changes(services.registry, file, data, number)
    found = register_difference(services, wish.study, plan.changes, number)
    settle_waiting(_claimed(wish, begun, first, f"waits {number}", services), plan, found, services)
