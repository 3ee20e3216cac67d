"""A change or an extreme is certain only if every decision and every compatible value give the same one.

The other side is an enumeration in plain floats.
"""

from collections import Counter
from math import isclose
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.support.possible_results import possible_results, reports_of

from hepaflow.domain.answers.answer import Answer, Truth
from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.answers.inputs import absent
from hepaflow.domain.change.differences import result_change
from hepaflow.domain.change.extremes import result_days, since_baseline
from hepaflow.domain.fold.timeline import fold

BEFORE, DAYS = "2024-03-01", ("2024-03-22", "2024-04-05", "2024-04-19")
SAMPLED = 200


def check(seed: int) -> Counter[str]:
    """Compare change, highest and lowest of an analyte with the enumeration; count what they are."""
    rng = Random(seed)  # noqa: S311 a test, not a secret
    analyte, doubt = rng.choice(("ALB", "BILI", "ALT", "PLAT")), rng.choice((0.0, 0.3, 0.7))
    reports = {day: reports_of(rng, analyte, day, doubt=doubt) for day in (BEFORE, *DAYS)}
    known = {day: input_of(some, analyte) for day, some in reports.items()}
    possible = {day: possible_results(some, rng) for day, some in reports.items()}
    found: dict[str, list[float]] = {"change": [], "percent": [], "highest": [], "lowest": []}
    for _ in range(SAMPLED):
        world = {day: rng.choice(some) for day, some in possible.items()}
        value, base = world[DAYS[0]].value, world[BEFORE].value
        found["change"].append(value - base)
        found["percent"].append(100 * (value - base) / base)
        there = [world[day].value for day in DAYS if world[day].is_there]
        found["highest"].append(max(there, default=rng.choice((0.0, 1e9))))
        found["lowest"].append(min(there, default=rng.choice((0.0, 1e9))))
    change = result_change(known[DAYS[0]], known[BEFORE])
    since = since_baseline(analyte, result_days(known[day] for day in DAYS))
    answers = {
        "change": change.change, "percent": change.percent, "highest": since.highest, "lowest": since.lowest,
    }  # fmt: skip
    return Counter(compared(name, answers[name], some, seed) for name, some in found.items())


def input_of(reports: list, analyte: str):
    days = specimen_days(fold(reports))
    return days[0].input_of(analyte) if days else absent(analyte)


def compared(name: str, answer: Answer, found: list[float], seed: int) -> str:
    if answer.truth is Truth.CERTAIN:
        wrong = [one for one in found if not near(one, float(answer.value))]
        assert not wrong, (name, seed, answer.value, wrong[:3])
        return f"{name} certain"
    if answer.truth is Truth.INTERVAL:
        low = -1e300 if answer.low is None else float(answer.low)
        high = 1e300 if answer.high is None else float(answer.high)
        wrong = [one for one in found if not (low <= one <= high or near(one, low) or near(one, high))]
        assert not wrong, (name, seed, low, high, wrong[:3])
    agree = all(near(one, found[0]) for one in found)
    return f"{name} {answer.truth}" + (", but all samples agree" if agree else "")


def near(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=1e-7, abs_tol=1e-9)


@given(st.integers(0, 2**32))
def test_no_change_or_extreme_is_wrongly_certain(seed):
    check(seed)
