"""A file is read again from what was kept of it, under the newest recipe; or there is an obstacle."""

from dataclasses import dataclass, replace
from enum import StrEnum

from hepaflow.domain.files import FileState, FileStatus, Recipe, Visible
from hepaflow.domain.issues import IssueCode
from hepaflow.pipeline.reading.opening import content_of
from hepaflow.pipeline.reruns.wishes import Wish, is_ours
from hepaflow.pipeline.runs.file_run import FileRun, file_run, numbered
from hepaflow.pipeline.runs.recipes import visible_of, wanted_recipe
from hepaflow.pipeline.runs.running import Reading, read
from hepaflow.pipeline.runs.source import SourceGone, source_of
from hepaflow.pipeline.services import Services
from hepaflow.readers.copied import ReadOtherwise


class Obstacle(StrEnum):
    """Why a file is left as it is."""

    VOIDED = "voided"  # restore it first
    NO_COPY = "no-copy"  # nothing was kept of it: it named somebody
    READ_OTHERWISE = "read-otherwise"  # only its rows as read are kept, and the profile reads other cells
    REFUSED = "refused"  # the newest profile refuses a file that counts


@dataclass(frozen=True, slots=True)
class Left:
    """A file that is left as it is, and why; of one that would be refused also the issue."""

    file_id: str
    obstacle: Obstacle
    refusal: IssueCode | None = None


@dataclass(frozen=True, slots=True)
class Reread:
    """A file read under the recipe that is wanted; nothing of it is written yet."""

    state: FileState
    file: FileRun
    read: Reading
    visible: Visible


def read_again(state: FileState, wish: Wish, services: Services) -> Reread | Left | None:
    """Read a file under the newest recipe; None where it was read so before this was wished."""
    if state.status is FileStatus.VOIDED:
        return Left(state.file_id, Obstacle.VOIDED)
    known = services.registry.claim_of(wish.study, state.file_id, state.run)
    if known is None:
        raise LookupError(state.file_id)
    recipe = wanted_recipe(wish.study, wish.center, services)
    if known.recipe == recipe and not is_ours(state, wish, services):
        return None
    try:
        content = content_of(source_of(wish.study, state.file_id, known, services))
        file = file_run(wish.study, state.file_id, replace(known, recipe=recipe), content, services)
        found = read(file, services.catalog)
    except SourceGone:
        return Left(state.file_id, Obstacle.NO_COPY)
    except ReadOtherwise:
        return Left(state.file_id, Obstacle.READ_OTHERWISE)
    outcome = found.outcome
    if outcome.refused and state.status is FileStatus.COMMITTED:
        return Left(state.file_id, Obstacle.REFUSED, outcome.issues[0].code)
    if known.recipe != recipe:
        file = numbered(file, _next_run(wish.study, state, recipe, services))
    n = 0 if outcome.refused else file.id.number
    visible = visible_of(file.profile, n, state.history[-1].received, outcome.places)
    return Reread(state, file, found, visible)


def _next_run(study: str, state: FileState, recipe: Recipe, services: Services) -> int:
    """Return the run that this recipe has claimed, or would claim; a run that never counted may have been killed."""
    n = state.run + 1
    while (
        claim := services.registry.claim_of(study, state.file_id, n)
    ) is not None and claim.recipe != recipe:
        n += 1
    return n
