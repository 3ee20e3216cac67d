"""Apply a cancelled order to the results of the order."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from hepaflow.domain.fold.measurement import Measurement, RunObservation, has_value
from hepaflow.domain.fold.sameness import is_same_specimen, is_same_time, order_of
from hepaflow.domain.fold.targets.reports import Groups
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.places import PER_MESSAGE, Places
from hepaflow.domain.model import Status
from hepaflow.domain.values.statements import WHOLE_ORDER, record_sign

BELOW_CANCELLED: Final = frozenset({IssueCode.BELOW_CANCELLED_ORDER, IssueCode.ORDER_CANCELLED})
_OrderSign = tuple[str, str, str]  # center, subject, sign of the order number


def spread_orders(groups: Groups) -> None:
    """Give a cancelled order to each measurement that has results of it."""
    orders = [sent for place, found in groups.items() if place.analyte == WHOLE_ORDER for sent in found]
    for place, found in groups.items() if orders else ():
        if place.analyte != WHOLE_ORDER:
            found += [_about(place.analyte, order) for order in orders if _is_of(order, place, found)]


def with_doubted_orders(groups: Groups) -> Groups:
    """Return the groups; earlier values of a cancelled order are held that its message does not list.

    A message that cancels an order may list some of its tests. HL7 (OBR-25 X) says that the order has no result.
    """
    below: dict[_OrderSign | None, list[RunObservation]] = defaultdict(list)
    of_tubes: dict[_OrderSign | None, list[RunObservation]] = defaultdict(list)
    for place, found in groups.items():
        for sent in found:
            if sent.observation.issues and is_below_cancelled(sent) and (order := _order_of(place, sent)):
                below[order].append(sent)
                if not sent.observation.record:
                    of_tubes[order].append(sent)
    if not below:
        return groups
    return {
        place: [
            _doubted(
                sent,
                (*below.get(_order_of(place, sent), ()), *of_tubes.get(_tube_of(place, sent), ())),
                place,
                found,
            )
            for sent in found
        ]
        for place, found in groups.items()
    }


def _about(analyte: str, order: RunObservation) -> RunObservation:
    return replace(order, observation=order.observation._replace(analyte=analyte))


def _is_of(order: RunObservation, place: Measurement, found: list[RunObservation]) -> bool:
    """Say whether a measurement has results of an order."""
    about = order.measurement.center, order.measurement.subject
    return (place.center, place.subject) == about and any(
        is_same_specimen(order, sent) or _may_be_of(order, sent) for sent in found
    )


def _may_be_of(order: RunObservation, sent: RunObservation) -> bool:
    """Say whether nothing but the time tells whether a result is of an order.

    Neither names its order, or the order has no number (`order-unnumbered`) and one of the two names no specimen.
    """
    names = bool(order.specimen), bool(sent.specimen)
    is_open = not all(names) if _is_unnumbered(order) else not any(names)
    return is_open and is_same_time(order, sent)


def _is_unnumbered(order: RunObservation) -> bool:
    return any(issue.code is IssueCode.ORDER_UNNUMBERED for issue in order.observation.issues)


def is_below_cancelled(sent: RunObservation) -> bool:
    """Say whether a report is of an order that its message cancels."""
    return any(issue.code in BELOW_CANCELLED for issue in sent.observation.issues)


def _order_of(place: Measurement, sent: RunObservation) -> _OrderSign | None:
    """Return the order of a result in a message: its number, which is the specimen id where no tube is named."""
    sign = sent.observation.record or (sent.specimen and record_sign(sent.specimen))
    return (place.center, place.subject, sign) if sign and sent.run.places is Places.SEGMENT else None


def _tube_of(place: Measurement, sent: RunObservation) -> _OrderSign | None:
    """Return the tube of a result that names its order, too, as a sign: an order without a number names its tube alone."""
    is_named = sent.observation.record and sent.specimen and sent.run.places is Places.SEGMENT
    return (place.center, place.subject, record_sign(sent.specimen)) if is_named else None


def _doubted(
    sent: RunObservation, below: Iterable[RunObservation], place: Measurement, found: Iterable[RunObservation]
) -> RunObservation:
    """Return a report, held if it gives a value of an order that a later message cancelled without listing it."""
    report = sent.observation
    if not has_value(report) or report.status is Status.DELETED or is_below_cancelled(sent):
        return sent
    if all(order_of(one, sent) <= 0 or any(_is_same_message(one, other) for other in found) for one in below):
        return sent
    return replace(sent, issues=(*sent.issues, Issue(IssueCode.ORDER_CANCELLED, analyte=place.analyte)))


def _is_same_message(one: RunObservation, other: RunObservation) -> bool:
    return (one.run.file_id, one.line // PER_MESSAGE) == (other.run.file_id, other.line // PER_MESSAGE)
