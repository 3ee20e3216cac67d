"""Panels, objects and files kept in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import IO

from hepaflow.domain.identity import FILE_ID_IN_KEYS, RunId, sha256
from hepaflow.domain.model import Panel
from hepaflow.domain.study.files import Delivery
from hepaflow.ports import Gone, StoredFile, StoredPanel, TooLarge, Version

Key = tuple[str, str, str, int, str, int]


@dataclass(slots=True)
class MemoryResults:
    """Panels of each study and subject, by what tells panels of one subject apart."""

    stored: dict[tuple[str, str], dict[Key, StoredPanel]] = field(default_factory=dict)

    def write(self, run: RunId, panels: Iterable[Panel]) -> None:
        short = replace(run, file_id=run.file_id[:FILE_ID_IN_KEYS])
        for panel in panels:
            wall = panel.collected_at.wall
            key = (wall, run.center, short.file_id, run.run_number, panel.specimen, panel.lines[0])
            self.stored.setdefault((run.study, panel.subject), {})[key] = StoredPanel(short, panel)

    def write_cumulative(self, run: RunId, panels: Iterable[Panel], base: bytes) -> bytes:  # noqa: ARG002 holds all
        self.write(run, panels)
        return b""

    def subject_panels(self, study: str, subject: str) -> Iterator[StoredPanel]:
        panels = self.stored.get((study, subject), {})
        return (panels[key] for key in sorted(panels))


@dataclass(slots=True)
class MemoryIntake:
    """Objects by key, each with its versions, oldest first."""

    objects: dict[str, dict[str, tuple[str, bytes]]] = field(default_factory=dict)

    def put(self, key: str, version: Version, data: bytes) -> None:
        self.objects.setdefault(key, {})[version.version_id] = (version.received, data)

    def versions(self, key: str) -> list[Version]:
        return [Version(name, received) for name, (received, _) in self.objects.get(key, {}).items()]

    def everything(self) -> Iterator[tuple[str, Version]]:
        return iter([(key, version) for key in sorted(self.objects) for version in self.versions(key)])

    def find(self, delivery: Delivery) -> str:
        matching = (
            key
            for key, versions in self.objects.items()
            if delivery.version_id in versions and sha256(key.encode()) == delivery.key_hash
        )
        return next(matching, "")

    def read(self, key: str, version_id: str, most: int) -> bytes:
        try:
            _, data = self.objects[key][version_id]
        except KeyError:
            raise Gone from None
        if len(data) > most:
            raise TooLarge
        return data

    def remove(self, key: str, version_id: str) -> None:
        self.objects.get(key, {}).pop(version_id, None)


@dataclass(slots=True)
class MemoryFiles:
    """Files by key, with their content type."""

    kept: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def put(self, *files: StoredFile) -> None:
        for file in files:
            self.kept[file.key] = (file.data, file.content_type)

    def get(self, key: str) -> bytes | None:
        return self.kept[key][0] if key in self.kept else None


@dataclass(slots=True)
class MemorySource:
    """Files by key, with their content type and all their versions, oldest first.

    Attributes:
        kept: the newest version of each file.
        stored: all versions.
        names: the ids of all versions that were ever stored.
        locks: until when versions are locked, by their id.
    """

    kept: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    stored: dict[str, dict[str, tuple[bytes, str]]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    locks: dict[str, datetime] = field(default_factory=dict)

    def put(self, *files: StoredFile) -> None:
        for file in files:
            self.names.append(f"v{len(self.names)}")
            self.kept[file.key] = file.data, file.content_type
            self.stored.setdefault(file.key, {})[self.names[-1]] = self.kept[file.key]

    def put_from(self, key: str, content: IO[bytes], content_type: str) -> None:
        self.put(StoredFile(key, content.read(), content_type))

    def holds(self, key: str, data: bytes) -> bool | None:
        return self.kept[key][0] == data if key in self.kept else None

    def get(self, key: str) -> bytes | None:
        return self.kept[key][0] if key in self.kept else None

    def everything(self, prefix: str, after: str = "") -> Iterator[str]:
        return iter([key for key in sorted(self.stored) if key.startswith(prefix) and key > after])

    def versions(self, key: str) -> list[str]:
        return list(self.stored.get(key, {}))[::-1]

    def locked_until(self, _key: str, version_id: str) -> datetime | None:
        return self.locks.get(version_id)

    def remove(self, key: str, version_id: str) -> None:
        versions = self.stored.get(key, {})
        versions.pop(version_id, None)
        self.kept.pop(key, None)
        if versions:
            self.kept[key] = list(versions.values())[-1]
        else:
            self.stored.pop(key, None)
