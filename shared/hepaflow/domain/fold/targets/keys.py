"""Group measurements that are one, under the key that states more."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.sameness import is_within
from hepaflow.domain.fold.targets.reports import Groups
from hepaflow.domain.model import Status

Joined = dict[Measurement, tuple[Measurement, ...]]  # by measurement, the others whose reports it got


def joined_end(place: Measurement, into: Mapping[Measurement, Measurement]) -> Measurement:
    """Return the measurement that a measurement was joined to, also by way of others."""
    while place in into:
        place = into[place]
    return place


def joined_groups(groups: Groups, into: Mapping[Measurement, Measurement]) -> tuple[Groups, Joined]:
    """Return the groups, each that means another with it, under the key that states more."""
    members: dict[Measurement, list[Measurement]] = defaultdict(list)
    for place in into:
        members[joined_end(place, into)].append(place)
    found: Groups = {
        place: sents for place, sents in groups.items() if place not in into and place not in members
    }
    joined: Joined = {}
    for target, others in sorted(members.items()):
        places = (target, *sorted(others))
        key = _key_of(target, others, groups)
        if key in found or (key in groups and key not in places):  # another measurement has it
            key = target
        found[key] = [sent for place in places for sent in groups[place]]
        joined[key] = places
    return found, joined


def _key_of(target: Measurement, others: Iterable[Measurement], groups: Groups) -> Measurement:
    """Return the key with what any of them states; a corrected time of the same specimen is the one that holds."""
    key = target
    for other in sorted(others):
        longer = max(key.collected_at, other.collected_at, key=len)
        is_more = is_within(key.collected_at, other.collected_at)
        corrects = any(sent.observation.status is Status.CORRECTED for sent in groups[other])
        offsets = {sent.offset for place in (target, other) for sent in groups[place] if sent.offset}
        at = longer if is_more else other.collected_at if corrects and len(offsets) < 2 else key.collected_at
        key = key._replace(
            collected_at=at,
            specimen_type=key.specimen_type or other.specimen_type,
            specimen=key.specimen or other.specimen,
        )
    return key
