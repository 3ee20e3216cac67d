"""Choose the earlier run from whose panels a cumulative run stores what differs, and keep where its own are held.

The claim names the earlier run, so every retry stores the same (law 2). Where its panels are held was written before it counted, and
does not change. Whether it still counts does not matter: a run refers to panels, not to what counts.
"""

from hepaflow.domain.fold.omission import newest_at
from hepaflow.domain.identity import RunId
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.files import FileState
from hepaflow.pipeline.runs.receipt import receipt_folder
from hepaflow.pipeline.services import Services
from hepaflow.ports import StoredFile


def is_cumulative(profile: Profile) -> bool:
    return profile.file.transfer == "cumulative"


def newest_base(study: str, profile: Profile, services: Services) -> str:
    """Return the newest cumulative run of a feed that counts, as a claim names it; "" if there is none.

    Args:
        study: the study's id.
        profile: the profile that reads the run which is claimed.
        services: the ports.
    """
    if not is_cumulative(profile):
        return ""
    registry, center = services.registry, profile.center
    view = registry.view(study, [], centers=[center])
    newest = newest_at(view.newest.get(center, ()), view.head.journal_number)
    files = [one.file_id for one in newest if one.feed == profile.feed and one.file_id]
    return base_of(registry.view(study, files).state(files[0])) if files else ""


def base_of(state: FileState | None) -> str:
    """Return the run of a file that counts, as a claim names it; "" if none does."""
    counted = state.visible() if state else None
    return f"{state.file_id}#{counted.run_number}" if state and counted else ""


def stored_base(study: str, center: str, base: str, services: Services) -> bytes:
    """Return where the panels of a base are held; empty for a run of a release that did not keep that.

    Args:
        study: the study's id.
        center: who sent it.
        base: the run, as a claim names it, or "".
        services: the ports.
    """
    if not base:
        return b""
    file_id, _, number = base.rpartition("#")
    return services.source.get(_key(RunId(study, center, file_id, int(number)))) or b""


def held_panels_file(run: RunId, held: bytes) -> StoredFile:
    """Return the file that says where the panels of a run are held."""
    return StoredFile(_key(run), held, "application/json; charset=utf-8")


def _key(run: RunId) -> str:
    return f"{receipt_folder(run)}/panels.json"
