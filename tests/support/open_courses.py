"""Generate courses of panels whose baseline is often open, and go through every place, decision and time of the dose that is possible.

Several things leave the baseline open: a held result, a result that is missing, a panel of which only the month is known, a panel of day 1 of which
nobody knows whether it was before the dose, and two days that both may be the baseline.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import NamedTuple

from tests.support.day_reports import IMPOSSIBLE
from tests.support.score_courses import ANALYTES, DIALYSED, EVENTS
from tests.support.score_days import in_unit

from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.measurement_state import Timeline

TOO_EARLY, SCREENINGS, NEAR, ONE = "2024-02-05", ("2024-03-01", "2024-03-02"), "2024-03-09", "2024-03-10"
AFTER, LATE, MONTH = "2024-03-29", "2024-04-26", "2024-03"
FIRST_ALLOWED, DAY_ONE = "2024-02-11", date.fromisoformat(ONE)  # study days -28 and 1
PLACES = (
    "2024-03-01",
    "2024-03-05",
    "2024-03-09",
    "2024-03-20",
    "2024-03-31",
)  # where a panel of March may be
DOSES = ("", "T10:00", "T23:00")  # the first is before every draw of day 1, also before one without a time
RULES = ("count", "pre-dose", "never")
# few numbers, so that several days often have the same score, and it matters which of them is the baseline
NUMBERS = {"BILI": (30, 45, 60), "CREAT": (70, 100, 140), "INR": (1.1, 1.6)}
HELD_DIALYSIS = 0.1  # of all days with a panel
Draw = tuple[str, RunObservation]  # the time, and what was reported
May = Callable[[RunObservation], bool]


def reports_of_an_open_course(rng: Random) -> list[RunObservation]:
    """Panels on two to five days, with one to three things that leave something open."""
    few = rng.random() < 0.6
    days = [rng.choice(SCREENINGS), AFTER]
    days += [
        day
        for day, chance in ((TOO_EARLY, 0.2), (NEAR, 0.4), (ONE, 0.5), (LATE, 0.3))
        if rng.random() < chance
    ]
    label = rng.choice(("", "", "PRE", "POST"))
    sents: list[RunObservation] = []
    for day in sorted(days):
        sents += _panel(rng, f"{day}T08:30", few=few, visit=label if day == ONE else "")
        held = (IMPOSSIBLE,) if rng.random() < HELD_DIALYSIS else ()
        sents.append(in_unit("DIALYSIS", "1" if rng.random() < DIALYSED else "0", at=day, issues=held))
    if ONE in days and rng.random() < 0.5:
        sents += _panel(
            rng, f"{ONE}T20:00", few=few, visit=rng.choice(("", "POST")) if label != "POST" else "POST"
        )
    if rng.random() < 0.35:
        some = rng.sample(ANALYTES, rng.choice((1, 3, 3)))
        sents += [sent for sent in _panel(rng, MONTH, few=few) if sent.measurement.analyte in some]
    for _ in range(rng.randint(0, 2)):
        sents = _with_gap(rng, rng.choice(sorted(days)), sents)
    timed = [day for day in days if any(sent.measurement.collected_at.startswith(day) for sent in sents)]
    if rng.random() < 0.4 and all(_is_whole(day, sents) for day in timed):
        sents += rng.choice(EVENTS)(rng, rng.choice(timed), rng.choice(ANALYTES), sents)
    return [replace(sent, line=line) for line, sent in enumerate(sents, 2)]


def _panel(rng: Random, at: str, *, few: bool, **more: str) -> list[RunObservation]:
    numbers = {name: rng.choice(some) for name, some in NUMBERS.items()}
    if not few:
        numbers = {name: number * rng.uniform(0.9, 1.1) for name, number in numbers.items()}
    return [in_unit(name, f"{number:.1f}", at=at, specimen=at, **more) for name, number in numbers.items()]


def _with_gap(rng: Random, day: str, sents: list[RunObservation]) -> list[RunObservation]:
    """Leave a result of a day out, or hold it."""
    analyte, missing = rng.choice(ANALYTES), rng.random() < 0.4

    def changed(sent: RunObservation) -> RunObservation | None:
        if sent.measurement.analyte != analyte or not sent.measurement.collected_at.startswith(day):
            return sent
        held = sent.observation._replace(issues=(IMPOSSIBLE,))
        return None if missing else replace(sent, observation=held)

    return [found for sent in sents if (found := changed(sent)) is not None]


def _is_whole(day: str, sents: list[RunObservation]) -> bool:
    return {sent.measurement.analyte for sent in sents if sent.measurement.collected_at.startswith(day)} >= {
        *ANALYTES
    }


class World(NamedTuple):
    """What counts of each day, if the panel of the month is of one day and the dose was at one time."""

    draws: dict[tuple[str, str], list[Draw]]  # by day and analyte
    dose: str
    rule: str

    def values(self, day: str, analyte: str, may: May = lambda _: True) -> Sequence[float | None]:
        """The result of the day; several where a time is missing, None where there is none."""
        found = [draw for draw in self.draws.get((day, analyte), ()) if may(draw[1])]
        best = min((_rank(sent) for _, sent in found), default=0)
        times = [(at, sent) for at, sent in found if _rank(sent) == best]
        firsts = [
            float(sent.observation.number) * float(sent.observation.conversion.factor)
            for at, sent in times
            if not any(other < at and not at.startswith(other) for other, _ in times)
        ]
        return firsts or [None]

    def before_dose(self, sent: RunObservation) -> bool:
        """Say whether a draw of day 1 may be the baseline."""
        if self.rule == "never" or sent.visit == "POST":
            return False
        return self.rule == "count" or sent.visit == "PRE" or sent.measurement.collected_at[10:] < self.dose


def _rank(sent: RunObservation) -> int:
    return {"PRE": 0, "POST": 2}.get(sent.visit, 1)


def worlds(states: Timeline, rule: str) -> Iterator[World]:
    """Every world of one outcome of the decisions."""
    current = [
        (place.collected_at, place.analyte, state.current) for place, state in states.items() if state.current
    ]
    is_partial = any(at == MONTH for at, *_ in current)
    has_day_one = any(at.startswith(ONE) for at, *_ in current)
    for placed in (*PLACES, ONE) if is_partial else ("",):
        draws: dict[tuple[str, str], list[Draw]] = {}
        for at, analyte, sent in current:
            then = placed if at == MONTH else at
            draws.setdefault((then[:10], analyte), []).append((then, sent))
        for dose in DOSES if has_day_one else DOSES[:1]:
            yield World(draws, dose, rule)
