"""A delivery is taken up: steps 0 to 9 of a file's way, each of them harmless when done again (docs/architecture.md)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hepaflow.domain.files import SETTLED, UNKNOWN, Claim, Delivery, DeliveryStatus, FileState
from hepaflow.domain.identity import RunId, file_id
from hepaflow.domain.register import RESERVED_CENTER
from hepaflow.pipeline.intake.announcing import announce_delivery, announce_run
from hepaflow.pipeline.intake.archives import files_inside
from hepaflow.pipeline.intake.arrival import recorded
from hepaflow.pipeline.intake.claiming import claimed, profile_for
from hepaflow.pipeline.intake.commit import commit, received_earlier
from hepaflow.pipeline.intake.delivery_receipts import keep_acknowledgement, keep_settled
from hepaflow.pipeline.intake.services import Services
from hepaflow.pipeline.intake.standing import standing
from hepaflow.pipeline.reading.outcome import Counts, Outcome
from hepaflow.pipeline.register.intake import take_up_register
from hepaflow.pipeline.runs.effects import keep_effect
from hepaflow.pipeline.runs.running import read_as_claimed, run
from hepaflow.pipeline.runs.source import keep_source
from hepaflow.ports import Gone


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a delivery; `counts` are those of its file."""

    status: DeliveryStatus
    file_id: str = ""
    counts: Counts = field(default_factory=Counts)


def ingest(delivery: Delivery, services: Services) -> Summary:
    """Take up one delivery. A retry, a rival and the same bytes under another name end in the same state.

    Raises:
        Unbalanced: the counts do not account for every row.
        Gone: the object was removed before anybody took it up.
    """
    kept = recorded(delivery, services)
    if kept.study == UNKNOWN:
        return Summary(DeliveryStatus.UNKNOWN)  # its object stays in the intake
    if kept.status in SETTLED:
        return _done(kept, services)
    try:
        data = services.intake.read(kept.key, kept.version_id)
    except Gone:  # a rival has taken it up since: it marks a delivery before it removes the object
        return _taken_up_since(services.registry.record(kept), services)
    named = replace(kept, file_id=file_id(kept.study, kept.center, data))
    if named.center == RESERVED_CENTER:
        return _done(take_up_register(named, data, services), services)
    inside = files_inside(named, data)
    return _take_up_all(named, inside, services) if inside else _take_up(named, data, services)


def _take_up_all(archive: Delivery, inside: Sequence[tuple[Delivery, bytes]], services: Services) -> Summary:
    """Take up every file inside an archive as a delivery of its own; done again, it is the same."""
    if profile_for(archive, services) is None:
        return _waits(archive, services)
    for delivery, data in inside:
        kept = services.registry.record(delivery)
        if kept.status in SETTLED:
            _done(kept, services)
        else:
            _take_up(replace(kept, file_id=file_id(kept.study, kept.center, data)), data, services)
    unpacked = replace(archive, status=DeliveryStatus.UNPACKED)
    services.registry.mark(unpacked)
    return _done(unpacked, services)


def _take_up(named: Delivery, data: bytes, services: Services) -> Summary:
    state = services.registry.view(named.study, [named.file_id]).state(named.file_id)
    claim = claimed(named, data, services, state)
    if claim is None:
        return _waits(named, services)
    outcome = None
    if state is None or claim.n > state.run:
        outcome = run(named, data, claim, services)
        state = commit(named, claim, outcome, services, state)
    return _close(named, data, claim, outcome, state, services)


def _close(
    delivery: Delivery,
    data: bytes,
    claim: Claim,
    outcome: Outcome | None,
    state: FileState,
    services: Services,
) -> Summary:
    """Keep the source copy, tell what became of the file or of the delivery, and only then empty the intake."""
    keep_source(delivery, data, state, claim, services)
    if claim.version_id == delivery.version_id:
        status = DeliveryStatus.TAKEN_UP
        # whoever committed may have died before the effect was told: then the file is read once more
        outcome = outcome or read_as_claimed(delivery, data, claim, services)
        address = RunId(delivery.study, delivery.center, delivery.file_id, claim.n)
        keep_effect(address, data, claim, outcome, state, services)
        announce_run(delivery.study, delivery.version_id, state, services.announcements)
    else:
        status = DeliveryStatus.DUPLICATE
        state = received_earlier(delivery, state, services)
        keep_acknowledgement(delivery, state, standing(delivery, data, claim, state, services), services)
    closed = replace(delivery, status=status)
    services.registry.mark(closed)
    return _done(closed, services)


def _taken_up_since(delivery: Delivery, services: Services) -> Summary:
    """Return what a rival made of a delivery whose object is gone.

    Raises:
        Gone: nobody took it up. It is lost, so somebody has to be told.
    """
    if delivery.status not in SETTLED:
        raise Gone
    return _summary(delivery, services)


def _waits(delivery: Delivery, services: Services) -> Summary:
    """Tell that a delivery waits, unless a rival has found a profile meanwhile; its object stays in the intake."""
    kept = services.registry.record(delivery)
    if kept.status in SETTLED:
        return _done(kept, services)
    announce_delivery(kept, services.announcements)
    return _summary(kept, services)


def _done(delivery: Delivery, services: Services) -> Summary:
    """Let the last answer stand over every earlier one, and empty the intake."""
    keep_settled(delivery, services)
    if not delivery.parent:  # what came in an archive has no object of its own
        services.intake.remove(delivery.key, delivery.version_id)
    return _summary(delivery, services)


def _summary(delivery: Delivery, services: Services) -> Summary:
    if not delivery.file_id:
        return Summary(delivery.status)
    state = services.registry.view(delivery.study, [delivery.file_id]).state(delivery.file_id)
    return Summary(delivery.status, delivery.file_id, Counts(*state.counts) if state else Counts())
