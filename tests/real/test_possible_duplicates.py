"""Real draws: none is taken for another as they stand, nearly none where one of a day loses its time, and what is one is found."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.real_files import EXAMPLES, SDTM, sent_in

from hepaflow.domain.fold.decisions import NOBODY, docket
from hepaflow.domain.fold.measurement import Measurement, RunObservation, same_value
from hepaflow.domain.fold.suspicion.possible_duplicates import distinct
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import IssueCode

pytestmark = pytest.mark.real_data

DAY, TIME = len("2024-03-22"), len("2024-03-22T08:30")
Draws = dict[str, list[RunObservation]]  # of one subject and day: by time


def held(reports: Iterable[RunObservation]) -> list[Measurement]:
    answers = distinct(fold(reports), docket((), NOBODY))
    return [
        place
        for place, answer in answers.items()
        if any(IssueCode.POSSIBLE_DUPLICATE in one.codes for one in answer.held)
    ]


def to_the_day(draw: Iterable[RunObservation]) -> list[RunObservation]:
    """The same draw as a later export gives it that has dates and no times."""
    later = "2026-01-02T00:00:00.000Z"
    return [
        replace(
            sent,
            measurement=sent.measurement._replace(collected_at=sent.measurement.collected_at[:DAY]),
            run=replace(sent.run, file_id="e" * 64, received=later),
        )
        for sent in draw
    ]


@pytest.fixture(scope="module")
def days(eicu) -> list[Draws]:
    """The draws of each subject and day, what counts of them."""
    found: dict[tuple[str, str], Draws] = defaultdict(lambda: defaultdict(list))
    for place, answer in fold(eicu).items():
        if answer.current:
            found[place.subject, place.collected_at[:DAY]][place.collected_at].append(answer.current)
    return [dict(draws) for draws in found.values()]


def test_no_value_of_the_intensive_care_units_is_held(eicu):
    assert len(eicu) > 3000
    assert held(eicu) == []


def test_no_value_of_a_trial_in_sdtm_is_held(real_data: Path, catalog):
    data = (real_data / "cdisc" / "psdtm_lb_site701_702_full.csv").read_bytes()
    reports = sent_in(data, SDTM, catalog)
    assert len(reports) > 7000
    assert held(reports) == []


@pytest.mark.parametrize(
    "name", ["us-long.csv", "central-lab.csv", "cn-wide.csv", "de-workbook.xlsx", "us-oru.hl7"]
)
def test_no_value_of_the_examples_is_held(name, catalog):
    path = EXAMPLES / name
    reports = sent_in(path.read_bytes(), path.with_suffix(".toml").read_text("utf-8"), catalog)
    assert len(reports) > 100
    assert held(reports) == []


def test_another_draw_of_the_day_is_hardly_ever_taken_for_the_same(days):
    """By its own value alone one in five would be; held are those that no other value of their draws tells apart."""
    of_days, alike, taken = 0, 0, 0
    for draws in days:
        for time, draw in draws.items():
            others = [sent for other, reports in draws.items() if other != time for sent in reports]
            near = [
                sent
                for sent in draw
                if any(sent.observation.analyte == it.observation.analyte for it in others)
            ]
            of_days += len(near)
            alike += sum(
                any(
                    same_value(sent.observation, it.observation)
                    for it in others
                    if it.observation.analyte == sent.observation.analyte
                )
                for sent in near
            )
            taken += len(held([*others, *to_the_day(draw)]))
    assert of_days > 700
    assert alike > of_days / 6
    assert taken < of_days / 40


def test_every_draw_that_comes_again_without_its_time_is_found(days):
    values, found = 0, 0
    for draws in days:
        for draw in draws.values():
            values += len(draw)
            found += len(held([*draw, *to_the_day(draw)]))
    assert values > 3000
    assert found == values


def test_where_all_draws_of_a_day_come_again_without_their_times_nothing_counts_twice(days):
    """Two draws become one that contradicts itself; where they agree, the value is one that counts already."""
    several = [[sent for draw in draws.values() for sent in draw] for draws in days if len(draws) > 1]
    assert len(several) > 50
    for draws in several:
        known = distinct(fold([*draws, *to_the_day(draws)]), docket((), NOBODY))
        assert {len(place.collected_at) for place, answer in known.items() if answer.current} == {TIME}
