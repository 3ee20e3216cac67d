"""Convert the time of collection of an observation to the local time of its center, where a file gives it for another zone."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from hepaflow.domain.fold.measurement import RunObservation

# by center that sends, the zones of which its days may be; several: nobody knows which one it is
Zones = Mapping[str, tuple[tzinfo, ...]]
NO_ZONES: Final[Zones] = MappingProxyType({})
# of a center whose zone nobody stated: the first and the last zone of the world, and one less than a day from both
ANY_ZONE: Final = (timezone(timedelta(hours=-12)), UTC, timezone(timedelta(hours=14)))
DAY: Final = len("2024-03-22")
_HOUR: Final = len("2024-03-22T08")
_MINUTE: Final = len("2024-03-22T08:30")
_KNOWN: Final = tuple(map(len, ("2024-03-22", "2024-03", "2024")))


def times_at_center(sent: RunObservation, zones: Zones = NO_ZONES) -> tuple[str, ...]:
    """Return when an observation may have been collected, as the clock at its center showed it, at the precision given, in order.

    Args:
        sent: the observation.
        zones: the time zones of centers. Where the center has no entry, or the time no offset, the time is as reported.
    """
    at = sent.measurement.collected_at
    if not sent.offset or len(at) <= DAY:
        return (at,)
    found = {_converted(at, sent.offset, zone) for zone in zones.get(sent.measurement.center, ())}
    return tuple(sorted(found)) or (at,)


def time_at_center(sent: RunObservation, zones: Zones = NO_ZONES) -> str:
    """Return when an observation was collected, as far as it is known: of several possible times the day, month or year of all of them.

    Args:
        sent: the observation.
        zones: the time zones of centers.

    Returns:
        "" for times of two years.
    """
    times = times_at_center(sent, zones)
    if len(times) == 1:
        return times[0]
    return next((times[0][:size] for size in _KNOWN if times[0][:size] == times[-1][:size]), "")


def day_at_center(sent: RunObservation, zones: Zones = NO_ZONES) -> str | None:
    """Return the day of collection at the center; None for a date that is not known to the day.

    Args:
        sent: the observation.
        zones: the time zones of centers.
    """
    at = time_at_center(sent, zones)
    return at[:DAY] if len(at) >= DAY else None


@lru_cache(maxsize=4096)  # the observations of one specimen have one time
def _converted(at: str, offset: str, zone: tzinfo) -> str:
    """Return a time of another zone as local time; an hour without minutes has minutes then if the zones need them."""
    wall = at if len(at) > _HOUR else f"{at}:00"
    local = datetime.fromisoformat(wall + offset).astimezone(zone)
    if len(at) <= _HOUR and not local.minute:
        return local.strftime("%Y-%m-%dT%H")
    return local.strftime("%Y-%m-%dT%H:%M" if len(at) <= _MINUTE else "%Y-%m-%dT%H:%M:%S")
