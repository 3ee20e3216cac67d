"""Grades of nearby days count for a specimen day: the nearest one, and what open holds could make of it (docs/scores.md).

The specimen day is 22 March. The window is 7 days before and 3 days after.
"""

from functools import partial

import pytest
from tests.support.day_reports import IMPOSSIBLE, reported
from tests.support.visit_plans import seen

from hepaflow.domain.answers.inputs import Input
from hepaflow.domain.clinical.pairing import paired
from hepaflow.domain.model import Status
from hepaflow.domain.protocol.rules import Controlled, ScoreRules
from hepaflow.domain.scores.of_visit import scores_of_visit
from hepaflow.domain.scores.subject_facts import SubjectFacts
from hepaflow.domain.visits.subject_days import visit_day

WINDOW = {"days_before": 7, "days_after": 3}


def grade(*sents, analyte: str = "ASCITES", window=WINDOW, **rules) -> Input:
    found = seen(reported("ALB", "30"), *sents, clinical_items=window, **rules)
    (day,) = (one for one in found.days if one.day == "2024-03-22")
    return paired(day, found.statements).input_of(analyte)


def texts(found: Input) -> list[str]:
    return [one.sent.observation.raw.value for one in found.candidates]


def codes(found: Input) -> list[str]:
    return [reason.code for reason in found.reasons]


def ascites(text: str, day: str, **more):
    return reported("ASCITES", text, f"2024-03-{day}", **more)


@pytest.mark.parametrize(("day", "counts"), [("14", False), ("15", True), ("25", True), ("26", False)])
def test_both_ends_of_the_window_count(day, counts):
    assert texts(grade(ascites("2", day))) == (["2"] if counts else [])


def test_the_nearest_statement_counts():
    found = grade(ascites("1", "18"), ascites("2", "20"), ascites("3", "25"))
    assert (texts(found), found.may_be_absent, codes(found)) == (["2"], False, [])
    assert found.candidates[0].place.collected_at == "2024-03-20"


def test_a_statement_of_the_day_itself_is_the_nearest():
    assert texts(grade(ascites("1", "21"), ascites("2", "22"), ascites("3", "23"))) == ["2"]


@pytest.mark.parametrize(("tie", "text"), [(None, "1"), ("earlier", "1"), ("later", "3")])
def test_of_two_equally_near_days_the_definition_chooses(tie, text):
    assert texts(grade(ascites("1", "20"), ascites("3", "24"), tie=tie)) == [text]


def test_two_statements_of_one_day_that_nothing_orders_are_both_candidates():
    found = grade(ascites("1", "20"), ascites("3", "20", center="CN-02"), ascites("0", "19"), window=WINDOW)
    assert texts(found) == ["1"]  # the first center of the definition
    lab = {"specimen_type": "PLASMA"}
    found = grade(ascites("1", "20"), ascites("3", "20", **lab), ascites("0", "19"))
    assert (sorted(texts(found)), set(codes(found))) == (["1", "3"], {"UNORDERED_ASCITES"})


def test_a_held_statement_is_a_candidate_beside_the_next_one():
    found = grade(held := ascites("3", "21", issues=(IMPOSSIBLE,)), ascites("1", "18"))
    assert (texts(found), found.may_be_absent, codes(found)) == (["3", "1"], False, ["HELD_ASCITES"])
    assert found.reasons[0].measurement == held.measurement


def test_a_held_statement_farther_away_does_not_matter():
    found = grade(ascites("3", "18", issues=(IMPOSSIBLE,)), ascites("1", "21"))
    assert (texts(found), codes(found)) == (["1"], [])


def test_a_held_statement_alone_may_be_absent():
    found = grade(ascites("3", "21", issues=(IMPOSSIBLE,)))
    assert (texts(found), found.may_be_absent, codes(found)) == (["3"], True, ["HELD_ASCITES"])


def test_a_deleted_statement_leaves_the_next_one():
    sents = ascites("3", "21"), ascites("3", "21", status=Status.DELETED, received="2")
    assert texts(grade(*sents, ascites("1", "18"))) == ["1"]
    found = grade(*sents)
    assert (found.may_be_absent, codes(found)) == (True, ["UNKNOWN_ASCITES"])
    assert found.reasons[0].measurement == sents[0].measurement


def test_silence_is_unknown_and_never_no():
    assert codes(grade(ascites("0", "10"))) == ["UNKNOWN_ASCITES"]
    assert codes(grade(reported("HE", "0", "2024-03-21"))) == ["UNKNOWN_ASCITES"]


def test_a_date_that_is_not_known_to_the_day_may_be_paired_or_not():
    known = grade(reported("ASCITES", "0", "2024-03"))
    assert (texts(known), known.may_be_absent, codes(known)) == (["0"], True, ["PARTIAL_DATE_ASCITES"])
    assert codes(grade(reported("ASCITES", "0", "2023"))) == ["UNKNOWN_ASCITES"]


def test_without_the_rule_only_the_day_itself_counts():
    assert codes(grade(ascites("2", "21"), window=None)) == ["UNKNOWN_ASCITES"]
    assert texts(grade(ascites("2", "22"), window=None)) == ["2"]


def test_dialysis_of_another_day_is_of_another_week():
    found = grade(reported("DIALYSIS", "0", "2024-03-21"), ascites("2", "22"), analyte="DIALYSIS")
    assert codes(found) == ["UNKNOWN_DIALYSIS"]


@pytest.mark.parametrize("analyte", ["ASCITES", "HE", "ASCTRT", "HETRT"])
def test_grades_and_treatments_are_paired(analyte):
    assert texts(grade(reported(analyte, "1", "2024-03-20"), analyte=analyte)) == ["1"]


def test_child_pugh_of_a_visit_uses_the_paired_grades():
    # bilirubin 20: 1, albumin 30: 2, INR 1.2: 1, ascites mild but treated: 2, encephalopathy 1: 2 points
    lab = [
        reported(name, text, "2024-03-24") for name, text in {"BILI": "20", "ALB": "30", "INR": "1.2"}.items()
    ]
    stated = [
        reported("ASCITES", "0", "2024-03-23"),
        reported("ASCTRT", "1", "2024-03-20"),
        reported("HE", "1", "2024-03-26"),
    ]
    found = seen(*lab, *stated, clinical_items=WINDOW)
    rules = ScoreRules(
        child_pugh_limits="si", ascites_controlled=Controlled.AT_LEAST_2, he_controlled=Controlled.OBSERVED
    )
    choose = partial(visit_day, found, found.schedule.protocol.visits[2])
    scored = scores_of_visit(choose, SubjectFacts(), rules, found.statements)
    (score,) = (one.score for one in scored if one.score.formula.version.id == "CHILD_PUGH")
    assert (score.value.value, score.grade.value) == (8, "B")
    assert {one.place.collected_at for one in score.inputs} == {
        "2024-03-24",
        "2024-03-23",
        "2024-03-20",
        "2024-03-26",
    }
