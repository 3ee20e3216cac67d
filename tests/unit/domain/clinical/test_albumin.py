"""Scores that use albumin note an infusion of the 14 days before the specimen (docs/scores.md). The specimen day is 22 March."""

import pytest
from tests.support.day_reports import IMPOSSIBLE, reported
from tests.support.visit_plans import seen

from hepaflow.domain.clinical.pairing import paired
from hepaflow.domain.protocol.rules import ScoreRules
from hepaflow.domain.scores.of_day import scores_of_day
from hepaflow.domain.scores.subject_facts import SubjectFacts

FACTS = SubjectFacts(frozenset({"F"}), frozenset({1961}))


def infusion(text, day, **more):
    return reported("ALBINF", text, day, **more)


def noted(*sents, **rules):
    """The scores that note an infusion, with the days of the infusions."""
    panel = (reported("ALB", "30"), reported("BILI", "34"), reported("ALT", "40"), reported("AST", "50"))
    found = seen(*panel, *sents, **rules)
    (day,) = (one for one in found.days if one.day == "2024-03-22")
    scores = scores_of_day(paired(day, found.statements), FACTS, ScoreRules())
    return {
        one.formula.version.id: [
            note.measurement.collected_at for note in one.value.notes if note.code == "INFUSED_ALB"
        ]
        for one in scores
        if any(note.code == "INFUSED_ALB" for note in one.value.notes)
    }


def test_every_score_with_albumin_notes_it_and_no_other():
    found = noted(infusion("1", "2024-03-20"))
    assert found == {score: ["2024-03-20"] for score in ("MELD3", "CHILD_PUGH", "ALBI", "ALBI_0852", "PALBI")}


@pytest.mark.parametrize(
    ("day", "is_noted"),
    [("2024-03-07", False), ("2024-03-08", True), ("2024-03-22", True), ("2024-03-23", False)],
)
def test_the_day_and_the_14_days_before_it_count(day, is_noted):
    assert ("ALBI" in noted(infusion("1", day))) is is_noted


@pytest.mark.parametrize("window", [None, {"days_before": 1, "days_after": 1}])
def test_the_window_of_grades_does_not_matter(window):
    assert noted(infusion("1", "2024-03-12"), clinical_items=window)["ALBI"] == ["2024-03-12"]


def test_no_infusion_is_no_note_and_a_held_one_is():
    assert noted(infusion("0", "2024-03-20")) == {}
    assert noted() == {}
    assert noted(infusion("1", "2024-03-20", issues=(IMPOSSIBLE,)))["ALBI"] == ["2024-03-20"]
    assert noted(infusion("0", "2024-03-22"), infusion("1", "2024-03-20"))["ALBI"] == ["2024-03-20"]
