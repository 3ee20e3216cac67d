"""Find deliveries that have waited in the intake for long; remove those that waited for too long."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hepaflow.domain.study.addresses import address_in
from hepaflow.domain.study.files import PROCESSED, UNKNOWN, Delivery, DeliveryStatus
from hepaflow.domain.study.journal import Draft, EventKind, Head
from hepaflow.pipeline.intake.announcements import announce_delivery
from hepaflow.pipeline.intake.claim import still_waits
from hepaflow.pipeline.intake.delivery_receipt import keep_deadline, keep_removed, keep_settled
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.services import Services
from hepaflow.ports import Change, Version

LONG = timedelta(days=7)  # the operator is told
TOO_LONG = timedelta(days=180)  # the file is removed
_ACTOR = "daily"
_TAKEN = PROCESSED - {DeliveryStatus.MOVED}  # one that moved is still read, under its center


@dataclass(frozen=True, slots=True)
class IntakeSweep:
    """What a look at the whole intake found.

    Attributes:
        waiting: number of deliveries that have waited for 7 days or more, by study and center; both are `unknown` where
            the key names none that exists.
        sent_again: deliveries that nobody has tried, or that need not wait any more; they are queued.
        removed: deliveries that were removed because they waited for 180 days.
    """

    waiting: Counter[tuple[str, str]]
    sent_again: int
    removed: int


def sweep_intake(services: Services) -> IntakeSweep:
    """Look at every version of every object in the intake; done again, also after an interruption, it is the same."""
    now = services.clock()
    waiting: Counter[tuple[str, str]] = Counter()
    sent_again = removed = 0
    for key, version in services.intake.everything():
        since = datetime.fromisoformat(version.received)
        if now - since < LONG:
            continue
        told = _delivery(key, version, services)
        kept = services.registry.find(told)
        if kept is not None and kept.status in _TAKEN:  # its worker was killed before it removed the object
            services.intake.remove(key, version.version_id)
        elif (
            kept is not None
            and now - since >= TOO_LONG
            and _remove(replace(kept, key=key, key_hash=""), services)
        ):
            removed += 1
        else:
            waiting[told.study, told.center] += 1
            if kept is not None and still_waits(replace(kept, key=key, key_hash=""), services):
                keep_deadline(kept, (since + TOO_LONG).date().isoformat(), services)
            else:
                services.queue.send([told])
                sent_again += 1
    return IntakeSweep(waiting, sent_again, removed)


def _delivery(key: str, version: Version, services: Services) -> Delivery:
    study, center = address_in(key, services.registry.definition)
    return Delivery(study, center, key, version.version_id, version.received)


def _remove(delivery: Delivery, services: Services) -> bool:
    """Remove a delivery that has waited too long; return False if it need not wait any more.

    The journal and the delivery change in one transaction. A profile is an event of the same journal: either it is seen
    here, or who adds it sees the removal. The object is removed last, so an interruption leaves it for the next day.

    Args:
        delivery: the delivery, with the key of its object.
        services: the ports.
    """
    study = delivery.study

    def draw_up(_head: Head) -> tuple[Draft, Change] | None:
        kept = services.registry.record(delivery)
        if not still_waits(replace(kept, key=delivery.key, key_hash=delivery.key_hash), services):
            return None
        details = {"center": kept.center, "version_id": kept.version_id, "received": kept.received}
        return Draft(EventKind.DELIVERY_REMOVED, _ACTOR, "", details), Change(removed=kept)

    append(services.registry, study, services.clock, draw_up)
    kept = services.registry.record(delivery)
    if kept.status is not DeliveryStatus.REMOVED:
        return False
    keep_removed(kept, services)
    kept = services.registry.record(delivery)
    if kept.status in PROCESSED:  # a worker that had begun before has finished meanwhile
        keep_settled(kept, services)
        return True
    if study == UNKNOWN and address_in(delivery.key, services.registry.definition)[0] != UNKNOWN:
        # its center was defined meanwhile, maybe too late for whoever did so to find it
        services.queue.send([replace(delivery, status=DeliveryStatus.RECEIVED)])
        return False
    announce_delivery(kept, services.announcements)
    services.intake.remove(delivery.key, delivery.version_id)
    return True
