"""Papers of labs kept in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hepaflow.domain.study.journal import Event
from hepaflow.ports import LabVersion


@dataclass
class MemoryLabs:
    """The part of the registry that has papers of labs, by study, lab and version."""

    labs: dict[tuple[str, str, int], LabVersion] = field(default_factory=dict)

    def lab_versions(self, study: str) -> Iterator[LabVersion]:
        return (self.labs[place] for place in sorted(self.labs) if place[0] == study)

    def add_lab(self, study: str, event: Event, lab: tuple[str, int, str] | None) -> None:
        if lab is not None:
            name, version, text = lab
            self.labs[study, name, version] = LabVersion(name, version, event.journal_number, text)

    def is_new_lab(self, study: str, lab: tuple[str, int, str] | None) -> bool:
        return lab is None or (study, *lab[:2]) not in self.labs
