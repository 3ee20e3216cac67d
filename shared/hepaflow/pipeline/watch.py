"""What ingest could not do is told: the delivery is marked as failed and answered, and can be sent again."""

from dataclasses import replace

from hepaflow.domain.files import SETTLED, Delivery, DeliveryStatus
from hepaflow.pipeline.ingest import Services, addressed
from hepaflow.pipeline.receipts import keep_failure
from hepaflow.ports import Queue, Registry


def fail(delivery: Delivery, services: Services) -> Delivery:
    """Mark a delivery as failed and write its receipt; return it as it is now.

    One that has been taken up since, or that waits for its profile, is left alone. Doing it again does no harm.
    """
    registry = services.registry
    kept = registry.record(addressed(delivery, registry))
    if kept.status in SETTLED or _waits(kept, registry):
        return kept
    keep_failure(kept, services)
    registry.mark(replace(kept, status=DeliveryStatus.FAILED))  # unless it has been taken up meanwhile
    return registry.record(kept)


def send_failed(registry: Registry, queue: Queue, study: str, center: str) -> int:
    """Have the failed deliveries of a center taken up again; return how many there are."""
    failed = [known for known in registry.deliveries(study, center) if known.status is DeliveryStatus.FAILED]
    queue.send(failed)
    return len(failed)


def _waits(delivery: Delivery, registry: Registry) -> bool:
    return (
        delivery.status is DeliveryStatus.AWAITING_PROFILE
        and registry.profile(delivery.study, delivery.center) is None
    )
