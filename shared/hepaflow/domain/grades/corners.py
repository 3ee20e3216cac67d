"""Compute an answer at all corners of what is possible: each dependency at each of its ends, in every combination.

The caller's result rises or falls all along in each dependency, so the least and the greatest one are at corners.
"""

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
    corner = [one.corners[0] for one in dependencies]
    varied = [index for index, one in enumerate(dependencies) if len(one.corners) > 1]
    if not varied:
        return Possible(frozenset((compute(*corner),)), ())
    found: dict[tuple[int, ...], Outcome] = {}
    for place in product(*(range(len(dependencies[index].corners)) for index in varied)):
        for index, at in zip(varied, place, strict=True):
            corner[index] = dependencies[index].corners[at]
        found[place] = compute(*corner)
    outcomes = frozenset(found.values())
    if len(outcomes) == 1:
        return Possible(outcomes, ())
    matter = [index for at, index in enumerate(varied) if len(varied) == 1 or _differs_with(at, found)]
    return Possible(
        outcomes, tuple(dict.fromkeys(reason for index in matter for reason in dependencies[index].reasons))
    )


def _differs_with(at: int, found: dict[tuple[int, ...], Outcome]) -> bool:
    """Say whether two corners that differ in one dependency alone have different outcomes."""
    first: dict[tuple[int, ...], Outcome] = {}
    return any(
        first.setdefault(place[:at] + place[at + 1 :], outcome) != outcome for place, outcome in found.items()
    )
