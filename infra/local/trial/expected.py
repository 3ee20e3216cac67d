"""Work out what each score has to be, from the truth and from what the labs report of it, without the package."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Final, NamedTuple

from local.trial.course import Draw, Person, PlannedVisit
from local.trial.labs import LABS
from local.trial.plain_scores import PLAIN, Values

SCORES: Final = ("MELD_ORIG", "MELD_NA_OPTN", "MELD3", "CHILD_PUGH", "ALBI", "PALBI", "MELD_XI")
_STATED: Final = {"DIALYSIS": (0, 1), "ASCITES": (0, 1, 2, 3), "HE": (0, 1, 2, 3, 4)}
_BASELINE: Final = (-28, 1)  # days that may be the baseline; the last one counts
_PAIRED: Final = timedelta(days=7)


class Expected(NamedTuple):
    """What a score has to be.

    Attributes:
        true: the score of the true numbers; None: there is no day with all inputs.
            Two if the float of the plain implementation is at a tie.
        is_certain: the reports allow this score alone.
        codes: why it may be open.
        draw: the panel that counts.
        ends: the least and the greatest score that the reports allow.
    """

    true: frozenset[float] | None
    is_certain: bool
    codes: frozenset[str]
    draw: Draw | None = None
    ends: tuple[float, float] = (0, 0)


class _Input(NamedTuple):
    """What an input is, and what it may be as far as the reports say."""

    true: float
    possible: tuple[float, ...]
    code: str = ""


def expected_score(person: Person, visit: PlannedVisit | None, score: str) -> Expected:
    """Return what a score has to be.

    Args:
        person: the subject.
        visit: the visit; None: the baseline.
        score: the formula's id.
    """
    compute, inputs = PLAIN[score]
    results = [about for about in inputs if about not in _STATED and about != "SEX"]
    days = list(_days(person, visit))
    draw = next((one for one in days if all(about in one.true for about in results)), None)
    if draw is None:
        return Expected(None, is_certain=False, codes=frozenset(_missing(days, results)))
    known = [_input(person, draw, about) for about in inputs]
    true = compute(_values(inputs, [one.true for one in known]))
    possible = [compute(_values(inputs, numbers)) for numbers in product(*(one.possible for one in known))]
    codes = frozenset(one.code for one in known if one.code)
    if score == "MELD_XI" and _stated(person, draw.day, "DIALYSIS").possible == (
        1.0,
    ):  # it has no rule for that
        return Expected(frozenset(true), is_certain=False, codes=frozenset({"STATED_DIALYSIS"}), draw=draw)
    numbers = [number for found in possible for number in found]
    ends = min(numbers), max(numbers)
    return Expected(
        frozenset(true), is_certain=bool(true.intersection(*possible)), codes=codes, draw=draw, ends=ends
    )


def _values(names: Sequence[str], numbers: Sequence[float]) -> Values:
    return dict(zip(names, numbers, strict=True))


def _days(person: Person, visit: PlannedVisit | None) -> Iterator[Draw]:
    """Yield the draws that may count, the first choice first. No day has two panels."""
    first, last = (visit.first, visit.last) if visit else _BASELINE
    inside = [draw for draw in person.draws if first <= person.study_day(draw.day) <= last]
    if visit is None:
        yield from sorted(inside, key=lambda draw: draw.at, reverse=True)
    else:
        target = person.date_of(visit.target)
        yield from sorted(inside, key=lambda draw: (abs((draw.day - target).days), draw.at))


def _missing(days: list[Draw], results: list[str]) -> Iterator[str]:
    absent = [about for about in results if not any(about in draw.true for draw in days)]
    yield from (f"MISSING_{about}" for about in absent)
    if not absent:
        yield "MISSING_SAME_DAY"


def _input(person: Person, draw: Draw, about: str) -> _Input:
    if about == "SEX":
        return _Input(float(person.is_female), (float(person.is_female),))
    if about in _STATED:
        return _stated(person, draw.day, about)
    lab = LABS[person.center][about]
    true = lab.canonical(draw.true[about])
    if about in draw.below:
        limit = lab.canonical(draw.below[about])
        return _Input(true, (limit * 1e-6, true, limit * (1 - 1e-9)), f"CENSORED_{about}")
    if about in draw.changed:
        return _Input(true, (true, lab.canonical(draw.changed[about])), f"HELD_{about}")
    return _Input(true, (true,))


def _stated(person: Person, day: date, about: str) -> _Input:
    """Return a grade of the nearest statement within a week. Dialysis is of the same day; silence is unknown."""
    name = about.lower()
    true = float(getattr(person.true_statements[day], name))
    near = timedelta(0) if about == "DIALYSIS" else _PAIRED
    found = [one for one in person.statements if abs(one.day - day) <= near]
    if not found:
        return _Input(true, tuple(map(float, _STATED[about])), f"UNKNOWN_{about}")
    nearest = min(found, key=lambda one: (abs(one.day - day), one.day))
    return _Input(true, (float(getattr(nearest, name)),))
