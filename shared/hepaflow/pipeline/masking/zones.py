"""Find the time zones of centers at a journal number: those of the profiles that were in force."""

import tomllib
from collections.abc import Collection
from zoneinfo import ZoneInfo

from hepaflow.domain.answers.local_time import Zones
from hepaflow.domain.study.journal import EventKind
from hepaflow.ports import Registry


def zones_at(registry: Registry, study: str, centers: Collection[str], number: int) -> Zones:
    """Return the time zones of centers by the profiles of their main feeds that were in force at a journal number.

    Args:
        registry: the registry.
        study: the study's id.
        centers: the centers.
        number: the journal number.
    """
    zones = {center: _zone_at(registry, study, center, number) for center in sorted(centers)}
    return {center: (ZoneInfo(zone),) for center, zone in zones.items() if zone}


def _zone_at(registry: Registry, study: str, center: str, number: int) -> str:
    """Return the zone; the journal is read only if the versions of the profile do not have one zone."""
    newest = registry.profile_text(study, center)
    if newest is None:
        return ""
    told = tomllib.loads(newest)
    zones = {told["version"]: told.get("time_zone", "")}
    for version in range(1, told["version"]):
        text = registry.profile_text(study, center, version)
        zones[version] = tomllib.loads(text or "").get("time_zone", "")
    if len(set(zones.values())) == 1:
        return str(zones[told["version"]])
    added = [
        int(event.draft.details["version"])
        for event in registry.events(study, limit=number)
        if event.draft.kind is EventKind.PROFILE_ADDED
        and event.draft.details["center"] == center
        and "feed" not in event.draft.details
    ]
    return str(zones[max(added)]) if added else ""
