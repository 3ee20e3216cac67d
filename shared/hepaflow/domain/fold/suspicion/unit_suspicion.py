"""Hold values that fit a subject's other values only in another unit, and name that unit (docs/fold.md).

Pure: what is suspected depends on what was sent and decided, never on the order of processing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import starmap
from statistics import median
from typing import Final, NamedTuple

from hepaflow.domain.fold.decisions import Decision, Docket, Owners, docket
from hepaflow.domain.fold.measurement import Measurement, RunObservation, same_value
from hepaflow.domain.fold.measurement_state import Timeline
from hepaflow.domain.fold.suspicion.possible_duplicates import distinct
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Comparator, Observation
from hepaflow.domain.study.fold_rules import FoldRules, UsualUnits
from hepaflow.domain.values.numbers import converted

_FEWEST_OTHERS: Final = 3
_FEWEST_DAYS: Final = 2
_WIDEST_COURSE: Final = 4  # highest over lowest: others that lie further apart say nothing about one more
_ABOUT_WIDEST, _ABOUT_FAR = Decimal("4.001"), Decimal("4.99")  # values are rounded to six digits
_LEAST_FACTOR: Final = 10  # a smaller one, such as that of urea, may as well be the course of the disease
_NEAR: Final = 2  # of the median of the others
_DAY: Final = len("2024-03-22")
_Course = Sequence[tuple[str, Observation]]


def weighed(
    reports: Collection[RunObservation], decisions: Collection[Decision], owners: Owners, rules: FoldRules
) -> Timeline:
    """Return the fold of the reports, in which a value that fits only in another unit is held.

    Other reports of the measurement that state the same value are held with it: to send a slip again proves nothing.
    Where a decision released one of them, none is held. Possible duplicates are held first: one result that was sent
    under two keys would judge twice. Where the value that one of them repeats is suspected, so is it.

    Args:
        reports: all reports of a subject.
        decisions: the decisions about them.
        owners: by center and former id, the subject to whom its reports belong.
        rules: the version of the rules of the fold, and the units that labs may confuse.

    Returns:
        The state of each measurement, by measurement.
    """
    known, decided = list(reports), docket(decisions, owners)
    answers = distinct(fold(known, decisions, owners, rules.version), decided, rules.version)
    while doubted := _doubted(known, suspects(answers, rules.usual_units), answers, decided):
        known = [
            replace(sent, issues=(*sent.issues, doubted[index])) if index in doubted else sent
            for index, sent in enumerate(known)
        ]
        answers = distinct(fold(known, decisions, owners, rules.version), decided, rules.version)
    return answers


def suspects(answers: Timeline, usual: UsualUnits) -> dict[Measurement, tuple[RunObservation, str]]:
    """Return each current value that fits the subject's others only in another unit, with that unit.

    Only what is current is judged, and only what is current judges: a value that is held, superseded, withdrawn or
    set aside does neither, and one that was sent ten times counts once.
    """
    courses: dict[tuple[str, str], list[tuple[Measurement, RunObservation]]] = {}
    for place, answer in answers.items():
        sent = answer.current
        if sent is not None and place.analyte in usual and is_judging(sent.observation):
            courses.setdefault((place.subject, place.analyte), []).append((place, sent))
    found: dict[Measurement, tuple[RunObservation, str]] = {}
    for (_, analyte), course in courses.items():
        reports = [(place.collected_at, sent.observation) for place, sent in course]
        for at, unit in strays(reports, usual[analyte]):
            place, sent = course[at]
            found[place] = sent, unit
    return found


def is_judging(report: Observation) -> bool:
    """Say whether a report, if it is current, judges others and is judged: it gives a number, and no bound."""
    return report.number is not None and report.operator is Comparator.EQ


def strays(course: _Course, usual: Mapping[Fraction, str]) -> Iterator[tuple[int, str]]:
    """Yield the places of values that lie outside all others and fit them only in another unit, with that unit.

    Args:
        course: the current values of a subject and analyte, each with its time of collection.
        usual: the units that labs may confuse, by factor to the canonical unit.
    """
    if not _is_wide([report.value or Decimal(0) for _, report in course]):
        return
    ordered = sorted(starmap(_point, enumerate(course)), key=lambda point: point.value)
    for point, others in ((ordered[0], ordered[1:]), (ordered[-1], ordered[:-1])):
        if _agree(others) and not others[0].value <= point.value <= others[-1].value:
            unit = _fitting(point, others, usual)
            if unit:
                yield point.at, unit


class _Point(NamedTuple):
    """A current value in its course.

    Attributes:
        at: its place there.
        day: the day of its collection.
        report: the report.
        number: as reported.
        value: the exact value in the canonical unit.
    """

    at: int
    day: str
    report: Observation
    number: Decimal
    value: Fraction


def _point(at: int, current: tuple[str, Observation]) -> _Point:
    when, report = current
    number = report.number or Decimal(0)
    return _Point(at, when[:_DAY], report, number, converted(number, report.conversion))


def may_be_wide(values: Sequence[Decimal]) -> bool:
    """Say, by rounded values, whether one of some of them may stray; if not, no course of such values is wide."""
    return len(values) > _FEWEST_OTHERS and max(values) > _WIDEST_COURSE * min(values)


def _is_wide(values: Sequence[Decimal]) -> bool:
    """Say, by rounded values, whether one may stray; few courses are wide, and exact values take longer.

    What fits by a factor of ten, within a factor of two of the median of the others, lies five times from that median. All but
    it agree.
    """
    if not may_be_wide(values):
        return False
    ordered = sorted(values)
    low, high, middle = ordered[0], ordered[-1], (len(ordered) - 1) // 2
    if low <= 0:
        return True
    is_low = high <= _ABOUT_WIDEST * ordered[1] and ordered[middle + 1] >= _ABOUT_FAR * low
    return is_low or (ordered[-2] <= _ABOUT_WIDEST * low and high >= _ABOUT_FAR * ordered[middle - 1])


def _agree(others: Sequence[_Point]) -> bool:
    """Say whether values, sorted, are of enough days, and near enough to each other to judge one more."""
    days = {point.day for point in others}
    return len(days) >= _FEWEST_DAYS and 0 < others[-1].value <= _WIDEST_COURSE * others[0].value


def _fitting(point: _Point, others: Sequence[_Point], usual: Mapping[Fraction, str]) -> str:
    """Return the unit in which the reported number comes nearest to the others, or "" where it is near in none."""
    if point.number <= 0 or not _is_scale(point):
        return ""
    middle = median(other.value for other in others)
    number, own = Fraction(point.number), point.report.conversion.factor
    apart = {
        unit: _ratio(number * factor, middle)
        for factor, unit in {**usual, **_in_use(others)}.items()
        if _ratio(factor, own) >= _LEAST_FACTOR
    }
    near = sorted((ratio, unit) for unit, ratio in apart.items() if ratio <= _NEAR)
    return near[0][1] if near else ""


def _in_use(others: Sequence[_Point]) -> dict[Fraction, str]:
    """Return the units in which the others were reported, by factor."""
    found = sorted(
        (other.report.raw_unit, other.report.conversion.factor)
        for other in others
        if _is_scale(other) and other.report.raw_unit
    )
    return {factor: unit for unit, factor in found}


def _is_scale(point: _Point) -> bool:
    way = point.report.conversion
    return not way.power and not way.offset


def _ratio(one: Fraction, other: Fraction) -> Fraction:
    return max(one / other, other / one)


def _doubted(
    reports: Sequence[RunObservation],
    found: Mapping[Measurement, tuple[RunObservation, str]],
    answers: Timeline,
    decided: Docket,
) -> dict[int, Issue]:
    """Return what to hold against which of the reports, by its index."""
    doubted: dict[int, Issue] = {}
    for place, (suspect, unit) in found.items():
        rows = {(sent.row, sent.run.run_number) for sent in answers[place].observations()}
        same = [
            index
            for index, sent in enumerate(reports)
            if (sent.row, sent.run.run_number) in rows and same_value(sent.observation, suspect.observation)
        ]
        stating = [reports[index] for index in same]
        rulings = decided.rulings(place, stating)
        if not any(rulings.lifts(row, IssueCode.UNIT_SUSPECT) for sent in stating for row in sent.rows()):
            issue = Issue(IssueCode.UNIT_SUSPECT, found=unit, analyte=place.analyte)
            doubted.update(dict.fromkeys(same, issue))
    return doubted
