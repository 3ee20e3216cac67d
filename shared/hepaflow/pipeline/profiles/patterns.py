"""Refuse profiles and definitions whose pattern of subject ids can take too long; find stored ones."""

from hepaflow.domain.profile.fields import Fault, as_key
from hepaflow.domain.profile.patterns import unbounded_part
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.study import StudyDefinition


class PatternRefused(Exception):
    """A stored pattern of subject ids can take too long; it was added before patterns were checked."""


def pattern_faults(profile: Profile) -> list[Fault]:
    """Return a fault for each pattern of a profile that can take too long."""
    served = ((f"[centers] {as_key(word)}", one.pattern) for word, one in profile.centers.items())
    patterns = (("[subject] pattern", profile.subject.pattern), *served)
    return [fault for where, pattern in patterns for fault in _faults(where, pattern)]


def definition_faults(definition: StudyDefinition) -> list[Fault]:
    """Return a fault if the pattern of a study's definition can take too long."""
    return _faults("subject_pattern", definition.subject_pattern)


def check_patterns(definition: StudyDefinition | None, profile: Profile | None = None) -> None:
    """Check the pattern that ids of a stored profile are compared with: its own, else that of the definition.

    Args:
        definition: the study's definition.
        profile: the center's profile; None where only the definition counts.

    Raises:
        PatternRefused: it can take too long.
    """
    own = profile is not None and profile.subject.pattern is not None
    if (profile and pattern_faults(profile)) or (definition and not own and definition_faults(definition)):
        raise PatternRefused


def _faults(where: str, pattern: str | None) -> list[Fault]:
    part = unbounded_part(pattern) if pattern else ""
    return [Fault(where, pattern or "", part)] if part else []
