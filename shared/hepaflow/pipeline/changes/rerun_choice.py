"""Choose the files of a re-run: one, or every one of a center that its newest profile affects."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hepaflow.domain.study.files import FileState, FileStatus
from hepaflow.domain.study.journal import EventKind
from hepaflow.pipeline.changes.preview import difference_to_json
from hepaflow.pipeline.changes.rerun import RerunEffect, RerunOutcome, rerun
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.services import Missing, Services

MOST_ROWS = 1_000_000  # read again in one go, as many as one file may have


class TooMuch(Exception):
    """The files have too many rows to be read again in one go."""


def rerun_file(wish: RequestedRerun, file_id: str, services: Services) -> RerunOutcome:
    """Read one file again; the same request repeated, also at another journal number, gives the first answer.

    Args:
        wish: the request.
        file_id: the file.
        services: the ports.

    Raises:
        Missing: the center has no such file.
        ReasonMissing: the reason is empty.
        NoProfile: the center has no profile.
        Overtaken: the center's data changed after the request.
    """
    state = services.registry.view(wish.study, [file_id]).state(file_id)
    if state is None or (state.file_id, state.center) != (file_id, wish.center):
        raise Missing("file")
    given = rerun(wish, [state], services)
    if given.effect is not RerunEffect.UNCHANGED or given.left:
        return given
    number = state.history[-1].journal_number
    draft = next(services.registry.events(wish.study, number - 1, 1)).draft
    if (draft.kind, draft.actor, draft.reason) != (EventKind.FILE_RERUN, wish.actor, wish.reason):
        return given
    had = rerun(replace(wish, journal_number=number - 1), [state], services)
    return had if had.effect is RerunEffect.DONE else given


def rerun_center(wish: RequestedRerun, services: Services) -> RerunOutcome:
    """Read every file of a center again that was read under another recipe; what is void stays as it is.

    Raises:
        TooMuch: likewise.
        ReasonMissing: nothing is read again without a reason.
        Overtaken: somebody changed the center's data meanwhile; some files may be read again already.
    """
    files = files_to_read(wish.study, wish.center, services)
    if rows_of(files) > MOST_ROWS:
        raise TooMuch
    return rerun(wish, files, services)


def files_to_read(study: str, center: str, services: Services) -> list[FileState]:
    """Return the files of a center that are not void.

    Args:
        study: the study's id.
        center: the center's id.
        services: the ports.
    """
    states = services.registry.files(study, center)
    return [state for state in states if state.status is not FileStatus.VOIDED]


def rows_of(files: Sequence[FileState]) -> int:
    return sum(state.counts[0] for state in files)


def rerun_to_json(given: RerunOutcome) -> dict[str, Any]:
    """Return the answer as it is given and kept."""
    return {
        "effect": given.effect.value,
        "difference": difference_to_json(given.difference),
        "confirm": given.confirm,
        "files": [{"file_id": file_id, "run": n} for file_id, n in given.files],
        "left": [
            {
                "file_id": left.file_id,
                "obstacle": left.obstacle.value,
                "refusal": left.refusal.value if left.refusal else None,
            }
            for left in given.left
        ],
    }
