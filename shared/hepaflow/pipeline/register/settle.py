"""Commit what became of a register file: it took effect, it was refused, or it waits for a data manager."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

from hepaflow.domain.identity import RunId
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.study.files import Claim, Counts, FileState, FileStatus, Recipe, Visible
from hepaflow.domain.study.journal import Event, EventKind
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.changes.preview import Difference
from hepaflow.pipeline.intake.commit_file import ACTOR
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.register.file import RegisterPlan
from hepaflow.pipeline.register.receipt import keep_register_receipt
from hepaflow.pipeline.register.rows import RegisterAnswer, RowAnswer
from hepaflow.pipeline.runs.commit import Step, change_file
from hepaflow.pipeline.runs.recipe import UNPLACED, recipe_with
from hepaflow.pipeline.services import Services

_NO_PROFILE = _NO_LABS = 0
_KINDS = {
    FileStatus.COMMITTED: EventKind.FILE_COMMITTED,
    FileStatus.REFUSED: EventKind.FILE_REFUSED,
    FileStatus.TO_CONFIRM: EventKind.FILE_TO_CONFIRM,
}


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
    altered: Difference | None = None,
) -> tuple[FileState | None, Event | None]:
    """Write the receipt of a run and make its outcome the state of the file; return the state that holds, and the event.

    The event is None where another has settled the file since the run was begun.

    Args:
        run: the run.
        answers: the outcome of each row.
        outcome: counts, and the issue for which the file is refused.
        services: the ports.
        altered: what the rows that wait would alter; None where none waits.
    """
    keep_register_receipt(run.id, run.claim, answers, outcome, services, altered)
    status = FileStatus.COMMITTED if altered is None else FileStatus.TO_CONFIRM
    status = FileStatus.REFUSED if outcome.refused else status
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
        details: dict[str, str | int] = {"n": run.id.run_number}
        return Step(_KINDS[status], run.actor, new, visible, run.reason, details)

    return change_file(services, run.id.study, run.id.center, run.id.file_id, step)


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
    answers = [
        replace(one, answer=RegisterAnswer.WAITS) if one.line in plan.lines else one for one in plan.answers
    ]
    return settle(run, answers, Outcome(_counts(answers)), services, altered)


def _counts(answers: Sequence[RowAnswer]) -> Counts:
    rejected = sum(one.answer is RegisterAnswer.REFUSED for one in answers)
    held = sum(one.answer is RegisterAnswer.WAITS for one in answers)
    return Counts(len(answers), len(answers) - rejected - held, held, rejected)
