"""The baseline of an analyte is every result that some decision would make the baseline."""

from tests.support.day_reports import IMPOSSIBLE, reported
from tests.support.visit_plans import seen

from hepaflow.domain.grades.baselines import baseline_input
from hepaflow.domain.visits.subject_days import baseline_day


def baseline(*sents, **rules):
    return baseline_input(baseline_day(seen(*sents, **rules), ("ALT",)), "ALT")


def told(found):
    texts = [one.sent.observation.raw.value for one in found.candidates]
    return texts, found.may_be_absent, [reason.code for reason in found.reasons]


def test_the_last_day_with_the_analyte_is_the_baseline():
    sents = [
        reported("ALT", "30", "2024-03-01"),
        reported("ALT", "40", "2024-03-08"),
        reported("ALB", "30", "2024-03-10"),
    ]
    assert told(baseline(*sents)) == (["40"], False, [])


def test_a_held_day_does_not_make_an_earlier_one_the_baseline():
    held = reported("ALT", "300", "2024-03-09", issues=(IMPOSSIBLE,))
    assert told(baseline(reported("ALT", "30", "2024-03-01"), held)) == (["300", "30"], False, ["HELD_ALT"])
    assert told(baseline(held)) == (["300"], True, ["HELD_ALT"])


def test_a_missing_baseline_is_named_as_such():
    assert told(baseline(reported("ALB", "30", "2024-03-01"))) == ([], True, ["MISSING_BASELINE_ALT"])
    assert told(baseline(reported("ALT", "30", "2024-04-01"))) == ([], True, ["MISSING_BASELINE_ALT"])


def test_a_study_without_a_rule_has_no_baseline():
    sent = reported("ALT", "30", "2024-03-01")
    assert told(baseline(sent, baseline=None)) == ([], True, ["MISSING_BASELINE_RULE"])
