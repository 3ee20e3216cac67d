"""Choose the time that a result is about: its collection, or its own time if it is an older result."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from hepaflow.readers.hl7v2.moments import moment_text
from hepaflow.readers.hl7v2.orders import Segment
from hepaflow.readers.hl7v2.text import Marks, first_component

_DAY = timedelta(days=1)
_TO_THE_MINUTE = len("2024-03-22T08:30")
_NAME, _OBSERVED = 3, 14


class Collected(NamedTuple):
    """When the specimen of a result was collected.

    Attributes:
        at: the time.
        is_later: OBX-14 lies a day or more after it.
        is_of_series: one of several results of a test below one order, each with its own time and so its own specimen.
    """

    at: str
    is_later: bool = False
    is_of_series: bool = False


Rule = Literal["ignore", "use"] | None
Observations = Sequence[tuple[int, Segment, list[str]]]


@lru_cache(maxsize=256)
def offset_of(text: str, marks: Marks) -> str:
    """Return the offset of MSH-7, which is that of all times of its message; "" where it has none."""
    told = first_component(text, marks).strip()
    return told[-5:] if told[-5:-4] in ("+", "-") and told[-4:].isdecimal() else ""


def collected(
    observations: Observations,
    collected_at: str,
    offset: str,
    marks: Marks,
    rule: Rule,
) -> Iterator[Collected]:
    """Yield the time of collection of each result.

    By the standard OBX-14 is the time of the result where those of one order differ (HL7 v2.5.1, 7.4.2.14), but many a lab puts
    the time of analysis there (ADR 0008). So it counts where it lies a day or more before the collection, which no
    analysis can, or where one test has several results with a time each.

    Args:
        observations: of one order.
        collected_at: when its specimen was collected, "" where nobody says.
        offset: of the message.
        marks: separators of the message.
        rule: what the profile says of OBX-14; None for the rule above.
    """
    names = [segment[_NAME] for _, segment, _ in observations]
    times = [moment_text(segment[_OBSERVED], marks, offset) for _, segment, _ in observations]
    series = _series(names, times) if rule != "ignore" else set()
    for name, observed in zip(names, times, strict=True):
        yield _collected(collected_at, observed, name in series, rule)


@lru_cache(maxsize=4096)  # the results of an order share their times
def _collected(collected_at: str, observed: str, is_of_series: bool, rule: Rule) -> Collected:  # noqa: FBT001 a key
    if not collected_at or not observed or rule is not None:
        own = bool(observed) and (not collected_at or rule == "use")
        return Collected(observed if own else collected_at, is_of_series=is_of_series)
    if is_of_series:
        return Collected(observed, is_of_series=True)
    distance = _distance(collected_at, observed)
    return Collected(observed if distance <= -_DAY else collected_at, distance >= _DAY)


def _series(names: list[str], times: list[str]) -> set[str]:
    """Return the tests that have several results in the order, each with a time of its own."""
    if len(set(names)) == len(names):
        return set()
    counted = Counter(names)
    several = {name for name, count in counted.items() if count > 1}
    return {
        name
        for name in several
        if len(own := {time for one, time in zip(names, times, strict=True) if one == name}) == counted[name]
        and "" not in own
    }


def _distance(collected_at: str, observed: str) -> timedelta:
    """Return how long after the collection something was observed; by the day where one of them has no time."""
    try:
        moments = [datetime.fromisoformat(text) for text in (collected_at, observed)]
    except ValueError:  # a year, a month, an hour, or no time at all
        return timedelta()
    if (
        min(len(collected_at), len(observed)) < _TO_THE_MINUTE
        or sum(one.tzinfo is None for one in moments) == 1
    ):
        moments = [one.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None) for one in moments]
    return moments[1] - moments[0]
