"""Change the state of a file: one transaction with the study's journal (law 3), and what has to be noted before it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import chain

from hepaflow.domain.fold.omission import NONE, Newest, later, newest_of
from hepaflow.domain.fold.suspicion.sightings import Sighting, sharing, sightings
from hepaflow.domain.fold.targets.deletions import has_deletions
from hepaflow.domain.identity import RunId
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.study.files import FileState, Visible
from hepaflow.domain.study.journal import Draft, Event, EventKind, Head
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.services import Services
from hepaflow.ports import Change, FileStates, Registry


@dataclass(frozen=True, slots=True)
class Step:
    """What an event makes of a file.

    Attributes:
        kind: what happens.
        actor: who does it.
        state: the file's new state; its history is that of the state before.
        visible: what comes to the history: which run counts from now on; its journal number comes with the event.
        reason: why; "" where a function acts on a delivery.
        details: what the journal says besides file and center.
    """

    kind: EventKind
    actor: str
    state: FileState
    visible: Visible
    reason: str = ""
    details: dict[str, str | int] = field(default_factory=dict)


def change_file(
    services: Services, study: str, center: str, file_id: str, step: Callable[[FileState | None], Step | None]
) -> tuple[FileState | None, Event | None]:
    """Change the state of a file; return the state that holds, and the event, None where nothing was left to do.

    Args:
        services: the ports.
        study: the study's id.
        center: who sent the file.
        file_id: the file.
        step: looks at the file's state as it is (None: it has none) and returns what to make of it, or None where
            nothing is left to do. Called afresh before each attempt; what it raises ends the change.
    """
    registry, held = services.registry, list[FileState | None]()

    def draw_up(head: Head) -> tuple[Draft, Change] | None:
        view = registry.view(study, [file_id], centers=[center])
        was = view.state(file_id)
        wanted = step(was)
        if wanted is None:
            held.append(was)
            return None
        visible = replace(wanted.visible, journal_number=head.journal_number + 1)
        state = replace(wanted.state, history=(*(was.history if was else ()), visible))
        held.append(state)
        details = {"file_id": file_id, "center": center, **feed_details(visible.feed), **wanted.details}
        newest = newest_with(registry, study, state, view.newest.get(center, ()))
        change = Change(state=state, was=was, newest=newest)
        return Draft(wanted.kind, wanted.actor, wanted.reason, details), change

    event = append(registry, study, services.clock, draw_up)
    return held[-1], event


def feed_details(feed: str) -> dict[str, str | int]:
    """Return what the journal says about a feed: nothing where it is `main`."""
    return {} if feed == MAIN_FEED else {"feed": feed}


def newest_with(
    registry: FileStates, study: str, state: FileState, known: tuple[Newest, ...]
) -> tuple[Newest, ...]:
    """Return the newest cumulative file of each feed for which that changes when a file changes state.

    For use while an event is drawn up: what is read here holds as long as the journal's head does.

    Args:
        registry: lists the files of the center.
        study: the study's id.
        state: the file's new state.
        known: which cumulative file was the newest so far, from which number on.
    """
    feeds = sorted({seen.feed for seen in state.history})
    found = (_newest_in(feed, registry, study, state, known) for feed in feeds)
    return tuple(one for one in found if one is not None)


def _newest_in(
    feed: str, registry: FileStates, study: str, state: FileState, known: tuple[Newest, ...]
) -> Newest | None:
    """Return the newest cumulative file of a feed; None where it is the same."""
    here = newest_of([state], feed=feed)
    of_feed = [one for one in known if one.feed == feed]
    present = of_feed[-1] if of_feed else NONE
    if present.file_id == state.file_id:  # it may have lost its place to any other
        others = (other for other in registry.files(study, state.center) if other.file_id != state.file_id)
        here = newest_of(chain([state], others), feed=feed)
    elif later(here) <= later(present):
        return None
    return None if later(here) == later(present) else here


def note_panels(run: RunId, outcome: Outcome, services: Services) -> None:
    """List the subjects of a run, link those for whom the same specimen was reported, and note deletions by id alone.

    Call it before each commit. Repeating it, also after an interruption, gives the same result.

    Args:
        run: the run.
        outcome: what it gave.
        services: the ports.
    """
    registry = services.registry
    if has_deletions(outcome.issues):
        registry.note_deletions(run.study, run.center)
    subjects, seen = {panel.subject for panel in outcome.panels}, sightings(outcome.panels)
    services.together(
        lambda: registry.note_subjects(run.study, run.center, subjects) if subjects else None,
        lambda: _link(run, seen, registry) if seen else None,
    )


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
