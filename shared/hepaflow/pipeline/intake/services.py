"""What taking up a delivery needs from outside."""

from dataclasses import dataclass, field

from hepaflow.domain.vocabulary import Catalog
from hepaflow.pipeline.chronicle import Clock
from hepaflow.pipeline.intake.announcing import Silence
from hepaflow.ports import Announcements, Files, Intake, Registry, Results


@dataclass(frozen=True, slots=True)
class Services:
    """What an ingest needs from outside."""

    intake: Intake
    source: Files
    receipts: Files
    results: Results
    registry: Registry
    catalog: Catalog
    clock: Clock
    announcements: Announcements = field(default_factory=Silence)
