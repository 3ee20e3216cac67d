"""Find which result a correction or deletion means that misses its measurement (docs/fold.md).

A lab that corrects a result may give its time, specimen type or specimen id otherwise than before. The correction then has
a measurement of its own, beside the value that it replaces. It is joined to the one measurement that it does not contradict.
If there is none, and another value of the subject and analyte may be meant, it is held; else it is kept with a note.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hepaflow.domain.fold.measurement import PROVISIONAL, Measurement, RunObservation, has_value
from hepaflow.domain.fold.sameness import (
    DAY,
    collection_instant,
    is_other_record,
    is_other_specimen,
    is_same_record,
    is_same_specimen,
    is_same_table,
    is_same_time,
    is_within,
    is_within_a_day,
)
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Status
from hepaflow.domain.values.statements import WHOLE_ORDER, takes_back

Groups = dict[Measurement, list[RunObservation]]
Joined = dict[Measurement, tuple[Measurement, ...]]  # by measurement, the others whose reports it got
_Comparison = Callable[[RunObservation, RunObservation], bool]
_Course = tuple[str, str, str]  # center, subject, analyte
_PLAIN: Final = (Status.FINAL, Status.PRELIMINARY)


def with_targets(groups: Groups) -> tuple[Groups, Joined]:
    """Return the reports by measurement, in which corrections, deletions and final reports are with what they mean."""
    parts = [_Part(place, found) for place, found in groups.items() if _is_open(found)]
    versions = _versions(groups)
    if not parts:
        return _joined(groups, versions) if versions else (groups, {})
    groups = {place: sorted(found, key=_in_order) for place, found in groups.items()}
    _spread_orders(groups)
    courses: dict[_Course, list[_Part]] = defaultdict(list)
    wanted = {_course(part.place) for part in parts}
    for place, found in sorted(groups.items()):
        if _course(place) in wanted:
            courses[_course(place)].append(_Part(place, found))
    into = dict(versions)
    seen = _Seen(groups)
    for course in courses.values():
        _join(course, seen, groups, into)
    return _joined(groups, into)


def _join(
    course: Sequence["_Part"], seen: "_Seen", groups: Groups, into: dict[Measurement, Measurement]
) -> None:
    """Join what belongs together in one course; a measurement is joined once."""
    for place, target in _finals(course):
        if {*into, *into.values()}.isdisjoint((place, target)):
            into[place] = target
    for part in course:
        # an earlier version of its record may be with it already
        if part.seeks and part.place not in into and part.place not in into.values():
            _seek(part, course, seen, groups, into)


def _in_order(sent: RunObservation) -> tuple[str, int, str]:
    """Return what puts observations in an order that does not depend on when they were processed."""
    return sent.run.received, sent.line, sent.run.file_id


def _seek(
    part: "_Part",
    course: Sequence["_Part"],
    seen: "_Seen",
    groups: Groups,
    into: dict[Measurement, Measurement],
) -> None:
    """Join a correction or deletion to what it means, or say that nothing of it is known."""
    target = _target(part, course)
    end = _end(target.place, into) if target is not None else part.place
    if end != part.place:
        into[part.place] = end
    else:
        _mark(part, course, seen, groups)


def _end(place: Measurement, into: Mapping[Measurement, Measurement]) -> Measurement:
    """Return the measurement that a measurement was joined to, also by way of others."""
    while place in into:
        place = into[place]
    return place


@dataclass(frozen=True, slots=True)
class _Part:
    """The reports of one measurement."""

    place: Measurement
    found: list[RunObservation]

    @property
    def values(self) -> list[RunObservation]:
        return [
            sent
            for sent in self.found
            if has_value(sent.observation) and sent.observation.status is not Status.DELETED
        ]

    @property
    def originals(self) -> list[RunObservation]:
        return [sent for sent in self.values if sent.observation.status in _PLAIN]

    @property
    def pointing(self) -> list[RunObservation]:
        """The reports that replace or void another one."""
        return [sent for sent in self.found if _points(sent)]

    @property
    def deletes(self) -> bool:
        return not self.values

    @property
    def seeks(self) -> bool:
        """Say whether what these reports replace or void is not among them."""
        return (
            not self.originals
            and any(map(_points_or_cancels, self.found))
            and self.place.analyte != WHOLE_ORDER
        )

    @property
    def is_preliminary(self) -> bool:
        values = self.values
        return bool(values) and all(sent.mark[0] <= PROVISIONAL for sent in values)

    @property
    def is_final(self) -> bool:
        return bool(self.originals) and not any(sent.mark[0] <= PROVISIONAL for sent in self.values)


def _is_open(found: Iterable[RunObservation]) -> bool:
    return any(sent.observation.status is not Status.FINAL for sent in found)


def _points(sent: RunObservation) -> bool:
    status = sent.observation.status
    return status is Status.DELETED or status is Status.CORRECTED


def _points_or_cancels(sent: RunObservation) -> bool:
    return _points(sent) or (sent.observation.status is Status.NOT_DONE and takes_back(sent.observation))


def _course(place: Measurement) -> _Course:
    return place.center, place.subject, place.analyte


def _spread_orders(groups: Groups) -> None:
    """Give a cancelled order to each measurement that has results of it."""
    orders = [sent for place, found in groups.items() if place.analyte == WHOLE_ORDER for sent in found]
    for order in orders:
        for place, found in groups.items():
            about = order.measurement.center, order.measurement.subject
            is_near = place.analyte != WHOLE_ORDER and (place.center, place.subject) == about
            if is_near and any(is_same_specimen(order, sent) or _is_unnamed(order, sent) for sent in found):
                found.append(replace(order, observation=order.observation._replace(analyte=place.analyte)))


def _is_unnamed(order: RunObservation, sent: RunObservation) -> bool:
    """Say whether neither names its order, and both have one time."""
    return not order.specimen and not sent.specimen and is_same_time(order, sent)


def _versions(groups: Groups) -> dict[Measurement, Measurement]:
    """Return measurements of an earlier version of a record, each with that of its newest version, at another time."""
    records: dict[tuple[_Course, str], set[Measurement]] = defaultdict(set)
    for place, found in groups.items():
        for sent in found:
            if sent.observation.record and sent.run.places is not Places.SEGMENT:
                records[_course(place), sent.observation.record].add(place)
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
    return sent.run.received, sent.observation.revised_at


def _finals(course: Iterable[_Part]) -> Iterator[tuple[Measurement, Measurement]]:
    """Yield final reports with the preliminary ones that they follow under another key, where only one can be meant."""
    parts = [part for part in course if part.values]
    preliminary = [part for part in parts if part.is_preliminary]
    for part in parts if preliminary else ():
        if part.is_final:
            fitting = [other for other in parts if other is not part and _fits(part, other)]
            if len(fitting) == 1 and fitting[0] in preliminary:
                rivals = [other for other in parts if other.is_final and _fits(other, fitting[0])]
                if len(rivals) == 1:
                    yield part.place, fitting[0].place


def _target(part: _Part, course: Iterable[_Part]) -> _Part | None:
    """Return the one measurement that a correction or deletion does not contradict; None where there is none, or more."""
    fitting = [
        other
        for other in course
        if other is not part
        and _was_there(part, other)
        and _fits(part, other)
        and _is_certain_enough(part, other)
    ]
    exact = [other for other in fitting if _any(is_same_specimen, part, other)]
    fitting = exact or fitting
    return fitting[0] if len(fitting) == 1 else None


def _was_there(part: _Part, other: _Part) -> bool:
    """Say whether another measurement has what may be replaced or voided; a deletion voids what was there before."""
    if not part.deletes:
        return bool(other.originals)
    last = max(sent.run.received for sent in part.found)
    return any(sent.run.received <= last for sent in other.values)


def _is_certain_enough(part: _Part, other: _Part) -> bool:
    """Say whether a test that was not done may mean the other measurement: of one specimen, or at the same minute."""
    if part.pointing:
        return True
    return _any(is_same_specimen, part, other) or (_has_clock(part) and _has_clock(other))


def _has_clock(part: _Part) -> bool:
    return collection_instant(part.found[0]) is not None


def _fits(part: _Part, other: _Part) -> bool:
    """Say whether neither contradicts the other in what both state; one specimen may have two times of a day."""
    if _any(is_same_record, part, other):
        return True
    if _contradict(part.place.specimen_type, other.place.specimen_type) or _any(is_other_record, part, other):
        return False
    if _any(is_same_specimen, part, other):
        return _is_one_day(part, other) and not (
            _is_one_table(part, other) and not _any(is_same_time, part, other)
        )
    return not _any(is_other_specimen, part, other) and _any(is_same_time, part, other)


def _is_one_day(part: _Part, other: _Part) -> bool:
    return part.place.collected_at[:DAY] == other.place.collected_at[:DAY] or _any(
        is_within_a_day, part, other
    )


def _mark(part: _Part, course: Iterable[_Part], seen: "_Seen", groups: Groups) -> None:
    """Hold what corrects or deletes nothing that is known, where another value may be meant; else note it."""
    if not part.pointing:
        return
    meant = next((other for other in course if other is not part and _may_be_meant(part, other)), None)
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
        replace(sent, issues=(*sent.issues, issue)) if _points(sent) else sent for sent in part.found
    ]


def _may_be_meant(part: _Part, other: _Part) -> bool:
    if not _was_there(part, other) or _any(is_other_record, part, other) or _is_one_table(part, other):
        return False
    if _any(is_same_specimen, part, other):
        return True
    return _any(lambda one, its: not is_other_specimen(one, its) and is_within_a_day(one, its), part, other)


def _is_one_table(part: _Part, other: _Part) -> bool:
    return any(is_same_table(one, its) for one in part.pointing or part.found for its in other.found)


def _any(compare: _Comparison, part: _Part, other: _Part) -> bool:
    return any(compare(one, its) for one in part.found for its in other.found)


def _contradict(one: str, other: str) -> bool:
    return bool(one and other) and one != other


class _Seen:
    """When each specimen was first reported, by measurement."""

    def __init__(self, groups: Mapping[Measurement, list[RunObservation]]) -> None:
        self._groups = groups
        self._first: dict[tuple[str, str, str], dict[Measurement, str]] = {}

    def knows_orders_of(self, part: _Part) -> bool:
        """Say whether a feed that sends only what is new sent other results of the specimen before."""
        first = min(part.pointing, key=lambda sent: sent.run.received)
        if first.run.cumulative or not first.specimen:
            return False
        known = self._known()[part.place.center, part.place.subject, first.specimen]
        return any(since < first.run.received for place, since in known.items() if place != part.place)

    def _known(self) -> dict[tuple[str, str, str], dict[Measurement, str]]:
        if not self._first:
            for place, found in self._groups.items():
                for sent in found:
                    known = self._first.setdefault((place.center, place.subject, sent.specimen), {})
                    known[place] = min(sent.run.received, known.get(place, sent.run.received))
        return self._first


def _joined(groups: Groups, into: Mapping[Measurement, Measurement]) -> tuple[Groups, Joined]:
    """Return the groups, each that means another with it, under the key that states more."""
    members: dict[Measurement, list[Measurement]] = defaultdict(list)
    for place in into:
        members[_end(place, into)].append(place)
    found: Groups = {
        place: sents for place, sents in groups.items() if place not in into and place not in members
    }
    joined: Joined = {}
    for target, others in members.items():
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
        offsets = {sent.offset for place in (target, other) for sent in groups[place]}
        at = longer if is_more else other.collected_at if corrects and len(offsets) == 1 else key.collected_at
        key = key._replace(
            collected_at=at,
            specimen_type=key.specimen_type or other.specimen_type,
            specimen=key.specimen or other.specimen,
        )
    return key
