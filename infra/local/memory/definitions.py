"""Versions of study definitions kept in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hepaflow.domain.study.study import StudyDefinition


@dataclass
class MemoryDefinitions:
    """The part of the registry that has study definitions, by study and version, each with the number of its event."""

    definitions: dict[str, dict[int, str]] = field(default_factory=dict)
    defined_at: dict[str, dict[int, int]] = field(default_factory=dict)

    def definition(self, study: str, version: int | None = None) -> StudyDefinition | None:
        versions = self.definitions.get(study, {})
        wanted = version or max(versions, default=0)
        return StudyDefinition.model_validate_json(versions[wanted]) if wanted in versions else None

    def definition_at(self, study: str, journal_number: int) -> StudyDefinition | None:
        """Return the definition that was in force at a journal number; None if there was none."""
        since = self.defined_at.get(study, {})
        in_force = [version for version, number in since.items() if number <= journal_number]
        return self.definition(study, max(in_force)) if in_force else None

    def studies(self) -> Iterator[str]:
        return iter(sorted(self.defined_at))

    def add_definition(self, study: str, number: int, definition: tuple[int, str]) -> None:
        version, text = definition
        self.definitions.setdefault(study, {})[version] = text
        self.defined_at.setdefault(study, {})[version] = number
