"""Scores of a visit: each of the one day that has all its results, or undetermined (docs/scores.md).

Day 15 of the visit WEEK 2 is 24 March, its window 21 to 27 March. ALBI: 0.66 x log10 20 - 0.085 x 38 = -2.37 (ALBI-03).
"""

from decimal import Decimal
from functools import partial

from tests.support.day_reports import IMPOSSIBLE, reported
from tests.support.visit_plans import seen

from hepaflow.domain.answers.answer import Truth
from hepaflow.domain.protocol.rules import Controlled, ScoreRules
from hepaflow.domain.scores.formulas.meld import MELD_NA
from hepaflow.domain.scores.of_visit import VisitScore, needed_results, scores_of_visit
from hepaflow.domain.scores.subject_facts import SubjectFacts
from hepaflow.domain.visits.subject_days import baseline_day, visit_day

CHOSEN = ScoreRules(
    meld_na_rounding="optn",
    child_pugh_limits="si",
    ascites_controlled=Controlled.OBSERVED,
    he_controlled=Controlled.OBSERVED,
)


def week_2(*sents) -> dict[str, VisitScore]:
    found = seen(*sents)
    choose = partial(visit_day, found, found.schedule.protocol.visits[2])
    return {one.score.formula.version.id: one for one in scores_of_visit(choose, SubjectFacts(), CHOSEN)}


def codes(one: VisitScore) -> list[str]:
    return [reason.code for reason in one.score.value.reasons]


def panel(at: str, bilirubin: str = "20", **more):
    return [reported("BILI", bilirubin, at, **more), reported("ALB", "38", at)]


def test_a_visit_has_the_scores_of_its_day():
    found = week_2(*panel("2024-03-24"))["ALBI"]
    assert (found.choice.day.day, found.score.value.value, found.score.grade.value) == (
        "2024-03-24",
        Decimal("-2.37"),
        "2",
    )


def test_the_points_of_a_quantity_are_found_once_for_all_scores_of_a_day():
    """ALBI and its other version have the same two quantities."""
    found = week_2(*panel("2024-03-24"))
    first, second = found["ALBI"].score.points, found["ALBI_0852"].score.points
    assert len(first) == 2
    assert [one is other for one, other in zip(first, second, strict=True)] == [True, True]


def test_each_score_is_of_the_nearest_day_with_all_its_results():
    found = week_2(*panel("2024-03-22"), reported("BILI", "200", "2024-03-24"))
    assert found["ALBI"].choice.day.day == "2024-03-22"
    assert found["ALBI"].score.value.value == Decimal("-2.37")


def test_without_a_day_there_is_no_score_and_a_reason():
    found = week_2(*panel("2024-03-24"))
    assert (found["MELD_ORIG"].score.value.truth, codes(found["MELD_ORIG"])) == (
        Truth.UNDETERMINED,
        ["MISSING_CREAT", "MISSING_INR"],
    )
    assert found["PALBI"].score.grade.truth is Truth.UNDETERMINED
    assert found["MELD_ORIG"].score.inputs == ()


def test_a_score_is_certain_where_every_day_that_may_be_chosen_gives_it():
    """The held bilirubin of the 24th either counts, or the 22nd does."""
    nearest = panel("2024-03-24", issues=(IMPOSSIBLE,))
    same = week_2(*nearest, *panel("2024-03-22"))["ALBI"]
    assert (same.choice.day, same.score.value.value) == (None, Decimal("-2.37"))
    other = week_2(*nearest, *panel("2024-03-22", bilirubin="40"))["ALBI"]
    assert (other.score.value.truth, codes(other)) == (Truth.UNDETERMINED, ["HELD_BILI"])
    assert (other.score.grade.value, other.score.unrounded) == ("2", None)  # -2.37 and -2.17


def test_a_score_is_undetermined_if_there_may_be_no_day():
    found = week_2(*panel("2024-03-24", issues=(IMPOSSIBLE,)))["ALBI"]
    assert codes(found) == ["HELD_BILI"]


def test_the_baseline_has_scores_too():
    found = seen(*panel("2024-03-09"))
    scores = scores_of_visit(partial(baseline_day, found), SubjectFacts(), CHOSEN)
    albi = next(one for one in scores if one.score.formula.version.id == "ALBI")
    assert albi.score.value.value == Decimal("-2.37")


def test_a_day_needs_results_and_no_grade():
    assert needed_results(MELD_NA) == ("BILI", "CREAT", "DIALYSIS", "INR", "SODIUM")
