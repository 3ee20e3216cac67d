"""The expected answers of the generated trial: the file, the truth that it comes from, and what the comparison notices."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from local.trial.compare import Verdict, verdict
from local.trial.course import definition, persons, planned_visits
from local.trial.expected import SCORES, Expected, expected_score
from local.trial.truth import EXPECTED, SUBJECT, true_answers

ROOT = Path(__file__).parents[3]
PLACES = [(visit, score) for visit in (None, *planned_visits()) for score in SCORES]


@pytest.fixture(scope="module")
def people():
    return persons()


@pytest.mark.slow
def test_the_expected_file_is_what_follows_from_the_truth(people):
    expected = json.loads(EXPECTED.read_text("utf-8"))
    assert true_answers(people) == {name: expected[name] for name in ("scores", "course", "completeness")}


def test_the_trial_is_the_same_each_time(people):
    assert persons() == people


def test_the_truth_knows_nothing_of_the_package():
    told = "import sys, local.trial.truth; print([one for one in sys.modules if one.startswith('hepaflow')])"
    done = subprocess.run(  # noqa: S603 our own words only
        [sys.executable, "-c", told],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT / "infra",
        env={"PYTHONPATH": str(ROOT / "infra")},
    )
    assert done.stdout.strip() == "[]"


def test_every_kind_of_trouble_is_in_the_trial(people):
    draws = [draw for one in people for draw in one.draws]
    assert all(any(getattr(draw, kind) for draw in draws) for kind in ("below", "mistyped", "changed"))
    assert any(draw.label == "UNSCHEDULED" for draw in draws)
    assert any(one.death for one in people)
    said = [one for person in people for one in person.statements]
    assert all(any(getattr(one, kind) for one in said) for kind in ("dialysis", "transplant", "tips"))
    codes = {code for one in people for place in PLACES for code in expected_score(one, *place).codes}
    assert {code.partition("_")[0] for code in codes} == {"MISSING", "HELD", "CENSORED", "UNKNOWN", "STATED"}


def test_the_shown_subject_was_looked_at_by_hand(people):
    """MELD 3.0 of week 4 with a pocket calculator: 5.8 mg/dL, 0.91 (counts as 1), INR 1.7, sodium 134, albumin 2.8 g/dL.

    4.56 ln 5.8 = 8.0158, 0.82 x 3 = 2.46, 0.24 x 3 x ln 5.8 = 1.2657, 9.09 ln 1.7 = 4.8234, 11.14 ln 1 = 0, 1.85 x 0.7 = 1.295,
    6: 21.3285 for a man, with 1.33 for a woman 22.6585.
    """
    (person,) = (one for one in people if one.id == SUBJECT)
    assert person.is_female
    (visit,) = (one for one in planned_visits() if one.name == "WEEK 4")
    assert expected_score(person, visit, "MELD3").true == {23.0}


def answer(value=None, low=None, high=None, codes=()):
    return {"value": value, "low": low, "high": high, "reasons": [{"code": code} for code in codes]}


CERTAIN = Expected(frozenset({12.0}), is_certain=True, codes=frozenset())
OPEN = Expected(frozenset({12.0}), is_certain=False, codes=frozenset({"HELD_INR"}))
NONE = Expected(None, is_certain=False, codes=frozenset({"MISSING_INR"}))


@pytest.mark.parametrize(
    ("told", "expected", "found"),
    [
        (answer("12"), CERTAIN, Verdict.RIGHT),
        (answer("13"), CERTAIN, Verdict.WRONG),
        (answer(codes=["HELD_INR"]), CERTAIN, Verdict.WRONG),
        (answer("12"), OPEN, Verdict.WRONG),
        (answer(codes=["HELD_INR"]), OPEN, Verdict.OPEN),
        (answer(codes=["HELD_ALB"]), OPEN, Verdict.WRONG),
        (answer(), OPEN, Verdict.WRONG),
        (answer(low="10", high="14", codes=["HELD_INR"]), OPEN, Verdict.OPEN),
        (answer(low="13", high="14", codes=["HELD_INR"]), OPEN, Verdict.WRONG),
        (answer(high="11", codes=["HELD_INR"]), OPEN, Verdict.WRONG),
        (answer(codes=["MISSING_INR"]), NONE, Verdict.OPEN),
        (answer("12"), NONE, Verdict.WRONG),
    ],
)
def test_a_wrong_answer_is_noticed(told, expected, found):
    assert verdict(told, expected) is found


def test_the_windows_of_the_definition_are_those_of_the_generator():
    assert [one.number for one in planned_visits()] == [
        visit["number"] for visit in definition()["protocol"]["visits"]
    ]
