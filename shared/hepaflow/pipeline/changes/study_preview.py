"""Show what re-runs of the files of every center would change; nothing takes effect."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.pipeline.changes import rerun_choice
from hepaflow.pipeline.changes.rerun import RerunOutcome, preview_rerun
from hepaflow.pipeline.changes.rerun_choice import files_to_read, rerun_to_json, rows_of
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.services import Missing, Services


class CenterObstacle(StrEnum):
    """Why a center has no preview."""

    NO_PROFILE = "no-profile"
    TOO_MANY_ROWS = "too-many-rows"  # with the centers before it; it has to be previewed alone


@dataclass(frozen=True, slots=True)
class CenterPreview:
    """What a re-run of a center's files would change, or why that is not known."""

    center: str
    found: RerunOutcome | CenterObstacle


def preview_study(wish: RequestedRerun, services: Services) -> tuple[CenterPreview, ...]:
    """Preview the re-run of every center of the study's definition, in its order.

    All centers together have at most as many rows as one re-run. A center with more rows than are left has an obstacle.

    Args:
        wish: the request; its center and its `confirm` have no meaning here.
        services: the ports.

    Raises:
        Missing: the study has no definition.
        ReasonMissing: the reason is empty.
    """
    definition = services.registry.definition(wish.study)
    if definition is None:
        raise Missing("study")
    rows_left, previews = rerun_choice.MOST_ROWS, []
    for center in definition.centers:
        feeds = (MAIN_FEED, *definition.feeds_of(center))
        found, rows = _preview(replace(wish, center=center), feeds, rows_left, services)
        rows_left -= rows
        previews.append(CenterPreview(center, found))
    return tuple(previews)


def study_preview_to_json(previews: tuple[CenterPreview, ...]) -> dict[str, Any]:
    """Return the answer as it is given and kept: `centers`, each with `center`, `obstacle` and `outcome`."""
    return {"centers": [_center_to_json(preview) for preview in previews]}


def _preview(
    wish: RequestedRerun, feeds: Sequence[str], rows_left: int, services: Services
) -> tuple[RerunOutcome | CenterObstacle, int]:
    """Return the preview of a center, and how many rows its files have that were read for it."""
    if all(services.registry.profile(wish.study, wish.center, feed=feed) is None for feed in feeds):
        return CenterObstacle.NO_PROFILE, 0
    files = files_to_read(wish.study, wish.center, services)
    rows = rows_of(files)
    if rows > rows_left:
        return CenterObstacle.TOO_MANY_ROWS, 0
    return preview_rerun(wish, files, services), rows


def _center_to_json(preview: CenterPreview) -> dict[str, Any]:
    if isinstance(preview.found, CenterObstacle):
        return {"center": preview.center, "obstacle": preview.found.value, "outcome": None}
    return {"center": preview.center, "obstacle": "", "outcome": rerun_to_json(preview.found)}
