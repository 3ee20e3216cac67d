"""Find other ids whose observations affect a subject: former ids, moves, shared specimens; only in dossiers read so far."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from hepaflow.domain.fold.dossier import Dossier

Dossiers = Mapping[str, Dossier]


def wanted(dossiers: Dossiers, subjects: Iterable[str]) -> set[str]:
    """Return all ids whose reports are needed to answer for subjects; once all are read, there are no more."""
    asked = set(subjects)
    return own_ids(dossiers, asked) | own_ids(dossiers, _rivals(dossiers, asked))


def own_ids(dossiers: Dossiers, subjects: Iterable[str]) -> set[str]:
    """Return the ids under which reports of subjects may have been sent."""
    return _reached(dossiers, subjects, Dossier.sources)


def compared(dossiers: Dossiers, subjects: Iterable[str]) -> set[str]:
    """Return the subjects for whom one result may count, some of those asked for among them."""
    asked = set(subjects)
    linked = {one for one in asked if _links(dossiers, own_ids(dossiers, {one}))}
    return linked | _rivals(dossiers, asked)


def _rivals(dossiers: Dossiers, subjects: Iterable[str]) -> set[str]:
    """Return the subjects to whom specimens of these may belong; where their own links lead does not matter."""
    return _reached(dossiers, _links(dossiers, own_ids(dossiers, subjects)), Dossier.homes)


def _links(dossiers: Dossiers, ids: Iterable[str]) -> set[str]:
    """Return the ids that share specimens with these; one that a move parted shares them with whoever got its part."""
    known = {one: dossiers[one] for one in ids if one in dossiers}
    parted = {one for one, dossier in known.items() if dossier.is_parted}
    return parted.union(*(dossier.links for dossier in known.values()))


def _reached(dossiers: Dossiers, ids: Iterable[str], step: Callable[[Dossier], Iterator[str]]) -> set[str]:
    """Return these ids, and those to which one leads after another."""
    reached, fresh = set[str](), set(ids)
    while fresh:
        reached |= fresh
        fresh = {one for at in fresh if at in dossiers for one in step(dossiers[at])} - reached
    return reached
