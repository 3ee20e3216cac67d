"""MELD-XI and CKD-EPI use creatinine and have no rule for dialysis: on a day with dialysis they have no value."""

from dataclasses import replace

import pytest
from tests.support.day_reports import IMPOSSIBLE
from tests.support.score_days import in_unit

from hepaflow.domain.answers.answer import Truth
from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.protocol.rules import ScoreRules
from hepaflow.domain.scores.of_day import scores_of_day
from hepaflow.domain.scores.subject_facts import SubjectFacts

WOMAN = SubjectFacts(frozenset({"F"}), frozenset({1970}))


def no_rule(*statements, results=("BILI mg/dL 2.0", "CREAT mg/dL 1.1")):
    """Return MELD-XI and CKD-EPI of a day with these statements."""
    named = [in_unit(*one.rsplit(" ", 1)) for one in results]
    sents = [replace(sent, line=line) for line, sent in enumerate((*named, *statements), 2)]
    (day,) = specimen_days(fold(sents))
    found = {score.formula.version.id: score for score in scores_of_day(day, WOMAN, ScoreRules())}
    return found["MELD_XI"], found["CKDEPI"]


def codes(answer):
    return [reason.code for reason in answer.reasons]


def test_dialysis_leaves_no_value():
    meld_xi, rate = no_rule(in_unit("DIALYSIS", "1"))
    for found in (meld_xi, rate):
        assert (found.value.truth, codes(found.value)) == (Truth.UNDETERMINED, ["STATED_DIALYSIS"])
        assert found.unrounded is None
    assert codes(rate.grade) == ["STATED_DIALYSIS"]
    (reason,) = rate.value.reasons
    assert (reason.measurement.analyte, reason.row[1]) == ("DIALYSIS", 4)


def test_without_dialysis_the_value_stands_without_a_note():
    """5.11 ln 2.0 + 11.76 ln 1.1 + 9.44 = 14.1028; CKD-EPI as in test_of_day."""
    meld_xi, rate = no_rule(in_unit("DIALYSIS", "0"))
    assert (float(meld_xi.value.value), float(rate.value.value)) == (14.10, 60)
    assert meld_xi.value.notes == rate.value.notes == ()


@pytest.mark.parametrize("statements", [(), (in_unit("DIALYSIS", "0", issues=(IMPOSSIBLE,)),)])
def test_silence_about_dialysis_is_a_note(statements):
    for found in no_rule(*statements):
        assert found.value.truth is Truth.CERTAIN
        assert [note.code for note in found.value.notes] == ["UNKNOWN_DIALYSIS"]


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        ((in_unit("DIALYSIS", "1", issues=(IMPOSSIBLE,)),), "HELD_DIALYSIS"),
        ((in_unit("DIALYSIS", "0"), in_unit("DIALYSIS", "1", received="2")), "HELD_DIALYSIS"),
        ((in_unit("DIALYSIS", "0"), in_unit("DIALYSIS", "1")), "CONFLICT_DIALYSIS"),
        ((in_unit("DIALYSIS", "2"),), "STATED_DIALYSIS"),  # neither yes nor no
    ],
)
def test_dialysis_that_may_have_been_done_leaves_no_value(statements, reason):
    for found in no_rule(*statements):
        assert (found.value.truth, set(codes(found.value))) == (Truth.UNDETERMINED, {reason})


def test_a_score_that_lacks_a_result_says_nothing_of_dialysis():
    for found in no_rule(in_unit("DIALYSIS", "1"), results=("ALB 30",)):
        assert "MISSING_CREAT" in codes(found.value)
        assert "STATED_DIALYSIS" not in codes(found.value)


def test_an_interval_keeps_its_ends_beside_the_note():
    (meld_xi, _) = no_rule(results=("BILI mg/dL <2.0", "CREAT mg/dL 1.1"))
    assert (meld_xi.value.truth, [note.code for note in meld_xi.value.notes]) == (
        Truth.INTERVAL,
        ["UNKNOWN_DIALYSIS"],
    )
