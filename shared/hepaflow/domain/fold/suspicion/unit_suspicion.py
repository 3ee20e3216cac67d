"""Hold values that fit a subject's other values only in another unit, and name that unit (docs/fold.md).

Pure: what is suspected depends on what was sent and decided, never on the order of processing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Final, NamedTuple

from hepaflow.domain.fold.decisions import Decision, Docket, Owners, docket
from hepaflow.domain.fold.measurement import Measurement, RunObservation, same_value
from hepaflow.domain.fold.measurement_state import Timeline
from hepaflow.domain.fold.suspicion.possible_duplicates import distinct
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Comparator
from hepaflow.domain.study.fold_rules import FoldRules, UsualUnits
from hepaflow.domain.values.numbers import converted

_FEWEST_OTHERS: Final = 3
_FEWEST_DAYS: Final = 2
_WIDEST_COURSE: Final = 4  # highest over lowest: others that lie further apart say nothing about one more
_ABOUT_WIDEST: Final = Decimal("4.001")  # values are rounded to six digits
_LEAST_FACTOR: Final = 10  # a smaller one, such as that of urea, may as well be the course of the disease
_NEAR: Final = 2  # of the median of the others
_DAY: Final = len("2024-03-22")


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
    courses: dict[tuple[str, str], list[_Point]] = {}
    for place, answer in answers.items():
        sent = answer.current
        if sent is None or sent.observation.number is None or sent.observation.operator is not Comparator.EQ:
            continue
        if place.analyte in usual:
            point = _Point(place, sent, sent.observation.number)
            courses.setdefault((place.subject, place.analyte), []).append(point)
    return {
        point.place: (point.sent, unit)
        for (_, analyte), course in courses.items()
        if _is_wide(course)
        for point, unit in _strays(course, usual[analyte])
    }


class _Point(NamedTuple):
    """A current value in its course; `number` is as reported."""

    place: Measurement
    sent: RunObservation
    number: Decimal

    @property
    def value(self) -> Fraction:
        """The exact value in the canonical unit."""
        return converted(self.number, self.sent.observation.conversion)


def _is_wide(course: Sequence[_Point]) -> bool:
    """Say, by rounded values, whether one may stray; few courses are wide, and exact values take longer.

    What fits by a factor of ten, within a factor of two of the median, lies five times from the median.
    """
    values = sorted([point.sent.observation.value or Decimal(0) for point in course])
    if len(values) <= _FEWEST_OTHERS or values[-1] <= _WIDEST_COURSE * values[0]:
        return False
    # all but the lowest, or all but the highest, agree, as far as rounded values can say
    return (
        values[-1] <= _ABOUT_WIDEST * values[1] or values[-2] <= _ABOUT_WIDEST * values[0] or values[0] <= 0
    )


def _strays(course: Sequence[_Point], usual: Mapping[Fraction, str]) -> Iterator[tuple[_Point, str]]:
    """Yield what lies outside all others: only the lowest and the highest can."""
    ordered = sorted(course, key=lambda point: point.value)
    for point, others in ((ordered[0], ordered[1:]), (ordered[-1], ordered[:-1])):
        if _agree(others) and not others[0].value <= point.value <= others[-1].value:
            unit = _fitting(point, others, usual)
            if unit:
                yield point, unit


def _agree(others: Sequence[_Point]) -> bool:
    """Say whether values, sorted, are of enough days, and near enough to each other to judge one more."""
    days = {point.place.collected_at[:_DAY] for point in others}
    return len(days) >= _FEWEST_DAYS and 0 < others[-1].value <= _WIDEST_COURSE * others[0].value


def _fitting(point: _Point, others: Sequence[_Point], usual: Mapping[Fraction, str]) -> str:
    """Return the unit in which the reported number comes nearest to the others, or "" where it is near in none."""
    if point.number <= 0 or not _is_scale(point):
        return ""
    middle = median(other.value for other in others)
    number, own = Fraction(point.number), point.sent.observation.conversion.factor
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
        (other.sent.observation.raw_unit, other.sent.observation.conversion.factor)
        for other in others
        if _is_scale(other) and other.sent.observation.raw_unit
    )
    return {factor: unit for unit, factor in found}


def _is_scale(point: _Point) -> bool:
    way = point.sent.observation.conversion
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
