"""A day is local to the center: what a file gives for another zone may lie on another day there."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from tests.support.day_reports import reported

from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.answers.local_time import ANY_ZONE, day_at_center, time_at_center
from hepaflow.domain.fold.timeline import fold

ZONES = {
    "CN-01": (ZoneInfo("Asia/Shanghai"),),
    "US-01": (ZoneInfo("America/New_York"),),
    "IN-01": (ZoneInfo("Asia/Kolkata"),),
}


def sent(at: str, offset: str = "", center: str = "CN-01", text: str = "30"):
    return replace(reported("ALB", text, at, center=center), offset=offset)


@pytest.mark.parametrize(
    ("at", "offset", "center", "local"),
    [
        ("2024-03-22T08:30", "+08:00", "CN-01", "2024-03-22T08:30"),
        ("2024-03-21T23:30", "+00:00", "CN-01", "2024-03-22T07:30"),
        ("2024-03-21T23:30:15", "+00:00", "CN-01", "2024-03-22T07:30:15"),
        ("2024-03-21T23", "+00:00", "CN-01", "2024-03-22T07"),
        ("2024-03-21T23", "+00:00", "IN-01", "2024-03-22T04:30"),
        ("2024-03-22T02:00", "+00:00", "US-01", "2024-03-21T22:00"),  # summer time there: four hours
        ("2024-01-22T02:00", "+00:00", "US-01", "2024-01-21T21:00"),
        ("2024-03-21T23:30", "", "CN-01", "2024-03-21T23:30"),  # no offset: local time as reported
        ("2024-03-21T23:30", "+00:00", "DE-01", "2024-03-21T23:30"),  # nobody knows the zone
        ("2024-03-21", "+00:00", "CN-01", "2024-03-21"),
        ("2024-03", "", "CN-01", "2024-03"),
    ],
)
def test_a_time_of_another_zone_is_converted(at, offset, center, local):
    assert time_at_center(sent(at, offset, center), ZONES) == local
    assert day_at_center(sent(at, offset, center), ZONES) == (local[:10] if len(local) >= 10 else None)


@pytest.mark.parametrize(
    ("at", "known"),
    [
        ("2024-03-22T12:00", "2024-03"),  # the 21st at -12:00, the 22nd at +14:00
        ("2024-03-31T23:00", "2024"),
        ("2024-12-31T23:00", ""),
    ],
)
def test_a_time_in_an_unknown_zone_is_known_as_far_as_all_zones_agree(at, known):
    assert time_at_center(sent(at, "+08:00"), {"CN-01": ANY_ZONE}) == known


def test_a_specimen_day_is_local_to_the_center():
    states = fold([sent("2024-03-21T23:30", "+00:00")])
    assert [day.day for day in specimen_days(states, zones=ZONES)] == ["2024-03-22"]
    assert [day.day for day in specimen_days(states)] == ["2024-03-21"]


def test_the_earliest_of_a_day_is_the_earliest_on_the_local_clock():
    states = fold(
        [sent("2024-03-22T08:30", "+08:00", text="30"), sent("2024-03-22T00:10", "+00:00", text="31")]
    )  # 08:10
    (day,) = specimen_days(states, zones=ZONES)
    assert [one.sent.observation.raw.value for one in day.input_of("ALB").candidates] == ["31"]
    states = fold(
        [sent("2024-03-22T08:30", "+08:00", text="30"), sent("2024-03-22T02:10", "+00:00", text="31")]
    )  # 10:10
    (day,) = specimen_days(states, zones=ZONES)
    assert [one.sent.observation.raw.value for one in day.input_of("ALB").candidates] == ["30"]
