"""What is said about the days after the baseline is certain only if every decision, value and time of the dose gives the same.

The other side makes every decision, goes through the days, and computes in plain floats.
"""

from collections import Counter, defaultdict
from datetime import timedelta
from math import isclose
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.support.day_one_courses import DOSES, day_one_of, reports_of_course
from tests.support.examples import tried
from tests.support.plain_grades import plain_grades
from tests.support.possible_results import Result, possible_results
from tests.support.visit_plans import DAY_ONE, entry, planned

from hepaflow.catalog.grades import grade_table_of
from hepaflow.domain.answers.answer import Answer, Truth
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.scores.subject_facts import SubjectFacts
from hepaflow.domain.visits.masking import NOTHING_MASKED
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import subject_days
from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.safety.basis import safety_basis
from hepaflow.pipeline.answers.safety.grades import grade_answers, grade_shifts, grades_by_day
from hepaflow.pipeline.answers.safety.results import result_changes, result_extremes

SAMPLED = 150  # worlds of a course


def check(seed: int) -> Counter[str]:
    """Compare everything that is said of a course with the enumeration; count what it is."""
    rng = Random(seed)  # noqa: S311 a test, not a secret
    analyte, version = rng.choice(("ALT", "BILI", "ALB", "PLAT")), rng.choice(("5.0", "6.0"))
    rule, doubt = rng.choice(("count", "pre-dose", "never")), rng.choice((0.0, 0.2, 0.5))
    reports = reports_of_course(rng, analyte, doubt)
    baseline = {"first_day": -28, "last_day": 1, "day_one": rule}
    schedule = schedule_of(planned(ctcae=version, baseline=baseline), (entry(),))
    timeline = fold([sent for some in reports.values() for sent in some])
    days = subject_days(timeline, schedule)
    facts = SubjectFacts(frozenset({"F"}), frozenset({1961}))
    course = SubjectCourse(
        1, "CN01-0001", planned(ctcae=version), timeline, (), days, facts, NOTHING_MASKED, is_partial=False
    )
    basis = safety_basis(course)
    grades = grades_by_day(basis)
    told = [
        *grade_shifts(basis, grades), *result_extremes(basis), *grade_answers(basis, grades), *result_changes(basis),
    ]  # fmt: skip
    possible = {day: possible_results(some, rng) for day, some in reports.items()}
    worlds: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for _ in range(SAMPLED):
        world = {day: rng.choice(some) for day, some in possible.items()}
        dose = rng.choice(DOSES)
        world, dosed, after = day_one_of(world, reports, rule, dose)
        for key, some in said_of(world, analyte, version, rng, dosed=dosed, after=after).items():
            worlds[key] += some
    kinds: Counter[str] = Counter()
    for entry_ in told:
        direction = entry_.name if entry_.kind == "since-baseline" else ""
        for name, answer in entry_.answers.items():
            key = (
                str(entry_.kind),
                direction or name,
                entry_.day if entry_.kind in ("grade", "change") else "",
            )
            if entry_.kind in ("grade", "shift"):
                key = (*key, entry_.name)
            kinds[compared(key, answer, worlds[key], seed)] += 1
    return kinds


def said_of(
    world, analyte: str, version: str, rng: Random, *, dosed: bool, after: tuple[Result, ...]
) -> dict[tuple[str, ...], list[float]]:
    """Everything that is said in one world; what has no answer there may be anything."""
    there = {day: one for day, one in world.items() if one.is_there}
    first = (DAY_ONE - timedelta(days=28)).isoformat()
    allowed = [
        day
        for day in there
        if first <= day <= DAY_ONE.isoformat() and not (dosed and day == DAY_ONE.isoformat())
    ]
    base_day = max(allowed, default=None)
    later = {day: one for day, one in there.items() if (day > base_day if base_day else day >= first)}
    base = there[base_day] if base_day else None
    anything = [rng.choice((1e-9, 1.0, 20.0, 1e9)), rng.choice((0.5, 30.0, 1e8))]
    of_base_day = after if base_day == DAY_ONE.isoformat() else ()
    values = [draw.value for one in (*later.values(), *of_base_day) for draw in one.draws]
    found = {
        ("since-baseline", "highest", ""): [max(values)] if values else anything,
        ("since-baseline", "lowest", ""): [min(values)] if values else anything,
    }
    for day, one in world.items():
        compare = base or Result(
            rng.choice((1e-9, 10.0, 1e9)), rng.choice((1e-9, 5.0)), rng.choice((6.0, 1e9))
        )
        change, percent = one.value - compare.value, 100 * (one.value - compare.value) / compare.value
        found["change", "change", day], found["change", "percent_change", day] = [change], [percent]
    terms = terms_of(version, analyte)
    for term, direction in terms.items():
        graded: dict[str, set[int]] = {}
        limited: dict[str, set[int]] = {}
        for day, one in world.items():
            compare = base or Result(
                rng.choice((1e-9, 10.0, 1e9)), rng.choice((1e-9, 5.0)), rng.choice((6.0, 1e9))
            )
            graded[day] = grade(one, compare, analyte, version, direction)
            limited[day] = grade(one, Result(1.0, 0.5, 1e12), analyte, version, direction)
            found["grade", "grade", day, term] = sorted(graded[day])
            found["grade", "grade_by_limits", day, term] = sorted(limited[day])
        draws = [other for day in later for other in world[day].others]
        draws += (draw for one in of_base_day for draw in one.draws)
        compare = base or Result(
            rng.choice((1e-9, 10.0, 1e9)), rng.choice((1e-9, 5.0)), rng.choice((6.0, 1e9))
        )
        by_base = [grade(one, compare, analyte, version, direction) for one in draws]
        within = Result(1.0, 0.5, 1e12)
        by_limits = [grade(one, within, analyte, version, direction) for one in draws]
        found["shift", "worst_grade", "", term] = worst([*(graded[day] for day in later), *by_base]) or [0, 4]
        found["shift", "worst_grade_by_limits", "", term] = worst(
            [*(limited[day] for day in later), *by_limits]
        ) or [0, 4]
        found["shift", "baseline_grade", "", term] = sorted(limited[base_day]) if base_day else [0, 4]
    return found


def worst(grades) -> list[float]:
    some = list(grades)
    return [max(min(one) for one in some), max(max(one) for one in some)] if some else []


def terms_of(version: str, analyte: str) -> dict[str, str]:
    return {term.name: str(term.direction) for term in grade_table_of(version).get(analyte, ())}


def grade(one: Result, base: Result, analyte: str, version: str, direction: str) -> set[int]:
    return plain_grades(
        {
            "version": version, "analyte": analyte, "direction": direction, "value": one.value, "upper": one.upper,
            "lower": one.lower, "base": base.value, "base_upper": base.upper, "base_lower": base.lower, "albumin": 40.0,
            "symptoms": False, "treated": False, "fasting": False,
        }
    )  # fmt: skip


def compared(key: tuple[str, ...], answer: Answer, found: list[float], seed: int) -> str:
    name = " ".join(key[:2])
    if answer.truth is Truth.CERTAIN:
        wrong = [one for one in found if not near(one, float(answer.value))]
        assert not wrong, (key, seed, answer.value, wrong[:3])
        return f"{name} certain"
    if answer.truth is Truth.INTERVAL:
        low = -1e300 if answer.low is None else float(answer.low)
        high = 1e300 if answer.high is None else float(answer.high)
        wrong = [one for one in found if not (low <= one <= high or near(one, low) or near(one, high))]
        assert not wrong, (key, seed, low, high, wrong[:3])
    agree = bool(found) and all(near(one, found[0]) for one in found)
    return f"{name} {answer.truth}" + (", but all samples agree" if agree else "")


def near(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=1e-7, abs_tol=1e-9)


@tried(0.3)
@given(st.integers(0, 2**32))
def test_nothing_since_the_baseline_is_wrongly_certain(seed):
    check(seed)
