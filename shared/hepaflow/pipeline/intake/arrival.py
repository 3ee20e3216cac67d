"""Under which study and center a delivery is recorded; one that nobody expected moves once its center is defined."""

from dataclasses import replace

from hepaflow.domain.files import UNKNOWN, Delivery, DeliveryStatus
from hepaflow.domain.register import RESERVED_CENTER
from hepaflow.domain.study import StudyDefinition
from hepaflow.pipeline.intake.delivery_receipts import keep_moved, keep_unknown
from hepaflow.pipeline.services import Services
from hepaflow.ports import Deliveries


def recorded(told: Delivery, services: Services) -> tuple[Delivery, StudyDefinition | None]:
    """Record a delivery; return it as it is kept, with the newest definition of its study.

    It is kept under `unknown` where its key names no center that exists. Its center may be defined at any moment, and
    whoever defines it looks for what is recorded under `unknown`: so it is recorded there before the definition is
    read once more.
    """
    registry = services.registry
    definition = registry.definition(place_of(told.key)[0])
    kept = registry.record(_addressed(told, definition))
    if kept.study == UNKNOWN:
        keep_unknown(kept, services)
        registry.mark(replace(kept, status=DeliveryStatus.UNKNOWN))
        definition = registry.definition(place_of(told.key)[0])
        kept = registry.record(_addressed(told, definition))
    if kept.study != UNKNOWN:
        _leave_unknown(kept, services)
    return kept, definition


def unexpected(registry: Deliveries, definition: StudyDefinition) -> list[Delivery]:
    """Return the deliveries under `unknown` that lie in a folder of a study's centers."""
    return [
        left
        for left in registry.deliveries(UNKNOWN, UNKNOWN)
        if left.status is not DeliveryStatus.MOVED and _expects(definition, *place_of(left.key))
    ]


def place_of(key: str) -> tuple[str, str]:
    """Return study and center that an object's key names; `unknown` where it lies in no center's folder.

    Examples:
        >>> place_of("NCT03945487/CN-01/march.csv"), place_of("march.csv")
        (('NCT03945487', 'CN-01'), ('unknown', 'unknown'))
    """
    study, center, name = (*key.split("/", 2), "", "")[:3]
    return (study, center) if name else (UNKNOWN, UNKNOWN)


def _addressed(told: Delivery, definition: StudyDefinition | None) -> Delivery:
    study, center = place_of(told.key)
    if not _expects(definition, study, center):
        study = center = UNKNOWN
    return replace(told, study=study, center=center)


def _expects(definition: StudyDefinition | None, study: str, center: str) -> bool:
    if definition is None or definition.study != study:
        return False
    return center == RESERVED_CENTER or center in definition.centers


def _leave_unknown(kept: Delivery, services: Services) -> None:
    """Settle what stands under `unknown` of a delivery that has its center now; done again, it is the same."""
    left = services.registry.find(replace(kept, study=UNKNOWN, center=UNKNOWN))
    if left is not None:
        keep_moved(left, services)
        services.registry.mark(replace(left, status=DeliveryStatus.MOVED))
