"""Files are read again from what was kept of them, under the newest recipe; what it would alter is shown first."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field, replace
from enum import StrEnum

from hepaflow.domain.files import FileState, FileStatus
from hepaflow.domain.identity import RunId
from hepaflow.domain.journal import EventKind
from hepaflow.pipeline.intake.announcing import announce_run
from hepaflow.pipeline.reruns.differences import Difference, Standpoint, between
from hepaflow.pipeline.reruns.rereading import Left, Reread, read_again
from hepaflow.pipeline.reruns.supposing import Supposed, SupposedPanels, SupposedState
from hepaflow.pipeline.reruns.voiding import ReasonMissing
from hepaflow.pipeline.reruns.wishes import Wish, disturbs, is_ours, since
from hepaflow.pipeline.runs.commit import Step, change_file, note_panels
from hepaflow.pipeline.runs.effects import keep_effect
from hepaflow.pipeline.runs.running import keep_run
from hepaflow.pipeline.runs.subjects import subjects_of
from hepaflow.pipeline.services import Services


class Overtaken(Exception):
    """Somebody changed the center's data meanwhile: what was looked at holds no longer."""


class Effect(StrEnum):
    """What became of the wish to read files again."""

    UNCHANGED = "unchanged"  # every file was read under this recipe already
    DONE = "done"
    TO_CONFIRM = "to-confirm"  # current values would be altered; nothing was changed yet


@dataclass(frozen=True, slots=True)
class Rerun:
    """The answer.

    Attributes:
        effect: what became of it.
        difference: what is altered by it, or would be.
        confirm: what names this difference, where it has to be confirmed.
        files: the files that are read again, in order, with the run.
        left: those that are not, and why.
    """

    effect: Effect
    difference: Difference = field(default_factory=Difference)
    confirm: str = ""
    files: tuple[tuple[str, int], ...] = ()
    left: tuple[Left, ...] = ()


def rerun(wish: Wish, files: Sequence[FileState], services: Services) -> Rerun:
    """Read files again; alter current values only where that is confirmed.

    The difference is that of all files together, at the journal number of the wish. The same wish once more, also
    after it was broken off in between, ends in the same state and gives the same answer.

    Raises:
        ReasonMissing: nothing is read again without a reason.
        Overtaken: likewise; of many files some may be read again already.
    """
    if not wish.reason.strip():
        raise ReasonMissing
    readings: list[Reread] = []
    left: list[Left] = []
    for state in files:
        found = read_again(state, wish, services)
        if isinstance(found, Left):
            left.append(found)
        elif found is not None:
            readings.append(found)
    if not readings:
        return Rerun(Effect.UNCHANGED, left=tuple(left))
    altered = _difference(readings, wish, services)
    runs = tuple((one.state.file_id, one.file.claim.n) for one in readings)
    digest = _digest(altered, readings)
    if altered.altered and wish.confirm != digest:
        return Rerun(Effect.TO_CONFIRM, altered, digest, runs, tuple(left))
    for reading in readings:
        _take_effect(reading, wish, services)
        _tell(reading, wish, services)
    return Rerun(Effect.DONE, altered, "", runs, tuple(left))


def _difference(readings: Sequence[Reread], wish: Wish, services: Services) -> Difference:
    supposed = tuple(Supposed(one.file.id, one.visible, tuple(one.read.outcome.panels)) for one in readings)
    panels = SupposedPanels(services.results, supposed)
    among = panels.subjects.union(*(_subjects_before(one.state, wish, services) for one in readings))
    before = Standpoint(services.registry, services.results, wish.number)
    after = Standpoint(SupposedState(services.registry, supposed), panels, wish.number)
    return between(wish.study, before, after, among)


def _subjects_before(state: FileState, wish: Wish, services: Services) -> frozenset[str]:
    counted = state.visible(wish.number)
    if counted is None:
        return frozenset()
    return subjects_of(RunId(wish.study, wish.center, state.file_id, counted.n), services)


def _digest(altered: Difference, readings: Sequence[Reread]) -> str:
    about = (repr((one.state.file_id, astuple(one.file.claim.recipe))) for one in readings)
    return altered.digest(*about)


def _take_effect(reading: Reread, wish: Wish, services: Services) -> None:
    """Claim the run, write it, and make it the visible one in one transaction with the journal."""
    registry, was = services.registry, reading.state
    if is_ours(was, wish, services):
        return
    file, outcome = reading.file, reading.read.outcome
    claim = registry.claim(wish.study, was.file_id, file.claim)
    if claim.recipe != file.claim.recipe:
        raise Overtaken
    keep_run(replace(file, claim=claim), outcome, services)
    note_panels(file.id, outcome.panels, registry)

    def step(present: FileState | None) -> Step | None:
        if present is not None and is_ours(present, wish, services):
            return None
        if present != was or any(disturbs(event, wish) for event in since(wish, services)):
            raise Overtaken
        details: dict[str, str | int] = {"n": claim.n}
        return Step(
            EventKind.FILE_RERUN, wish.actor, _renewed(reading), reading.visible, wish.reason, details
        )

    change_file(services, wish.study, wish.center, was.file_id, step)


def _tell(reading: Reread, wish: Wish, services: Services) -> None:
    """Tell what came of a run that counts by now, also where the same wish was broken off before it was told."""
    state = services.registry.view(wish.study, [reading.state.file_id]).state(reading.state.file_id)
    if state is not None:
        keep_effect(reading.file, lambda: reading.read, state, services)
        announce_run(wish.study, reading.file.claim.version_id, state, services.announcements)


def _renewed(reading: Reread) -> FileState:
    outcome, was = reading.read.outcome, reading.state
    return replace(
        was,
        status=FileStatus.REFUSED if outcome.refused else FileStatus.COMMITTED,
        counts=astuple(outcome.counts),
        refusal=outcome.issues[0].code if outcome.refused else "",
        run=reading.file.id.number,
    )
