"""Find the subjects who stand under several centers when the study gets one register (docs/adr/0043)."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.services import Services

_AT_ONCE: Final = 90  # DynamoDB reads 100 items at once
_LISTED: Final = 1_000  # as many as the difference of a register lists subjects
_OWN: Final = frozenset({"id", "center"})  # differ by nature, or not at all


@dataclass(frozen=True, slots=True)
class RegisterConflict:
    """A subject with entries of several centers' registers.

    Attributes:
        subject: the subject's id.
        centers: the centers.
        facts: names of what the entries say differently.
    """

    subject: str
    centers: tuple[str, ...]
    facts: tuple[str, ...]


def register_conflicts(services: Services, study: str, number: int) -> tuple[RegisterConflict, ...]:
    """Return the subjects who would stand under several centers in the study's register, in order of their ids.

    Args:
        services: the ports.
        study: the study's id.
        number: the journal number.
    """
    registry = services.registry
    definition = registry.definition(study)
    centers = definition.centers if definition else ()
    times = Counter(entry.subject.id for center in centers for entry in registry.register(study, center))
    several = sorted(subject for subject, found in times.items() if found > 1)
    conflicts = []
    for start in range(0, len(several), _AT_ONCE):
        some = several[start : start + _AT_ONCE]
        dossiers = registry.view(study, [], some).dossiers
        for subject in some:
            entries = [entry.subject for entry in dossiers[subject].as_of(number).in_study()]
            if len(entries) > 1:
                conflicts.append(_conflict(subject, entries))
    return tuple(conflicts)


def conflicts_to_json(conflicts: Collection[RegisterConflict]) -> dict[str, Any]:
    """Return the conflicts as they are given and kept: the first 1,000, and how many more there are."""
    listed = [
        {"subject": one.subject, "centers": [*one.centers], "facts": [*one.facts]}
        for one in [*conflicts][:_LISTED]
    ]
    return {"conflicts": listed, "further_conflicts": len(conflicts) - len(listed)}


def _conflict(subject: str, entries: Collection[Subject]) -> RegisterConflict:
    facts = sorted(
        name
        for name in Subject.model_fields.keys() - _OWN
        if len({getattr(entry, name) for entry in entries}) > 1
    )
    return RegisterConflict(subject, tuple(sorted(entry.center for entry in entries)), tuple(facts))
