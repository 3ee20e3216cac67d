"""Scores of the days of a whole timeline, with the comparisons that hold results across days and draws.

Every course of decisions about all holds of a subject is made and weighed again: a decision about one result may put another one
on hold, or free it. MELD and MELD-XI are computed in plain floats from what counts then.
"""

from collections import Counter
from datetime import date
from functools import partial
from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.support.decision_courses import RULES, outcomes
from tests.support.score_courses import (
    DAYS,
    SCORES,
    firsts,
    reports_of_a_course,
    score_of,
)
from tests.support.visit_plans import schedule

from hepaflow.domain.answers.answer import Truth
from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.fold.decisions import NOBODY
from hepaflow.domain.fold.measurement_state import Timeline
from hepaflow.domain.fold.suspicion.unit_suspicion import weighed
from hepaflow.domain.protocol.rules import ScoreRules
from hepaflow.domain.scores.of_day import scores_of_day
from hepaflow.domain.scores.of_visit import scores_of_visit
from hepaflow.domain.scores.subject_facts import SubjectFacts
from hepaflow.domain.visits.subject_days import subject_days, visit_day
from local.trial.plain_scores import PLAIN


def possible_scores(all_outcomes: list[Timeline], day: str, code: str) -> list[set[float] | None]:
    _, inputs = PLAIN[code]
    found = []
    for states in all_outcomes:
        dialysis = firsts(states, day, "DIALYSIS")
        combined = product(*(firsts(states, day, analyte) for analyte in inputs))
        found += (score_of(code, values, dialysis) for values in combined)
    return found


def check_course(seed: int) -> Counter[str]:
    rng = Random(seed)  # noqa: S311 a test, not a secret
    reports = reports_of_a_course(rng)
    all_outcomes = list(outcomes(reports, []))
    counted: Counter[str] = Counter()
    for day in specimen_days(weighed(reports, (), NOBODY, RULES)):
        for score in scores_of_day(day, SubjectFacts(), ScoreRules(meld_na_rounding="optn")):
            code = score.formula.version.id
            if code in SCORES and all_outcomes:
                possible = possible_scores(all_outcomes, day.day, code)
                counted[score.value.truth] += 1
                if score.value.truth is Truth.CERTAIN:
                    wrong = [one for one in possible if one is None or float(score.value.value) not in one]
                    assert not wrong, (seed, day.day, code, score.value.value, wrong[:3])
                elif None not in possible and len(set.union(*possible)) == 1:
                    counted["uncertain, but all outcomes agree"] += 1
    return counted


# the visit: target day 15 is 24 March, its window 1 to 31 March
WINDOW = [{"number": 1, "name": "WEEK 2", "target_day": 15, "first_day": -9, "last_day": 22, "required": []}]
TARGET = date(2024, 3, 24)


def possible_visits(all_outcomes: list[Timeline], code: str) -> list[set[float] | None]:
    """The score of the nearest day of the window that has all results, after every course of decisions; None without such a day."""
    _, inputs = PLAIN[code]
    results = [analyte for analyte in inputs if analyte != "DIALYSIS"]
    nearest = sorted(
        (day for day in DAYS if day < "2024-04"), key=lambda day: abs(date.fromisoformat(day) - TARGET)
    )
    found: list[set[float] | None] = []
    for states in all_outcomes:
        whole = (day for day in nearest if all(firsts(states, day, one) != [None] for one in results))
        day = next(whole, None)
        if day is None:
            found.append(None)
            continue
        combined = product(*(firsts(states, day, analyte) for analyte in inputs))
        found += (score_of(code, values, firsts(states, day, "DIALYSIS")) for values in combined)
    return found


def check_visit(seed: int) -> Counter[str]:
    rng = Random(seed)  # noqa: S311 a test, not a secret
    reports = reports_of_a_course(rng)
    all_outcomes = list(outcomes(reports, []))
    days = subject_days(weighed(reports, (), NOBODY, RULES), schedule(visits=WINDOW))
    choose = partial(visit_day, days, days.schedule.protocol.visits[0])
    counted: Counter[str] = Counter()
    for _, score in scores_of_visit(choose, SubjectFacts(), ScoreRules(meld_na_rounding="optn")):
        code = score.formula.version.id
        if code in SCORES and all_outcomes:
            possible = possible_visits(all_outcomes, code)
            counted[score.value.truth] += 1
            if score.value.truth is Truth.CERTAIN:
                wrong = [one for one in possible if one is None or float(score.value.value) not in one]
                assert not wrong, (seed, code, score.value.value, wrong[:3])
            elif None not in possible and len(set.union(*possible)) == 1:
                counted["uncertain, but all outcomes agree"] += 1
    return counted


@given(st.integers(0, 2**32))
def test_no_score_of_a_course_is_wrongly_certain(seed):
    check_course(seed)


@given(st.integers(0, 2**32))
def test_no_score_of_a_visit_is_wrongly_certain(seed):
    check_visit(seed)
