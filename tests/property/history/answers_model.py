"""A plain model of a study with panels: what was sent, said and decided, and every answer that follows, in plain floats.

It never looks at panels, states, the fold or `domain.answers`. A result that waits for a decision has two possible values.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, product
from typing import NamedTuple

from tests.support.plain_grades import plain_grades

from local.trial.plain_scores import PLAIN

LIMITS = {"ALT": (5, 40), "AST": (5, 40), "ALP": (40, 125), "BILI": (3, 21), "ALB": (35, 55)}
SENDERS = (
    "CN-01",
    "US-01",
)  # a center and a central lab: if both have a result of a day, that of the first one counts
Key = tuple[str, str, str, str]  # sender, subject, analyte, day
About = tuple[str, ...]  # what an answer is about
Said = tuple[frozenset[float] | str, ...] | None  # the number, or its ends; None: there is no answer


class Report(NamedTuple):
    """One row of a file."""

    key: Key
    value: float
    status: str
    file: int


@dataclass(frozen=True)
class Visit:
    """A planned visit; study days have no 0, and these are counted from day 1 on as 0."""

    name: str
    target: int
    first: int
    last: int
    required: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What the definition says.

    Attributes:
        visits: in order.
        base_from: the first day that may be a baseline, with day 1 as 0; the last one is day 1.
        never: whether no draw of day 1 is a baseline.
        rounding: of MELD-Na.
        ctcae: the version of the grades.
    """

    visits: tuple[Visit, ...]
    base_from: int
    never: bool
    rounding: str
    ctcae: str


@dataclass(frozen=True)
class State:
    """Everything that is known at a number of the journal."""

    plan: Plan
    reports: tuple[Report, ...] = ()
    voided: frozenset[int] = frozenset()
    rulings: tuple[tuple[Report, str], ...] = ()
    days_one: dict[str, date] = field(default_factory=dict)

    def values(self, key: Key) -> set[float | None]:
        """What may count of one measurement; None: nothing."""
        counting = [one for one in self.reports if one.key == key and one.file not in self.voided]
        if any(one.status == "deleted" for one in counting):
            return {None}
        corrected = [one for one in counting if one.status == "corrected"]
        if corrected:
            return {corrected[-1].value}
        rulings = dict(self.rulings)
        finals = [one for one in counting if rulings.get(one) != "set-aside"]
        accepted = [one for one in finals if rulings.get(one) == "accept"]
        if accepted:
            return {accepted[-1].value}
        return {one.value for one in finals} or {None}

    def is_open(self) -> bool:
        return any(len(self.values(one.key)) > 1 for one in self.reports)

    def worlds(self, subject: str) -> Iterator["World"]:
        """Every way to decide about what waits."""
        keys = sorted({one.key for one in self.reports if one.key[1] == subject})
        for values in product(*(sorted(self.values(key), key=str) for key in keys)):
            results: dict[tuple[str, str], float] = {}
            draws: dict[tuple[str, str], list[float]] = {}
            for (*_, analyte, day), value in sorted(
                zip(keys, values, strict=True), key=lambda one: SENDERS.index(one[0][0]), reverse=True
            ):
                if value is not None:
                    results[day, analyte] = value
                    draws.setdefault((day, analyte), []).append(value)
            yield World(self.plan, self.days_one[subject], results, draws)


@dataclass(frozen=True)
class World:
    """One subject of which everything is decided: the result of each day and analyte, and those of all its draws."""

    plan: Plan
    day_one: date
    results: dict[tuple[str, str], float]
    draws: dict[tuple[str, str], list[float]]

    @property
    def days(self) -> list[str]:
        return sorted({day for day, _ in self.results})

    def place(self, day: str) -> int:
        return (date.fromisoformat(day) - self.day_one).days

    def has(self, day: str, analytes: Iterable[str]) -> bool:
        return all((day, one) in self.results for one in analytes)

    def baseline(self, analytes: Iterable[str]) -> str | None:
        """The last day that the rule allows with all of these analytes."""
        last = -1 if self.plan.never else 0
        allowed = [
            day
            for day in self.days
            if self.plan.base_from <= self.place(day) <= last and self.has(day, analytes)
        ]
        return max(allowed, default=None)

    def visit(self, visit: Visit, analytes: Iterable[str]) -> str | None:
        """The day nearest to the target in the window; of two equally near ones the earlier one."""
        found = [
            day
            for day in self.days
            if visit.first <= self.place(day) <= visit.last and self.has(day, analytes)
        ]
        return min(found, key=lambda day: (abs(self.place(day) - visit.target), day), default=None)

    def after(self, base: str | None) -> list[str]:
        return [day for day in self.days if (day > base if base else self.place(day) >= self.plan.base_from)]

    def answers(self) -> dict[About, Said]:
        """Every answer that the model knows."""
        found = chain(self.scores(), self.visits(), self.results_of_days(), self.quadrants())
        return dict(found)

    def scores(self) -> Iterator[tuple[About, Said]]:
        """Each score of the baseline and of each visit, and its changes."""
        for code in (*SCORES, MELD_NA[self.plan.rounding]):
            inputs = INPUTS[code]
            base = self.baseline(inputs)
            first = self.score(code, base)
            yield ("score", "BASELINE DAY", code), first
            for visit in self.plan.visits:
                yield ("score", visit.name, code), self.score(code, self.visit(visit, inputs))
            for day in self.after(base):
                if self.has(day, inputs):
                    yield ("change", code, day), minus(self.score(code, day), first)

    def visits(self) -> Iterator[tuple[About, Said]]:
        """The day of each visit, and what is there of its results."""
        for visit in self.plan.visits:
            day = self.visit(visit, ())
            yield ("visit", visit.name), (day,) if day else None
            for analyte in visit.required:
                is_there = self.visit(visit, (analyte,)) is not None
                yield ("cell", visit.name, analyte), ("received" if is_there else "missing",)

    def results_of_days(self) -> Iterator[tuple[About, Said]]:
        """Grades and changes of each result."""
        for analyte in LIMITS:
            base = self.baseline((analyte,))
            before = self.results[base, analyte] if base else None
            for day in self.days:
                if self.has(day, (analyte,)):
                    is_later = base is not None and day > base
                    yield from self.graded(analyte, day, before if is_later else None)
                    if before is not None and is_later:
                        yield ("change", analyte, day), number(self.results[day, analyte] - before)

    def quadrants(self) -> Iterator[tuple[About, Said]]:
        """The quadrant of each day, where missing results leave only one."""
        for day in self.days:
            if any(self.has(day, (one,)) for one in SIGNS):
                found = {self.quadrant(day, ends) for ends in product((0, 1e9), repeat=len(SIGNS))}
                yield ("quadrant", day), (found.pop(),) if len(found) == 1 else None

    def score(self, code: str, day: str | None) -> Said:
        if day is None:
            return None
        values = {one: self.results[day, one] for one in INPUTS[code]}
        plain, inputs = PLAIN[code]
        if "DIALYSIS" not in inputs:
            return (frozenset(plain(values)),)
        return tuple(
            frozenset(plain(values | {"DIALYSIS": fact})) for fact in (0, 1)
        )  # nobody states dialysis

    def graded(self, analyte: str, day: str, before: float | None) -> Iterator[tuple[About, Said]]:
        """The grade of a day by its own limits, and for days after the baseline by the baseline."""
        lower, upper = LIMITS[analyte]
        known = {
            "version": self.plan.ctcae, "analyte": analyte, "value": self.results[day, analyte], "upper": upper, "lower": lower,
            "base_upper": upper, "base_lower": lower, "albumin": 40.0, "symptoms": False, "treated": False, "fasting": False,
            "direction": "L" if analyte == "ALB" else "H",
        }  # fmt: skip
        within = plain_grades({**known, "base": (upper + lower) / 2})
        yield ("grade_by_limits", analyte, day), number(*within)
        found = plain_grades({**known, "base": before}) if before is not None else ()
        if len(found) == 1:  # the text of the grades has one reading
            yield ("grade", analyte, day), number(*found)

    def quadrant(self, day: str, ends: Iterable[float]) -> str:
        """The quadrant of a day by all its draws; a result that is missing is at its end."""
        of = {
            one: (min if one == "ALP" else max)(self.draws.get((day, one), [end])) / LIMITS[one][1]
            for one, end in zip(SIGNS, ends, strict=True)
        }
        is_injured, is_jaundiced = max(of["ALT"], of["AST"]) >= 3, of["BILI"] > 2
        if is_injured and is_jaundiced:
            return "candidate" if of["ALP"] < 2 else "biochemical_only_ALP>=2xULN"
        return "temple" if is_injured else "cholestasis" if is_jaundiced else "normal_quadrant"


SIGNS = ("ALT", "AST", "BILI", "ALP")
SCORES = ("ALBI", "MELD_XI", "MELD_ORIG")
MELD_NA = {"optn": "MELD_NA_OPTN", "at-end": "MELD_NA_UNROUNDED"}  # by the definition
INPUTS = {
    code: tuple(one for one in PLAIN[code][1] if one != "DIALYSIS") for code in (*SCORES, *MELD_NA.values())
}


def number(*values: float) -> Said:
    return (frozenset(map(float, values)),)


def minus(value: Said, base: Said) -> Said:
    """The difference of two scores: of the ends, where they are known to lie between two."""
    if value is None or base is None:
        return None
    low = frozenset(one - other for one in value[0] for other in base[-1])
    high = frozenset(one - other for one in value[-1] for other in base[0])
    return (low, high) if len(value) == 2 or len(base) == 2 else (low,)


def possible(state: State, subject: str) -> dict[About, list[Said]]:
    """What each answer may be, by everything that can still be decided."""
    worlds = [world.answers() for world in state.worlds(subject)]
    names = dict.fromkeys(name for world in worlds for name in world)
    return {name: [world.get(name) for world in worlds] for name in names}
