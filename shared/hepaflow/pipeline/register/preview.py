"""Show what changes of the register would alter in current results, before they take effect (docs/adr/0044)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.study.fold_rules import has_one_register, version_at
from hepaflow.domain.study.register import Registered
from hepaflow.pipeline.changes.preview import Difference, between
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.standpoints import Standpoint
from hepaflow.pipeline.supposed_view import SupposedView
from hepaflow.ports import Change, CurrentState, View

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


def supposed_register(registry: CurrentState, changes: Sequence[Change], number: int) -> SupposedView:
    """Return what counts, as if changes of the register had been made, one after another.

    Args:
        registry: the registry.
        changes: the changes, in order.
        number: the journal number before them: what the register said there masks, too.
    """
    added = _added(changes)
    since = {entry.subject.center: ALWAYS for entry in _entries(changes)}

    def with_register(known: View, centers: Collection[str]) -> View:
        dossiers = _plus(known, added)
        mine = {center: since[center] for center in centers if center in since}
        present = {one: known.dossiers[one].as_of(number) for one in known.dossiers.keys() & added.keys()}
        return replace(known, dossiers=dossiers, registers={**known.registers, **mine}, supposed=present)

    return SupposedView(registry, with_register)


def _compared(registry: CurrentState, changes: Sequence[Change]) -> SupposedView:
    """Return what counts before changes of the register, as they are compared: what they would show is masked before them, too."""
    added = _added(changes)
    return SupposedView(registry, lambda known, _: replace(known, supposed=_plus(known, added)))


def _added(changes: Iterable[Change]) -> dict[str, Dossier]:
    added: dict[str, Dossier] = {}
    for change in changes:
        added |= with_change(added, change)
    return added


def _plus(known: View, added: Mapping[str, Dossier]) -> dict[str, Dossier]:
    return {one: dossier.plus(added.get(one, Dossier())) for one, dossier in known.dossiers.items()}


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
    supposed = SupposedView(services.registry, lambda known, _: replace(known, closings=((ALWAYS, closed),)))
    after = Standpoint(supposed, services.results, number)
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
    before = Standpoint(_compared(services.registry, changes), services.results, number)
    after = Standpoint(supposed_register(services.registry, changes, number), services.results, number)
    return between(study, before, after, concerned(services, study, changes, number))


def _entries(changes: Iterable[Change]) -> Iterator[Registered]:
    for change in changes:
        if change.entry is not None:
            yield change.entry
