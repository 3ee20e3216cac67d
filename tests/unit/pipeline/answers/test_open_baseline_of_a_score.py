"""Baselines of MELD that are open, and the days after them."""

import pytest
from tests.support.day_reports import IMPOSSIBLE
from tests.support.safety_bases import answers, basis, codes
from tests.support.score_days import in_unit
from tests.support.visit_plans import DAY_ONE

from hepaflow.pipeline.answers.safety.scores import score_changes, score_courses, score_extremes

BASE, LATER = "2024-03-08", "2024-03-29"
ONE = DAY_ONE.isoformat()
HELD = {"issues": (IMPOSSIBLE,)}


def panel(day, bili, creat="100", inr="1.1", dialysis="", visit="", **held):
    """Reports of a panel; those that `held` names wait for a decision, and an empty text is not reported."""
    texts = {"BILI": bili, "CREAT": creat, "INR": inr, "DIALYSIS": dialysis}
    at = {name: day[:10] if name == "DIALYSIS" else day for name in texts}
    return [
        in_unit(name, text, at=at[name], visit=visit, specimen=day, **held.get(name, {}))
        for name, text in texts.items()
        if text
    ]


def best(*panels):
    told = basis(*panels, baseline={"first_day": -28, "last_day": 1, "day_one": "count"})
    courses = [one for one in score_courses(told) if one.id == "MELD_ORIG"]
    (answer,) = answers(score_extremes(told, courses), "MELD_ORIG", "best")  # higher is worse
    return answer


@pytest.mark.parametrize("dialysis", ["1", "0"])
def test_held_creatinine_leaves_no_later_day_with_and_without_dialysis(dialysis):
    """MELD is 29 with bilirubin 45, INR 1.6 and dialysis. The first day is the baseline under dialysis (ADR 0081); else it is, or has no score."""
    first = panel(BASE, "30", "140", dialysis=dialysis, CREAT=HELD)
    found = best(first, panel(LATER, "45", "", "1.6", dialysis="1"))
    assert (found.value, codes(found)) == (29, set())


def test_held_statement_of_dialysis_may_make_a_day_without_creatinine_one_of_the_score():
    first = panel(BASE, "45", "400", "1.6", dialysis="0")
    second = panel("2024-03-20", "30", "", dialysis="1", DIALYSIS=HELD)
    found = best(first, second, panel(LATER, "45", "", "1.6", dialysis="1"))
    assert (found.value, codes(found)) == (None, {"HELD_DIALYSIS"})


@pytest.mark.parametrize(("inr", "value", "why"), [("1.1", None, {"HELD_INR"}), ("", 16, set())])
def test_draw_after_the_dose_counts_for_day_one_if_it_is_not_the_baseline(inr, value, why):
    """MELD is 10 with bilirubin 30, creatinine 70, INR 1.1, and 16 with 45, 140 and 1.1."""
    draws = [
        panel("2024-03-09", "60", "140", dialysis="0"),
        panel(f"{ONE}T08:30", "30", "70", dialysis="0", INR=HELD),
        panel(f"{ONE}T20:00", "45", "70", inr, visit="POST"),
    ]
    found = best(*draws, panel(LATER, "45", "140", dialysis="0"))
    assert (found.value, codes(found)) == (value, why)


def test_change_from_a_dialysed_baseline_needs_no_creatinine():
    """MELD is 23 with bilirubin 30, INR 1.1 and dialysis, 29 with 45 and 1.6."""
    told = basis(
        panel(BASE, "30", "140", dialysis="1", CREAT=HELD), panel(LATER, "45", "", "1.6", dialysis="1")
    )
    courses = [one for one in score_courses(told) if one.id == "MELD_ORIG"]
    changes = {one.day: one.answers["change"] for one in score_changes(told, courses)}
    assert {day: answer.value for day, answer in changes.items()} == {LATER: 6}
