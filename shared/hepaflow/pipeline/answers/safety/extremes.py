"""Answer which number was the worst and which the best of some days, and where they stand."""

from collections.abc import Iterable, Iterator, Sequence

from hepaflow.domain.answers.inputs import PossibleInput
from hepaflow.domain.change.extremes import (
    Worse,
    may_have_highest,
    may_have_lowest,
    since_baseline,
    worse_direction,
)
from hepaflow.domain.grades.bounds import Bounds
from hepaflow.pipeline.answers.safety.basis import SafetyAnswer, SafetyKind, each_source_once

ExtremeDay = tuple[str, Bounds, Sequence[PossibleInput]]  # a day, what the number may be, its observations
_NAMES = {Worse.HIGH: ("worst", "best"), Worse.LOW: ("best", "worst"), Worse.BOTH: ("highest", "lowest")}


def extreme_answers(about: str, days: Sequence[ExtremeDay]) -> Iterator[SafetyAnswer]:
    """Yield the highest and the lowest number of some days, the worst first where it is known which one is worse.

    Args:
        about: analyte code or formula id.
        days: those after the baseline on which it was measured.
    """
    bounds = [known for _, known, _ in days]
    found = since_baseline(about, bounds)
    high, low = _NAMES[worse_direction(about)]
    told = [
        (high, "highest", found.highest, may_have_highest(bounds)),
        (low, "lowest", found.lowest, may_have_lowest(bounds)),
    ]
    for name, which, answer, places in sorted(told, key=lambda one: one[0] == "best"):
        sources = each_source_once([source for place in places for source in days[place][2]])
        day = only_day(days[place][0] for place in places) if answer.value is not None else None
        yield SafetyAnswer(SafetyKind.SINCE_BASELINE, about, which, day, {name: answer}, sources=sources)


def only_day(days: Iterable[str]) -> str | None:
    """Return the day of all draws that may have an extreme; None if they are of several days."""
    found = set(days)
    return found.pop() if len(found) == 1 else None
