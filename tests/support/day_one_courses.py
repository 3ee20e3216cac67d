"""Generate results of one analyte around day 1, with draws before and after the dose, and find what counts in one world.

In a world every decision is made, every value is known, and so is the time of the dose.
"""

from dataclasses import replace
from datetime import timedelta
from random import Random

from tests.support.possible_results import Result, reports_of
from tests.support.visit_plans import DAY_ONE

from hepaflow.domain.fold.measurement import RunObservation

BEFORE_ALL, SCREENING, ONE = -40, -14, 1  # days -28 to 1 may be the baseline
CLOCKS = ("", "T08:00", "T12:00")
DOSES = ("", "T10:00", "T23:00")  # the first is before every draw of day 1, also before one without a time
EVENING = f"{DAY_ONE.isoformat()}T20:00"  # another draw of day 1
World = dict[str, Result]  # by day


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
