"""The ports kept in memory: tests of use cases run on them, and contract tests hold the real ones to them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from hepaflow.domain.identity import FILE_ID_IN_KEYS, Run
from hepaflow.domain.model import Panel
from hepaflow.domain.profile import Profile
from hepaflow.ports import StoredPanel

Key = tuple[str, str, str, int, str, int]


@dataclass(slots=True)
class MemoryResults:
    """Panels of each study and subject, by what tells panels of one subject apart."""

    stored: dict[tuple[str, str], dict[Key, StoredPanel]] = field(default_factory=dict)

    def write(self, run: Run, panels: Iterable[Panel]) -> None:
        short = replace(run, file_id=run.file_id[:FILE_ID_IN_KEYS])
        for panel in panels:
            wall = panel.collected_at.wall
            key = (wall, run.center, short.file_id, run.number, panel.specimen, panel.lines[0])
            self.stored.setdefault((run.study, panel.subject), {})[key] = StoredPanel(short, panel)

    def subject_panels(self, study: str, subject: str) -> Iterator[StoredPanel]:
        panels = self.stored.get((study, subject), {})
        return (panels[key] for key in sorted(panels))


@dataclass(slots=True)
class MemoryObjects:
    """Objects by key, each with its versions, oldest first, named by their place."""

    versions: dict[str, list[bytes]] = field(default_factory=dict)

    def read(self, key: str, version_id: str | None = None) -> bytes:
        return self.versions[key][int(version_id or -1)]


@dataclass(slots=True)
class MemoryProfiles:
    """Profiles by study and center."""

    profiles: dict[tuple[str, str], Profile] = field(default_factory=dict)

    def current(self, study: str, center: str) -> Profile | None:
        return self.profiles.get((study, center))
