"""Find which result a correction or deletion means that misses its measurement (docs/fold.md).

A lab that corrects a result may give its time, specimen type or specimen id otherwise than before. The correction then has
a measurement of its own, beside the value that it replaces. It is joined to the one measurement that it does not contradict.
If there is none, and another value of the subject and analyte may be meant, it is held; else it is kept with a note.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.fold.targets.fitting import followed_preliminaries, may_be_meant, target_of
from hepaflow.domain.fold.targets.keys import Joined, joined_end, joined_groups
from hepaflow.domain.fold.targets.orders import spread_orders, with_doubted_orders
from hepaflow.domain.fold.targets.reports import (
    Course,
    Groups,
    MeasurementReports,
    course_of,
    is_open,
    points,
)
from hepaflow.domain.fold.targets.seen import SeenSpecimens
from hepaflow.domain.fold.targets.undated import with_undated
from hepaflow.domain.fold.targets.versions import versions_elsewhere
from hepaflow.domain.issues.issues import Issue, IssueCode


def with_targets(groups: Groups) -> tuple[Groups, Joined]:
    """Return the reports by measurement, in which corrections, deletions and final reports are with what they mean."""
    groups = with_undated(with_doubted_orders(groups))
    versions = versions_elsewhere(groups)
    if not any(map(is_open, groups.values())):
        return joined_groups(groups, versions) if versions else (groups, {})
    groups = {place: sorted(found, key=_in_order) for place, found in groups.items()}
    spread_orders(groups)
    courses: dict[Course, list[MeasurementReports]] = defaultdict(list)
    wanted = {course_of(place) for place, found in groups.items() if is_open(found)}
    for place, found in sorted(groups.items()):
        if course_of(place) in wanted:
            courses[course_of(place)].append(MeasurementReports(place, found))
    into = dict(versions)
    seen = SeenSpecimens(groups)
    for course in courses.values():
        _join(course, seen, groups, into)
    return joined_groups(groups, into)


def _join(
    course: Sequence[MeasurementReports],
    seen: SeenSpecimens,
    groups: Groups,
    into: dict[Measurement, Measurement],
) -> None:
    """Join what belongs together in one course; a measurement is joined once."""
    for place, target in followed_preliminaries(course):
        if {*into, *into.values()}.isdisjoint((place, target)):
            into[place] = target
    for part in course:
        # an earlier version of its record may be with it already
        is_dated = bool(part.place.collected_at)
        if is_dated and part.seeks and part.place not in into and part.place not in into.values():
            _seek(part, course, seen, groups, into)


def _in_order(sent: RunObservation) -> tuple[str, int, str]:
    """Return what puts observations in an order that does not depend on when they were processed."""
    return sent.run.received, sent.line, sent.run.file_id


def _seek(
    part: MeasurementReports,
    course: Sequence[MeasurementReports],
    seen: SeenSpecimens,
    groups: Groups,
    into: dict[Measurement, Measurement],
) -> None:
    """Join a correction or deletion to what it means, or say that nothing of it is known."""
    target = target_of(part, course)
    end = joined_end(target.place, into) if target is not None else part.place
    if end != part.place:
        into[part.place] = end
    else:
        _mark(part, course, seen, groups)


def _mark(
    part: MeasurementReports, course: Iterable[MeasurementReports], seen: SeenSpecimens, groups: Groups
) -> None:
    """Hold what corrects or deletes nothing that is known, where another value may be meant; else note it."""
    if not part.pointing:
        return
    meant = next((other for other in course if other is not part and may_be_meant(part, other)), None)
    if meant is not None:
        named = " ".join(
            filter(None, (meant.place.collected_at, meant.place.specimen_type, meant.place.specimen))
        )
        issue = Issue(IssueCode.CORRECTS_NOTHING, found=named, analyte=part.place.analyte)
    elif seen.knows_orders_of(part):
        issue = Issue(IssueCode.CORRECTS_NOTHING, analyte=part.place.analyte)
    else:
        issue = Issue(IssueCode.CORRECTS_UNSEEN, analyte=part.place.analyte)
    groups[part.place] = [
        replace(sent, issues=(*sent.issues, issue)) if points(sent) else sent for sent in part.found
    ]
