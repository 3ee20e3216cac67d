"""Generate four days of results that may hold each other, and find what counts of a day."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from tests.support.day_reports import IMPOSSIBLE
from tests.support.score_days import in_unit

from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.measurement_state import Timeline
from hepaflow.domain.model import Status
from local.trial.plain_scores import PLAIN

DAYS = ("2024-03-01", "2024-03-02", "2024-03-29", "2024-04-26")
ANALYTES = ("BILI", "CREAT", "INR")
SCORES = ("MELD_ORIG", "MELD_XI")
NO_RULE_FOR_DIALYSIS = frozenset({"MELD_XI"})
DIALYSED = 0.2  # of all days


def reports_of_a_course(rng: Random) -> list[RunObservation]:
    """Four days with a panel, and one to three events that hold results."""
    sents: list[RunObservation] = []
    for day in DAYS:
        values = {"BILI": rng.uniform(30, 60), "CREAT": rng.uniform(70, 140), "INR": rng.uniform(1, 2)}
        sents += (
            in_unit(name, f"{value:.1f}", at=f"{day}T08:30", specimen=day) for name, value in values.items()
        )
        sents.append(in_unit("DIALYSIS", "1" if rng.random() < DIALYSED else "0", at=day))
    for _ in range(rng.randint(1, 3)):
        sents += rng.choice(EVENTS)(rng, rng.choice(DAYS), rng.choice(ANALYTES), sents)
    return [replace(sent, line=line) for line, sent in enumerate(sents, 2)]


def _value(sents: list[RunObservation], day: str, analyte: str) -> str:
    return next(
        sent.observation.raw.value
        for sent in sents
        if sent.measurement.analyte == analyte and sent.measurement.collected_at.startswith(day)
    )


def _repeated_without_time(rng: Random, day: str, analyte: str, sents: list) -> list[RunObservation]:
    del rng, analyte
    return [in_unit(name, _value(sents, day, name), at=day, received="2") for name in ANALYTES]


def _in_another_unit(rng: Random, day: str, analyte: str, sents: list) -> list[RunObservation]:
    del analyte, sents
    return [in_unit("BILI", f"{rng.uniform(1.7, 3.5):.1f}", at=f"{day}T07:00")]


def _changed(rng: Random, day: str, analyte: str, sents: list) -> list[RunObservation]:
    factor = rng.choice((0.98, 1.02, 1.5))
    number = float(_value(sents, day, analyte)) * factor
    return [in_unit(analyte, f"{number:.1f}", at=f"{day}T08:30", received="2")]


def _impossible(rng: Random, day: str, analyte: str, sents: list) -> list[RunObservation]:
    number = float(_value(sents, day, analyte)) * rng.choice((1.01, 10))
    return [in_unit(analyte, f"{number:.1f}", at=f"{day}T07:00", issues=(IMPOSSIBLE,))]


def _deleted_at_another_time(rng: Random, day: str, analyte: str, sents: list) -> list[RunObservation]:
    at = rng.choice((f"{day}T09:30", f"{DAYS[0]}T23:00"))
    return [in_unit(analyte, _value(sents, day, analyte), at=at, status=Status.DELETED, received="2")]


def _corrected_at_another_time(rng: Random, day: str, analyte: str, sents: list) -> list[RunObservation]:
    number = float(_value(sents, day, analyte)) * rng.choice((0.5, 1.1))
    return [in_unit(analyte, f"{number:.1f}", at=f"{day}T07:30", status=Status.CORRECTED, received="2")]


EVENTS = (
    _repeated_without_time, _in_another_unit, _changed, _impossible, _deleted_at_another_time, _corrected_at_another_time,
)  # fmt: skip


def firsts(states: Timeline, day: str, analyte: str) -> Sequence[float | None]:
    """The first result of the day; several where a time is missing, None where there is none."""
    counting = [
        (place.collected_at, state.current)
        for place, state in states.items()
        if place.analyte == analyte and place.collected_at.startswith(day) and state.current
    ]
    found = [
        float(sent.observation.number) * float(sent.observation.conversion.factor)
        for at, sent in counting
        if not any(other < at and not at.startswith(other) for other, _ in counting)
    ]
    return found or [None]


def score_of(
    code: str, values: Sequence[float | None], dialysis: Sequence[float | None]
) -> set[float] | None:
    """The score of these inputs; None: there is none.

    MELD does not use creatinine under dialysis. MELD-XI has no rule for dialysis, so it has no value then.

    Args:
        code: of the formula.
        values: of its inputs, in their order.
        dialysis: what counts on the day.
    """
    plain, inputs = PLAIN[code]
    known = dict(zip(inputs, values, strict=True))
    if code in NO_RULE_FOR_DIALYSIS and 1.0 in dialysis:
        return None
    if known.get("DIALYSIS") == 1.0:
        known["CREAT"] = known["CREAT"] or 1.0
    return None if None in known.values() else plain(known)
