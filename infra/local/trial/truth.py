"""Work out what the demo has to show of the generated trial, from the truth alone. Run it to print that: `python -m local.trial.truth`."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from local.trial.course import Person, PlannedVisit, definition, persons, planned_visits
from local.trial.expected import SCORES, Expected, expected_score

EXPECTED: Final = Path(__file__).with_name("expected.json")
SUBJECT: Final = "US01-0042"  # whose course is shown
CENTER: Final = "CN-01"  # whose completeness is shown
SHOWN: Final = ("BILI", "ALB", "INR", "CREAT", "SODIUM")
SHOWN_SCORES: Final = ("MELD_ORIG", "MELD3")
_STATED: Final = ("ASCITES", "HE")
_BOUNDED: Final = ("CENSORED", "UNKNOWN")


def true_answers(people: Sequence[Person]) -> dict[str, Any]:
    """Return what the demo has to show: scores that are right and open, the course of a subject, completeness of a center."""
    (shown,) = (person for person in people if person.id == SUBJECT)
    return {
        "scores": {score: _count(people, score) for score in SCORES},
        "course": [_course_row(shown, visit) for visit in planned_visits()],
        "completeness": {visit.name: _states(people, visit) for visit in planned_visits()},
    }


def _count(people: Iterable[Person], score: str) -> dict[str, int]:
    found = Counter(
        expected_score(person, visit, score).is_certain
        for person in people
        for visit in (None, *planned_visits())
    )
    return {"right": found[True], "open": found[False], "wrong": 0}


def _course_row(person: Person, visit: PlannedVisit) -> list[str]:
    """Return visit, day, the reported numbers and the scores; a changed number beside the first one."""
    scores = [expected_score(person, visit, score) for score in SHOWN_SCORES]
    draw = scores[-1].draw
    day = draw.day.isoformat() if draw else ""
    reported = [
        " or ".join(str(number) for number in (draw.true[one], draw.changed.get(one)) if number is not None)
        if draw and one in draw.true
        else ""
        for one in SHOWN
    ]
    codes = " ".join(sorted(set().union(*(score.codes for score in scores if not score.is_certain))))
    return [visit.name, day, *reported, *map(_text, scores), codes]


def _text(score: Expected) -> str:
    if score.is_certain:
        return f"{min(score.true or ()):.0f}"
    if score.draw and all(code.startswith(_BOUNDED) for code in score.codes):
        return "{:.0f} to {:.0f}".format(*score.ends)
    return "?"


def _states(people: Iterable[Person], visit: PlannedVisit) -> dict[str, int]:
    blocks = definition()["protocol"]["blocks"]
    required = [analyte for block in blocks.values() for analyte in block]
    own = [person for person in people if person.center == CENTER]
    return dict(sorted(Counter(_state(person, visit, one) for person in own for one in required).items()))


def _state(person: Person, visit: PlannedVisit, analyte: str) -> str:
    def is_inside(day: date) -> bool:
        return visit.first <= person.study_day(day) <= visit.last

    if analyte in _STATED:
        is_there = any(is_inside(one.day) for one in person.statements)
    else:
        is_there = any(is_inside(draw.day) and analyte in draw.true for draw in person.draws)
    has_died = person.death is not None and person.death <= person.date_of(visit.target)
    return "received" if is_there else "not-applicable" if has_died else "missing"


if __name__ == "__main__":
    print(json.dumps(true_answers(persons()), ensure_ascii=False, indent=1))
