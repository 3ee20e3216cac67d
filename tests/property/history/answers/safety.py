"""The plain model of safety: grades, changes, worst and best since the baseline, shifts, signs of liver injury (docs/grades.md)."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product

from tests.property.history.answers.facts import State
from tests.property.history.answers.world import (
    INPUTS,
    About,
    Said,
    World,
    number,
    scores,
    visits,
    worlds,
)
from tests.support.plain_grades import plain_grades

LIMITS = {
    "ALT": (5, 40), "AST": (5, 40), "ALP": (40, 125), "GGT": (40, 125), "BILI": (3, 21), "ALB": (35, 55),
}  # fmt: skip
NUMBERS = (*LIMITS, "CREAT", "INR", "SODIUM")
# which end is worse (docs/grades.md); of sodium both are
WORSE = {"ALB": "lowest", "SODIUM": ""}
SIGNS = ("ALT", "AST", "BILI", "ALP")
ABOVE, FROM = "bilirubin > 2 x ULN", "bilirubin >= 2 x ULN"


def answers(world: World) -> dict[About, Said]:
    """Every answer that the model knows."""
    parts = [scores(world), visits(world), of_results(world), extremes(world), shifts(world), classes(world)]
    if world.mask.analytes.isdisjoint(SIGNS):
        parts += [quadrants(world), peaks(world)]
    return dict(one for part in parts for one in part)


def possible(state: State, subject: str) -> dict[About, list[Said]]:
    """What each answer may be, by everything that can still be decided."""
    every = [answers(world) for world in worlds(state, subject)]
    names = dict.fromkeys(name for world in every for name in world)
    return {name: [world.get(name) for world in every] for name in names}


def of_results(world: World) -> Iterator[tuple[About, Said]]:
    """Grades and changes of each result."""
    for analyte in NUMBERS:
        base = world.baseline((analyte,))
        before = world.results[base, analyte] if base else None
        for day in world.days:
            if world.has(day, (analyte,)):
                value, is_later = world.results[day, analyte], base is not None and day > base
                if analyte in LIMITS:
                    yield ("grade_by_limits", analyte, day), number(*by_limits(world, analyte, value))
                    found = by_baseline(world, analyte, value, before) if is_later else set()
                    if len(found) == 1:  # the text of the grades has one reading
                        yield ("grade", analyte, day), number(*found)
                if before is not None and is_later:
                    yield ("change", analyte, day), number(value - before)


def since(world: World, analyte: str) -> list[tuple[str, float]]:
    """The results of all draws after the baseline; of day 1 those that do not count, if they are after the dose."""
    base = world.baseline((analyte,))
    found = [(day, value) for day in world.after(base) for value in world.draws.get((day, analyte), ())]
    if base == world.day_one and world.is_dosed_first:
        found += [(base, value) for value in world.draws[base, analyte][:-1]]
    return found


def extremes(world: World) -> Iterator[tuple[About, Said]]:
    """The worst and the best result and score since the baseline."""
    if world.has_hidden_baseline:
        return
    for analyte in NUMBERS:
        values = [value for _, value in since(world, analyte)]
        for which, end in (("highest", max), ("lowest", min)):
            yield named(analyte, which), number(end(values)) if values else None
    for code in world.codes():
        days = [day for day in world.after(world.baseline(INPUTS[code])) if world.has(day, INPUTS[code])]
        found = [world.score(code, day) for day in days]
        yield named(code, "highest"), farthest(found, max)
        yield named(code, "lowest"), farthest(found, min)


def named(about: str, which: str) -> About:
    worse = WORSE.get(about, "highest")
    name = which if not worse else "worst" if which == worse else "best"
    return (name, about, which)


def farthest(found: list[Said], end: type[max]) -> Said:
    """The greatest or the least of several scores, of which some are known to lie between two ends."""
    known = [one for one in found if one is not None]
    if not known:
        return None
    sides = [frozenset(end(chosen) for chosen in product(*(one[side] for one in known))) for side in (0, -1)]
    return tuple(sides) if any(len(one) == 2 for one in known) else (sides[0],)


def shifts(world: World) -> Iterator[tuple[About, Said]]:
    """The grade of the baseline, and the highest ones after it; a day whose result was taken back has none."""
    for analyte in LIMITS:
        base = world.baseline((analyte,))
        before = world.results[base, analyte] if base else None
        if before is not None:
            yield ("baseline_grade", analyte), number(*by_limits(world, analyte, before))
        values = [value for _, value in since(world, analyte)]
        if any(key[1] == analyte for key in world.results) and not world.has_hidden_baseline:
            limited = [max(by_limits(world, analyte, value)) for value in values]
            yield ("worst_grade_by_limits", analyte), number(max(limited)) if limited else None
        found = [by_baseline(world, analyte, value, before) for value in values] if before is not None else []
        if all(len(one) == 1 for one in found) and before is not None:
            yield ("worst_grade", analyte), number(max(max(one) for one in found)) if found else None


def classes(world: World) -> Iterator[tuple[About, Said]]:
    """The class of ALBI at the baseline, and the worst one after it."""
    if "ALBI" not in world.codes() or world.has_hidden_baseline:
        return
    base = world.baseline(INPUTS["ALBI"])
    days = [day for day in world.after(base) if world.has(day, INPUTS["ALBI"])]
    yield ("baseline_class", "ALBI"), number(albi_class(world, base)) if base else None
    yield ("worst_class", "ALBI"), number(max(albi_class(world, day) for day in days)) if days else None


def albi_class(world: World, day: str) -> int:
    """1 to -2.60, 2 to -1.39 (docs/scores.md); no values of the model lie at these limits."""
    ((value, *_),) = world.score("ALBI", day) or ((0,),)
    return 1 if value <= -2.6 else 2 if value <= -1.39 else 3


def by_limits(world: World, analyte: str, value: float) -> set[int]:
    """The grade of a result as if the baseline had been within its limits."""
    lower, upper = LIMITS[analyte]
    return by_baseline(world, analyte, value, (upper + lower) / 2)


def by_baseline(world: World, analyte: str, value: float, before: float | None) -> set[int]:
    lower, upper = LIMITS[analyte]
    known = {
        "version": world.plan.ctcae, "analyte": analyte, "value": value, "upper": upper, "lower": lower, "base": before,
        "base_upper": upper, "base_lower": lower, "albumin": 40.0, "symptoms": False, "treated": False, "fasting": False,
        "direction": "L" if analyte == "ALB" else "H",
    }  # fmt: skip
    return plain_grades(known)


def measured(world: World) -> list[str]:
    return [day for day in world.days if any(world.has(day, (one,)) for one in SIGNS)]


def quadrants(world: World) -> Iterator[tuple[About, Said]]:
    """The quadrant of each day, where missing results leave only one; and whether it may be that of a candidate."""
    for day, name in product(measured(world), (ABOVE, FROM)):
        found = possible_quadrants(world, [day], name)
        yield ("quadrant", name, day), (*found,) if len(found) == 1 else None
        is_listed = "candidate" in found and shows_something(world, day)
        yield ("listed", name, day), ("yes" if is_listed else "silent" if "candidate" in found else "no",)


def peaks(world: World) -> Iterator[tuple[About, Said]]:
    """The quadrant by the peaks of the 30 days from each day on, if another one of them was measured."""
    every = measured(world)
    for day, name in product(every, (ABOVE, FROM)):
        window = [one for one in every if 0 <= (date.fromisoformat(one) - date.fromisoformat(day)).days <= 30]
        if len(window) > 1:
            found = possible_quadrants(world, window, name)
            yield ("peaks", name, day), (*found,) if len(found) == 1 else None


def possible_quadrants(world: World, days: list[str], name: str) -> set[str]:
    return {quadrant(world, days, ends, name) for ends in product((0, 1e9), repeat=len(SIGNS))}


def quadrant(world: World, days: list[str], ends: Iterable[float], name: str) -> str:
    """The quadrant by all draws of these days, and by ALP of the first one; a result that is missing is at its end."""
    of: dict[str, float] = {}
    for one, end in zip(SIGNS, ends, strict=True):
        some = [value for day in days for value in world.draws.get((day, one), ())]
        if one == "ALP":
            some = world.draws.get((days[0], one), [])
        of[one] = (min if one == "ALP" else max)(some or [end]) / LIMITS[one][1]
    is_injured = max(of["ALT"], of["AST"]) >= 3
    is_jaundiced = of["BILI"] > 2 if name == ABOVE else of["BILI"] >= 2
    if is_injured and is_jaundiced:
        return "candidate" if of["ALP"] < 2 else "biochemical_only_ALP>=2xULN"
    return "temple" if is_injured else "cholestasis" if is_jaundiced else "normal_quadrant"


def shows_something(world: World, day: str) -> bool:
    """Whether a result of the day reaches 3 times the upper limit of a transaminase, or twice that of bilirubin."""
    bounds = {"ALT": 3, "AST": 3, "BILI": 2}
    return any(
        value >= bound * LIMITS[one][1]
        for one, bound in bounds.items()
        for value in world.draws.get((day, one), ())
    )
