"""What the registry is told of a run's panels before the run counts: whoever finds a visible result finds the rest by it."""

from collections.abc import Iterable

from hepaflow.domain.fold.sightings import Sighting, sharing, sightings
from hepaflow.domain.identity import RunId
from hepaflow.domain.model import Panel
from hepaflow.ports import Registry


def note_panels(run: RunId, panels: Iterable[Panel], registry: Registry) -> None:
    """List the subjects of a run, and link those for whom the same specimen was reported.

    To be called before each commit; done twice, or broken off and done again, it comes to the same.
    """
    known = list(panels)
    if subjects := {panel.subject for panel in known}:
        registry.note_subjects(run.study, run.center, subjects)
    if seen := sightings(known):
        _link(run, seen, registry)


def _link(run: RunId, seen: frozenset[Sighting], registry: Registry) -> None:
    """Link subjects once all that the run has seen can be seen by others.

    What is known is read once more after that: of two runs at the same time, the one whose sightings were there last
    sees those of both, and the links are there before it counts (docs/adr/0015-moved-specimens.md).
    """
    if new := seen.difference(registry.specimens(run.study, run.center)):
        registry.note_specimens(run.study, run.center, new)
    links = sharing(seen, registry.specimens(run.study, run.center))
    if not links:
        return
    dossiers = registry.view(run.study, [], links).dossiers
    for subject, others in sorted(links.items()):
        if missing := others - dossiers[subject].links:
            registry.link(run.study, subject, missing)
