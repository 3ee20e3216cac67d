"""What is said about scores since the baseline is certain only if every course of decisions about all holds gives the same.

The timelines are those of `tests.support.score_courses`, where results hold each other across days, and those of `tests.support.open_courses`,
whose baseline is often open. After every course of decisions, for every day of a panel of which only the month is known, and for every time of the
dose, the baseline day and the days after it are looked for again, and MELD and MELD-XI computed in plain floats.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from itertools import product
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.decision_courses import RULES, outcomes
from tests.support.examples import tried
from tests.support.open_courses import (
    DAY_ONE,
    FIRST_ALLOWED,
    ONE,
    May,
    World,
    reports_of_an_open_course,
    worlds,
)
from tests.support.open_courses import RULES as DAY_ONE_RULES
from tests.support.score_courses import SCORES, reports_of_a_course, score_of
from tests.support.visit_plans import entry, planned

from hepaflow.domain.answers.answer import Answer, Truth
from hepaflow.domain.fold.decisions import NOBODY
from hepaflow.domain.fold.measurement import RunObservation
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

Scores = set[float] | None  # one value; two where the float is at a tie; None: nothing can be said
Possible = dict[tuple[str, str, str], list[Scores]]  # by score, what is said, and day
Generator = Callable[[Random], list[RunObservation]]


def possible_answers(all_outcomes: list[Timeline], rule: str, days: set[str]) -> Possible:
    """What may be said in each world of these days."""
    found: Possible = {}
    for states in all_outcomes:
        for world in worlds(states, rule):
            for code in SCORES:
                for told in said(world, code, days):
                    for (what, day), score in told.items():
                        found.setdefault((code, what, day), []).append(score)
    return found


class Course(NamedTuple):
    """What is known of a score in a world.

    Attributes:
        base_day: the last day that the rule allows; "" without one.
        bases: what the score of the baseline may be: one for each result that may be the first of its day.
        later: by day after the baseline, likewise.
    """

    base_day: str
    bases: list[Scores]
    later: dict[str, list[Scores]]


def course_of(world: World, code: str) -> Course:
    """Look for the baseline and the days after it, and compute the score of each."""
    _, inputs = PLAIN[code]
    results = [one for one in inputs if one != "DIALYSIS"]  # which may be unknown on a day of a score

    def is_there(day: str, *may: May) -> bool:
        """Say whether a day has all results; a formula with a rule for dialysis needs no creatinine under it."""
        is_dialysed = "DIALYSIS" in inputs and world.values(day, "DIALYSIS") == [1.0]
        return has(day, {*results} - {"CREAT"} if is_dialysed else results, *may)

    def has(day: str, some: Collection[str], *may: May) -> bool:
        return all(world.values(day, one, *may) != [None] for one in some)

    def scores(day: str, *may: May) -> list[Scores]:
        values = product(*(world.values(day, one, *(may if one in results else ())) for one in inputs))
        return [score_of(code, some, world.values(day, "DIALYSIS")) for some in values]

    there = [day for day in sorted({day for day, _ in world.draws}) if is_there(day)]
    dosed = {ONE: (world.before_dose,)}
    allowed = [day for day in there if FIRST_ALLOWED <= day <= ONE and is_there(day, *dosed.get(day, ()))]
    base_day = max(allowed, default="")
    bases = scores(base_day, *dosed.get(base_day, ())) if base_day else [None]
    after = [day for day in there if (day > base_day if base_day else day >= FIRST_ALLOWED)]
    return Course(base_day, bases, {day: scores(day) for day in after})


def said(world: World, code: str, days: set[str]) -> Iterator[dict[tuple[str, str], Scores]]:
    """Yield what is said of a score in a world: once for each result that may be the first of its day."""
    course = course_of(world, code)
    for base, *some in product(course.bases, *course.later.values()):
        known = dict(zip(course.later, some, strict=True))
        # of a day that only may be the baseline the difference is told, too: if it is, there is none
        own = {ONE: base} if course.base_day == ONE else {}
        told = {("change", day): difference(known.get(day, own.get(day)), base) for day in days}
        whole = [one for one in known.values() if one is not None]
        complete = bool(known) and len(whole) == len(known)
        for name, pick in (("highest", max), ("lowest", min)):
            told[name, ""] = {pick(numbers) for numbers in product(*whole)} if complete else None
        yield told


def difference(score: Scores, base: Scores) -> Scores:
    return None if score is None or base is None else {one - other for one in score for other in base}


def compared(answer: Answer, found: list[Scores], about: object) -> str:
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


def check(seed: int, generate: Generator) -> Counter[str]:
    """Compare what is said of one timeline with all that is possible; count what it is, and why a baseline is open."""
    rng = Random(seed)  # noqa: S311 a test, not a secret
    reports, rule = generate(rng), rng.choice(DAY_ONE_RULES)
    all_outcomes = list(outcomes(reports, []))
    counted: Counter[str] = Counter()
    if not all_outcomes:
        return counted
    baseline = {"first_day": -28, "last_day": 1, "day_one": rule}
    subject = entry(baseline=DAY_ONE)
    definition = planned(scores={"meld_na_rounding": "optn"}, baseline=baseline)
    timeline = weighed(reports, (), NOBODY, RULES)
    days = subject_days(timeline, schedule_of(definition, (subject,)))
    course = SubjectCourse(
        1, subject.id, definition, timeline, (), days, SubjectFacts(), NOTHING_MASKED, is_partial=False
    )
    basis = safety_basis(course)
    scores = [one for one in score_courses(basis) if one.id in SCORES]
    for one in scores:
        choice = one.base.choice
        kinds = {reason.kind.value for reason in choice.reasons}
        counted.update(f"baseline {kind}" for kind in kinds)
        counted["baseline of several days"] += len(choice.candidates) > 1
        counted["baseline or none"] += choice.may_be_none and bool(choice.candidates)
    possible = possible_answers(all_outcomes, rule, {sent.measurement.collected_at[:10] for sent in reports})
    for told in score_changes(basis, scores):
        about = (told.about, "change", told.day or "")
        counted[f"change {compared(told.answers['change'], possible[about], (seed, about))}"] += 1
    for told in score_extremes(basis, scores):
        for name, answer in told.answers.items():
            if (about := (told.about, told.name, "")) in possible:
                counted[f"{name} {compared(answer, possible[about], (seed, about))}"] += 1
    return counted


@pytest.mark.parametrize("generate", [reports_of_a_course, reports_of_an_open_course])
@tried(0.3)
@given(seed=st.integers(0, 2**32))
def test_no_change_of_a_score_is_wrongly_certain(generate, seed):
    check(seed, generate)


def test_the_timelines_have_certain_and_open_answers():
    counted = sum((check(seed, reports_of_a_course) for seed in range(12)), Counter())
    kinds = {str(truth) for truth in (Truth.CERTAIN, Truth.UNDETERMINED)}
    assert {name.split()[-1] for name in counted} >= kinds
    assert {name.split()[0] for name in counted} >= {"change"}


def test_baselines_are_open_for_every_reason():
    counted = sum((check(seed, reports_of_an_open_course) for seed in range(100)), Counter())
    reasons = {"HELD", "PARTIAL_DATE", "TIME", "MISSING", "of several days", "or none"}
    assert {name for name in reasons if counted[f"baseline {name}"] >= 5} == reasons
