"""Find the measurements under which earlier versions of one record stand."""

from collections import defaultdict

from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.fold.targets.reports import Course, Groups, course_of
from hepaflow.domain.issues.places import Places


def versions_elsewhere(groups: Groups) -> dict[Measurement, Measurement]:
    """Return measurements of an earlier version of a record, each with that of its newest version, at another time."""
    records: dict[tuple[Course, str], set[Measurement]] = defaultdict(set)
    for place, found in groups.items():
        for sent in found:
            if sent.observation.record and sent.run.places is not Places.SEGMENT:
                records[course_of(place), sent.observation.record].add(place)
    into: dict[Measurement, Measurement] = {}
    for (_, record), places in records.items():
        alone = {
            place for place in places if all(sent.observation.record == record for sent in groups[place])
        }
        if len(places) > 1 and alone == places:
            newest = max(places, key=lambda place: (max(map(_since, groups[place])), place))
            into.update(dict.fromkeys(places - {newest}, newest))
    return into


def _since(sent: RunObservation) -> tuple[str, str]:
    """Return when the last run that gives a report was received, and when the lab revised it."""
    last = sent.later.runs.sent[-1].run if sent.later else sent.run
    return last.received, sent.observation.revised_at
