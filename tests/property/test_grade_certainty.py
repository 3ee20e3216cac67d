"""A grade is certain only if every decision about open holds, every compatible value, limit and fact give the same one.

The other side is an enumeration in plain floats over the rows of ctcae.tsv.
"""

from collections import Counter
from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.support.plain_grades import plain_grades
from tests.support.possible_results import TYPICAL, Result, possible_results, reports_of

from hepaflow.catalog.grades import grade_table_of
from hepaflow.domain.answers.answer import Answer, Truth
from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.answers.inputs import Input, absent
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.grades.facts import GradeFacts
from hepaflow.domain.grades.of_day import grades_of_day

DAY, BEFORE = "2024-03-22", "2024-03-01"
SAMPLED = 300  # worlds of one day
ANY = Result(1.0, 0.0, 1.0)


def check(seed: int) -> Counter[str]:
    """Compare the grades of one analyte of a day with the enumeration; count what they are."""
    rng = Random(seed)  # noqa: S311 a test, not a secret
    analyte = rng.choice([one for one in TYPICAL if one != "ALB"])
    version, doubt = rng.choice(("5.0", "6.0")), rng.choice((0.0, 0.3, 0.7))
    now, base, alb = (
        reports_of(rng, *which, doubt=doubt) for which in ((analyte, DAY), (analyte, BEFORE), ("ALB", DAY))
    )
    base = [] if rng.random() < 0.2 else base  # then only decisive results have a certain grade
    alb = alb if analyte == "CA" else []
    days = specimen_days(fold([*now, *alb]))
    if not days or analyte not in days[0].inputs:
        return Counter({"nothing to grade": 1})
    facts = {name: rng.choice((None, True, False)) for name in ("symptoms", "treated", "fasting")}
    stated = GradeFacts(
        {} if facts["symptoms"] is None else {analyte: facts["symptoms"]}, facts["treated"], facts["fasting"]
    )
    known = {analyte: input_of(base, analyte)}
    kinds: Counter[str] = Counter()
    worlds = list(sampled(worlds_of(now, base, alb, rng), rng))
    for graded in grades_of_day(days[0], known, grade_table_of(version), stated):
        term = {"version": version, "analyte": graded.term.analyte, "direction": str(graded.term.direction)}
        if graded.term.analyte != analyte:
            continue
        answers = product(*((False, True) if fact is None else (fact,) for fact in facts.values()))
        found = set()
        for answer in answers:
            for world in worlds:
                found |= plain_grades({**term, **world, **dict(zip(facts, answer, strict=True))})
        kinds.update(compared(graded.grade, found, f"seed {seed} {term}"))
    return kinds


def input_of(reports: list, analyte: str) -> Input:
    days = specimen_days(fold(reports))
    return days[0].input_of(analyte) if days else absent(analyte)


def worlds_of(now: list, base: list, alb: list, rng: Random) -> list[list]:
    """The results that may be: of the day, of the baseline, and albumin."""
    parts = [possible_results(now, rng), possible_results(base, rng)]
    return [*parts, possible_results(alb, rng) if alb or now[0].observation.analyte == "CA" else [ANY]]


def sampled(parts: list[list], rng: Random):
    every = list(product(*parts)) if len(parts[0]) * len(parts[1]) * len(parts[2]) <= 20_000 else None
    chosen = (
        rng.sample(every, min(len(every), SAMPLED))
        if every is not None
        else [tuple(rng.choice(part) for part in parts) for _ in range(SAMPLED)]
    )
    for value, before, protein in chosen:
        yield {
            "value": value.value,
            "upper": value.upper,
            "lower": value.lower,
            "base": before.value,
            "base_upper": before.upper,
            "base_lower": before.lower,
            "albumin": protein.value,
        }


def compared(answer: Answer, found: set[int], where: str) -> list[str]:
    if answer.truth is Truth.CERTAIN:
        assert found == {answer.value}, (where, answer.value, found)
        return ["certain"]
    if answer.truth is Truth.INTERVAL:
        assert answer.low <= min(found), (where, answer, found)
        assert max(found) <= answer.high, (where, answer, found)
        if (min(found), max(found)) != (answer.low, answer.high):
            return ["interval", "interval, wider than all samples"]
        return ["interval"]
    return ["undetermined"] + (["undetermined, but all samples agree"] if len(found) == 1 else [])


@given(st.integers(0, 2**32))
def test_no_grade_is_wrongly_certain(seed):
    check(seed)
