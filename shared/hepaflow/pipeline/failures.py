"""Mark deliveries that failed and write their receipt; send them again on request."""

from dataclasses import replace

from hepaflow.domain.identity import RunId
from hepaflow.domain.study.files import SETTLED, UNKNOWN, Delivery, DeliveryStatus, FileState
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.intake.announcements import announce_delivery, announce_run
from hepaflow.pipeline.intake.delivery_receipt import keep_failure, keep_settled
from hepaflow.pipeline.intake.effects import tell_of_run
from hepaflow.pipeline.intake.routing import recorded
from hepaflow.pipeline.profiles.patterns import PatternRefused, check_patterns
from hepaflow.pipeline.services import Services
from hepaflow.ports import Definitions, Deliveries, Queue


def fail(told: Delivery, services: Services) -> Delivery:
    """Mark a delivery as failed and write its receipt; return it as it is now.

    One that has been taken up since is left alone, and so is one that waits, be it for its profile or for its study
    and center. One whose file was committed is taken up, whatever failed after that. Doing it again does no harm.
    """
    kept, _ = recorded(told, services)
    if kept.status not in SETTLED and kept.study != UNKNOWN:
        kept = _committed(kept, services) or _failed(kept, services)
    if kept.status in SETTLED:
        keep_settled(kept, services)
        if not kept.parent:  # what came in an archive has no object of its own
            services.intake.remove(kept.key, kept.version_id)
    if kept.status is DeliveryStatus.FAILED:
        announce_delivery(kept, services.announcements)
    return kept


def _committed(kept: Delivery, services: Services) -> Delivery | None:
    """Settle a delivery of which a run was committed, and have told what became of it; None where none was."""
    state = _state(kept, services)
    claims = (
        services.registry.claim_of(kept.study, kept.file_id, n)
        for n in range(1, state.run_number + 1 if state else 1)
    )
    claim = next((claim for claim in claims if claim and claim.version_id == kept.version_id), None)
    if state is None or claim is None:
        return None
    definition = services.registry.definition(kept.study)
    if kept.center == RESERVED_CENTER:
        announce_run(kept.study, kept.version_id, state, definition, services.announcements)
    else:
        run = RunId(kept.study, kept.center, kept.file_id, claim.run_number)
        tell_of_run(run, kept.version_id, state, definition, services)
    taken_up = replace(kept, status=DeliveryStatus.TAKEN_UP)
    services.registry.mark(taken_up)
    return taken_up


def _state(kept: Delivery, services: Services) -> FileState | None:
    if not kept.file_id:
        return None
    return services.registry.view(kept.study, [kept.file_id]).state(kept.file_id)


def _failed(kept: Delivery, services: Services) -> Delivery:
    """Mark a delivery as failed, unless it waits or has been taken up meanwhile; return it as it is now."""
    if _waits(kept, services.registry):
        return kept
    keep_failure(kept, services)
    services.registry.mark(replace(kept, status=DeliveryStatus.FAILED))
    return services.registry.record(kept)


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
    profile = registry.profile(delivery.study, delivery.center, feed=delivery.feed)
    try:
        check_patterns(registry.definition(delivery.study), profile)
    except PatternRefused:
        return True
    return profile is None and delivery.center != RESERVED_CENTER
