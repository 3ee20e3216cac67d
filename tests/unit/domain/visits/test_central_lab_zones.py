"""The day of a specimen that a central lab measured is that of the place where it was taken, if that is known."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from tests.support.day_reports import reported
from tests.support.visit_plans import SAME_DAY_ONE, entry, planned

from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.visits.masking import mask_of
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import baseline_day, subject_days, visit_day

SHANGHAI, NEW_YORK = (ZoneInfo("Asia/Shanghai"),), (ZoneInfo("America/New_York"),)
STUDY = planned().model_copy(update={"central_labs": ("LAB",)})
MOVED = {"transfers": [{"center": "CN-02", "from": date(2024, 5, 1)}]}
TWO_ZONES = {"LAB": SHANGHAI, "CN-01": SHANGHAI, "CN-02": NEW_YORK}


def sent(at, offset="+00:00", center="LAB", text="30", **more):
    return replace(reported("ALB", text, at, center=center, **more), offset=offset)


def found(zones, *sents, **told):
    return subject_days(fold(sents), schedule_of(STUDY, (entry(**told),), zones))


def codes(choice):
    return [reason.code for reason in choice.reasons]


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
        # the subject's centers lie in two zones, but the day is the same in each
        (TWO_ZONES, "2024-03-10T10:30", "+00:00", MOVED, "2024-03-10"),
        ({}, "2024-03-10", "", {}, "2024-03-10"),  # a day without a time has no zone
    ],
)  # fmt: skip
def test_a_day_of_a_central_lab_is_that_of_the_subjects_center(zones, at, offset, told, day):
    assert [one.day for one in found(zones, sent(at, offset), **told).days] == [day]


@pytest.mark.parametrize(
    ("zones", "told"),
    [
        (TWO_ZONES, MOVED),  # the subject's centers lie in two zones
        ({"CN-01": SHANGHAI, "CN-02": NEW_YORK}, MOVED),
        # nobody knows that of his center: it may be any
        ({"LAB": SHANGHAI, "CN-02": NEW_YORK}, {}),
        ({"LAB": SHANGHAI, "CN-02": SHANGHAI}, {}),
        ({}, {}),
        ({"LAB": NEW_YORK, "CN-01": SHANGHAI}, MOVED),  # nobody knows that of one of his centers
        ({"LAB": NEW_YORK, "CN-01": SHANGHAI}, {"status": "entered-in-error"}),  # the register has no center
    ],
)
def test_a_day_that_depends_on_the_zone_is_uncertain(zones, told):
    days = found(zones, sent("2024-03-10T20:30"), **told).days
    assert [one.day for one in days] == ["2024-03-10", "2024-03-11"]
    for day in days:
        known = day.input_of("ALB")
        assert (len(known.candidates), known.may_be_absent) == (1, True)
        assert [reason.code for reason in known.reasons] == ["TIME_ZONE_ALB"]
        assert not day.is_partial


def test_neither_baseline_nor_visit_is_certain_if_the_zone_decides():
    days = found(TWO_ZONES, sent("2024-03-10T20:30"), sent("2024-03-09", "", "CN-01"), **MOVED)
    choice = baseline_day(days, ("ALB",))  # 10 March is day 1, 11 March is after the dose
    assert (choice.day, codes(choice)) == (None, ["TIME_ZONE_ALB"])
    assert [day.day for day in choice.candidates] == [
        "2024-03-10",
        "2024-03-09",
    ]  # the next day never fills in
    visit = visit_day(days, days.schedule.protocol.visits[1], ("ALB",))
    assert (visit.day, codes(visit)) == (None, ["TIME_ZONE_ALB"])


def test_a_zone_that_decides_nothing_leaves_the_answer_certain():
    days = found(TWO_ZONES, sent("2024-03-05T20:30"), sent("2024-03-09", "", "CN-01"), **MOVED)
    assert baseline_day(days, ("ALB",)).day.day == "2024-03-09"


def test_the_order_of_draws_of_a_day_is_uncertain_if_the_zone_decides_it():
    """10:30 in UTC is 18:30 in Shanghai and 06:30 in New York: before and after noon of the same day."""
    other = sent("2024-03-10T12:00", "", "LAB", text="40", specimen_type="PLASMA")
    (day,) = found(TWO_ZONES, sent("2024-03-10T10:30"), other, **MOVED).days
    known = day.input_of("ALB")
    assert {one.sent.observation.raw.value for one in known.candidates} == {"30", "40"}
    assert {reason.code for reason in known.reasons} == {"UNORDERED_ALB"}
    one_zone = {**TWO_ZONES, "CN-02": SHANGHAI}
    (day,) = found(one_zone, sent("2024-03-10T10:30"), other, **MOVED).days
    assert [one.sent.observation.raw.value for one in day.input_of("ALB").candidates] == ["40"]


def test_a_draw_after_day_one_is_no_baseline_because_the_lab_lies_in_the_west():
    days = found({"LAB": NEW_YORK, "CN-01": SHANGHAI}, sent("2024-03-11T08:30", "+08:00"))
    assert baseline_day(days, ("ALB",)).day is None


@pytest.mark.parametrize("offset", ["+00:00", "+08:00"])
def test_a_time_of_a_center_whose_zone_nobody_stated_may_be_of_any_zone(offset):
    """10:30 in UTC is 22:30 of the day before in UTC-12, and 00:30 of the next day in UTC+14; 10:30 in Shanghai is 02:30 in UTC."""
    days = found({"CN-02": SHANGHAI}, sent("2024-03-10T10:30", offset, "CN-01")).days
    possible = ["2024-03-09", "2024-03-10", "2024-03-11"]
    assert [day.day for day in days] == (possible if offset == "+00:00" else possible[:2])
    assert {reason.code for day in days for reason in day.input_of("ALB").reasons} == {"TIME_ZONE_ALB"}


@pytest.mark.parametrize("at", ["2024-03-10T00:10", "2024-03-10"])
def test_a_time_without_an_offset_is_that_of_the_clock_at_the_center(at):
    (day,) = found({}, sent(at, "", "CN-01")).days
    assert (day.day, day.input_of("ALB").reasons) == ("2024-03-10", ())


def test_another_center_keeps_its_zone():
    days = found({"CN-02": NEW_YORK, "CN-01": SHANGHAI}, sent("2024-03-11T08:30", "+08:00", "CN-02"))
    assert [one.day for one in days.days] == ["2024-03-10"]


@pytest.mark.parametrize(
    ("at", "is_seen"), [("2024-04-03T20:30", False), ("2024-04-03T10:30", False), ("2024-04-03T09:30", True)]
)
def test_a_draw_is_masked_if_one_of_its_days_is(at, is_seen):
    """Visit 4 begins on 4 April; nobody knows the zone of CN-01, so that it may be UTC+14."""
    masking = {"roles": ["monitor"], "visits": [4]}
    definition = planned(masking=masking, reference_date=SAME_DAY_ONE).model_copy(
        update={"central_labs": ("LAB",)}
    )
    zones = {"LAB": NEW_YORK, "CN-02": SHANGHAI}
    mask = mask_of([definition], {"monitor"}, lambda some: {one: zones[one] for one in some if one in zones})
    report = sent(at)
    assert mask.visible([report], [entry()]) == ([report] if is_seen else [])
