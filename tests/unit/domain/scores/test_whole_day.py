"""Which days have all results of MELD: a day for which dialysis is stated needs no creatinine (ADR 0081).

Day 15 of the visit WEEK 2 is 24 March. With dialysis creatinine is 4.0 mg/dL: 10 (0.957 ln 4 + 0.378 ln 2 + 1.120 ln 2 + 0.643) = 30.08.
Without it, with creatinine of 1.0 mg/dL: 10 (0.378 ln 2 + 1.120 ln 2 + 0.643) = 16.81.
"""

from functools import partial

import pytest
from tests.support.day_reports import IMPOSSIBLE
from tests.support.score_days import in_unit
from tests.support.visit_plans import seen

from hepaflow.domain.answers.answer import Truth
from hepaflow.domain.protocol.rules import ScoreRules
from hepaflow.domain.scores.of_visit import scores_of_visit
from hepaflow.domain.scores.subject_facts import SubjectFacts
from hepaflow.domain.visits.subject_days import baseline_day, visit_day

NEAR, FAR, BEFORE, ONE = "2024-03-24", "2024-03-22", "2024-03-09", "2024-03-10"
HELD = {"issues": (IMPOSSIBLE,)}


def panel(day, *dialysis, creatinine=None, bilirubin="2.0", **more):
    """Return a panel of a day with these statements; creatinine "held" is 1.0 and waits for a decision."""
    sents = [in_unit("BILI mg/dL", bilirubin, at=day), in_unit("INR", "2.0", at=day)]
    if creatinine:
        sents.append(in_unit("CREAT mg/dL", "1.0", at=day, **(HELD if creatinine == "held" else {})))
    return [*sents, *(in_unit("DIALYSIS", said, at=day, **more) for said in dialysis)]


def of_visit(*sents):
    found = seen(*(sent for some in sents for sent in some))
    return scored(partial(visit_day, found, found.schedule.protocol.visits[2]))


def of_baseline(*sents, **rules):
    return scored(partial(baseline_day, seen(*(sent for some in sents for sent in some), **rules)))


def scored(choose, code="MELD_ORIG"):
    scores = scores_of_visit(choose, SubjectFacts(), ScoreRules())
    return next(one for one in scores if one.score.formula.version.id == code)


def told(one):
    day, value = one.choice.day, one.score.value
    return (
        day and day.day,
        value.value and int(value.value),
        sorted({reason.code for reason in value.reasons}),
    )


@pytest.mark.parametrize("creatinine", [None, "held", "1.0"])
def test_a_dialysed_day_needs_no_creatinine(creatinine):
    assert told(of_visit(panel(NEAR, "1", creatinine=creatinine))) == (NEAR, 30, [])
    assert told(of_baseline(panel(BEFORE, "1", creatinine=creatinine))) == (BEFORE, 30, [])


def test_a_dialysed_day_without_creatinine_comes_before_a_farther_panel():
    assert told(of_visit(panel(NEAR, "1"), panel(FAR, "0", creatinine="1.0"))) == (NEAR, 30, [])


@pytest.mark.parametrize("said", [(), ("0",)])
def test_without_dialysis_creatinine_is_needed(said):
    assert told(of_visit(panel(NEAR, *said))) == (None, None, ["MISSING_CREAT"])
    assert told(of_visit(panel(NEAR, *said), panel(FAR, "0", creatinine="1.0"))) == (FAR, 17, [])


def test_a_held_statement_leaves_the_day_open():
    near = panel(NEAR, "1", **HELD)
    assert told(of_visit(near)) == (None, None, ["HELD_DIALYSIS"])
    assert told(of_visit(near, panel(FAR, "0", creatinine="1.0"))) == (None, None, ["HELD_DIALYSIS"])
    assert told(of_visit(near, panel(FAR, "1"))) == (None, 30, [])  # either day gives it


def test_two_statements_leave_the_day_open():
    assert told(of_visit(panel(NEAR, "0", "1"))) == (None, None, ["CONFLICT_DIALYSIS"])


def test_a_held_no_does_not_open_the_day():
    assert told(of_visit(panel(NEAR, "0", **HELD))) == (None, None, ["MISSING_CREAT"])


def test_a_statement_that_is_neither_yes_nor_no_leaves_the_day_open():
    assert told(of_visit(panel(NEAR, "2"))) == (None, None, ["MISSING_CREAT", "UNKNOWN_DIALYSIS"])


def test_a_day_that_is_whole_in_two_ways_has_both_scores():
    """The held creatinine counts, or the held dialysis does, or both."""
    near = panel(NEAR, "1", creatinine="held", **HELD)
    found = of_visit(near)
    assert told(found) == (None, None, ["HELD_CREAT", "HELD_DIALYSIS"])
    assert found.choice.may_be_none


def test_scores_without_a_rule_for_dialysis_need_creatinine():
    found = seen(*panel(NEAR, "1"))
    choose = partial(visit_day, found, found.schedule.protocol.visits[2])
    one = scored(choose, "MELD_XI")
    assert (one.score.value.truth, [reason.code for reason in one.choice.reasons]) == (
        Truth.UNDETERMINED,
        ["MISSING_CREAT"],
    )


def test_dialysis_of_day_one_is_that_of_its_draws_before_the_dose():
    """The statement has no time, the draw has the label of one before the dose."""
    drawn = [
        in_unit("BILI mg/dL", "2.0", at=f"{ONE}T08:00", visit="PRE"),
        in_unit("CREAT mg/dL", "1.0", at=f"{ONE}T08:00", visit="PRE"),
        in_unit("DIALYSIS", "1", at=ONE),
    ]
    baseline = {"first_day": -28, "last_day": 1, "day_one": "pre-dose"}
    found = scored(partial(baseline_day, seen(*drawn, baseline=baseline)), "MELD_XI")
    assert found.choice.day.day == ONE
    assert (found.score.value.value, [reason.code for reason in found.score.value.reasons]) == (
        None,
        ["STATED_DIALYSIS"],
    )
