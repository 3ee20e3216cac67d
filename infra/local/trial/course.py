"""Make up what is true: the subjects of a trial, their draws, and what investigators see. The same seed gives the same trial.

The lab files are written from it (`local.trial.files`), and so are the expected answers (`local.trial.expected`). Nothing here
knows the package.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

from local.trial.labs import LABS

DEFINITION: Final = Path(__file__).with_name("definition.json")
UNSCHEDULED: Final = "UNSCHEDULED"
_SEED: Final = 20_261_130
_SUBJECTS: Final = 50  # of each center
_TYPED: Final = ("INR", "CREAT", "BILI", "ALB", "SODIUM")  # in which mistakes are made
# so many draws of a hundred
_MISSED, _LATE, _RECHECKED, _NO_RESULT, _TYPING_MISTAKE, _CHANGED, _CENSORED = 5, 4, 8, 3, 4, 3, 3
_NO_STATEMENT, _DAY_BEFORE = 4, 4
# so many subjects of a hundred
_DIES, _TRANSPLANT, _TIPS, _DIALYSIS = 5, 3, 4, 4


class PlannedVisit(NamedTuple):
    """A visit as the definition has it; days before day 1 are negative, and there is no day 0."""

    number: int
    name: str
    target: int
    first: int
    last: int


@dataclass(slots=True)
class Draw:
    """A specimen, with numbers in the lab's unit.

    Attributes:
        at: when it was drawn, local time.
        label: the visit that the lab names.
        true: by analyte the true number, as precise as the lab reports.
        below: the lab reports these as less than a limit.
        mistyped: the first file gives another number; a later one gives the true one and marks it as corrected.
        changed: a later file gives another number and does not mark it: nobody knows which of the two is true.
    """

    at: datetime
    label: str
    true: dict[str, Decimal]
    below: dict[str, Decimal] = field(default_factory=dict)
    mistyped: dict[str, Decimal] = field(default_factory=dict)
    changed: dict[str, Decimal] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """Return the day of the draw."""
        return self.at.date()


class Statement(NamedTuple):
    """What the investigator states on a day: grades, and whether there was a treatment up to that day."""

    day: date
    label: str
    ascites: int
    he: int
    dialysis: bool
    transplant: bool
    tips: bool


@dataclass(slots=True)
class Person:
    """A subject of the trial.

    Attributes:
        id: the subject's id.
        center: who has the subject.
        is_female: the sex.
        birth_year: the year of birth.
        day_one: the reference date.
        death: when the subject died.
        draws: in order of time.
        statements: in order of time.
        true_statements: by day of a draw what is true on it, also where nobody states it.
    """

    id: str
    center: str
    is_female: bool
    birth_year: int
    day_one: date
    death: date | None = None
    draws: list[Draw] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    true_statements: dict[date, Statement] = field(default_factory=dict)

    def study_day(self, day: date) -> int:
        """Return the study day: the reference date is day 1, the day before it -1."""
        after = (day - self.day_one).days
        return after + 1 if after >= 0 else after

    def date_of(self, study_day: int) -> date:
        """Return the date of a study day."""
        return self.day_one + timedelta(days=study_day - 1 if study_day > 0 else study_day)


def definition() -> dict[str, Any]:
    """Return the definition of the study, as it is sent."""
    told: dict[str, Any] = json.loads(DEFINITION.read_text("utf-8"))
    return told


def planned_visits() -> list[PlannedVisit]:
    """Return the visits of the definition."""
    return [
        PlannedVisit(one["number"], one["name"], one["target_day"], one["first_day"], one["last_day"])
        for one in definition()["protocol"]["visits"]
    ]


def persons() -> list[Person]:
    """Return all subjects with their courses."""
    chance = Random(_SEED)  # noqa: S311 the same trial each time
    return [_person(chance, center, number) for center in LABS for number in range(1, _SUBJECTS + 1)]


def _person(chance: Random, center: str, number: int) -> Person:
    subject = f"{center.replace('-', '')}-{number:04}"
    begins = date(2022, 3, 1) + timedelta(days=chance.randrange(300))
    person = Person(subject, center, chance.random() < 0.4, chance.randrange(1945, 1990), begins)
    happens = {
        name: chance.randrange(3, 10) if _in_hundred(chance, often) else 99
        for name, often in (("death", _DIES), ("transplant", _TRANSPLANT), ("tips", _TIPS), ("dialysis", _DIALYSIS))
    }  # fmt: skip
    severity = chance.uniform(0.15, 0.85)
    trend = chance.gauss(-0.02, 0.03)
    for visit in planned_visits():
        severity = min(max(severity + trend + chance.gauss(0, 0.03), 0.05), 1.0)
        if visit.number >= happens["death"]:
            person.death = person.date_of(visit.first) - timedelta(days=2)
            break
        if visit.number >= happens["transplant"]:
            severity = min(severity, 0.15)
        _visit(chance, person, visit, severity, happens)
    return person


def _visit(
    chance: Random, person: Person, visit: PlannedVisit, severity: float, happens: dict[str, int]
) -> None:
    """Add what happens around a visit: nothing, a draw with its statement, and sometimes a recheck days later."""
    if visit.number > 2 and _in_hundred(chance, _MISSED):
        return
    day = person.date_of(chance.randint(*_near(visit)))
    if visit.number > 2 and _in_hundred(chance, _LATE):
        day = person.date_of(visit.last + 2)
    draw = Draw(
        _at(chance, day),
        visit.name,
        _results(chance, person.center, severity, is_on_dialysis=visit.number >= happens["dialysis"]),
    )
    if _in_hundred(chance, _NO_RESULT):
        del draw.true[chance.choice(_TYPED)]
    _report_badly(chance, person.center, draw)
    person.draws.append(draw)
    _state(chance, person, visit, draw, severity, happens)
    if _in_hundred(chance, _RECHECKED) and visit.number > 2:
        again = _results(chance, person.center, severity, is_on_dialysis=visit.number >= happens["dialysis"])
        recheck = day + timedelta(days=chance.randint(1, 2))
        person.draws.append(Draw(_at(chance, recheck), UNSCHEDULED, {"CREAT": again["CREAT"]}))


def _near(visit: PlannedVisit) -> tuple[int, int]:
    """Return the days on which a subject comes: within two days of the target day, in the window."""
    if visit.target == 1:
        return 1, 1
    return max(visit.first, visit.target - 2), min(visit.last, visit.target + 2)


def _at(chance: Random, day: date) -> datetime:
    return datetime.combine(day, time(chance.randint(7, 10), chance.randrange(60)))


def _results(chance: Random, center: str, severity: float, *, is_on_dialysis: bool) -> dict[str, Decimal]:
    """Return the numbers of a panel, in the lab's units: the more severe the disease, the worse."""

    def about(value: float, spread: float) -> float:
        return value * max(1 + chance.gauss(0, spread), 0.7)

    true = {
        "BILI": about(14 * 14**severity, 0.12),
        "ALB": about(43 - 17 * severity, 0.04),
        "INR": about(1.0 + 1.2 * severity**2, 0.05),
        "CREAT": about(420 if is_on_dialysis else 62 + 75 * severity**3, 0.08),
        "SODIUM": about(140.5 - 9 * severity, 0.008),
        "PLAT": about(190 - 140 * severity, 0.08),
        "ALT": about(30 + 40 * severity, 0.15),
        "AST": about(32 + 60 * severity, 0.15),
        "ALP": about(90 + 70 * severity, 0.1),
    }
    return {analyte: LABS[center][analyte].reported(value) for analyte, value in true.items()}


def _report_badly(chance: Random, center: str, draw: Draw) -> None:
    """Let the lab report less than the truth of some draws, or something else first."""
    labs = LABS[center]
    if _in_hundred(chance, _CENSORED):
        analyte, limit, true = ("PLAT", 40, 31) if chance.random() < 0.5 else ("CREAT", 45, 40)
        draw.below[analyte] = labs[analyte].reported(limit)
        draw.true[analyte] = labs[analyte].reported(true)
    untouched = [one for one in _TYPED if one in draw.true and one not in draw.below]
    factor = Decimal(chance.choice(("1.2", "1.3")))
    if _in_hundred(chance, _TYPING_MISTAKE):
        analyte = chance.choice([one for one in untouched if one != "SODIUM"])
        draw.mistyped[analyte] = round(draw.true[analyte] * factor, labs[analyte].places)
    elif _in_hundred(chance, _CHANGED):
        analyte = chance.choice([one for one in untouched if one != "SODIUM"])
        draw.changed[analyte] = round(draw.true[analyte] * factor, labs[analyte].places)


def _state(
    chance: Random, person: Person, visit: PlannedVisit, draw: Draw, severity: float, happens: dict[str, int]
) -> None:
    """Add what the investigator states at a visit: mostly on the day of the draw."""
    grade = chance.choice((0, 0, 1)) if severity < 0.35 else chance.choice((0, 1, 2, 3))
    true = Statement(
        draw.day,
        visit.name,
        grade,
        min(4, chance.choice((0, 0, 0, 1)) + (2 if severity > 0.75 else 0)),
        visit.number >= happens["dialysis"],
        visit.number >= happens["transplant"],
        visit.number >= happens["tips"],
    )
    person.true_statements[draw.day] = true
    if _in_hundred(chance, _NO_STATEMENT):
        return
    if _in_hundred(chance, _DAY_BEFORE):
        true = true._replace(day=true.day - timedelta(days=1))
    person.statements.append(true)


def _in_hundred(chance: Random, often: int) -> bool:
    return chance.random() < often / 100


def days_of(person: Person) -> Iterator[tuple[date, list[Draw]]]:
    """Yield the days with draws, in order."""
    for day in sorted({draw.day for draw in person.draws}):
        yield day, [draw for draw in person.draws if draw.day == day]
