"""The points of eDISH and mDISH, against peaks computed by hand. Upper limits: ALT 50, AST 40, bilirubin 20."""

from decimal import Decimal

import pytest
from scripts.made_pictures import LIMITS, entry, made_dish, observations, peak_point, plan, point_of

from hepaflow.domain.pictures.dish import DishKind, DishPoint, PeakBounds, dish


def bounds(low, high=None, *, exact=True):
    high = low if exact and high is None else high
    return PeakBounds(low and Decimal(low), high and Decimal(high))


def point(after, kind=DishKind.LIMIT, before="ALT 60 AST 50 BILI 25"):
    return peak_point(kind, "S-1", after, before)


def of_days(*course, kind=DishKind.LIMIT, limits=LIMITS, rule=None, **register):
    protocol = plan(baseline=rule) if rule else plan()
    return point_of(kind, observations(course, limits), protocol, entry(**register))


def test_the_greater_of_both_transaminases_counts():
    """212 of 50 is 4.24, 180 of 40 is 4.5; 61 of 20 is 3.05."""
    assert point("ALT 212 AST 180 BILI 61") == DishPoint(
        "S-1", "/studies/S/subjects/S-1/report", bounds("4.5"), bounds("3.05")
    )


def test_in_mdish_each_is_a_multiple_of_its_own_baseline():
    """180 of 50 is 3.6, 212 of 60 is 3.53…; 61 of 25 is 2.44."""
    found = point("ALT 212 AST 180 BILI 61", DishKind.BASELINE)
    assert (found.transaminase, found.bilirubin) == (bounds("3.6"), bounds("2.44"))


def test_peaks_may_be_of_different_days_after_the_baseline():
    """The baseline, 10 March, and days before it do not count: 500 of 50 would be 10."""
    found = of_days(
        ("2024-03-08", "ALT 900 BILI 90"), ("2024-03-10", "ALT 500 BILI 70"), ("2024-03-24", "ALT 75 BILI 10"), ("2024-04-07", "ALT 60 BILI 30")
    )  # fmt: skip
    assert (found.transaminase, found.bilirubin) == (bounds("1.5"), bounds("1.5"))


def test_a_transaminase_that_was_not_measured_is_no_peak():
    assert point("ALT 100 BILI 10").transaminase == bounds("2")


@pytest.mark.parametrize(
    ("after", "injury", "jaundice", "reasons"),
    [
        (
            "ALT >1000 AST 880 BILI 29",
            bounds("22", exact=False),
            bounds("1.45"),
            ("CENSORED_ALT",),
        ),  # 880 of 40 is 22
        ("ALT 160 BILI <34", bounds("3.2"), bounds(None, "1.7"), ("CENSORED_BILI",)),
        ("ALT 25 AST !310 BILI 12", bounds("0.5", "7.75"), bounds("0.6"), ("HELD_AST",)),
        ("ALT !310 BILI 12", bounds(None, "6.2"), bounds("0.6"), ("HELD_ALT",)),
        ("ALT 900 AST <10 BILI 12", bounds("18"), bounds("0.6"), ()),  # no AST below 10 is a peak
    ],
)
def test_a_peak_that_is_not_known_exactly_has_its_bounds_and_reasons(after, injury, jaundice, reasons):
    found = point(after)
    assert (found.transaminase, found.bilirubin, found.reasons) == (injury, jaundice, reasons)
    assert found.is_drawn


@pytest.mark.parametrize(
    ("after", "reasons"),
    [
        ("BILI 17", ("MISSING_ALT",)),
        ("ALT 60", ("MISSING_BILI",)),
        ("CREAT 88", ("MISSING_ALT", "MISSING_BILI")),
        ("ALT 60 BILI 0", ("NOT_POSITIVE_BILI",)),
        ("ALT NEGATIVE BILI 10", ("NOT_A_NUMBER_ALT",)),
    ],
)
def test_a_subject_without_a_place_has_reasons(after, reasons):
    found = point(after)
    assert (found.is_drawn, found.reasons) == (False, reasons)


def test_without_its_limit_a_multiple_has_no_bound():
    found = of_days(("2024-03-24", "ALT 60 BILI 10"), limits={"BILI": "20"})
    assert (found.transaminase, found.reasons) == (None, ("LIMIT_MISSING_ALT",))


def test_without_day_1_no_day_is_after_the_baseline():
    found = of_days(("2024-03-24", "ALT 60 BILI 10"), baseline=None)
    assert (found.transaminase, found.bilirubin, found.reasons) == (None, None, ("MISSING_DAY_ONE",))


@pytest.mark.parametrize(
    ("before", "injury", "reasons"),
    [
        ("BILI 25", None, ("MISSING_BASELINE_ALT",)),
        ("ALT !60 BILI 25", None, ("HELD_ALT",)),
        ("ALT <60 BILI 25", bounds("2", exact=False), ("CENSORED_ALT",)),  # 120 of less than 60: more than 2
        ("ALT 0 BILI 25", None, ("NOT_POSITIVE_BASELINE_ALT",)),
        ("ALT 60 BILI 25", bounds("2"), ()),
    ],
)
def test_a_baseline_that_is_not_known_leaves_the_multiple_open(before, injury, reasons):
    found = point("ALT 120 BILI 10", DishKind.BASELINE, before)
    assert (found.transaminase, found.reasons) == (injury, reasons)


def test_a_draw_of_day_1_that_may_be_before_the_dose_may_be_a_peak():
    """60 of 50 is 1.2 for certain, and 500 of 50 is 10."""
    rule = {"first_day": -28, "last_day": 1, "day_one": "pre-dose"}
    course = (
        ("2024-03-08", "ALT 60 BILI 10"),
        ("2024-03-10", "ALT 500 BILI 10"),
        ("2024-03-24", "ALT 60 BILI 10"),
    )
    found = of_days(*course, rule=rule)
    assert (found.transaminase, found.reasons) == (bounds("1.2", "10", exact=False), ("TIME_DOSE",))


def test_an_undrawn_subject_stays_in_the_picture_and_the_axes_hold_every_other():
    found = made_dish()
    assert [one.subject for one in found.points] == sorted(one.subject for one in found.points)
    assert [one.subject for one in found.points if not one.is_drawn] == ["CN01-0008"]
    for scale, about in ((found.transaminases, "transaminase"), (found.bilirubin, "bilirubin")):
        spans = [getattr(one, about) for one in found.points if one.is_drawn]
        assert all(scale.low <= end <= scale.high for one in spans for end in (one.low, one.high) if end)


def test_the_lines_are_at_3_and_2_also_without_points():
    empty = dish(DishKind.LIMIT, [])
    assert (empty.transaminase_line, empty.bilirubin_line) == (Decimal(3), Decimal(2))
    assert (empty.transaminases.low, empty.transaminases.high) == (Decimal("0.1"), Decimal(10))
