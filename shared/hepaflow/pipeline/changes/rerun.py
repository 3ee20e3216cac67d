"""Re-run stored files under the newest recipe; show first what that would change."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field, replace
from enum import StrEnum

from hepaflow.domain.identity import RunId
from hepaflow.domain.study.files import FileState, FileStatus
from hepaflow.domain.study.journal import EventKind
from hepaflow.pipeline.changes.preview import Difference, between
from hepaflow.pipeline.changes.rerun_reading import (
    RequestedRerun,
    Reread,
    SkippedFile,
    disturbs,
    is_ours,
    read_again,
    since,
)
from hepaflow.pipeline.changes.supposition import Supposed, SupposedPanels, supposed_state
from hepaflow.pipeline.changes.void import ReasonMissing
from hepaflow.pipeline.intake.effects import keep_effect_input, tell_of_run
from hepaflow.pipeline.runs.commit import Step, change_file, note_panels
from hepaflow.pipeline.runs.run import keep_run, stored_panels
from hepaflow.pipeline.runs.subjects import subjects_of
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.standpoints import Standpoint


class Overtaken(Exception):
    """Somebody changed the center's data meanwhile: what was looked at holds no longer."""


class RerunEffect(StrEnum):
    """What became of the wish to read files again."""

    UNCHANGED = "unchanged"  # every file was read under this recipe already
    DONE = "done"
    TO_CONFIRM = "to-confirm"  # current values would be altered; nothing was changed yet


@dataclass(frozen=True, slots=True)
class RerunOutcome:
    """The answer.

    Attributes:
        effect: what became of it.
        difference: what is altered by it, or would be.
        confirm: what names this difference, where it has to be confirmed.
        files: the files that are read again, in order, with the run.
        left: those that are not, and why.
    """

    effect: RerunEffect
    difference: Difference = field(default_factory=Difference)
    confirm: str = ""
    files: tuple[tuple[str, int], ...] = ()
    left: tuple[SkippedFile, ...] = ()


def rerun(wish: RequestedRerun, files: Sequence[FileState], services: Services) -> RerunOutcome:
    """Read files again; alter current values only where that is confirmed.

    The difference is that of all files together, at the journal number of the request. The same request repeated, also
    after an interruption, ends in the same state and gives the same answer.

    Args:
        wish: the request; its `confirm` names the difference that may take effect.
        files: the files as they are now, all of the center of the request.
        services: the ports.

    Raises:
        ReasonMissing: the reason is empty.
        NoProfile: the center has no profile.
        Overtaken: the center's data changed after the request; of many files some may be read again already.
    """
    readings, shown = _shown(wish, files, services)
    unconfirmed = shown.difference.altered and wish.confirm != shown.confirm
    if not readings or unconfirmed:
        return shown
    for reading in readings:
        _take_effect(reading, wish, services)
        _tell(reading, wish, services)
    return replace(shown, effect=RerunEffect.DONE, confirm="")


def preview_rerun(wish: RequestedRerun, files: Sequence[FileState], services: Services) -> RerunOutcome:
    """Show what a re-run would change; write nothing, also where no current result changes.

    Args:
        wish: the request; its `confirm` has no meaning here.
        files: the files as they are now, all of the center of the request.
        services: the ports.

    Raises:
        ReasonMissing: the reason is empty.
        NoProfile: the center has no profile.
    """
    return _shown(wish, files, services)[1]


def _shown(
    wish: RequestedRerun, files: Sequence[FileState], services: Services
) -> tuple[list[Reread], RerunOutcome]:
    """Return the files as read under the newest recipe, and what they would change."""
    if not wish.reason.strip():
        raise ReasonMissing
    readings: list[Reread] = []
    left: list[SkippedFile] = []
    for state in files:
        found = read_again(state, wish, services)
        if isinstance(found, SkippedFile):
            left.append(found)
        elif found is not None:
            readings.append(found)
    if not readings:
        return [], RerunOutcome(RerunEffect.UNCHANGED, left=tuple(left))
    altered = _difference(readings, wish, services)
    runs = tuple((one.state.file_id, one.file.claim.run_number) for one in readings)
    digest = _digest(altered, readings)
    return readings, RerunOutcome(RerunEffect.TO_CONFIRM, altered, digest, runs, tuple(left))


def _difference(readings: Sequence[Reread], wish: RequestedRerun, services: Services) -> Difference:
    supposed = tuple(
        Supposed(one.file.id, one.visible, tuple(stored_panels(one.file.id, one.read.outcome)))
        for one in readings
    )
    panels = SupposedPanels(services.results, supposed)
    among = panels.subjects.union(*(_subjects_before(one.state, wish, services) for one in readings))
    before = Standpoint(services.registry, services.results, wish.journal_number)
    after = Standpoint(supposed_state(services.registry, supposed), panels, wish.journal_number)
    return between(wish.study, before, after, among)


def _subjects_before(state: FileState, wish: RequestedRerun, services: Services) -> frozenset[str]:
    counted = state.visible(wish.journal_number)
    if counted is None:
        return frozenset()
    return subjects_of(RunId(wish.study, wish.center, state.file_id, counted.run_number), services)


def _digest(altered: Difference, readings: Sequence[Reread]) -> str:
    about = (repr((one.state.file_id, astuple(one.file.claim.recipe))) for one in readings)
    return altered.digest(*about)


def _take_effect(reading: Reread, wish: RequestedRerun, services: Services) -> None:
    """Claim the run, write it, and make it the visible one in one transaction with the journal."""
    registry, was = services.registry, reading.state
    if is_ours(was, wish, services):
        return
    file, outcome = reading.file, reading.read.outcome
    claim = registry.claim(wish.study, was.file_id, file.claim)
    if claim.recipe != file.claim.recipe:
        raise Overtaken
    claimed = replace(file, claim=claim)
    keep_run(claimed, reading.read, services, lambda: note_panels(file.id, outcome, services))

    def step(present: FileState | None) -> Step | None:
        if present is not None and is_ours(present, wish, services):
            return None
        if present != was or any(disturbs(event, wish) for event in since(wish, services)):
            raise Overtaken
        details: dict[str, str | int] = {"n": claim.run_number}
        return Step(
            EventKind.FILE_RERUN, wish.actor, _renewed(reading), reading.visible, wish.reason, details
        )

    change_file(services, wish.study, wish.center, was.file_id, step)


def _tell(reading: Reread, wish: RequestedRerun, services: Services) -> None:
    """Tell what came of a run that counts by now, also where the same wish was broken off before it was told."""
    state = services.registry.view(wish.study, [reading.state.file_id]).state(reading.state.file_id)
    if state is not None:
        keep_effect_input(reading.file, lambda: reading.read, state, services)
        file = reading.file
        tell_of_run(file.id, file.claim.version_id, state, file.definition, services)


def _renewed(reading: Reread) -> FileState:
    outcome, was = reading.read.outcome, reading.state
    return replace(
        was,
        status=FileStatus.REFUSED if outcome.refused else FileStatus.COMMITTED,
        counts=astuple(outcome.counts),
        refusal=outcome.issues[0].code if outcome.refused else "",
        run_number=reading.file.id.run_number,
    )
