"""A quadrant or tier is certain only if every decision and every compatible value, limit and baseline give the same one.

The other side is an enumeration in plain floats.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from math import isclose
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.support.day_one_courses import (
    DOSES,
    EVENING,
    World,
    is_after_dose,
    is_before_dose,
    reports_of_course,
)
from tests.support.examples import tried
from tests.support.possible_results import Result, possible_results, reports_of
from tests.support.visit_plans import DAY_ONE, entry, planned

from hepaflow.domain.answers.answer import Answer, Truth
from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.answers.inputs import absent
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.injury.hys_law import Comparison, hys_law
from hepaflow.domain.injury.modified import modified_hys_law
from hepaflow.domain.scores.subject_facts import SubjectFacts
from hepaflow.domain.visits.masking import NOTHING_MASKED
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import subject_days
from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.safety.basis import SafetyBasis, safety_basis
from hepaflow.pipeline.answers.safety.injury import (
    answers_by_baseline,
    peak_answers,
    sign_answer,
    signs_of_days,
)

BEFORE, DAYS = "2024-03-01", ("2024-03-22", "2024-03-29")
ANALYTES = ("ALT", "AST", "BILI", "ALP")
SAMPLED = 200
ONE = DAY_ONE.isoformat()
FIRST_ALLOWED = (DAY_ONE - timedelta(days=28)).isoformat()
ANY = (Result(1e-9, 1e-9, 6.0), Result(1e9, 1e-9, 6.0))  # a result that nobody knows
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


@dataclass(frozen=True)
class Given:
    """Results of these analytes around day 1, as they are in one world.

    Attributes:
        reports: what labs report, by analyte and day.
        world: what counts of that, likewise.
        rule: which draws of day 1 may be the baseline.
        dose: the time of the dose.
    """

    reports: dict[str, dict[str, list[RunObservation]]]
    world: dict[str, World]
    rule: str
    dose: str

    def draws(self, analyte: str, day: str) -> list[Result]:
        """All results of a day; none where none counts."""
        found = [self.world[analyte].get(key) for key in ((day, EVENING) if day == ONE else (day,))]
        return [draw for one in found if one and one.is_there for draw in one.draws]

    def base(self, analyte: str) -> tuple[str, Result | None]:
        """The baseline and its day; for day 1 the key of its draw."""
        world = self.world[analyte]
        before = [key for key in self._of_day_one(analyte) if self._is_before_dose(analyte, key)]
        if before:
            return before[0], world[before[0]]
        days = [day for day, one in world.items() if one.is_there and FIRST_ALLOWED <= day < ONE]
        return (max(days), world[max(days)]) if days else ("", None)

    def after_dose(self, analyte: str) -> list[Result]:
        """The draws of day 1 after the dose, without the draw of the baseline."""
        own, _ = self.base(analyte)
        sents = [key for key in self._of_day_one(analyte) if key != own]
        return [
            self.world[analyte][key]
            for key in sents
            if is_after_dose(self.reports[analyte][key][0], self.dose)
        ]

    def _of_day_one(self, analyte: str) -> list[str]:
        world = self.world[analyte]
        return [key for key in (ONE, EVENING) if key in world and world[key].is_there]

    def _is_before_dose(self, analyte: str, key: str) -> bool:
        return is_before_dose(self.reports[analyte][key][0], self.rule, self.dose)


def quadrants_of(given_: Given, days: Sequence[str], comparison: Comparison) -> set[str]:
    """The quadrants of all draws of these days, with ALP of the first one; a result that is missing may be anything."""
    known = {one: [draw for day in days for draw in given_.draws(one, day)] for one in ANALYTES[:3]}
    known["ALP"] = given_.draws("ALP", days[0])
    choices = [some or list(ANY) for some in known.values()]
    found = set()
    for chosen in product(
        *(([some[0]._replace(others=tuple(some[1:]))] if some is not ANY else some) for some in choices)
    ):
        found.add(plain_quadrant(dict(zip(known, chosen, strict=True)), comparison))
    return found


def tiers_of(given_: Given, day: str, rng: Random) -> set[str]:
    """What is to be done by the draws of a day, or of day 1 by those after the dose if the baseline is of day 1."""
    own, base = given_.base("ALT")
    _, bilirubin = given_.base("BILI")
    of = given_.after_dose if own[:10] == day else (lambda one: given_.draws(one, day))
    alts, bilis = of("ALT"), of("BILI")
    if not alts:
        return set() if own[:10] == day else set(TIERS)
    bases = {"ALT before": base or rng.choice(ANY), "BILI before": bilirubin or rng.choice(ANY)}
    found = set()
    for symptoms, others in product((True, False), [bilis] if bilis else [[one] for one in ANY]):
        tiers = [plain_tier({**bases, "ALT": alt, "BILI": bili}, symptoms) for alt in alts for bili in others]
        found.add(max(tiers, key=TIERS.index))
    return found


def check_course(seed: int) -> Counter[str]:
    """Compare what is said of a course around day 1 with the enumeration; count what it is."""
    rng = Random(seed)  # noqa: S311 a test, not a secret
    rule, doubt = rng.choice(("count", "pre-dose", "never")), rng.choice((0.0, 0.1, 0.3))
    reports = {
        analyte: {
            day: [replace(sent, line=1_000 * place + sent.line) for sent in some]
            for day, some in reports_of_course(rng, analyte, doubt).items()
        }
        for place, analyte in enumerate(ANALYTES)
    }
    basis = basis_of([sent for days in reports.values() for some in days.values() for sent in some], rule)
    told = [
        *(sign_answer(basis, sign) for sign in signs_of_days(basis)), *peak_answers(basis), *answers_by_baseline(basis),
    ]  # fmt: skip
    possible = {
        one: {day: possible_results(some, rng) for day, some in days.items()} for one, days in reports.items()
    }
    measured = sorted({day[:10] for days in reports.values() for day in days})
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    always_after_dose = True
    for _ in range(SAMPLED):
        world = {one: {day: rng.choice(some) for day, some in days.items()} for one, days in possible.items()}
        given_ = Given(reports, world, rule, rng.choice(DOSES))
        always_after_dose &= given_.base("ALT")[0][:10] == ONE and bool(given_.after_dose("ALT"))
        for day in measured:
            last = (date.fromisoformat(day) + timedelta(days=30)).isoformat()
            window = [one for one in measured if day <= one <= last]
            for comparison in Comparison:
                found["hys-law", day, comparison] |= quadrants_of(given_, [day], comparison)
                found["hys-law-peaks", day, comparison] |= quadrants_of(given_, window, comparison)
            found["hys-law-by-baseline", day, "proposed"] |= tiers_of(given_, day, rng)
    kinds: Counter[str] = Counter()
    if always_after_dose:  # then nobody may miss what these draws ask for
        assert any("tier" in one.answers and one.day == ONE for one in told), seed
        kinds["told after the dose"] += 1
    for one in told:
        name = "tier" if "tier" in one.answers else "quadrant"
        of_day_one = " of day 1" if one.day == ONE else ""
        counted = compared(f"{one.kind}", one.answers[name], found[one.kind, one.day, one.name], seed)
        kinds[counted + of_day_one] += 1
    return kinds


def basis_of(reports: list[RunObservation], rule: str) -> SafetyBasis:
    baseline = {"first_day": -28, "last_day": 1, "day_one": rule}
    definition, timeline = planned(baseline=baseline), fold(reports)
    days = subject_days(timeline, schedule_of(definition, (entry(),)))
    course = SubjectCourse(
        1, "CN01-0001", definition, timeline, (), days, SubjectFacts(), NOTHING_MASKED, is_partial=False
    )
    return safety_basis(course)


@given(st.integers(0, 2**32))
def test_no_quadrant_or_tier_is_wrongly_certain(seed):
    check(seed)


@tried(0.3)
@given(st.integers(0, 2**32))
def test_no_quadrant_or_tier_around_day_one_is_wrongly_certain(seed):
    check_course(seed)


def test_draws_of_day_one_after_the_dose_have_certain_and_open_answers():
    counted = sum((check_course(seed) for seed in range(60)), Counter())
    kinds = {f"hys-law-by-baseline {truth} of day 1" for truth in ("certain", "undetermined")}
    assert {kind for kind in kinds if counted[kind] >= 3} == kinds
    assert counted["told after the dose"] > 0
