"""Answers about safety are not certain if a result whose day nobody knows could change them."""

import pytest
from tests.support.safety_bases import answers, basis, codes, panel

from hepaflow.domain.pictures.dish import DishKind, dish_point
from hepaflow.pipeline.answers.safety.grades import grade_answers, grade_shifts, grades_by_day
from hepaflow.pipeline.answers.safety.injury import peak_answers, signs_of_days
from hepaflow.pipeline.answers.safety.results import result_changes, result_extremes
from hepaflow.pipeline.answers.safety.scores import score_changes, score_courses, score_extremes
from hepaflow.pipeline.answers.visit_scores import day_panels

BASE, LATER = "2024-03-08", "2024-03-24"


@pytest.fixture(scope="module")
def open_one():
    """A panel in April, of which nobody knows the day, is worse than all others."""
    return basis(panel(BASE), panel(LATER, "60"), panel("2024-04", "500", "90"))


@pytest.fixture(scope="module")
def closed():
    return basis(panel(BASE), panel(LATER, "60"))


def test_the_worst_result_is_not_certain(open_one, closed):
    (worst,) = answers(result_extremes(closed), "ALT", "worst")
    assert worst.value == 60
    (worst,) = answers(result_extremes(open_one), "ALT", "worst")
    assert (worst.value, codes(worst)) == (None, {"PARTIAL_DATE_ALT"})


def test_the_worst_result_is_certain_if_the_open_one_is_not_worse():
    (worst,) = answers(
        result_extremes(basis(panel(BASE), panel(LATER, "60"), panel("2024-04"))), "ALT", "worst"
    )
    assert worst.value == 60


def test_the_worst_grade_and_score_are_not_certain(open_one, closed):
    for told, is_certain in ((closed, True), (open_one, False)):
        (shift,) = answers(grade_shifts(told, grades_by_day(told)), "ALT", "worst_grade")
        assert (shift.value is not None) == is_certain
        assert ("PARTIAL_DATE_ALT" in codes(shift)) != is_certain
        (ratio,) = answers(score_extremes(told, score_courses(told)), "AST_ALT", "worst") or answers(
            score_extremes(told, score_courses(told)), "AST_ALT", "highest"
        )
        assert (ratio.value is not None) == is_certain


def test_a_day_that_only_a_partial_date_may_mean_is_not_listed(open_one, closed):
    def days(told):
        listed = [day.day.day for day in day_panels(told.course)]
        listed += [one.day for one in grade_answers(told, grades_by_day(told))]
        listed += [one.day for one in result_changes(told)]
        listed += [one.day for one in score_changes(told, score_courses(told))]
        listed += [one.day.day for one in signs_of_days(told)]
        return listed

    assert days(open_one) == days(closed)
    assert set(days(closed)) == {BASE, LATER}


def test_a_peak_of_thirty_days_may_be_the_open_result(open_one):
    signs = {one.day: one.answers["quadrant"] for one in peak_answers(open_one)}
    assert signs[LATER].value is None
    assert {code.rsplit("_", 1)[0] for code in codes(signs[LATER])} == {"PARTIAL_DATE"}


def test_the_point_of_the_dish_is_not_certain(open_one, closed):
    def point(told):
        return dish_point(DishKind.LIMIT, told.later, told.baselines, "S", "/")

    assert point(closed).reasons == ()
    assert "PARTIAL_DATE_ALT" in point(open_one).reasons


def test_the_baseline_of_a_change_is_not_certain():
    told = basis(panel(BASE), panel("2024-03", "35"), panel(LATER, "60"))
    (change,) = [one for one in result_changes(told) if one.about == "ALT" and one.day == LATER]
    assert change.answers["change"].value is None
    assert "PARTIAL_DATE_ALT" in codes(change.answers["change"])
