"""Collect what waits for somebody at a center: files, failures, unmapped terms, queries, transfers, holds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.profile.labs import EXPIRY_DAYS, expiries
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.queries.queries import Query, QueryState
from hepaflow.domain.study.addresses import expected_delivery, is_in_study
from hepaflow.domain.study.files import PROCESSED, UNKNOWN, Delivery, DeliveryStatus, FileStatus
from hepaflow.domain.study.journal import instant
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.domain.study.unmapped import LeftOut
from hepaflow.pipeline.desk.unmapped import unmapped_now, work_list
from hepaflow.pipeline.profiles.labs import labs_now
from hepaflow.pipeline.services import Services


class WorkKind(StrEnum):
    """What waits."""

    AWAITING_PROFILE = "awaiting-profile"  # files whose feed has no profile
    CENTER_UNKNOWN = "center-unknown"  # files in a folder of the study that is not a center
    WRONG_FEED = "wrong-feed"  # a file that another feed has read than the one that it was sent to last
    FAILED = "failed"  # deliveries that failed on our side
    UNMAPPED = "unmapped"  # names, codes, units and words that no profile knows
    QUERY = "query"
    TRANSFER_OVERDUE = "transfer-overdue"
    REGISTER = "register"  # a register file that would alter current results
    LAB_PAPERS = "lab-papers"  # papers of a lab that are not valid today, or not for another 30 days
    HOLD = "hold"  # observations that are held for the same issues


class WorkActor(StrEnum):
    """Who can do something about it."""

    DATA_MANAGER = "data-manager"
    CENTER = "center"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, order=True)
class WorkItem:
    """One thing that waits; items are in order of the time since when it does.

    Attributes:
        since: since when it waits, UTC ISO 8601; "" where that is not known.
        kind: what it is.
        center: at which center; "" of a lab, a register file and files of no center.
        name: what tells items of one kind apart: a feed, a kind of unmapped term, a query's id, a file's id, a lab, issue
            codes.
        who: who can do something about it.
        count: of how many files, terms or measurements it consists.
        due: until when it is to be done, a day; "" where nothing says so.
        feed: of which feed; "" where it belongs to none.
    """

    since: str
    kind: WorkKind
    center: str
    name: str
    who: WorkActor
    count: int = 1
    due: str = ""
    feed: str = ""


_STATES: Final = 90  # files whose states one request reads
_WAITING: Final[Mapping[DeliveryStatus, tuple[WorkKind, WorkActor]]] = {
    DeliveryStatus.AWAITING_PROFILE: (WorkKind.AWAITING_PROFILE, WorkActor.DATA_MANAGER),
    DeliveryStatus.FAILED: (WorkKind.FAILED, WorkActor.OPERATOR),
}


def center_items(
    services: Services, definition: StudyDefinition, center: str, *, masked: bool = False
) -> Iterator[WorkItem]:
    """Yield what waits at a center, without queries and holds.

    One request lists its deliveries, one its unmapped terms, one reads the states of up to ninety of their files. If files
    were sent to two feeds, one more reads the states of up to ninety of these.

    Args:
        services: the ports.
        definition: the study's definition in force.
        center: the center's id.
        masked: whether the caller may not know how many rows and files have an unmapped term.
    """
    study = definition.study
    known = list(services.registry.deliveries(study, center))
    for status, (kind, who) in _WAITING.items():
        yield from _deliveries(center, kind, who, (one for one in known if one.status is status))
    yield from _wrong_feeds(services, definition, center, known)
    yield from _overdue(center, known, definition.transfer_days.get(center), services.clock())
    terms: dict[tuple[str, str], list[str]] = {}
    for feed, term, since in _unmapped(services, study, center, masked=masked):
        terms.setdefault((feed, term), []).append(since)
    for (feed, name), received in terms.items():
        yield WorkItem(
            min(received),
            WorkKind.UNMAPPED,
            center,
            name,
            WorkActor.DATA_MANAGER,
            len(received),
            feed=feed,
        )


def _unmapped(services: Services, study: str, center: str, *, masked: bool) -> Iterator[tuple[str, str, str]]:
    """Yield feed, kind and time of receipt of each term of each run; for a masked caller of each term once, without a time."""
    if masked:
        for task in work_list(services, study, center, masked=True).tasks:
            yield task.feed, task.unmapped.kind, ""
        return
    for _, visible, unmapped in unmapped_now(services, study, center):
        if not isinstance(unmapped, LeftOut):
            yield visible.feed, unmapped.kind, visible.received


def unknown_center_items(services: Services, definition: StudyDefinition) -> Iterator[WorkItem]:
    """Yield the files in a folder of the study that is not a center, as one item. One request.

    Args:
        services: the ports.
        definition: the study's definition in force.
    """
    received = [
        one.received
        for one in services.registry.deliveries(UNKNOWN, UNKNOWN)
        if one.status is DeliveryStatus.UNKNOWN
        and is_in_study(one, definition.study)
        and expected_delivery(one, definition) is None
    ]
    if received:
        yield WorkItem(min(received), WorkKind.CENTER_UNKNOWN, "", "", WorkActor.DATA_MANAGER, len(received))


def lab_items(services: Services, study: str) -> Iterator[WorkItem]:
    """Yield the labs whose papers are not valid today, or end within 30 days. One request.

    Args:
        services: the ports.
        study: the study's id.
    """
    for end in expiries(labs_now(services.registry, study), services.clock().date()):
        since, due = "", ""
        if end.last_day is not None:
            warned = datetime.combine(end.last_day - timedelta(days=EXPIRY_DAYS), time(), UTC)
            since, due = instant(warned), end.last_day.isoformat()
        yield WorkItem(since, WorkKind.LAB_PAPERS, "", end.lab, WorkActor.DATA_MANAGER, due=due)


def register_items(services: Services, study: str) -> Iterator[WorkItem]:
    """Yield the register files that wait for a confirmation. One request lists them, one each reads up to a hundred states.

    Args:
        services: the ports.
        study: the study's id.
    """
    states = services.registry.files(study, RESERVED_CENTER)
    waiting = {state.file_id for state in states if state.status is FileStatus.TO_CONFIRM}
    if not waiting:
        return
    received: dict[str, str] = {}
    for one in services.registry.deliveries(study, RESERVED_CENTER):
        received.setdefault(one.file_id, one.received)
    for name in waiting:
        yield WorkItem(received.get(name, ""), WorkKind.REGISTER, "", name, WorkActor.DATA_MANAGER)


def query_item(query: Query) -> WorkItem:
    """Return a query that is not closed: the center answers it, or the data manager closes it."""
    last = query.versions[-1]
    answered = query.state is QueryState.ANSWERED
    who = WorkActor.DATA_MANAGER if answered else WorkActor.CENTER
    return WorkItem(last.at, WorkKind.QUERY, query.center, query.id, who, due="" if answered else last.due)


def hold_items(answers: Iterable[tuple[Measurement, MeasurementState]]) -> list[WorkItem]:
    """Return the held observations of some measurements by center and issues, oldest first.

    Args:
        answers: measurements with held observations.
    """
    received: dict[tuple[str, str], list[str]] = {}
    for measurement, answer in answers:
        for held in answer.held:
            received.setdefault((measurement.center, ",".join(held.codes)), []).append(held.sent.run.received)
    return sorted(
        WorkItem(min(times), WorkKind.HOLD, center, codes, WorkActor.DATA_MANAGER, len(times))
        for (center, codes), times in received.items()
    )


def _deliveries(
    center: str, kind: WorkKind, who: WorkActor, waiting: Iterable[Delivery]
) -> Iterator[WorkItem]:
    received: dict[str, list[str]] = {}
    for one in waiting:
        received.setdefault(one.feed, []).append(one.received)
    for feed, times in received.items():
        yield WorkItem(min(times), kind, center, feed, who, len(times), feed=feed)


def _wrong_feeds(
    services: Services, definition: StudyDefinition, center: str, known: Iterable[Delivery]
) -> Iterator[WorkItem]:
    """Yield each file that counts as read by another feed than the one that it was sent to last: a re-run mends that."""
    feeds = definition.feeds_of(center)
    if not feeds:
        return
    sent: dict[str, list[Delivery]] = {}
    for one in known:
        if one.file_id and one.status in PROCESSED and one.feed in {MAIN_FEED, *feeds}:
            sent.setdefault(one.file_id, []).append(one)
    newest = {
        name: max(several, key=lambda one: one.place)
        for name, several in sent.items()
        if len({one.feed for one in several}) > 1
    }
    names = sorted(newest)
    for start in range(0, len(names), _STATES):
        view = services.registry.view(definition.study, names[start : start + _STATES])
        for name in names[start : start + _STATES]:
            state, last = view.state(name), newest[name]
            counted = state.visible() if state and state.file_id == name else None
            if counted and counted.run_number and counted.feed != last.feed:
                who = WorkActor.DATA_MANAGER
                yield WorkItem(last.received, WorkKind.WRONG_FEED, center, name, who, feed=last.feed)


def _overdue(center: str, known: list[Delivery], days: int | None, now: datetime) -> Iterator[WorkItem]:
    """Yield that a center has not sent for longer than the study's definition says; one that never sent is not late."""
    if days is None or not known:
        return
    last = datetime.fromisoformat(max(one.received for one in known))
    due = last + timedelta(days=days)
    if due < now:
        day = due.date().isoformat()
        yield WorkItem(instant(due), WorkKind.TRANSFER_OVERDUE, center, "", WorkActor.CENTER, due=day)
