"""What is said about scores since the baseline is certain only if every course of decisions about all holds gives the same.

The timelines are those of `tests.support.score_courses`: results hold each other across days. After every course of decisions the baseline day
and the days after it are looked for again, and MELD and MELD-XI computed in plain floats.
"""

from collections import Counter
from datetime import date
from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.support.decision_courses import RULES, outcomes
from tests.support.examples import tried
from tests.support.score_courses import DAYS, SCORES, firsts, reports_of_a_course
from tests.support.visit_plans import entry, planned

from hepaflow.domain.answers.answer import Answer, Truth
from hepaflow.domain.fold.decisions import NOBODY
from hepaflow.domain.fold.measurement_state import Timeline
from hepaflow.domain.fold.suspicion.unit_suspicion import weighed
from hepaflow.domain.scores.subject_facts import SubjectFacts
from hepaflow.domain.visits.masking import NOTHING_MASKED
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import subject_days
from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.safety.basis import safety_basis
from hepaflow.pipeline.answers.safety.scores import score_changes, score_courses, score_extremes
from local.trial.plain_scores import PLAIN

DAY_ONE = date(2024, 3, 10)  # the first two days may be the baseline
Possible = dict[tuple[str, str, str], list[set[float] | None]]  # by score, what is said, and day


def possible_answers(all_outcomes: list[Timeline]) -> Possible:
    """What may be said after each course of decisions; None where nothing can be said."""
    found: Possible = {}
    for code in SCORES:
        plain, inputs = PLAIN[code]
        for states in all_outcomes:
            choices = [list(product(*(firsts(states, day, one) for one in inputs))) for day in DAYS]
            for values in product(*choices):
                known = {
                    day: None if None in numbers else plain(dict(zip(inputs, numbers, strict=True)))
                    for day, numbers in zip(DAYS, values, strict=True)
                }
                for (what, day), score in said(known, is_there(states, inputs)).items():
                    found.setdefault((code, what, day), []).append(score)
    return found


def is_there(states: Timeline, inputs: tuple[str, ...]) -> dict[str, bool]:
    """Whether a day has a result of each analyte; dialysis may be unknown on a day of a score."""
    results = [one for one in inputs if one != "DIALYSIS"]
    return {day: all(firsts(states, day, one) != [None] for one in results) for day in DAYS}


def said(
    known: dict[str, set[float] | None], there: dict[str, bool]
) -> dict[tuple[str, str], set[float] | None]:
    before = [day for day in DAYS if there[day] and date.fromisoformat(day) <= DAY_ONE]
    base = known[before[-1]] if before else None
    after = [day for day in DAYS if there[day] and before and day > before[-1]]
    told: dict[tuple[str, str], set[float] | None] = {}
    for day in DAYS:
        score = known[day] if day in after else None
        both = base is not None and score is not None
        told["change", day] = {one - other for one in score for other in base} if both else None
    scores = [known[day] for day in after]
    whole = [one for one in scores if one is not None]
    complete = bool(scores) and len(whole) == len(scores)
    told["highest", ""] = {max(some) for some in product(*whole)} if complete else None
    told["lowest", ""] = {min(some) for some in product(*whole)} if complete else None
    return told


def compared(answer: Answer, found: list[set[float] | None], about: object) -> str:
    if answer.truth is Truth.CERTAIN:
        value = float(answer.value)
        wrong = [one for one in found if one is None or not any(abs(value - other) < 1e-6 for other in one)]
        assert not wrong, (about, value, wrong[:3])
    elif answer.truth is Truth.INTERVAL:
        low = -1e300 if answer.low is None else float(answer.low)
        high = 1e300 if answer.high is None else float(answer.high)
        inside = [one for one in found if one is not None]
        wrong = [one for one in inside if not any(low - 1e-6 <= other <= high + 1e-6 for other in one)]
        assert not wrong, (about, low, high, wrong[:3])
    return str(answer.truth)


def check(seed: int) -> Counter[str]:
    """Compare what is said of one timeline with all that is possible; count what it is."""
    reports = reports_of_a_course(Random(seed))  # noqa: S311 a test, not a secret
    all_outcomes = list(outcomes(reports, []))
    counted: Counter[str] = Counter()
    if not all_outcomes:
        return counted
    subject, definition = entry(baseline=DAY_ONE), planned(scores={"meld_na_rounding": "optn"})
    timeline = weighed(reports, (), NOBODY, RULES)
    days = subject_days(timeline, schedule_of(definition, (subject,)))
    course = SubjectCourse(
        1, subject.id, definition, timeline, (), days, SubjectFacts(), NOTHING_MASKED, is_partial=False
    )
    basis = safety_basis(course)
    scores = [one for one in score_courses(basis) if one.id in SCORES]
    possible = possible_answers(all_outcomes)
    for told in score_changes(basis, scores):
        about = (told.about, "change", told.day or "")
        counted[f"change {compared(told.answers['change'], possible[about], (seed, about))}"] += 1
    for told in score_extremes(basis, scores):
        for name, answer in told.answers.items():
            if (about := (told.about, told.name, "")) in possible:
                counted[f"{name} {compared(answer, possible[about], (seed, about))}"] += 1
    return counted


@tried(0.3)
@given(st.integers(0, 2**32))
def test_no_change_of_a_score_is_wrongly_certain(seed):
    check(seed)


def test_the_timelines_have_certain_and_open_answers():
    counted = sum((check(seed) for seed in range(12)), Counter())
    kinds = {str(truth) for truth in (Truth.CERTAIN, Truth.UNDETERMINED)}
    assert {name.split()[-1] for name in counted} >= kinds
    assert {name.split()[0] for name in counted} >= {"change"}
