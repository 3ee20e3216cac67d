"""Show what changes of the register would alter in current results, before they take effect (docs/adr/0044)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.study.fold_rules import has_one_register, version_at
from hepaflow.domain.study.journal import Head
from hepaflow.domain.study.register import Registered
from hepaflow.pipeline.changes.preview import Difference, between
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.standpoints import Standpoint
from hepaflow.ports import Change, CurrentState, RunKey, View

ALWAYS = 0  # a journal number that no answer is before


def with_change(known: Mapping[str, Dossier], change: Change) -> dict[str, Dossier]:
    """Return what is known of the subjects that a change of the register is about, as if it held from the beginning.

    Args:
        known: what is known of them so far; nothing of one that is absent.
        change: the change.
    """
    entry = change.entry
    if entry is None:
        return {}
    subject = entry.subject.id
    added = {subject: Dossier(entries=(replace(entry, journal_number=ALWAYS),))}
    for former, belonging in change.belonging(ALWAYS):
        added[former] = added.get(former, Dossier()).plus(Dossier(belonging=(belonging,)))
    return {one: known.get(one, Dossier()).plus(more) for one, more in added.items()}


@dataclass(frozen=True)
class SupposedRegister:
    """What counts, as if changes of the register had been made, one after another."""

    registry: CurrentState
    changes: tuple[Change, ...]

    @cached_property
    def added(self) -> Mapping[str, Dossier]:
        """By subject, what the changes add to its dossier."""
        added: dict[str, Dossier] = {}
        for change in self.changes:
            added |= with_change(added, change)
        return added

    def head(self, study: str) -> Head:
        return self.registry.head(study)

    def view(
        self,
        study: str,
        file_ids: Iterable[str],
        subjects: Collection[str] = (),
        centers: Collection[str] = (),
        runs: Collection[RunKey] = (),
    ) -> View:
        """Return what the registry returns, with the changes of the register in the dossiers.

        Args:
            study: the study's id.
            file_ids: the files whose states are wanted.
            subjects: the subjects whose dossiers are wanted.
            centers: the centers of which registers and newest cumulative files are wanted.
            runs: the runs whose claims are wanted, each the first 16 digits of the file id and the run number.
        """
        known = self.registry.view(study, file_ids, subjects, centers, runs)
        dossiers = {one: known.plus(self.added.get(one, Dossier())) for one, known in known.dossiers.items()}
        since = {entry.subject.center: ALWAYS for entry in _entries(self.changes)}
        mine = {center: since[center] for center in centers if center in since}
        return replace(known, dossiers=dossiers, registers={**known.registers, **mine})


@dataclass(frozen=True, slots=True)
class SupposedClosing:
    """What counts, as if the register had been closed, or open, from the beginning."""

    registry: CurrentState
    closed: bool

    def head(self, study: str) -> Head:
        return self.registry.head(study)

    def view(
        self,
        study: str,
        file_ids: Iterable[str],
        subjects: Collection[str] = (),
        centers: Collection[str] = (),
        runs: Collection[RunKey] = (),
    ) -> View:
        """Return what the registry returns, with the register closed or open as supposed.

        Args:
            study: the study's id.
            file_ids: the files whose states are wanted.
            subjects: the subjects whose dossiers are wanted.
            centers: the centers of which registers and newest cumulative files are wanted.
            runs: the runs whose claims are wanted, each the first 16 digits of the file id and the run number.
        """
        known = self.registry.view(study, file_ids, subjects, centers, runs)
        return replace(known, closings=((ALWAYS, self.closed),))


def closing_difference(services: Services, study: str, number: int, *, closed: bool) -> Difference:
    """Return what closing or opening the register would alter in current results, over all centers.

    Args:
        services: the ports.
        study: the study's id.
        number: the journal number at which both states are computed.
        closed: whether the register would be closed.
    """
    subjects = {subject for _, subject in services.registry.candidates(study)}
    before = Standpoint(services.registry, services.results, number)
    after = Standpoint(SupposedClosing(services.registry, closed), services.results, number)
    return between(study, before, after, subjects)


def concerned(services: Services, study: str, changes: Collection[Change], number: int) -> frozenset[str]:
    """Return the subjects with results that changes of the register may alter.

    Args:
        services: the ports.
        study: the study's id.
        changes: the changes.
        number: the journal number before them.
    """
    entries = list(_entries(changes))
    centers = {entry.subject.center for entry in entries}
    view = services.registry.view(study, [], centers=centers)
    with_results = list(services.registry.candidates(study))
    named = {one for change in changes for one in with_change({}, change)}
    if not has_one_register(version_at(view.fold_versions, number)):
        # with its first entry a center has a register, and its other subjects are unknown
        first = {center for center in centers if view.registers.get(center, number + 1) > number}
        named |= {subject for center, subject in with_results if center in first}
    return frozenset(named.intersection(subject for _, subject in with_results))


def register_difference(
    services: Services, study: str, changes: tuple[Change, ...], number: int
) -> Difference:
    """Return what changes of the register would alter in current results.

    Args:
        services: the ports.
        study: the study's id.
        changes: the changes, in order.
        number: the journal number at which both states are computed.
    """
    before = Standpoint(services.registry, services.results, number)
    after = Standpoint(SupposedRegister(services.registry, changes), services.results, number)
    return between(study, before, after, concerned(services, study, changes, number))


def _entries(changes: Iterable[Change]) -> Iterator[Registered]:
    for change in changes:
        if change.entry is not None:
            yield change.entry
