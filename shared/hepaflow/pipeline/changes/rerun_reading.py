"""Read a stored file under the newest recipe, or say what prevents it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.files import FileState, FileStatus, Recipe, Visible
from hepaflow.domain.study.journal import BESIDE_RESULTS, Event, EventKind
from hepaflow.pipeline.reading.open_file import content_of
from hepaflow.pipeline.runs.base import base_of
from hepaflow.pipeline.runs.file_run import FileRun, file_run, numbered
from hepaflow.pipeline.runs.recipe import visible_of, wanted_recipe
from hepaflow.pipeline.runs.run import Reading, read
from hepaflow.pipeline.runs.source_copy import SourceGone, source_of
from hepaflow.pipeline.services import Services
from hepaflow.readers.copied import ReadOtherwise


@dataclass(frozen=True, slots=True)
class RequestedRerun:
    """What a data manager wants to be read again.

    Attributes:
        study: the study's id.
        center: whose files.
        actor: who wants it.
        reason: why.
        confirm: the digest of the difference that may take effect, or "".
        journal_number: where the journal ended when it was wanted.
        feed: the feed whose profile is to read the files; "" means for each file the feed that has read it.
    """

    study: str
    center: str
    actor: str
    reason: str
    confirm: str
    journal_number: int
    feed: str = ""


def since(wish: RequestedRerun, services: Services) -> Iterator[Event]:
    return services.registry.events(wish.study, wish.journal_number)


def is_ours(state: FileState, wish: RequestedRerun, services: Services) -> bool:
    """Say whether an earlier attempt at the same request has re-run the file; its receipt may have changed after that.

    Args:
        state: the file as it is now.
        wish: the request.
        services: the ports.
    """
    numbers = {
        visible.journal_number for visible in state.history if visible.journal_number > wish.journal_number
    }
    if not numbers:
        return False
    events = [event for event in since(wish, services) if event.journal_number in numbers]
    reached = [event for event in events if event.draft.kind is not EventKind.FILE_RECEIVED_EARLIER]
    return bool(reached) and _belongs(reached[-1], wish)


def disturbs(event: Event, wish: RequestedRerun) -> bool:
    """Say whether an event may alter what was looked at, and is not of the same request."""
    return may_alter(event, wish.center) and not _belongs(event, wish)


def may_alter(event: Event, center: str) -> bool:
    """Say whether an event may alter what counts at a center: every one of this center or of no center in particular.

    Queries and arms alter nothing.
    """
    return event.draft.details.get("center", center) == center and event.draft.kind not in BESIDE_RESULTS


def _belongs(event: Event, wish: RequestedRerun) -> bool:
    draft = event.draft
    return (draft.kind, draft.actor, draft.reason) == (EventKind.FILE_RERUN, wish.actor, wish.reason)


class Obstacle(StrEnum):
    """Why a file is left as it is."""

    VOIDED = "voided"  # restore it first
    NO_COPY = "no-copy"  # nothing was kept of it: it named somebody
    READ_OTHERWISE = "read-otherwise"  # only its rows as read are kept, and the profile reads other cells
    REFUSED = "refused"  # the newest profile refuses a file that counts


@dataclass(frozen=True, slots=True)
class SkippedFile:
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


def read_again(state: FileState, wish: RequestedRerun, services: Services) -> Reread | SkippedFile | None:
    """Read a file under the newest recipe; return None where it was read so before the request.

    Args:
        state: the file as it is now.
        wish: the request.
        services: the ports.

    Raises:
        LookupError: the registry has no claim for the file's newest run.
        NoProfile: the feed has no profile.
        ProfileGone: the registry lacks the profile version of the recipe.
        Unbalanced: the counts do not account for every row.
    """
    if state.status is FileStatus.VOIDED:
        return SkippedFile(state.file_id, Obstacle.VOIDED)
    known = services.registry.claim_of(wish.study, state.file_id, state.run_number)
    if known is None:
        raise LookupError(state.file_id)
    recipe = wanted_recipe(wish.study, wish.center, wish.feed or known.recipe.feed, services)
    if known.recipe == recipe and not is_ours(state, wish, services):
        return None
    try:
        content = content_of(source_of(wish.study, state.file_id, known, services))
        claim = replace(known, recipe=recipe, base=base_of(state) or known.base)
        file = file_run(wish.study, state.file_id, claim, content, services)
        found = read(file, services.catalog)
    except SourceGone:
        return SkippedFile(state.file_id, Obstacle.NO_COPY)
    except ReadOtherwise:
        return SkippedFile(state.file_id, Obstacle.READ_OTHERWISE)
    outcome = found.outcome
    if outcome.refused and state.status is FileStatus.COMMITTED:
        return SkippedFile(state.file_id, Obstacle.REFUSED, outcome.issues[0].code)
    if known.recipe != recipe:
        file = numbered(file, _next_run(wish.study, state, recipe, services))
    n = 0 if outcome.refused else file.id.run_number
    visible = visible_of(file.profile, n, state.history[-1].received, outcome.places)
    return Reread(state, file, found, visible)


def _next_run(study: str, state: FileState, recipe: Recipe, services: Services) -> int:
    """Return the run that this recipe has claimed, or would claim; a run that never counted may have been killed."""
    n = state.run_number + 1
    while (
        claim := services.registry.claim_of(study, state.file_id, n)
    ) is not None and claim.recipe != recipe:
        n += 1
    return n
