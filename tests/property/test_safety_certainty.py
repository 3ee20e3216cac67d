"""What is said about the days after the baseline is certain only if every decision, value and time of the dose gives the same.

The other side makes every decision, goes through the days, and computes in plain floats.
"""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from math import isclose
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.support.examples import tried
from tests.support.plain_grades import plain_grades
from tests.support.possible_results import Result, possible_results, reports_of
from tests.support.visit_plans import DAY_ONE, entry, planned

from hepaflow.catalog.grades import grade_table_of
from hepaflow.domain.answers.answer import Answer, Truth
from hepaflow.domain.fold.measurement import RunObservation
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
BEFORE_ALL, SCREENING, ONE = -40, -14, 1  # days -28 to 1 may be the baseline
CLOCKS, DOSES = ("", "T08:00", "T12:00"), ("T00:00", "T10:00", "T23:00")
EVENING = f"{DAY_ONE.isoformat()}T20:00"  # another draw of day 1
World = dict[str, Result | None]  # by day


def reports_of_course(rng: Random, analyte: str, doubt: float) -> dict[str, list[RunObservation]]:
    """What labs report of an analyte on some days around day 1; on day 1 one or two draws, perhaps with labels."""
    found: dict[str, list[RunObservation]] = {}
    for number in (BEFORE_ALL, SCREENING, -3, 0, 7, 14):
        if rng.random() < 0.7:
            day = (DAY_ONE + timedelta(days=number)).isoformat()
            found[day] = reports_of(rng, analyte, day, doubt=doubt)
    if found.get(DAY_ONE.isoformat()):
        sent = found[DAY_ONE.isoformat()][0]
        at = DAY_ONE.isoformat() + rng.choice(CLOCKS)
        place = sent.measurement._replace(collected_at=at)
        label = rng.choice(("", "", "V2", "PRE", "POST"))
        found[DAY_ONE.isoformat()] = [replace(sent, measurement=place, visit=label)]
        if at != DAY_ONE.isoformat() and rng.random() < 0.6:
            found[EVENING] = second_draw(rng, analyte, label, doubt)
    lines = iter(range(2, 900))
    return {  # of two centers the first one of the definition counts, which the enumeration does not know
        day: [replace(sent, line=next(lines)) for sent in some if sent.measurement.center == "CN-01"]
        for day, some in found.items()
    }


def second_draw(rng: Random, analyte: str, label: str, doubt: float) -> list[RunObservation]:
    """What labs report of another draw of day 1, in the evening; if the first one is after the dose, it is, too."""
    some = reports_of(rng, analyte, DAY_ONE.isoformat(), doubt=doubt)[:1]
    later = (
        "POST"
        if label == "POST"
        else rng.choice(("", "V2", "PRE", "POST") if label == "PRE" else ("", "POST"))
    )
    return [
        replace(sent, measurement=sent.measurement._replace(collected_at=EVENING), visit=later)
        for sent in some
        if sent.measurement.center == "CN-01"
    ]


def is_before_dose(sent: RunObservation, rule: str, dose: str) -> bool:
    """Whether a draw of day 1 may be the baseline, if the dose was at that time."""
    if rule == "never" or sent.visit == "POST":
        return False
    if rule == "count" or sent.visit == "PRE":
        return True
    return sent.measurement.collected_at[10:] < dose


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


def day_one_of(
    world: World, reports: dict[str, list[RunObservation]], rule: str, dose: str
) -> tuple[World, bool, tuple[Result, ...]]:
    """Join the draws of day 1: that which counts, whether it is no baseline, and the draws after the dose if it is one.

    A label of the draw before the dose goes first, one after it last; else the earlier draw counts.
    """
    one = DAY_ONE.isoformat()
    joined = {day: found for day, found in world.items() if day != EVENING}
    there = [day for day in (one, EVENING) if day in world and world[day].is_there]
    if not there:
        return joined, True, ()
    if EVENING in there:
        joined[one] = world[there[0]]._replace(others=tuple(world[day] for day in there[1:]))
    may_be_base = [day for day in there if is_before_dose(reports[day][0], rule, dose)]
    if not may_be_base:
        return joined, True, ()
    after = [day for day in there if day != may_be_base[0] and is_after_dose(reports[day][0], dose)]
    if may_be_base[0] != there[0]:
        joined[one] = world[may_be_base[0]]
    return joined, False, tuple(world[day] for day in after)


def is_after_dose(sent: RunObservation, dose: str) -> bool:
    """Whether a draw of day 1 is after the dose, if it was at that time; only labels say more."""
    if sent.visit in ("PRE", "POST"):
        return sent.visit == "POST"
    return sent.measurement.collected_at[10:] >= dose


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
