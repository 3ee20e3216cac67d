"""A plain model of what is known of a subject of whom everything is decided: baseline, visits, completeness, scores and their changes.

It never looks at `domain.answers`. A result that waits for a decision makes two such worlds.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from tests.property.history.answers.facts import SENDERS, STATED, Entry, Key, Mask, Plan, State, Visit, later

from local.trial.plain_scores import PLAIN

About = tuple[str, ...]  # what an answer is about
Said = tuple[frozenset[float] | str, ...] | None  # the number, or its ends; None: there is no answer
SCORES = ("ALBI", "MELD_XI", "MELD_ORIG")
MELD_NA = {"optn": "MELD_NA_OPTN", "at-end": "MELD_NA_UNROUNDED"}  # by the definition
INPUTS = {
    code: tuple(one for one in PLAIN[code][1] if one != "DIALYSIS") for code in (*SCORES, *MELD_NA.values())
}


@dataclass(frozen=True)
class World:
    """One subject of which everything is decided.

    Attributes:
        plan: the definition.
        entry: what the register says.
        results: the result of each day and analyte that counts.
        draws: those of all draws.
        taken_back: by day and analyte, what was reported and does not count.
        statements: what an EDC states: the item, the day, whether it is yes.
        is_dosed_first: the draws of day 1 that do not count are after the dose.
        mask: what is not seen.
    """

    plan: Plan
    entry: Entry
    results: Mapping[tuple[str, str], float]
    draws: Mapping[tuple[str, str], list[float]]
    taken_back: frozenset[tuple[str, str]] = frozenset()
    statements: frozenset[tuple[str, str, bool]] = frozenset()
    is_dosed_first: bool = False
    mask: Mask = field(default_factory=Mask)

    @property
    def days(self) -> list[str]:
        return sorted({day for day, _ in self.results})

    @property
    def day_one(self) -> str:
        return self.entry.day_one.isoformat()

    @property
    def visits(self) -> list[Visit]:
        return [one for one in self.plan.visits if not self.mask.hides(one.first, one.last)]

    @property
    def has_hidden_baseline(self) -> bool:
        return self.mask.hides(self.plan.base_from, 0)

    def place(self, day: str) -> int:
        return (date.fromisoformat(day) - self.entry.day_one).days

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
        return None if self.has_hidden_baseline else max(allowed, default=None)

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

    def codes(self) -> list[str]:
        """The scores that are seen."""
        every = (*SCORES, MELD_NA[self.plan.rounding])
        return [code for code in every if self.mask.analytes.isdisjoint(INPUTS[code])]


def scores(world: World) -> Iterator[tuple[About, Said]]:
    """Each score of the baseline and of each visit, and its changes."""
    for code in world.codes():
        inputs = INPUTS[code]
        base = world.baseline(inputs)
        first = world.score(code, base)
        yield ("score", "BASELINE DAY", code), first
        for visit in world.visits:
            yield ("score", visit.name, code), world.score(code, world.visit(visit, inputs))
        for day in world.after(base):
            if world.has(day, inputs) and not world.has_hidden_baseline:
                yield ("change", code, day), minus(world.score(code, day), first)


def visits(world: World) -> Iterator[tuple[About, Said]]:
    """The day of each visit, and what is there of its results."""
    for visit in world.visits:
        day = world.visit(visit, ())
        yield ("visit", visit.name), (day,) if day else None
        for analyte in visit.required:
            if analyte not in world.mask.analytes:
                is_there = world.visit(visit, (analyte,)) is not None
                state = "received" if is_there else not_received(world, visit)
                yield ("cell", visit.name, analyte), (state,)
                yield ("due", visit.name, analyte), (due_on(world, visit),)


def not_received(world: World, visit: Visit) -> str:
    """Why no result of a visit is awaited, long after it was due; else it is missing (docs/visits.md, Completeness)."""
    said = {
        item: {answer for day, answer in of_visit(world, visit, item)} for item in ("DRAWEXP", "DRAWDONE")
    }
    target = later(world.entry.day_one, visit.target)
    if said["DRAWDONE"] == {False}:
        return "not-done"
    has_left = world.entry.withdrawn is not None and world.entry.withdrawn <= target
    is_out = world.entry.is_discontinued and max(world.days, default="") < target.isoformat()
    if has_left or is_out or said["DRAWEXP"] == {False}:
        return "not-applicable"
    told = [(day, answer) for item, day, answer in world.statements if item == "WITHDRWN"]
    stays = max((day for day, answer in told if not answer), default="")
    leaves = [day for day, answer in told if answer and day >= stays]
    return "not-applicable" if any(day <= target.isoformat() for day in leaves) else "missing"


def of_visit(world: World, visit: Visit, item: str) -> list[tuple[str, bool]]:
    """What was stated of a visit: of a day in its window."""
    return [
        (day, answer)
        for one, day, answer in world.statements
        if one == item and visit.first <= world.place(day) <= visit.last
    ]


def due_on(world: World, visit: Visit) -> str:
    """The day after the last one on which the draw is expected: that of the window, or the day in it that an EDC states."""
    days = [day for day, answer in of_visit(world, visit, "DRAWEXP") if answer]
    last = date.fromisoformat(max(days)) if days else later(world.entry.day_one, visit.last)
    return later(last, 1).isoformat()


def worlds(state: State, subject: str) -> Iterator[World]:
    """Every way to decide about what waits, with either order of the dose and the other draws of day 1."""
    possible = state.values(subject)
    keys = sorted(possible, key=lambda key: SENDERS.index(key[0]), reverse=True)
    entry = state.entries[subject]
    for values in product(*(sorted(possible[key], key=str) for key in keys)):
        every = list(zip(keys, values, strict=True))
        results, draws, statements = sorted_out([(key, value) for key, value in every if value is not None])
        gone = frozenset(key[:1:-1] for key, value in every if value is None) - results.keys()
        for is_dosed_first in (False, True):
            yield World(state.plan, entry, results, draws, gone, statements, is_dosed_first, state.mask)


def sorted_out(
    found: list[tuple[Key, float]],
) -> tuple[
    dict[tuple[str, str], float], dict[tuple[str, str], list[float]], frozenset[tuple[str, str, bool]]
]:
    """The results that count, those of all draws, the one that counts last, and statements."""
    results: dict[tuple[str, str], float] = {}
    draws: dict[tuple[str, str], list[float]] = {}
    for (*_, analyte, day), value in found:
        if analyte not in STATED:
            results[day, analyte] = value
            draws.setdefault((day, analyte), []).append(value)
    statements = {(key[2], key[3], value == 1) for key, value in found if key[2] in STATED}
    return results, draws, frozenset(statements)


def number(*values: float) -> Said:
    return (frozenset(map(float, values)),)


def minus(value: Said, base: Said) -> Said:
    """The difference of two scores: of the ends, where they are known to lie between two."""
    if value is None or base is None:
        return None
    low = frozenset(one - other for one in value[0] for other in base[-1])
    high = frozenset(one - other for one in value[-1] for other in base[0])
    return (low, high) if len(value) == 2 or len(base) == 2 else (low,)
