"""Bundle the ports kept in memory."""

from typing import Any

from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.pipeline.intake.effects import tell_effect
from hepaflow.pipeline.services import Clock, Services
from local.memory.messages import MemoryAnnouncements, MemoryQueue, MemoryUploads
from local.memory.registry import MemoryRegistry
from local.memory.stores import MemoryFiles, MemoryIntake, MemoryResults, MemorySource


def tell_effects(services: Services, queue: MemoryQueue) -> None:
    """Work off what the queue holds of effects, as the effect queue's function does."""
    while queue.effects:
        tell_effect(queue.effects[0], services)
        del queue.effects[0]


def memory_services(catalog: Catalog, clock: Clock, **ports: Any) -> Services:
    """Return ports kept in memory; `ports` names those that are given."""
    made: dict[str, Any] = {
        "intake": MemoryIntake(),
        "source": MemorySource(),
        "receipts": MemoryFiles(),
        "results": MemoryResults(),
        "registry": MemoryRegistry(),
        "queue": MemoryQueue(),
        "uploads": MemoryUploads(),
        "announcements": MemoryAnnouncements(),
    }
    return Services(catalog=catalog, clock=clock, **{**made, **ports})
