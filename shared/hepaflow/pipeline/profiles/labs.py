"""Find the papers of the labs that a profile names."""

from collections.abc import Container, Iterable
from functools import lru_cache

from hepaflow.domain.profile.fields import Fault, as_key
from hepaflow.domain.profile.labs import Lab, labs_named_by, with_papers
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.profiles.parse import lab_from_toml
from hepaflow.ports import Labs, LabVersion

_parsed = lru_cache(64)(lab_from_toml)  # a worker reads file after file with the same papers


def newest_labs(versions: Iterable[LabVersion], as_of: int | None = None) -> dict[str, LabVersion]:
    """Return the version of each lab that is in force at a journal number, by the lab's id.

    Args:
        versions: all versions, in order.
        as_of: the journal number; None: now.
    """
    return {one.lab: one for one in versions if as_of is None or one.journal_number <= as_of}


def labs_now(registry: Labs, study: str) -> tuple[Lab, ...]:
    """Return the newest papers of each lab of a study, in order of their ids."""
    newest = newest_labs(registry.lab_versions(study))
    return tuple(_parsed(newest[name].text) for name in sorted(newest))


def missing_papers(registry: Labs, profile: Profile) -> tuple[Fault, ...]:
    """Return a fault for each lab that a profile names and the study has no papers of.

    Its results would be read as if nobody knew the lab.
    """
    if not labs_named_by(profile):
        return ()
    known = newest_labs(registry.lab_versions(profile.study))
    return labs_without_papers(profile, known, "add the papers of the lab to the study first")


def labs_without_papers(profile: Profile, known: Container[str], remedy: str) -> tuple[Fault, ...]:
    """Return a fault for each place of a profile that names a lab whose papers are not known.

    Args:
        profile: the profile.
        known: ids of the labs whose papers are known.
        remedy: what to do.
    """
    words = ((f"[labs] {as_key(word)}", lab) for word, lab in profile.labs.items())
    named = (("lab", profile.lab or ""), *words)
    return tuple(Fault(where, lab, remedy) for where, lab in named if lab and lab not in known)


def papers_number(registry: Labs, profile: Profile) -> int:
    """Return the journal number of the newest papers of a lab that a profile names; 0 if it names none."""
    return max((one.journal_number for one in _named(registry, profile, None).values()), default=0)


def beside_papers(registry: Labs, profile: Profile, number: int) -> Profile:
    """Return a profile beside the papers of its labs as of a journal number.

    Args:
        registry: where papers are kept.
        profile: the profile.
        number: the journal number; 0: without papers.
    """
    if not number:
        return profile
    papers = {name: _parsed(one.text) for name, one in _named(registry, profile, number).items()}
    return with_papers(profile, papers)


def _named(registry: Labs, profile: Profile, number: int | None) -> dict[str, LabVersion]:
    named = labs_named_by(profile)
    known = newest_labs(registry.lab_versions(profile.study), number) if named else {}
    return {name: known[name] for name in named & known.keys()}
