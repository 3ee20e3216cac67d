"""Whether a day is before the treatment follows from day 1, and on day 1 from the labels of its draws."""

import pytest
from tests.support.day_reports import IMPOSSIBLE, reported
from tests.support.visit_plans import DAY_ONE, entry, planned

from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.visits.before_treatment import before_treatment
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import subject_days

ONE = DAY_ONE.isoformat()
MORNING, EVENING = f"{ONE}T08:00", f"{ONE}T20:00"
RULE = {"first_day": -28, "last_day": 1}


def said(*sents, day=ONE, rule="count", analytes=("ALT", "BILI"), baseline=DAY_ONE):
    """Return the answer for a day: its value, or the codes of the reasons."""
    plan = planned(baseline={**RULE, "day_one": rule} if rule else None)
    schedule = schedule_of(plan, (entry(baseline=baseline),))
    (found,) = (one for one in subject_days(fold(sents), schedule).days if one.day == day)
    answer = before_treatment(schedule, found, analytes)
    return answer.value or [reason.code for reason in answer.reasons]


@pytest.mark.parametrize(("day", "expected"), [("2024-03-09", "yes"), ("2024-03-11", "no")])
@pytest.mark.parametrize("label", ["", "PRE", "POST"])
def test_another_day_than_day_1_lies_on_one_side_of_it(day, expected, label):
    assert said(reported("ALT", "300", day, visit=label), day=day) == expected


@pytest.mark.parametrize(
    ("rule", "labels", "expected"),
    [
        ("pre-dose", ["PRE", "PRE"], "yes"),
        ("never", ["POST", "POST"], "no"),
        ("count", ["POST", "POST"], "no"),
        ("pre-dose", ["PRE", "POST"], ["TIME_DOSE"]),  # one of each: the day is on both sides
        ("count", ["", "POST"], ["TIME_DOSE"]),
        ("pre-dose", ["", "PRE"], ["TIME_DOSE"]),
        ("never", ["", ""], ["TIME_DOSE"]),
        (None, ["", ""], ["TIME_DOSE"]),
        ("count", ["", ""], "yes"),  # the rule takes them as before the dose
        ("count", ["V2", "PRE"], "yes"),
    ],
)
def test_on_day_1_the_labels_of_all_draws_decide(rule, labels, expected):
    first, second = labels
    sents = reported("ALT", "300", MORNING, visit=first), reported("BILI", "90", EVENING, visit=second)
    assert said(*sents, rule=rule) == expected


def test_draws_of_other_analytes_do_not_matter():
    sents = reported("ALT", "300", MORNING, visit="PRE"), reported("INR", "2", EVENING, visit="POST")
    assert said(*sents) == "yes"


def test_held_draw_may_count():
    sents = (
        reported("ALT", "300", MORNING, visit="PRE"),
        reported("BILI", "90", EVENING, visit="POST", issues=(IMPOSSIBLE,)),
    )
    assert said(*sents) == ["TIME_DOSE"]


def test_without_day_1_nobody_knows():
    assert said(reported("ALT", "300", ONE), baseline=None) == ["MISSING_DAY_ONE"]
