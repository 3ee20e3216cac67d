"""A draw of day 1 after the dose is after the baseline of day 1; one of which nobody knows may be."""

import pytest
from tests.support.day_reports import IMPOSSIBLE, reported
from tests.support.safety_bases import answers, basis, codes, panel
from tests.support.visit_plans import DAY_ONE

from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Status
from hepaflow.domain.pictures.dish import DishKind, dish_point
from hepaflow.pipeline.answers.safety.grades import grade_answers, grade_shifts, grades_by_day
from hepaflow.pipeline.answers.safety.injury import answers_by_baseline
from hepaflow.pipeline.answers.safety.results import result_changes, result_extremes
from hepaflow.pipeline.answers.safety.scores import score_courses, score_extremes

BASE, LATER = "2024-03-08", "2024-03-24"
ONE = DAY_ONE.isoformat()
MORNING, EVENING = f"{ONE}T08:00", f"{ONE}T20:00"


def day_one(first, second, high="400", bili="90", **rules):
    return basis(
        panel(MORNING, visit=first), panel(EVENING, high, bili, visit=second), panel(LATER, "35"), **rules
    )


def extreme(told, about="ALT", name="worst"):
    (answer,) = answers(result_extremes(told), about, name)
    return answer


def shift(told, name="worst_grade"):
    return answers(grade_shifts(told, grades_by_day(told)), "ALT", name)[0]


def tiers(told):
    return [(one.day, one.answers["tier"].value) for one in answers_by_baseline(told)]


def point(told, kind=DishKind.LIMIT):
    return dish_point(kind, told.later, told.baselines, "S", "/")


@pytest.mark.parametrize("rule", ["count", "pre-dose"])
def test_draw_after_the_dose_is_after_the_baseline(rule):
    """ALT 400 is 10 x 40, beyond 5 x and below 20 x: grade 3; bilirubin 90 is 4.5 x 20."""
    told = day_one("PRE", "POST", baseline={"first_day": -28, "last_day": 1, "day_one": rule})
    assert (extreme(told).value, extreme(told, name="best").value) == (400, 35)
    assert extreme(told, "BILI").value == 90
    assert (shift(told).value, shift(told, "worst_grade_by_limits").value) == (3, 3)
    assert shift(told, "baseline_grade").value == 0
    assert (point(told).transaminase.high, point(told).bilirubin.high) == (10, float("4.5"))
    assert float(point(told, DishKind.BASELINE).transaminase.low) == pytest.approx(400 / 30)
    assert tiers(told) == [(ONE, "interrupt"), (LATER, "continue")]


def test_day_of_the_baseline_keeps_its_own_grade_and_has_no_change():
    told = day_one("PRE", "POST")
    graded = [
        one.answers
        for one in grade_answers(told, grades_by_day(told))
        if (one.about, one.day) == ("ALT", ONE)
    ]
    assert [[answer.value for answer in one.values()] for one in graded] == [[0]]
    assert [one.day for one in result_changes(told) if one.about == "ALT"] == [LATER]


@pytest.mark.parametrize("labels", [("PRE", ""), ("V2", ""), ("", "")])
def test_draw_of_unknown_time_leaves_the_worst_open_where_it_would_be_the_worst(labels):
    told = day_one(*labels)
    assert (extreme(told).value, codes(extreme(told))) == (None, {"TIME_DOSE"})
    assert (shift(told).value, codes(shift(told))) == (None, {"TIME_DOSE"})
    assert "TIME_DOSE" in point(told).reasons
    assert tiers(told) == [(ONE, None), (LATER, "continue")]
    told = day_one(*labels, high="34", bili="10")
    assert extreme(told).value == 35
    assert (shift(told).value, point(told).reasons) == (0, ())


def test_draws_before_the_dose_are_not_after_it():
    told = day_one("PRE", "PRE")
    assert (extreme(told).value, shift(told).value, point(told).reasons) == (35, 0, ())


def test_one_draw_of_day_one_is_the_baseline_alone():
    told = basis(panel(MORNING, "50"), panel(LATER, "35"))
    assert (extreme(told).value, shift(told).value) == (35, 0)


def test_held_draw_after_the_dose_leaves_the_worst_open():
    told = basis(
        panel(BASE),
        panel(MORNING, visit="PRE"),
        panel(EVENING, "400", visit="POST", issues=(IMPOSSIBLE,)),
        panel(LATER, "35"),
    )
    assert (extreme(told).value, codes(extreme(told))) == (None, {"HELD_ALT"})


def test_tier_is_known_if_a_draw_of_unknown_time_does_not_change_it():
    draws = [
        panel(MORNING, visit="PRE"),
        panel(f"{ONE}T12:00", "300", "60"),
        panel(EVENING, "400", "90", visit="POST"),
    ]
    assert tiers(basis(*draws)) == [(ONE, "interrupt")]


PRE_DOSE = {"baseline": {"first_day": -28, "last_day": 1, "day_one": "pre-dose"}}


def test_draw_that_may_be_the_baseline_does_not_make_the_tier_of_its_day_certain():
    """ALT 616 in the morning, 41 in the evening: if the dose was between them, 616 is the baseline, and 41 asks for nothing."""
    told = basis(
        panel(BASE, "39"), panel(MORNING, "616"), panel(EVENING, "41"), panel(LATER, "35"), **PRE_DOSE
    )
    (found,) = [one.answers["tier"] for one in answers_by_baseline(told) if one.day == ONE]
    assert (found.value, codes(found)) == (None, {"TIME_DOSE"})


def test_day_of_which_no_draw_asks_for_anything_is_certain_whenever_the_dose_was():
    told = basis(
        panel(BASE, "39"), panel(MORNING, "41"), panel(EVENING, "42"), panel(LATER, "35"), **PRE_DOSE
    )
    assert tiers(told) == [(ONE, "continue"), (LATER, "continue")]


NOT_DONE = Issue(IssueCode.STATED_NOT_DONE, "not done")


@pytest.mark.parametrize(
    ("status", "issues"), [(Status.DELETED, ()), (Status.NOT_DONE, (NOT_DONE,))], ids=["deleted", "not done"]
)
def test_a_day_without_a_result_leaves_the_highest_grade_as_it_is(status, issues):
    """ALT 400 is 10 x 40: grade 3."""
    without = [reported("ALT", None, "2024-04-07", status=status, issues=issues)]
    told = basis(panel(BASE), panel(LATER, "400"), without)
    assert (shift(told).value, shift(told, "worst_grade_by_limits").value) == (3, 3)


def test_a_day_whose_result_is_held_leaves_the_highest_grade_open():
    told = basis(panel(BASE), panel(LATER, "400"), panel("2024-04-07", "900", issues=(IMPOSSIBLE,)))
    assert codes(shift(told)) == {"HELD_ALT"}


def test_two_draws_of_one_day_that_are_both_the_extreme_have_that_day():
    """Only one day can have the extreme. Two days that have it leave the day out."""
    noon = f"{LATER}T12:00"
    for others, day in ((), LATER), ((panel("2024-04-07", "400"),), None):
        told = basis(panel(BASE), panel(f"{LATER}T08:00", "400"), panel(noon, "400"), *others)
        (worst,) = [one for one in result_extremes(told) if (one.about, one.name) == ("ALT", "highest")]
        assert (worst.answers["worst"].value, worst.day) == (400, day)
        (graded,) = [one for one in grade_shifts(told, grades_by_day(told)) if one.about == "ALT"]
        assert (graded.answers["worst_grade"].value, graded.day) == (3, day)


def test_a_result_that_may_be_of_another_day_takes_the_day_of_the_extreme_away():
    """A result of April may be of 1 April, like the other one, and of any later day of the month.

    There its grade is undetermined, and may be any grade.
    """
    told = basis(panel(BASE), panel("2024-04-01", "400"), panel("2024-04", "400"))
    (worst,) = [one for one in result_extremes(told) if (one.about, one.name) == ("ALT", "highest")]
    (graded,) = [one for one in grade_shifts(told, grades_by_day(told)) if one.about == "ALT"]
    assert (worst.answers["worst"].value, worst.day) == (400, None)
    assert (graded.answers["worst_grade"].value, graded.day) == (None, None)


def test_draw_after_the_dose_on_the_first_day_of_the_rule_counts_without_a_baseline():
    """Without any baseline, the days from `first_day` of its rule on count: day 1 is one of them."""
    rule = {"first_day": 1, "last_day": 1, "day_one": "pre-dose"}
    told = basis(panel(EVENING, "400", visit="POST"), panel(LATER, "35"), baseline=rule)
    assert extreme(told).value == 400


def test_score_of_a_draw_of_unknown_time_leaves_the_worst_score_open():
    """AST / ALT is 1 on the baseline, 30 / 10 on day 1, and 30 / 35 after it."""
    rule = {"first_day": -28, "last_day": 1, "day_one": "pre-dose"}
    told = basis(panel(BASE), panel(EVENING, "10"), panel(LATER, "35"), baseline=rule)
    (highest,) = answers(score_extremes(told, score_courses(told)), "AST_ALT", "highest")
    assert (highest.value, "TIME_DOSE" in codes(highest)) == (None, True)
