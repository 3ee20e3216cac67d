"""Show what would count if some files had been read otherwise; nothing of it is written."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.fold.suspicion.sightings import sharing, sightings
from hepaflow.domain.fold.targets.deletions import is_deletions_id
from hepaflow.domain.identity import FILE_ID_IN_KEYS, RunId
from hepaflow.domain.model import Panel
from hepaflow.domain.study.files import FileState, Visible
from hepaflow.pipeline.supposed_view import SupposedView
from hepaflow.ports import Panels, Registry, Specimens, StoredPanel, View

_ALWAYS = 0  # a journal number that every answer is later than


@dataclass(frozen=True, slots=True)
class Supposed:
    """One file as it would count: a run, and the panels of that run."""

    run: RunId
    visible: Visible
    panels: tuple[Panel, ...]


class SupposedPanels:
    """The panels that the fold would be given: those of the files as supposed, all others as they are.

    Args:
        results: the real panels.
        files: what is supposed.
    """

    def __init__(self, results: Panels, files: tuple[Supposed, ...]) -> None:
        self._results = results
        self._files = {one.run.file_id[:FILE_ID_IN_KEYS] for one in files}
        self._panels: dict[str, list[StoredPanel]] = {}
        for one in files:
            short = replace(one.run, file_id=one.run.file_id[:FILE_ID_IN_KEYS])
            for panel in one.panels:
                self._panels.setdefault(panel.subject, []).append(StoredPanel(short, panel))

    @property
    def subjects(self) -> frozenset[str]:
        return frozenset(subject for subject in self._panels if not is_deletions_id(subject))

    def subject_panels(self, study: str, subject: str) -> Iterator[StoredPanel]:
        for stored in self._results.subject_panels(study, subject):
            others = tuple(
                one for one in stored.given() if one.run.file_id[:FILE_ID_IN_KEYS] not in self._files
            )
            if others:
                yield stored.of(others)
        yield from self._panels.get(subject, ())


def supposed_state(registry: Registry, files: tuple[Supposed, ...]) -> SupposedView:
    """Return what counts, but for the state of some files and whom their specimens link.

    Args:
        registry: the real registry.
        files: what is supposed.
    """
    by_id = {one.run.file_id[:FILE_ID_IN_KEYS]: one for one in files}
    links = _links(registry, files)
    deleting = {one.run.center for one in files for panel in one.panels if is_deletions_id(panel.subject)}

    def state_of(key: str, state: FileState) -> FileState:
        one = by_id.get(key)
        if one is None:
            return state
        return replace(state, history=(*state.history, replace(one.visible, journal_number=_ALWAYS)))

    def linked(subject: str, dossier: Dossier) -> Dossier:
        return replace(dossier, links=dossier.links.union(links.get(subject, ())))

    def with_files(known: View, centers: Collection[str]) -> View:
        return replace(
            known,
            states={key: state_of(key, state) for key, state in known.states.items()},
            dossiers={one: linked(one, dossier) for one, dossier in known.dossiers.items()},
            deleting=known.deleting | deleting.intersection(centers),
        )

    return SupposedView(registry, with_files)


def _links(registry: Specimens, files: tuple[Supposed, ...]) -> Mapping[str, set[str]]:
    """Return whom the files would link that share specimens; they are of one center."""
    seen = sightings(panel for one in files for panel in one.panels)
    return sharing(seen, registry.specimens(files[0].run.study, files[0].run.center)) if seen else {}
