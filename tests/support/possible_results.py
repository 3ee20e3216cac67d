"""Generate what labs report of one analyte on one day, and enumerate every result that decisions and values leave."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Final, NamedTuple

from tests.support.day_reports import IMPOSSIBLE, reported
from tests.support.possible_days import draws_after_decisions

from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.model import Status


class Typical(NamedTuple):
    """Numbers around the bounds of an analyte, and limits that labs print."""

    numbers: tuple[str, ...]
    limits: tuple[tuple[str, str], ...]


class Result(NamedTuple):
    """One result that is possible: its value and limits, each known; `others` are those of the other draws of its day."""

    value: float
    lower: float
    upper: float
    is_there: bool = True
    others: tuple["Result", ...] = ()

    @property
    def draws(self) -> tuple["Result", ...]:
        """The results of all draws of the day."""
        return self, *self.others


TYPICAL: Final = {
    "ALT": Typical(("10", "39", "40", "41", "60", "80", "100", "120", "121", "160", "200", "201", "400", "801"), (("", "40"), ("5", "50"))),
    "AST": Typical(("20", "40", "41", "119", "120", "121", "300"), (("", "40"), ("8", "50"))),
    "BILI": Typical(("9", "20", "20.1", "30", "31", "40", "60", "61", "150", "200", "201"), (("", "20"), ("3", "21"))),
    "ALP": Typical(("60", "125", "126", "140", "250", "251", "300", "625"), (("40", "125"),)),
    "GGT": Typical(("20", "60", "61", "90", "120", "150", "300"), (("", "60"),)),
    "CREAT": Typical(("30", "40", "60", "90", "100", "101", "150", "151", "300", "301", "601"), (("45", "100"), ("", "100"))),
    "INR": Typical(("0.9", "1.2", "1.21", "1.5", "1.6", "2.5", "2.6", "4"), (("0.8", "1.2"),)),
    "PLAT": Typical(("9", "10", "24", "25", "49", "50", "74", "75", "99", "100", "150"), (("100", "300"), ("125", ""))),
    "K": Typical(("2.4", "2.5", "2.9", "3.0", "3.4", "3.5", "5.1", "5.2", "5.5", "6.0", "6.1", "7.1"), (("3.5", "5.1"),)),
    "SODIUM": Typical(("119", "120", "124", "125", "129", "130", "134", "136", "146", "151", "156", "161"), (("135", "145"),)),
    "FIBRINO": Typical(("0.4", "0.5", "0.9", "1", "1.4", "1.5", "1.9", "2", "2.5", "4"), (("2", "4"), ("", "4"))),
    "CA": Typical(("1.4", "1.5", "1.7", "1.75", "1.9", "2.0", "2.1", "2.6", "2.7", "3.0", "3.2"), (("2.1", "2.6"),)),
    "ALB": Typical(("19", "20", "29", "30", "34", "35", "40", "45"), (("35", "55"), ("", ""))),
    "GLUC": Typical(("1.6", "2.1", "2.9", "3.8", "4.5", "6.1", "6.2", "8.9", "9", "13.9", "14", "28"), (("3.9", "6.1"),)),
    "LIPASET": Typical(("40", "60", "61", "90", "91", "120", "121", "180", "181", "300", "301"), (("", "60"),)),
    "TRIG": Typical(("1.70", "1.71", "3.42", "3.43", "5.7", "5.8", "11.4", "12"), (("", "1.7"),)),
    "HGB": Typical(("79", "80", "99", "100", "119", "120", "160", "161", "181", "201"), (("120", "160"),)),
}  # fmt: skip
_FAR: Final = (1e-9, 1e9)


def reports_of(rng: Random, analyte: str, day: str, *, doubt: float) -> list[RunObservation]:
    """What labs report of an analyte on a day; with doubt, in a way that leaves one."""
    if rng.random() >= doubt:
        return [_one(rng, analyte, day)]
    early, late = f"{day}T08:30", f"{day}T14:00"
    ways = {
        "censored": [_one(rng, analyte, day, rng.choice(("<", "<=", ">", ">=")))],
        "missing": [],
        "held": [_one(rng, analyte, day, issues=(IMPOSSIBLE,))],
        "changed": [_one(rng, analyte, day), _one(rng, analyte, day, received="2")],
        "changed to less": [_one(rng, analyte, day), _one(rng, analyte, day, "<", received="2")],
        "conflict": [_one(rng, analyte, day), _one(rng, analyte, day)],
        "deleted": [_one(rng, analyte, day), _one(rng, analyte, day, received="2", status=Status.DELETED)],
        "two draws": [_one(rng, analyte, early), _one(rng, analyte, rng.choice((day, late)))],
        "first held": [_one(rng, analyte, late), _one(rng, analyte, early, issues=(IMPOSSIBLE,))],
        "no limit": [_one(rng, analyte, day, with_limits=False)],
        "two centers": [_one(rng, analyte, day), _one(rng, analyte, day, center="CN-02")],
    }
    sents = ways[rng.choice(list(ways))]
    return [replace(sent, line=line) for line, sent in enumerate(sents, rng.randrange(2, 900))]


def _one(
    rng: Random, analyte: str, at: str, operator: str = "", *, with_limits: bool = True, **more
) -> RunObservation:
    typical = TYPICAL[analyte]
    text = rng.choice(typical.numbers)
    if rng.random() < 0.2:
        text = f"{float(text) * rng.uniform(0.6, 1.6):.2f}"
    lower, upper = rng.choice(typical.limits) if with_limits else ("", "")
    return reported(
        analyte, operator + text, at, lower=lower, upper=upper, lab=rng.choice(("", "A", "B")), **more
    )


def possible_results(reports: list[RunObservation], rng: Random) -> list[Result]:
    """Every result that some course of decisions leaves, at a sample of its values and of limits that nobody knows."""
    found = []
    for sent, others in draws_after_decisions(reports) if reports else [(None, ())]:
        for value in _values(sent, rng):
            found += (
                Result(value, *limits, sent is not None, tuple(_some_result(other, rng) for other in others))
                for limits in _limits(sent, value)
            )
    return found


def _some_result(sent: RunObservation, rng: Random) -> Result:
    value = rng.choice(list(_values(sent, rng)))
    return Result(value, *rng.choice(list(_limits(sent, value))))


def _values(sent: RunObservation | None, rng: Random) -> Iterator[float]:
    if sent is None:
        yield from (*_FAR, *(10 ** rng.uniform(-1, 3) for _ in range(4)))
        return
    report = sent.observation
    number, operator = float(report.number), str(report.operator)
    if operator in ("=", "<=", ">="):
        yield number
    if operator in ("<", "<="):
        yield from (number * (1 - 1e-10), number * rng.random(), number * 0.9, 1e-9)
    if operator in (">", ">="):
        yield from (number * (1 + 1e-10), number / rng.uniform(0.01, 1), number * 1.1, 1e9)


def _limits(sent: RunObservation | None, value: float) -> Iterator[tuple[float, float]]:
    limits = sent.observation.range if sent else None
    low, high = (limits.low, limits.high) if limits else (None, None)
    for lower in (float(low.number),) if low else (value * 1e-9, value * 0.9, value * 1.1, value * 1e9):
        for upper in (float(high.number),) if high else (value * 1e-9, value / 2.1, value * 1.1, value * 1e9):
            yield lower, upper
