"""Commit what became of a register file: it took effect, it was refused, or it waits for a data manager."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from types import MappingProxyType
from typing import Final

from hepaflow.domain.identity import RunId
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.study.files import Claim, Counts, FileState, FileStatus, Recipe, Visible
from hepaflow.domain.study.journal import Event, EventKind
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.changes.preview import Difference
from hepaflow.pipeline.intake.commit_file import ACTOR
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.register.file import RegisterPlan
from hepaflow.pipeline.register.receipts.meanings import BEGUN, Waiting, to_confirm
from hepaflow.pipeline.register.receipts.receipt import keep_register_receipt
from hepaflow.pipeline.register.rows import RegisterAnswer, RowAnswer
from hepaflow.pipeline.runs.commit import Step, change_file
from hepaflow.pipeline.runs.recipe import UNPLACED, recipe_with
from hepaflow.pipeline.services import Services

_NO_PROFILE = _NO_LABS = 0
SHOWN_AT: Final = "shown_at"  # of the event of a confirmation: the journal number of the difference


@dataclass(frozen=True, slots=True)
class RegisterRun:
    """A run over a register file, and by whom it is settled.

    Attributes:
        id: the run.
        claim: the claim of the run.
        was: the state of the file when the run was begun; None: it had none.
        actor: who settles it.
        reason: why; "" where a function acts on a delivery.
    """

    id: RunId
    claim: Claim
    was: FileState | None
    actor: str = ACTOR
    reason: str = ""


def register_recipe(definition: StudyDefinition | None, services: Services) -> Recipe:
    """Return the recipe to read a register with now: it needs no profile and no papers of labs."""
    return recipe_with(definition, _NO_PROFILE, MAIN_FEED, _NO_LABS, services)


def settle(
    run: RegisterRun,
    answers: Sequence[RowAnswer],
    outcome: Outcome,
    services: Services,
) -> tuple[FileState | None, Event | None]:
    """Write the receipt of a run and make its outcome the state of the file; return the state that holds, and the event.

    The event is None where another has settled the file since the run was begun.

    Args:
        run: the run.
        answers: the outcome of each row.
        outcome: counts, and the issue for which the file is refused.
        services: the ports.
    """
    keep_register_receipt(run.id, run.claim, answers, outcome, services)
    if outcome.refused:
        return _changed(run, EventKind.FILE_REFUSED, FileStatus.REFUSED, outcome, services)
    return _changed(run, EventKind.FILE_COMMITTED, FileStatus.COMMITTED, outcome, services)


def taken_over(answers: Sequence[RowAnswer]) -> Outcome:
    """Return the counts of a file whose rows took effect, or were refused."""
    return Outcome(_counts(answers))


def settle_waiting(
    run: RegisterRun, plan: RegisterPlan, altered: Difference, services: Services
) -> tuple[FileState | None, Event | None]:
    """Have a file wait for a data manager, with what it would alter; return as `settle` does.

    Args:
        run: the run.
        plan: what the file would still do.
        altered: what that would alter.
        services: the ports.
    """
    return _waits(run, plan, to_confirm(altered), EventKind.FILE_TO_CONFIRM, services)


def settle_begun(
    run: RegisterRun, plan: RegisterPlan, shown_at: int, services: Services
) -> tuple[FileState | None, Event | None]:
    """Record that a data manager confirmed a file, before its first row takes effect; return as `settle` does.

    If the worker dies between two rows, the receipt of this run says that some may have taken effect.

    Args:
        run: the run.
        plan: what the file would still do.
        shown_at: the journal number for which the data manager was shown what it alters.
        services: the ports.
    """
    return _waits(run, plan, BEGUN, EventKind.FILE_CONFIRMED, services, {SHOWN_AT: shown_at})


def _waits(
    run: RegisterRun,
    plan: RegisterPlan,
    waits: Waiting,
    kind: EventKind,
    services: Services,
    details: Mapping[str, int] = MappingProxyType({}),
) -> tuple[FileState | None, Event | None]:
    answers = [
        replace(one, answer=RegisterAnswer.WAITS) if one.line in plan.lines else one for one in plan.answers
    ]
    outcome = Outcome(_counts(answers))
    keep_register_receipt(run.id, run.claim, answers, outcome, services, waits)
    return _changed(run, kind, FileStatus.TO_CONFIRM, outcome, services, details)


def _changed(
    run: RegisterRun,
    kind: EventKind,
    status: FileStatus,
    outcome: Outcome,
    services: Services,
    details: Mapping[str, int] = MappingProxyType({}),
) -> tuple[FileState | None, Event | None]:
    """Make a status the state of a file, unless another has changed it since the run was begun."""
    new = FileState(
        run.id.file_id,
        run.id.center,
        status,
        astuple(outcome.counts),
        refusal=outcome.issues[0].code if outcome.refused else "",
        run_number=run.id.run_number,
    )
    counts = status is FileStatus.COMMITTED
    visible = Visible(UNPLACED, run.id.run_number if counts else 0, run.claim.received)

    def step(present: FileState | None) -> Step | None:
        if present != run.was:
            return None
        return Step(kind, run.actor, new, visible, run.reason, {"n": run.id.run_number, **details})

    return change_file(services, run.id.study, run.id.center, run.id.file_id, step)


def _counts(answers: Sequence[RowAnswer]) -> Counts:
    rejected = sum(one.answer is RegisterAnswer.REFUSED for one in answers)
    held = sum(one.answer is RegisterAnswer.WAITS for one in answers)
    return Counts(len(answers), len(answers) - rejected - held, held, rejected)
