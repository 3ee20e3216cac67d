"""Record a delivery under its study and center; an unexpected one moves once its center is defined."""

from dataclasses import replace

from hepaflow.domain.study.addresses import address_of, expects, with_feed
from hepaflow.domain.study.files import UNKNOWN, Delivery, DeliveryStatus
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.intake.delivery_receipt import keep_moved, keep_unknown
from hepaflow.pipeline.services import Services


def recorded(told: Delivery, services: Services) -> tuple[Delivery, StudyDefinition | None]:
    """Record a delivery; return it as it is kept, with the newest definition of its study.

    It is kept under `unknown` where its key names no center that exists. Its center may be defined at any moment, and
    whoever defines it looks for what is recorded under `unknown`: so it is recorded there before the definition is
    read once more.
    """
    registry = services.registry
    definition = registry.definition(address_of(told.key)[0])
    addressed = _addressed(told, definition)
    kept, left = services.together(lambda: registry.record(addressed), lambda: _left(told, services))
    if kept.study == UNKNOWN and kept.status is not DeliveryStatus.REMOVED:
        keep_unknown(kept, services)
        registry.mark(replace(kept, status=DeliveryStatus.UNKNOWN))
        definition = registry.definition(address_of(told.key)[0])
        kept, left = registry.record(_addressed(told, definition)), _left(told, services)
    if (
        kept.study != UNKNOWN and left is not None
    ):  # settled: its center has it now; done again, it is the same
        keep_moved(left, services)
        registry.mark(replace(left, status=DeliveryStatus.MOVED))
    return kept, definition


def with_key(kept: Delivery, told: Delivery, services: Services) -> Delivery:
    """Return a recorded delivery with the key of its object; with its label if the object is gone.

    Args:
        kept: the delivery as it is recorded.
        told: the same, as a message names it: S3 names the key, whoever sends it again only its hash.
        services: the ports.
    """
    key = services.intake.find(told) if told.key_hash else told.key
    return replace(kept, key=key, key_hash="") if key else kept


def _addressed(told: Delivery, definition: StudyDefinition | None) -> Delivery:
    study, center = address_of(told.key)
    if not expects(definition, study, center):
        study = center = UNKNOWN
    return with_feed(replace(told, study=study, center=center), definition)


def _left(told: Delivery, services: Services) -> Delivery | None:
    """Return what stands under `unknown` of a delivery; None where nothing does."""
    return services.registry.find(replace(told, study=UNKNOWN, center=UNKNOWN))
