"""Convert the time of collection of an observation to the local time of its center, where a file gives it for another zone."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from hepaflow.domain.fold.measurement import RunObservation

Zones = Mapping[str, ZoneInfo]  # by center that sends
NO_ZONES: Final[Zones] = MappingProxyType({})
DAY: Final = len("2024-03-22")
_HOUR: Final = len("2024-03-22T08")
_MINUTE: Final = len("2024-03-22T08:30")


def time_at_center(sent: RunObservation, zones: Zones = NO_ZONES) -> str:
    """Return when an observation was collected, as the clock at its center showed it, at the precision given.

    Args:
        sent: the observation.
        zones: the time zones of centers. Without that of its center, or without an offset, the time is as reported.
    """
    at = sent.measurement.collected_at
    zone = zones.get(sent.measurement.center)
    return _converted(at, sent.offset, zone) if zone is not None and sent.offset and len(at) > DAY else at


def day_at_center(sent: RunObservation, zones: Zones = NO_ZONES) -> str | None:
    """Return the day of collection at the center; None for a date that is not known to the day.

    Args:
        sent: the observation.
        zones: the time zones of centers.
    """
    at = time_at_center(sent, zones)
    return at[:DAY] if len(at) >= DAY else None


@lru_cache(maxsize=4096)  # the observations of one specimen have one time
def _converted(at: str, offset: str, zone: ZoneInfo) -> str:
    """Return a time of another zone as local time; an hour without minutes has minutes then if the zones need them."""
    wall = at if len(at) > _HOUR else f"{at}:00"
    local = datetime.fromisoformat(wall + offset).astimezone(zone)
    if len(at) <= _HOUR and not local.minute:
        return local.strftime("%Y-%m-%dT%H")
    return local.strftime("%Y-%m-%dT%H:%M" if len(at) <= _MINUTE else "%Y-%m-%dT%H:%M:%S")
