"""Decide which measurement a correction or deletion does not contradict, and which it may mean."""

from collections.abc import Callable, Iterable, Iterator

from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.fold.sameness import (
    DAY,
    collection_instant,
    is_other_record,
    is_other_specimen,
    is_same_record,
    is_same_specimen,
    is_same_table,
    is_same_time,
    is_within_a_day,
)
from hepaflow.domain.fold.targets.reports import MeasurementReports

_Comparison = Callable[[RunObservation, RunObservation], bool]


def followed_preliminaries(course: Iterable[MeasurementReports]) -> Iterator[tuple[Measurement, Measurement]]:
    """Yield final reports with the preliminary ones that they follow under another key, where only one can be meant."""
    parts = [part for part in course if part.values]
    preliminary = [part for part in parts if part.is_preliminary]
    for part in parts if preliminary else ():
        if part.is_final:
            fitting = [other for other in parts if other is not part and fits(part, other)]
            if len(fitting) == 1 and fitting[0] in preliminary:
                rivals = [other for other in parts if other.is_final and fits(other, fitting[0])]
                if len(rivals) == 1:
                    yield part.place, fitting[0].place


def target_of(part: MeasurementReports, course: Iterable[MeasurementReports]) -> MeasurementReports | None:
    """Return the one measurement that a correction or deletion does not contradict; None where there is none, or more."""
    fitting = [
        other
        for other in course
        if other is not part
        and _was_there(part, other)
        and fits(part, other)
        and _is_certain_enough(part, other)
    ]
    exact = [other for other in fitting if _any(is_same_specimen, part, other)]
    fitting = exact or fitting
    return fitting[0] if len(fitting) == 1 else None


def _was_there(part: MeasurementReports, other: MeasurementReports) -> bool:
    """Say whether another measurement has what may be replaced or voided; a deletion voids what was there before."""
    if not part.deletes:
        return bool(other.originals)
    last = max(sent.run.received for sent in part.found)
    return any(sent.run.received <= last for sent in other.values)


def _is_certain_enough(part: MeasurementReports, other: MeasurementReports) -> bool:
    """Say whether a test that was not done may mean the other measurement: of one specimen, or at the same minute."""
    if part.pointing:
        return True
    return _any(is_same_specimen, part, other) or (_has_clock(part) and _has_clock(other))


def _has_clock(part: MeasurementReports) -> bool:
    return collection_instant(part.found[0]) is not None


def fits(part: MeasurementReports, other: MeasurementReports) -> bool:
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


def _is_one_day(part: MeasurementReports, other: MeasurementReports) -> bool:
    return part.place.collected_at[:DAY] == other.place.collected_at[:DAY] or _any(
        is_within_a_day, part, other
    )


def may_be_meant(part: MeasurementReports, other: MeasurementReports) -> bool:
    if not _was_there(part, other) or _any(is_other_record, part, other) or _is_one_table(part, other):
        return False
    if _any(is_same_specimen, part, other):
        return True
    return _any(lambda one, its: not is_other_specimen(one, its) and is_within_a_day(one, its), part, other)


def _is_one_table(part: MeasurementReports, other: MeasurementReports) -> bool:
    return any(is_same_table(one, its) for one in part.pointing or part.found for its in other.found)


def _any(compare: _Comparison, part: MeasurementReports, other: MeasurementReports) -> bool:
    return any(compare(one, its) for one in part.found for its in other.found)


def _contradict(one: str, other: str) -> bool:
    return bool(one and other) and one != other
