"""Find the infusions of albumin of the 14 days before a specimen, as investigators stated them."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from hepaflow.domain.answers.inputs import Input, PossibleInput, SpecimenDay
from hepaflow.domain.model import Comparator

INFUSION: Final = "ALBINF"
_DAYS: Final = 14  # proposed: no source says how long an infusion raises albumin


def infusion_before(day: SpecimenDay, stated: Mapping[str, Input]) -> Input | None:
    """Return the infusions of the day and of the 14 days before it, also those whose statement is held; None without one.

    Args:
        day: the specimen day.
        stated: by day, what is known of the statement.
    """
    at = date.fromisoformat(day.day)
    found = [
        candidate
        for other, known in stated.items()
        if 0 <= (at - date.fromisoformat(other)).days <= _DAYS
        for candidate in known.candidates
        if is_infusion(candidate)
    ]
    return Input(INFUSION, tuple(found)) if found else None


def is_infusion(found: PossibleInput) -> bool:
    """Say whether a statement says that there was one: every statement but "no"."""
    report = found.sent.observation
    return report.number != 0 or report.operator is not Comparator.EQ
