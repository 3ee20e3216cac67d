"""The marks of the liver panel: multiples of each result's own limit, censored, held and missing results, windows of visits.

Expected numbers are computed by hand beside each test.
"""

from datetime import date
from decimal import Decimal

import pytest
from scripts.made_pictures import COURSE, DAY_ONE, LIMITS, made_panel, observations, plan
from tests.support.day_reports import reported

from hepaflow.domain.model import Status
from hepaflow.domain.pictures.marks import Gap
from hepaflow.domain.protocol.masked_parts import tells_no_arm

TREATED = {"treated": "first-infusion", "control": "randomization", "words": "as the protocol says"}
MELD_INPUTS = "BILI 34.2 ALB 28 INR 1.5 CREAT 88.4 SODIUM 130"


def panel(*course, limits=LIMITS, rules=None, **more):
    return made_panel(observations(course, limits), plan(**(rules or {})), **more)


def series(shown, about):
    return next(one for chart in shown.charts for one in chart.series if one.about == about)


def ends(shown, about):
    return [(mark.day, mark.low, mark.high) for mark in series(shown, about).marks]


def test_a_result_is_a_multiple_of_the_upper_limit_of_its_own_lab_and_day():
    """60 of at most 40 is 1.5; 60 of at most 50 is 1.2; 10 of at most 3 is 3.33… at 20 digits."""
    first = observations([("2024-03-10", "ALT 60")], {"ALT": "40"})
    second = observations([("2024-03-24", "ALT 60")], {"ALT": "50"})
    third = observations([("2024-04-07", "ALT 10")], {"ALT": "3"})
    shown = made_panel([*first, *second, *third], plan())
    assert [mark.high for mark in series(shown, "ALT").marks] == [
        Decimal("1.5"),
        Decimal("1.2"),
        Decimal("3.3333333333333333333"),
    ]
    assert shown.charts[0].unit == "xULN"


def test_albumin_inr_and_platelets_are_shown_in_their_units():
    shown = panel(("2024-03-10", "ALB 28.40 INR 1.5 PLAT 80"))
    assert [series(shown, about).marks[0].high for about in ("ALB", "INR", "PLAT")] == [
        Decimal("28.4"),
        Decimal("1.5"),
        Decimal(80),
    ]
    assert [chart.unit for chart in shown.charts] == ["xULN", "g/L", "", "10*9/L", ""]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("<25", None, "0.5"), ("<=25", None, "0.5"), (">1000", "20", None), (">=1000", "20", None)],
)
def test_a_censored_result_has_one_end_and_no_line_through_it(text, low, high):
    (mark,) = series(panel(("2024-03-10", f"ALT {text}")), "ALT").marks
    assert (mark.low, mark.high) == (low and Decimal(low), high and Decimal(high))
    assert not mark.is_joined
    assert mark.reasons == ("CENSORED_ALT",)
    assert mark.reported == text


def test_a_held_result_is_marked_and_no_line_goes_through_its_day():
    shown = panel(("2024-03-10", "ALB 30"), ("2024-03-24", "ALB !55"), ("2024-04-07", "ALB 31"))
    assert [(mark.is_held, mark.is_joined) for mark in series(shown, "ALB").marks] == [
        (False, True),
        (True, False),
        (False, True),
    ]


def test_a_result_that_a_held_one_may_replace_stays_and_is_not_joined():
    shown = panel(("2024-03-10", "ALB 30 ALB !55"))
    assert [(mark.high, mark.is_held, mark.is_joined) for mark in series(shown, "ALB").marks] == [
        (Decimal(30), False, False),
        (Decimal(55), True, False),
    ]


def test_the_line_goes_through_the_draw_that_counts_for_its_day():
    """Of several draws of a day the earliest counts; the others are drawn beside it."""
    shown = panel(("2024-03-10T08:30", "ALT 60"), ("2024-03-10T14:00", "ALT 90"))
    assert [(mark.high, mark.is_joined) for mark in series(shown, "ALT").marks] == [
        (Decimal("1.2"), True),
        (Decimal("1.8"), False),
    ]


@pytest.mark.parametrize(
    ("text", "limits", "code"),
    [
        ("60", {}, "LIMIT_MISSING_ALT"),
        ("60", {"ALT": "0"}, "LIMIT_MISSING_ALT"),
        ("0", LIMITS, "NOT_POSITIVE_ALT"),
        ("NEGATIVE", LIMITS, "NOT_A_NUMBER_ALT"),
    ],
)
def test_a_result_without_a_place_is_a_gap_with_its_reason_and_path(text, limits, code):
    found = series(panel(("2024-03-24", f"ALT {text}"), limits=limits), "ALT")
    assert found.marks == ()
    assert found.gaps == (Gap("2024-03-24", 15, (code,), "/CN01-0001/file-2024-03-24/2"),)


def test_a_deletion_that_waits_for_a_decision_is_no_mark_and_leaves_the_result_unjoined():
    held = reported("ALB", "31", "2024-03-10T08:30", status=Status.DELETED, received="9")  # of another value
    found = series(made_panel([*observations([("2024-03-10", "ALB 30")]), held], plan()), "ALB")
    assert [(mark.high, mark.is_joined, mark.reasons) for mark in found.marks] == [
        (Decimal(30), False, ("HELD_ALB",))
    ]


def test_what_the_lab_did_not_do_is_neither_mark_nor_gap():
    found = series(panel(("2024-03-24", "ALT -")), "ALT")
    assert (found.marks, found.gaps) == ((), ())


def test_results_whose_day_is_not_known_are_counted():
    shown = panel(("2024-03", "ALT 60 ALB 30"), ("2024-04-07", "ALT 60"))
    assert (shown.undated, len(series(shown, "ALT").marks)) == (2, 1)


def test_every_mark_has_its_study_day_its_center_and_the_path_to_the_cells_of_the_lab():
    marks = series(
        panel(("2024-03-09", "ALT 60"), ("2024-03-10", "ALT 60"), ("2024-03-24", "ALT 60")), "ALT"
    ).marks
    assert [mark.study_day for mark in marks] == [-1, 1, 15]
    assert {mark.center for mark in marks} == {"CN-01"}
    assert marks[2].href == "/CN01-0001/file-2024-03-24/2"


def test_windows_of_visits_are_bands_of_the_calendar_up_to_the_last_day():
    """Week 2: target day 15, window 12 to 18; day 1 is 10 March 2024. Week 4 begins on day 26, 4 April."""
    shown = panel(("2024-03-24", "ALT 60"), until=date(2024, 4, 3))
    assert [(band.name, band.first, band.target, band.last) for band in shown.bands] == [
        ("BASELINE", "2024-03-07", "2024-03-10", "2024-03-10"),
        ("WEEK 2", "2024-03-21", "2024-03-24", "2024-03-27"),
    ]
    assert (shown.first, shown.last, shown.day_one) == ("2024-03-07", "2024-03-27", "2024-03-10")


def test_meld_is_a_mark_where_its_day_has_all_inputs_and_a_lone_recheck_is_no_day():
    """1.33 (a woman) + 4.56 ln 2.00 + 0.82 x 7 - 0.24 x 7 ln 2.00 + 9.09 ln 1.5 + 0 + 1.85 x 0.7 + 6 = 20.05."""
    shown = panel(
        ("2024-03-10", f"{MELD_INPUTS} DIALYSIS 0"), ("2024-03-12", "CREAT 100"), until=date(2024, 3, 11)
    )
    found = series(shown, "MELD3")
    assert [(mark.day, mark.low, mark.high, mark.is_joined) for mark in found.marks] == [
        ("2024-03-10", Decimal(20), Decimal(20), True)
    ]
    assert found.gaps == ()


def test_a_score_that_is_an_interval_has_both_ends():
    """Nobody stated whether there is dialysis: with it creatinine is 3.0 mg/dL, (11.14 - 1.83 x 0.7) ln 3 = 10.83 more."""
    (mark,) = series(panel(("2024-03-10", MELD_INPUTS)), "MELD3").marks
    assert (mark.low, mark.high, mark.is_joined, mark.reasons) == (
        Decimal(20),
        Decimal(31),
        False,
        ("UNKNOWN_DIALYSIS",),
    )


def test_an_undetermined_score_is_a_gap_with_its_reason():
    shown = panel(
        ("2024-03-10", f"{MELD_INPUTS.replace('ALB ', 'ALB !')} DIALYSIS 0"), until=date(2024, 3, 20)
    )
    assert series(shown, "MELD3").gaps == (Gap("2024-03-10", 1, ("HELD_ALB",)),)


def test_a_visit_without_a_score_is_a_gap_at_its_target_day_once_its_window_is_over():
    """Week 2 ends on 27 March. A part of the inputs came: what misses is the reason."""
    course = (
        ("2024-03-10", f"{MELD_INPUTS} DIALYSIS 0"),
        ("2024-03-24", "BILI 30 INR 1.5 CREAT 88 SODIUM 130"),
    )
    assert series(panel(*course, until=date(2024, 3, 27)), "MELD3").gaps == ()
    assert series(panel(*course, until=date(2024, 3, 28)), "MELD3").gaps == (
        Gap("2024-03-24", 15, ("MISSING_ALB",)),
    )


def test_a_masked_analyte_and_every_score_without_days_are_left_out():
    shown = panel(("2024-03-10", "ALT 60 ALB 30"), hidden={"ALB", "ALT"})
    assert [one.about for chart in shown.charts for one in chart.series] == [
        "AST",
        "ALP",
        "GGT",
        "BILI",
        "INR",
        "PLAT",
        "MELD3",
    ]
    assert [chart.unit for chart in panel().charts] == ["xULN", "g/L", "", "10*9/L"]


def test_a_subject_without_anything_has_no_days():
    shown = panel(day_one=None)
    assert (shown.first, shown.last, shown.bands) == ("", "", ())
    assert shown.why_no_day_one == ("MISSING_DAY_ONE",)


def test_without_day_1_there_are_days_of_the_calendar_only():
    shown = panel(*COURSE, day_one=None)
    assert {mark.study_day for chart in shown.charts for one in chart.series for mark in one.marks} == {None}
    assert (shown.day_one, shown.bands, shown.first) == (None, (), "2024-02-26")


def test_a_masked_caller_sees_no_day_1_where_it_may_be_the_day_of_an_infusion():
    shown = panel(*COURSE, rules={"reference_date": TREATED}, is_masked=True)
    assert (shown.day_one, shown.bands, shown.why_no_day_one) == (None, (), ("MASKED_DAY_ONE",))
    assert {mark.study_day for chart in shown.charts for one in chart.series for mark in one.marks} == {None}


def test_a_masked_picture_is_the_same_whenever_day_1_is():
    """The gap of a visit without results would show its window: no such gap stands in a masked picture."""
    course = [day for day in COURSE if day[0] >= "2024-03-10"]
    rules = {"reference_date": TREATED}
    found = [
        panel(*course, rules=rules, is_masked=True, day_one=one)
        for one in (DAY_ONE, date(2024, 3, 17), date(2024, 4, 1))
    ]
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("is_masked", [True, False])
def test_a_panel_says_whether_day_1_is_masked(is_masked):
    assert panel(*COURSE, rules={"reference_date": TREATED}, is_masked=is_masked).is_masked == is_masked


def test_others_see_day_1_and_so_does_a_masked_caller_where_it_is_the_same_for_both_arms():
    assert panel(*COURSE, rules={"reference_date": TREATED}).day_one == "2024-03-10"
    assert panel(*COURSE, is_masked=True).day_one == "2024-03-10"


@pytest.mark.parametrize(
    ("treated", "control", "tells"),
    [
        ("randomization", "randomization", True),
        ("randomization", "no-control-arm", True),
        ("enrolment", "enrolment", True),
        ("enrolment", "no-control-arm", True),
        ("first-infusion", "randomization", False),
        ("first-infusion", "enrolment", False),
        ("first-infusion", "no-control-arm", False),
        ("randomization", "enrolment", False),
        ("enrolment", "randomization", False),
    ],
)
def test_day_1_tells_no_arm_if_it_is_the_same_event_in_both_and_no_infusion(treated, control, tells):
    rule = {"treated": treated, "control": control, "words": "as the protocol says"}
    assert tells_no_arm(plan(reference_date=rule)) == tells


def test_without_a_rule_there_is_no_day_1_to_tell():
    assert tells_no_arm(plan(reference_date=None))
