"""Apply a cancelled order to the results of the order."""

from dataclasses import replace

from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.fold.sameness import is_same_specimen, is_same_time
from hepaflow.domain.fold.targets.reports import Groups
from hepaflow.domain.values.statements import WHOLE_ORDER


def spread_orders(groups: Groups) -> None:
    """Give a cancelled order to each measurement that has results of it."""
    orders = [sent for place, found in groups.items() if place.analyte == WHOLE_ORDER for sent in found]
    for place, found in groups.items() if orders else ():
        if place.analyte != WHOLE_ORDER:
            found += [_about(place.analyte, order) for order in orders if _is_of(order, place, found)]


def _about(analyte: str, order: RunObservation) -> RunObservation:
    return replace(order, observation=order.observation._replace(analyte=analyte))


def _is_of(order: RunObservation, place: Measurement, found: list[RunObservation]) -> bool:
    """Say whether a measurement has results of an order."""
    about = order.measurement.center, order.measurement.subject
    return (place.center, place.subject) == about and any(
        is_same_specimen(order, sent) or _is_unnamed(order, sent) for sent in found
    )


def _is_unnamed(order: RunObservation, sent: RunObservation) -> bool:
    """Say whether neither names its order, and both have one time."""
    return not order.specimen and not sent.specimen and is_same_time(order, sent)
