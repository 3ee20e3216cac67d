"""Compute an answer at all corners of what is possible: each dependency at each of its ends, in every combination.

The caller's result rises or falls all along in each dependency, so the least and the greatest one are at corners.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from itertools import product
from typing import Any, Generic, NamedTuple, TypeVar

from hepaflow.domain.answers.reasons import AnswerReason

Corner = TypeVar("Corner")
Outcome = TypeVar("Outcome", bound=Hashable)


class Dependency(NamedTuple, Generic[Corner]):
    """One thing that an answer depends on.

    Attributes:
        corners: the ends of what it may be; one if it is known.
        reasons: why there are more than one.
    """

    corners: tuple[Corner, ...]
    reasons: tuple[AnswerReason, ...] = ()


class Possible(NamedTuple, Generic[Outcome]):
    """What an answer may be.

    Attributes:
        outcomes: at the corners, each once.
        reasons: of the dependencies that matter: somewhere the outcome differs with that one alone.
    """

    outcomes: frozenset[Outcome]
    reasons: tuple[AnswerReason, ...]


def possible(dependencies: Sequence[Dependency[Any]], compute: Callable[..., Outcome]) -> Possible[Outcome]:
    """Return the outcomes at all corners.

    Args:
        dependencies: what the answer depends on.
        compute: the outcome from one corner of each dependency, in their order.
    """
    places = list(product(*(range(len(one.corners)) for one in dependencies)))
    found = {
        place: compute(*(one.corners[at] for one, at in zip(dependencies, place, strict=True)))
        for place in places
    }
    outcomes = frozenset(found.values())
    if len(outcomes) == 1:
        return Possible(outcomes, ())
    matter = [index for index, source in enumerate(dependencies) if _differs_with(index, found)]
    return Possible(
        outcomes, tuple(dict.fromkeys(reason for index in matter for reason in dependencies[index].reasons))
    )


def _differs_with(index: int, found: dict[tuple[int, ...], Outcome]) -> bool:
    """Say whether two corners that differ in one dependency alone have different outcomes."""
    others: dict[tuple[int, ...], set[Outcome]] = defaultdict(set)
    for place, outcome in found.items():
        others[place[:index] + place[index + 1 :]].add(outcome)
    return any(len(some) > 1 for some in others.values())
