"""Find the time zones of centers at a journal number: those of the profiles that were in force."""

import tomllib
from collections.abc import Collection
from zoneinfo import ZoneInfo

from hepaflow.domain.answers.local_time import Zones
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.study.journal import EventKind
from hepaflow.ports import Registry


def zones_at(registry: Registry, study: str, centers: Collection[str], number: int) -> Zones:
    """Return the time zones of centers by the profiles that were in force at a journal number.

    The main feed tells it, else the other feeds: several zones if they do not have one.

    Args:
        registry: the registry.
        study: the study's id.
        centers: the centers. One whose zone no profile states has no entry.
        number: the journal number.
    """
    found = {center: {_zone_at(registry, study, center, number, MAIN_FEED)} for center in sorted(centers)}
    silent = [center for center, zones in found.items() if zones == {""}]
    if silent and (definition := registry.definition_at(study, number)) is not None:
        for center in silent:
            feeds = definition.feeds_of(center)
            found[center].update(_zone_at(registry, study, center, number, feed) for feed in feeds)
    return {
        center: tuple(ZoneInfo(zone) for zone in sorted(zones - {""}))
        for center, zones in found.items()
        if zones != {""}
    }


def _zone_at(registry: Registry, study: str, center: str, number: int, feed: str) -> str:
    """Return the zone of a feed, or ""; the journal is read only if the versions of the profile do not have one zone."""
    newest = registry.profile_text(study, center, feed=feed)
    if newest is None:
        return ""
    told = tomllib.loads(newest)
    zones = {told["version"]: told.get("time_zone", "")}
    for version in range(1, told["version"]):
        text = registry.profile_text(study, center, version, feed=feed)
        zones[version] = tomllib.loads(text or "").get("time_zone", "")
    if len(set(zones.values())) == 1:
        return str(zones[told["version"]])
    added = [
        int(event.draft.details["version"])
        for event in registry.events(study, limit=number)
        if event.draft.kind is EventKind.PROFILE_ADDED
        and event.draft.details["center"] == center
        and event.draft.details.get("feed", MAIN_FEED) == feed
    ]
    return str(zones[max(added)]) if added else ""
