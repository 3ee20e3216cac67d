"""Real courses: no value of them is suspected of another unit, and nearly every single slip made up in them is."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.support.real_files import EXAMPLES, sent_in

from hepaflow.catalog.fold_rules import fold_rules
from hepaflow.domain.fold.decisions import NOBODY
from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.fold.measurement_state import Timeline
from hepaflow.domain.fold.suspicion.unit_suspicion import suspects, weighed
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.fold_rules import NEWEST_VERSION
from hepaflow.domain.values.numbers import shown

RULES = fold_rules(NEWEST_VERSION)

pytestmark = pytest.mark.real_data

LEAST_CAUGHT = Fraction(9, 10)


def held(reports: list[RunObservation]) -> list[Measurement]:
    answers = weighed(reports, (), NOBODY, RULES)
    return [
        place
        for place, answer in answers.items()
        if any(IssueCode.UNIT_SUSPECT in one.codes for one in answer.held)
    ]


def courses(answers: Timeline) -> Iterator[Timeline]:
    """Yield the current values of each subject and analyte that may be mistaken by a factor of ten or more."""
    found: dict[tuple[str, str], Timeline] = defaultdict(dict)
    for place, answer in answers.items():
        if answer.current and answer.current.observation.number and other_factor(answer.current):
            found[place.subject, place.analyte][place] = answer
    yield from found.values()


def other_factor(sent: RunObservation) -> Fraction | None:
    own = sent.observation.conversion.factor
    apart = [
        other for other in RULES.usual_units[sent.observation.analyte] if max(other / own, own / other) >= 10
    ]
    return apart[0] if apart else None


def slipped(sent: RunObservation) -> RunObservation:
    """The same measurement as its number would stand in the other unit, under the unit of the file."""
    factor = sent.observation.conversion.factor / other_factor(sent)
    number = Decimal(f"{float(Fraction(sent.observation.number) * factor):.4g}")
    value = shown(number, sent.observation.conversion)
    return replace(sent, observation=sent.observation._replace(number=number, value=value))


def test_no_value_of_the_intensive_care_units_is_suspected(eicu):
    assert len(eicu) > 3000
    assert held(eicu) == []


def test_single_slips_in_intensive_care_are_caught(eicu):
    counted = Counter()
    for course in courses(fold(eicu)):
        for place, answer in course.items():
            others = {other.collected_at[:10] for other in course if other != place}
            if len(course) < 4 or len(others) < 2:
                continue
            wrong = answer._replace(current=slipped(answer.current))
            found = suspects({**course, place: wrong}, RULES.usual_units)
            counted["eligible"] += 1
            counted["caught"] += place in found
            counted["others"] += bool(set(found) - {place})
    assert counted["eligible"] > 500
    assert counted["caught"] >= LEAST_CAUGHT * counted["eligible"]
    assert counted["others"] == 0


def test_no_value_of_the_examples_is_suspected(catalog):
    """A clinical course of years in units of the United States, China and a central lab, which meet in one subject."""
    reports = [
        sent
        for name in ("us-long", "central-lab", "cn-wide")
        for sent in sent_in(
            (EXAMPLES / f"{name}.csv").read_bytes(), (EXAMPLES / f"{name}.toml").read_text("utf-8"), catalog
        )
    ]
    assert len(reports) > 500
    assert held(reports) == []
