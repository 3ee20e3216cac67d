"""A quadrant or tier is certain only if every decision and every compatible value, limit and baseline give the same one.

The other side is an enumeration in plain floats.
"""

from collections import Counter
from itertools import product
from math import isclose
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.support.possible_results import Result, possible_results, reports_of

from hepaflow.domain.answers.answer import Answer, Truth
from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.answers.inputs import absent
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.injury.hys_law import Comparison, hys_law
from hepaflow.domain.injury.modified import modified_hys_law

BEFORE, DAYS = "2024-03-01", ("2024-03-22", "2024-03-29")
ANALYTES = ("ALT", "AST", "BILI", "ALP")
SAMPLED = 200
TIERS = ("continue", "close_observation", "interrupt")


def from_(value: float, bound: float) -> bool:
    return value > bound or isclose(value, bound, rel_tol=1e-12)


def beyond(value: float, bound: float) -> bool:
    return value > bound and not isclose(value, bound, rel_tol=1e-12)


def plain_quadrant(world: dict[str, Result], comparison: Comparison) -> str:
    all_of = {analyte: [one.value / one.upper for one in world[analyte].draws] for analyte in ANALYTES}
    of = {analyte: (min if analyte == "ALP" else max)(some) for analyte, some in all_of.items()}
    injured = from_(max(of["ALT"], of["AST"]), 3)
    jaundiced = (beyond if comparison is Comparison.ABOVE else from_)(of["BILI"], 2)
    if injured and jaundiced:
        return "biochemical_only_ALP>=2xULN" if from_(of["ALP"], 2) else "candidate"
    return "temple" if injured else "cholestasis" if jaundiced else "normal_quadrant"


def plain_tier(world: dict[str, Result], symptoms: bool) -> str:  # noqa: FBT001 a fact
    alt, bili, alt0, bili0 = (world[name] for name in ("ALT", "BILI", "ALT before", "BILI before"))
    value = alt.value
    if from_(alt0.value / alt0.upper, 1.5):
        if from_(value, 5 * alt0.value) or from_(value, 500):
            return "interrupt"
        if (from_(value, 2 * alt0.value) or from_(value, 300)) and (
            from_(bili.value, 2 * bili0.value) or symptoms
        ):
            return "interrupt"
        return "close_observation" if from_(value, 3 * alt0.value) or from_(value, 300) else "continue"
    if from_(value, 8 * alt.upper) or (
        from_(value, 3 * alt.upper) and (from_(bili.value, 2 * bili.upper) or symptoms)
    ):
        return "interrupt"
    return "close_observation" if from_(value, 5 * alt.upper) else "continue"


def check(seed: int) -> Counter[str]:
    """Compare quadrants of one day, those of two days by peaks, and tiers with the enumeration; count what they are."""
    rng = Random(seed)  # noqa: S311 a test, not a secret
    doubt = rng.choice((0.0, 0.2, 0.6))
    reports = {day: {one: reports_of(rng, one, day, doubt=doubt) for one in ANALYTES} for day in DAYS}
    before = {one: reports_of(rng, one, BEFORE, doubt=doubt) for one in ("ALT", "BILI")}
    found = specimen_days(fold([sent for day in DAYS for some in reports[day].values() for sent in some]))
    days = [day for day in found if day.day in DAYS]
    if len(days) < 2:
        return Counter({"nothing there": 1})
    bases = {one: input_of(some, one) for one, some in before.items()}
    comparison, symptoms = rng.choice(list(Comparison)), rng.choice((None, True, False))
    possible = {(day, one): possible_results(reports[day][one], rng) for day in DAYS for one in ANALYTES}
    possible |= {("before", one): possible_results(some, rng) for one, some in before.items()}
    quadrants, peaks, tiers = set(), set(), set()
    for _ in range(SAMPLED):
        world = {key: rng.choice(some) for key, some in possible.items()}
        first = {one: world[DAYS[0], one] for one in ANALYTES}
        quadrants.add(plain_quadrant(first, comparison))
        peaks.add(plain_quadrant({**peaked(world), "ALP": first["ALP"]}, comparison))
        with_base = {**first, "ALT before": world["before", "ALT"], "BILI before": world["before", "BILI"]}
        pairs = product(first["ALT"].draws, first["BILI"].draws)
        draws = [{**with_base, "ALT": alt, "BILI": bili} for alt, bili in pairs]
        for fact in (True, False) if symptoms is None else (symptoms,):
            tiers.add(max((plain_tier(one, fact) for one in draws), key=TIERS.index))
    one_day = hys_law(days[:1], bases["BILI"], comparison).quadrant
    by_peaks = hys_law(days, bases["BILI"], comparison).quadrant
    tier = modified_hys_law(days[0], bases["ALT"], bases["BILI"], symptoms=symptoms).tier
    answers = (("day", one_day, quadrants), ("peaks", by_peaks, peaks), ("tier", tier, tiers))
    return Counter(compared(name, answer, some, seed) for name, answer, some in answers)


def input_of(reports: list, analyte: str):
    days = specimen_days(fold(reports))
    return days[0].input_of(analyte) if days else absent(analyte)


def peaked(world: dict) -> dict[str, Result]:
    """The result with the greatest multiple of both days; a day without a result does not count, unless both are."""
    found = {}
    for one in ANALYTES:
        there = [world[day, one] for day in DAYS if world[day, one].is_there] or [world[DAYS[0], one]]
        draws = [draw for result in there for draw in result.draws]
        found[one] = max(draws, key=lambda result: result.value / result.upper)._replace(others=())
    return found


def compared(name: str, answer: Answer, found: set[str], seed: int) -> str:
    if answer.truth is Truth.CERTAIN:
        assert found == {answer.value}, (name, seed, answer.value, found)
        return f"{name} certain"
    return f"{name} undetermined" + (", but all samples agree" if len(found) == 1 else "")


@given(st.integers(0, 2**32))
def test_no_quadrant_or_tier_is_wrongly_certain(seed):
    check(seed)
