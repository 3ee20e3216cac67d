"""Registry and results as they would be if some files had been read otherwise; nothing of it is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from hepaflow.domain.files import FileState, Visible
from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.fold.sightings import sharing, sightings
from hepaflow.domain.identity import FILE_ID_IN_KEYS, RunId
from hepaflow.domain.model import Panel
from hepaflow.ports import Registry, Results, StoredPanel, View

_ALWAYS = 0  # a journal number that every answer is later than


@dataclass(frozen=True, slots=True)
class Supposed:
    """One file as it would count: a run, and the panels of that run."""

    run: RunId
    visible: Visible
    panels: tuple[Panel, ...]


class Supposition:
    """What the fold would be given.

    Args:
        registry: the real one, asked for everything else.
        results: likewise.
        files: what is supposed.
    """

    def __init__(self, registry: Registry, results: Results, files: tuple[Supposed, ...]) -> None:
        self._results = results
        self._files = {one.run.file_id[:FILE_ID_IN_KEYS]: one for one in files}
        self._panels: dict[str, list[StoredPanel]] = {}
        for one in files:
            short = replace(one.run, file_id=one.run.file_id[:FILE_ID_IN_KEYS])
            for panel in one.panels:
                self._panels.setdefault(panel.subject, []).append(StoredPanel(short, panel))
        # it has every method of a registry, most of them by asking the real one, which no Protocol can say
        self.registry = cast("Registry", _SupposedRegistry(registry, self._files, _links(registry, files)))

    @property
    def results(self) -> Results:
        return cast("Results", self)  # only looked at, never written to

    @property
    def subjects(self) -> frozenset[str]:
        return frozenset(self._panels)

    def subject_panels(self, study: str, subject: str) -> Iterator[StoredPanel]:
        for stored in self._results.subject_panels(study, subject):
            if stored.run.file_id[:FILE_ID_IN_KEYS] not in self._files:
                yield stored
        yield from self._panels.get(subject, ())


class _SupposedRegistry:
    """The registry, but for the state of some files and whom their specimens link."""

    def __init__(
        self, registry: Registry, files: Mapping[str, Supposed], links: Mapping[str, set[str]]
    ) -> None:
        self._registry = registry
        self._files = files
        self._links = links

    def __getattr__(self, name: str) -> Any:
        return getattr(self._registry, name)

    def view(self, *parts: Any, **named: Any) -> View:
        known = self._registry.view(*parts, **named)
        return replace(
            known,
            states={key: self._state(key, state) for key, state in known.states.items()},
            dossiers={one: self._dossier(one, dossier) for one, dossier in known.dossiers.items()},
        )

    def _dossier(self, subject: str, dossier: Dossier) -> Dossier:
        return replace(dossier, links=dossier.links.union(self._links.get(subject, ())))

    def _state(self, key: str, state: FileState) -> FileState:
        one = self._files.get(key)
        if one is None:
            return state
        return replace(state, history=(*state.history, replace(one.visible, number=_ALWAYS)))


def _links(registry: Registry, files: tuple[Supposed, ...]) -> Mapping[str, set[str]]:
    """Return whom the files would link that share specimens; they are of one center."""
    seen = sightings(panel for one in files for panel in one.panels)
    return sharing(seen, registry.specimens(files[0].run.study, files[0].run.center)) if seen else {}
