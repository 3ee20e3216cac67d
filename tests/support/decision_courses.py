"""Enumerate every course of decisions about what a subject's reports leave on hold."""

from collections.abc import Iterator
from itertools import product

from tests.support.day_reports import decided

from hepaflow.catalog.fold_rules import fold_rules
from hepaflow.domain.fold.decisions import NOBODY, Decision, DecisionKind
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.measurement_state import Timeline
from hepaflow.domain.fold.suspicion.unit_suspicion import weighed
from hepaflow.domain.study.fold_rules import NEWEST_VERSION

RULES = fold_rules(NEWEST_VERSION)
KINDS = (DecisionKind.SET_ASIDE, DecisionKind.ACCEPT, DecisionKind.RELEASE)
MOST_HELD, MOST_ROUNDS = 3, 3


def outcomes(reports: list[RunObservation], made: list[Decision], rounds: int = 0) -> Iterator[Timeline]:
    """What every course of decisions comes to; a course that leaves too much on hold is left out."""
    states = weighed(reports, made, NOBODY, RULES)
    held = [one.sent for state in states.values() for one in state.held]
    if not held:
        yield states
    elif len(held) <= MOST_HELD and rounds < MOST_ROUNDS:
        for kinds in product(KINDS, repeat=len(held)):
            rulings = [
                decided(len(made) + at, kind, sent)
                for at, (kind, sent) in enumerate(zip(kinds, held, strict=True), 1)
            ]
            yield from outcomes(reports, [*made, *rulings], rounds + 1)
