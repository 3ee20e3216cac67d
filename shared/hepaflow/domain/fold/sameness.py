"""Compare what two observations say about their specimen, record and time (docs/fold.md)."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.issues.places import PER_MESSAGE, Places
from hepaflow.domain.values.statements import record_sign

DAY: Final = len("2024-03-22")
_CLOCK: Final = len("2024-03-22T08:30")


def is_same_specimen(one: RunObservation, other: RunObservation) -> bool:
    """Say whether both certainly are about one specimen, record or order."""
    if is_same_record(one, other):
        return True
    return bool(one.specimen) and one.specimen == other.specimen and not is_other_record(one, other)


def is_other_specimen(one: RunObservation, other: RunObservation) -> bool:
    """Say whether both certainly are about two specimens or records."""
    if is_same_specimen(one, other):
        return False
    return is_other_record(one, other) or bool(one.specimen and other.specimen)


def is_same_record(one: RunObservation, other: RunObservation) -> bool:
    """Say whether the lab keeps both under one id. In messages the id is that of an order, which may have several tubes."""
    record = one.observation.record
    if not record or record != other.observation.record:
        return False
    return one.specimen == other.specimen or not (_names_tube(one) and _names_tube(other))


def _names_tube(sent: RunObservation) -> bool:
    """Say whether a message names a tube. Otherwise the specimen id is the number of the order."""
    named = sent.specimen if sent.run.places is Places.SEGMENT else ""
    return bool(named) and record_sign(named) != sent.observation.record


def is_other_record(one: RunObservation, other: RunObservation) -> bool:
    """Say whether the lab keeps them under two ids. In messages the id is that of an order, and one tube has several."""
    if (
        not one.observation.record
        or not other.observation.record
        or one.observation.record == other.observation.record
    ):
        return False
    return one.run.places is not Places.SEGMENT or other.run.places is not Places.SEGMENT


def order_of(one: RunObservation, other: RunObservation) -> int:
    """Return 1 where one certainly came after the other, -1 where before, 0 where nothing orders them.

    The lab's own times of revision say so where both have one; else the times of receipt. The messages of a file are in
    order, the rows of a table are not.
    """
    own, its = one.observation.revised_at, other.observation.revised_at
    if own and its and own != its and one.observation.record == other.observation.record:
        return 1 if own > its else -1
    if one.run.received != other.run.received:
        return 1 if one.run.received > other.run.received else -1
    if one.run.file_id == other.run.file_id and one.run.places is Places.SEGMENT:
        message, its_message = one.line // PER_MESSAGE, other.line // PER_MESSAGE
        return (message > its_message) - (message < its_message)
    return 0


def is_same_table(one: RunObservation, other: RunObservation) -> bool:
    """Say whether both are rows of one table: it gives each result once, as it stands at that time."""
    return one.run.file_id == other.run.file_id and one.run.places in {Places.LINE, Places.CELL}


def is_within(one: str, other: str) -> bool:
    """Say whether two wall times are the same as far as both are given."""
    return one.startswith(other) or other.startswith(one)


def is_same_time(one: RunObservation, other: RunObservation) -> bool:
    """Say whether neither contradicts the other: the same wall time as far as given, or the same instant."""
    wall, its_wall = one.measurement.collected_at, other.measurement.collected_at
    if one.offset and other.offset and one.offset != other.offset:
        first, second = collection_instant(one), collection_instant(other)
        return first is not None and first == second
    return min(len(wall), len(its_wall)) >= DAY and is_within(wall, its_wall)


def is_within_a_day(one: RunObservation, other: RunObservation) -> bool:
    """Say whether two collection times are at most 24 hours apart, or on one day where one of them is only a day."""
    first, second = collection_instant(one), collection_instant(other)
    if first is None or second is None:
        wall, its_wall = one.measurement.collected_at, other.measurement.collected_at
        return is_within(wall[:DAY], its_wall[:DAY])
    return abs(first - second) <= timedelta(days=1)


def collection_instant(sent: RunObservation) -> datetime | None:
    """Return the collection time to the minute, in UTC where its offset is known; None where there is no clock."""
    return wall_instant(sent.measurement.collected_at, sent.offset)


@lru_cache(maxsize=4096)  # the analytes of a draw share it
def wall_instant(wall: str, offset: str) -> datetime | None:
    """Return a wall time to the minute, in UTC where its offset is known; None where there is no clock."""
    if len(wall) < _CLOCK:
        return None
    moment = datetime.fromisoformat(wall[:_CLOCK] + offset)
    return moment.astimezone(UTC).replace(tzinfo=None) if offset else moment
