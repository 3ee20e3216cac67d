"""Take files the whole way through hepaflow, as the function does, and measure what each takes."""

import gc
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from stub.running import Stub, delivered, services_at
from tests.support.studies import study_definition

from hepaflow.domain.study.files import Delivery
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.services import Services
from local.memory import tell_effects

STUDY, CENTER = "BENCH", "B-01"


@dataclass(frozen=True, slots=True)
class Taken:
    """What some work took.

    Attributes:
        cpu: seconds of this process; the stub has one of its own.
        wall: seconds by the clock, those of the stub among them.
        results: how many results were stored.
        requests: by operation.
        units: write and read units.
    """

    cpu: float
    wall: float
    results: int
    requests: Counter[str]
    units: Counter[str]

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            self.cpu + other.cpu,
            self.wall + other.wall,
            self.results + other.results,
            self.requests + other.requests,
            self.units + other.units,
        )


def measured(stub: Stub, work: Callable[[], int]) -> Taken:
    """Return what some work takes; it returns how many results it stored."""
    gc.collect()
    stub.reset()
    cpu, wall = time.process_time(), time.perf_counter()
    results = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    counted = stub.stats()
    units = Counter[str]()
    for name, count in counted["units"].items():
        units[name.rpartition(" ")[2]] += count
    return Taken(cpu, wall, results, Counter(counted["requests"]), units)


@dataclass(frozen=True, slots=True)
class Whole:
    """What a file took from its delivery to its effect."""

    ingest: Taken
    effect: Taken

    @property
    def taken(self) -> Taken:
        return self.ingest + self.effect


def begun(stub: Stub, profile: str) -> Services:
    """Return services of a new study in an empty stub."""
    stub.wipe()
    services = services_at(stub)
    define_study(
        services.registry, services.queue, services.clock, "dm", study_definition(STUDY, CENTER), "start"
    )
    add_profile(services.registry, services.queue, services.catalog, services.clock, "dm", profile, "start")
    return services


def sent(stub: Stub, services: Services, name: str, data: bytes) -> Whole:
    """Deliver a file, have it ingested, and have its effect worked off."""
    delivery = delivered(stub, STUDY, CENTER, name, data)
    return Whole(
        measured(stub, lambda: ingested(delivery, services)),
        measured(stub, lambda: tell_effects(services, services.queue) or 0),
    )


def ingested(delivery: Delivery, services: Services) -> int:
    """Ingest a delivery; return how many results it has.

    Raises:
        AssertionError: most of it was not accepted, so that nothing was measured.
    """
    counts = ingest(delivery, services).counts
    assert counts.accepted > 0.95 * counts.rows, counts
    return counts.accepted + counts.held
