"""The days of MELD after the baseline are those with all its results, and dialysis takes the place of creatinine (ADR 0081).

MELD: 10 (0.378 ln 2 + 1.120 ln 2 + 0.643) = 16.81 of a panel with bilirubin 2.0, INR 2.0 and creatinine 1.0; 30.08 with dialysis.
"""

from tests.support.day_reports import IMPOSSIBLE
from tests.support.safety_bases import answers, basis
from tests.support.score_days import in_unit

from hepaflow.pipeline.answers.safety.scores import score_changes, score_courses, score_extremes

BASE, EARLY, LATE = "2024-03-08", "2024-03-24", "2024-04-07"
NAMES = {"highest": "worst", "lowest": "best"}  # higher is worse
HELD = {"issues": (IMPOSSIBLE,)}


def panel(day, creatinine="1.0", inr="2.0", **bilirubin):
    sents = [in_unit("BILI mg/dL", "2.0", at=day, **bilirubin), in_unit("INR", inr, at=day)]
    return [*sents, in_unit("CREAT mg/dL", creatinine, at=day)] if creatinine else sents


def said(day, text, **more):
    return [in_unit("DIALYSIS", text, at=day, **more)]


def since(*sents, name="highest"):
    told = basis(panel(BASE), said(BASE, "0"), *sents)
    (answer,) = answers(score_extremes(told, score_courses(told)), "MELD_ORIG", NAMES[name])
    return answer.value and int(answer.value), [reason.code for reason in answer.reasons]


def test_a_dialysed_day_without_creatinine_has_the_highest_score():
    late = (panel(LATE), said(LATE, "0"))
    assert since(*late, panel(EARLY, creatinine=None), said(EARLY, "1")) == (30, [])
    assert since(*late, panel(EARLY, creatinine=None), said(EARLY, "0")) == (17, [])
    assert since(*late, panel(EARLY, creatinine=None)) == (17, [])


def test_a_held_statement_of_dialysis_opens_the_highest_score():
    """If it counts, the early day has a score of 30; if not, it has none, and 17 is the highest."""
    value, reasons = since(
        panel(LATE), said(LATE, "0"), panel(EARLY, creatinine=None), said(EARLY, "1", **HELD)
    )
    assert (value, "HELD_DIALYSIS" in reasons) == (None, True)


def test_a_day_that_lacks_a_result_is_none_of_the_score_also_if_the_others_decide_it():
    """INR 10 and creatinine 5 mg/dL give 40 with any bilirubin."""
    late = (panel(LATE), said(LATE, "0"))
    early = panel(EARLY, creatinine="5.0", inr="10")
    assert since(*late, early, said(EARLY, "0")) == (40, [])
    assert since(*late, early[1:], said(EARLY, "0")) == (17, [])


def test_a_day_whose_result_is_held_may_have_no_score_also_if_the_others_decide_it():
    early = [*panel(EARLY, creatinine="5.0", inr="10", **HELD), *said(EARLY, "0")]
    assert since(panel(LATE), said(LATE, "0"), early) == (None, ["HELD_BILI"])
    told = basis(panel(BASE), said(BASE, "0"), early)
    (change,) = answers(score_changes(told, score_courses(told)), "MELD_ORIG", "change")
    assert (change.value, [reason.code for reason in change.reasons]) == (None, ["HELD_BILI"])
