"""A small study kept in memory, for tests of what happens to its files."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from tests.support.profiles import ENGLISH, profile_toml
from tests.support.studies import study_definition

from hepaflow.catalog.loader import load
from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import Delivery, FileState
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.ingest import Summary, ingest
from hepaflow.pipeline.register.closing import RequestedClosing, turn_register
from hepaflow.pipeline.services import Services, Together, one_by_one
from hepaflow.ports import Version
from local.memory import (
    MemoryAnnouncements,
    MemoryFiles,
    MemoryIntake,
    MemoryQueue,
    MemoryRegistry,
    MemoryResults,
    MemorySource,
    memory_services,
    tell_effects,
)

STUDY, CENTER, OTHER_CENTER = "STUDY", "C-01", "C-02"
FIRST, SECOND, THIRD = (f"2025-09-0{day}T00:00:00.000Z" for day in (1, 2, 3))
HEADER = "Subject,Collected,Test,Result,Units,Status"
GOOD = b"""Subject,Collected,Test,Result,Units,Status
S-001,2024-03-22 08:30,ALT,45,U/L,final
S-001,2024-03-22 08:30,BILI,1,mg/dL,final
S-002,2024-03-22 08:40,ALT,50,U/L,final
S-002,2024-03-22 08:40,ALT,fifty,U/L,final
"""
REFUSED = b"Subject,Collected\nS-001,2024-03-22\n"
PERSONAL = GOOD.replace(b"Status", b"Status,Patient name", 1).replace(b"final\n", b"final,Jane Roe\n")


def profile(version: int = 1, center: str = CENTER, file: str = "", more: str = "") -> str:
    """Return a profile's text; `file` are further lines of `[file]`, `more` comes at the end."""
    columns = ENGLISH | {"status": "Status"}
    return profile_toml(
        STUDY, center, columns, version=version, time_zone="America/Chicago", file=file, more=more
    )


def definition(version: int = 1, **more: Any) -> StudyDefinition:
    return study_definition(STUDY, CENTER, OTHER_CENTER, version=version, **more)


def fixed_clock() -> datetime:
    return datetime(2025, 9, 5, tzinfo=UTC)


@dataclass
class World:
    """The memory ports of one study, and the services that stand on them."""

    intake: MemoryIntake = field(default_factory=MemoryIntake)
    source: MemorySource = field(default_factory=MemorySource)
    receipts: MemoryFiles = field(default_factory=MemoryFiles)
    results: MemoryResults = field(default_factory=MemoryResults)
    registry: MemoryRegistry = field(default_factory=MemoryRegistry)
    queue: MemoryQueue = field(default_factory=MemoryQueue)
    announcements: MemoryAnnouncements = field(default_factory=MemoryAnnouncements)
    seen_as: Callable[[Any, str], Any] = field(default=lambda port, _name: port)
    together: Together = one_by_one

    @property
    def services(self) -> Services:
        names = ("intake", "source", "receipts", "results", "registry", "queue", "announcements")
        seen = {name: self.seen_as(getattr(self, name), name) for name in names}
        return memory_services(load(), fixed_clock, together=self.together, **seen)

    @property
    def desk(self) -> Services:
        """The same ports, seen by nobody."""
        return replace(self, seen_as=lambda port, _name: port).services

    def define(self, **more: Any) -> None:
        define_study(self.registry, self.queue, fixed_clock, "ann", definition(**more), "start")

    def add_profile(self, text: str) -> None:
        add_profile(self.registry, self.queue, load(), fixed_clock, "ann", text, "onboarding")

    def close_register(self, *, closed: bool = True) -> None:
        """Close the register, or open it again, whatever that alters."""
        wish = RequestedClosing(STUDY, closed, "ann", "complete")
        turn_register(replace(wish, confirm=turn_register(wish, self.desk).confirm), self.desk)

    def arrive(
        self,
        data: bytes,
        received: str = FIRST,
        *,
        name: str = "march.csv",
        center: str = CENTER,
        study: str = STUDY,
    ) -> Delivery:
        """Put an object into the intake; return what its event tells."""
        key = f"{study}/{center}/{name}"
        version = f"v-{name}-{received}"
        self.intake.put(key, Version(version, received), data)
        return Delivery(study, center, key, version, received)

    def send(self, data: bytes, received: str = FIRST, **place: str) -> Summary:
        """Have a file arrive and be taken up, and its effect be told."""
        summary = ingest(self.arrive(data, received, **place), self.services)
        self.tell_effects()
        return summary

    def tell_effects(self) -> None:
        tell_effects(self.services, self.queue)

    def state(self, data: bytes, center: str = CENTER) -> FileState:
        name = file_id(STUDY, center, data)
        known = self.registry.view(STUDY, [name]).state(name)
        assert known is not None
        return known

    def delivery(self, delivery: Delivery) -> Delivery:
        """Return a delivery as it is kept."""
        return self.registry.record(replace(delivery))

    def left_in_intake(self) -> list[str]:
        return [key for key, versions in self.intake.objects.items() if versions]

    def snapshot(self) -> dict[str, Any]:
        """Return everything that is kept, as it stands."""
        return {
            "results": {place: dict(panels) for place, panels in self.results.stored.items()},
            "source": dict(self.source.kept),
            "receipts": dict(self.receipts.kept),
            "intake": self.left_in_intake(),
            "deliveries": dict(self.registry.recorded),
            "claims": {name: dict(claims) for name, claims in self.registry.claims.items()},
            "states": {study: dict(states) for study, states in self.registry.file_states.items()},
            "journals": {study: list(events) for study, events in self.registry.journals.items()},
            "subjects": {place: set(noted) for place, noted in self.registry.noted.items()},
            "specimens": {place: set(seen) for place, seen in self.registry.seen.items()},
            "dossiers": dict(self.registry.dossiers),
            "queries": dict(self.registry.kept_queries),
            "effect-inputs": dict(self.registry.effect_inputs),
            "sent": list(self.queue.sent),
            "effects": set(self.queue.effects),  # called for twice is once
            "announced": set(map(str, self.announcements.announced)),  # the same news twice is once
        }


def started(file: str = "", more: str = "", world: World | None = None, **study: Any) -> World:
    """Return a study with one center ready to send, in memory or in the stores of a given world."""
    world = world or World()
    world.define(**study)
    world.add_profile(profile(file=file, more=more))
    return world
