"""Mark deliveries that failed and write their receipt; send them again on request."""

from dataclasses import replace

from hepaflow.domain.study.files import SETTLED, UNKNOWN, Delivery, DeliveryStatus
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.intake.announcements import announce_delivery
from hepaflow.pipeline.intake.delivery_receipt import keep_failure, keep_settled
from hepaflow.pipeline.intake.routing import recorded
from hepaflow.pipeline.profiles.patterns import PatternRefused, check_patterns
from hepaflow.pipeline.services import Services
from hepaflow.ports import Definitions, Deliveries, Queue


def fail(told: Delivery, services: Services) -> Delivery:
    """Mark a delivery as failed and write its receipt; return it as it is now.

    One that has been taken up since is left alone, and so is one that waits, be it for its profile or for its study
    and center. Doing it again does no harm.
    """
    kept, _ = recorded(told, services)
    if kept.status not in SETTLED and kept.study != UNKNOWN and not _waits(kept, services.registry):
        keep_failure(kept, services)
        services.registry.mark(
            replace(kept, status=DeliveryStatus.FAILED)
        )  # unless it has been taken up meanwhile
        kept = services.registry.record(kept)
    if kept.status in SETTLED:
        keep_settled(kept, services)
    if kept.status is DeliveryStatus.FAILED:
        announce_delivery(kept, services.announcements)
    return kept


def send_failed(registry: Deliveries, queue: Queue, study: str, center: str) -> int:
    """Queue the failed deliveries of a center again; return how many there are.

    Args:
        registry: lists the deliveries.
        queue: the ingest queue.
        study: the study's id.
        center: the center's id.
    """
    failed = [known for known in registry.deliveries(study, center) if known.status is DeliveryStatus.FAILED]
    queue.send(failed)
    return len(failed)


def _waits(delivery: Delivery, registry: Definitions) -> bool:
    if delivery.status is not DeliveryStatus.AWAITING_PROFILE:
        return False
    profile = registry.profile(delivery.study, delivery.center)
    try:
        check_patterns(registry.definition(delivery.study), profile)
    except PatternRefused:
        return True
    return profile is None and delivery.center != RESERVED_CENTER
