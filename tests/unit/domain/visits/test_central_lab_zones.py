"""The day of a specimen that a central lab measured is that of the place where it was taken."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from tests.support.day_reports import reported
from tests.support.visit_plans import entry, planned

from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import baseline_day, subject_days

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
STUDY = planned().model_copy(update={"central_labs": ("LAB",)})
MOVED = {"transfers": [{"center": "CN-02", "from": date(2024, 5, 1)}]}


def days(zones, at="2024-03-11T08:30", offset="+08:00", center="LAB", **told):
    sent = replace(reported("ALB", "30", at, center=center), offset=offset)
    return subject_days(fold([sent]), schedule_of(STUDY, (entry(**told),), zones))


@pytest.mark.parametrize(
    ("zones", "at", "offset", "told", "day"),
    [
        # the morning of day 2 at the center is the evening of day 1 at the lab
        ({"LAB": NEW_YORK, "CN-01": SHANGHAI}, "2024-03-11T08:30", "+08:00", {}, "2024-03-11"),
        ({"LAB": NEW_YORK, "CN-01": SHANGHAI}, "2024-03-11T00:30", "+00:00", {}, "2024-03-11"),
        ({"LAB": NEW_YORK, "CN-01": SHANGHAI}, "2024-03-10T20:30", "-04:00", {}, "2024-03-11"),
        ({"LAB": SHANGHAI, "CN-01": NEW_YORK}, "2024-03-11T01:30", "+00:00", {}, "2024-03-10"),
        ({"CN-01": SHANGHAI}, "2024-03-10T20:30", "+00:00", {}, "2024-03-11"),  # the lab has no zone
        ({"LAB": NEW_YORK, "CN-01": SHANGHAI, "CN-02": SHANGHAI}, "2024-03-11T00:30", "+00:00", MOVED, "2024-03-11"),
        # nobody knows the one zone of the subject's center
        ({"LAB": SHANGHAI}, "2024-03-10T20:30", "+00:00", {}, "2024-03-11"),
        ({"LAB": SHANGHAI, "CN-01": SHANGHAI, "CN-02": NEW_YORK}, "2024-03-10T20:30", "+00:00", MOVED, "2024-03-11"),
    ],
)  # fmt: skip
def test_a_day_of_a_central_lab_is_that_of_the_subjects_center(zones, at, offset, told, day):
    assert [found.day for found in days(zones, at, offset, **told).days] == [day]


def test_a_draw_after_day_one_is_no_baseline_because_the_lab_lies_in_the_west():
    found = days({"LAB": NEW_YORK, "CN-01": SHANGHAI})
    assert baseline_day(found, ("ALB",)).day is None


def test_another_center_keeps_its_zone():
    found = days({"CN-02": NEW_YORK, "CN-01": SHANGHAI}, center="CN-02")
    assert [one.day for one in found.days] == ["2024-03-10"]
