"""The ports kept in memory: tests of use cases run on them, and contract tests hold the real ones to them."""

from local.memory.messages import MemoryAnnouncements, MemoryQueue, MemoryUploads
from local.memory.registry import MemoryRegistry
from local.memory.services import memory_services, tell_effects
from local.memory.stores import MemoryFiles, MemoryIntake, MemoryResults, MemorySource

__all__ = [
    "MemoryAnnouncements",
    "MemoryFiles",
    "MemoryIntake",
    "MemoryQueue",
    "MemoryRegistry",
    "MemoryResults",
    "MemorySource",
    "MemoryUploads",
    "memory_services",
    "tell_effects",
]
