"""Answer a request that changes the register: what it altered in current results, or would alter."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from hepaflow.pipeline.changes.preview import Altered, Difference, Turn, difference_to_json

_MOST_SUBJECTS: Final = 1_000  # of an answer; the centers count all


class RegisterEffect(StrEnum):
    """What became of a request."""

    DONE = "done"
    TO_CONFIRM = "to-confirm"  # current results would be altered; nothing was changed yet


@dataclass(frozen=True, slots=True)
class RegisterOutcome:
    """The answer.

    Attributes:
        effect: what became of the request.
        difference: what is altered by it, or would be.
        confirm: what names this difference, where it has to be confirmed.
        journal_number: where it took effect; None where it has to be confirmed.
    """

    effect: RegisterEffect
    difference: Difference = field(default_factory=Difference)
    confirm: str = ""
    journal_number: int | None = None


class ToConfirm(Exception):
    """Current results would change, and nobody has confirmed that."""

    def __init__(self, outcome: RegisterOutcome) -> None:
        super().__init__(outcome.confirm)
        self.outcome = outcome


def require_confirmed(found: Difference, digest: str, confirm: str) -> None:
    """Check that a difference changes nothing, or is the one that was confirmed.

    Args:
        found: the difference.
        digest: what names it.
        confirm: what was confirmed, or "".

    Raises:
        ToConfirm: it is neither.
    """
    if found.altered and digest != confirm:
        raise ToConfirm(RegisterOutcome(RegisterEffect.TO_CONFIRM, found, digest))


def register_outcome_to_json(outcome: RegisterOutcome) -> dict[str, Any]:
    """Return the answer as it is given and kept: the difference also by center, and by subject."""
    altered = outcome.difference.altered
    by_subject = _counted(altered, "center", "subject")
    return {
        "effect": outcome.effect.value,
        "difference": difference_to_json(outcome.difference),
        "centers": _counted(altered, "center"),
        "subjects": by_subject[:_MOST_SUBJECTS],
        "left": max(0, len(by_subject) - _MOST_SUBJECTS),
        "confirm": outcome.confirm,
        "number": outcome.journal_number,
    }


def _counted(altered: Iterable[Altered], *names: str) -> list[dict[str, Any]]:
    """Return how many results are altered, by center or by center and subject, in order."""
    counts: dict[tuple[str, ...], Counter[Turn]] = {}
    for one in altered:
        key = tuple(getattr(one.measurement, name) for name in names)
        counts.setdefault(key, Counter())[one.turn] += 1
    return [
        dict(zip(names, key, strict=True)) | {turn.value: turns[turn] for turn in Turn}
        for key, turns in sorted(counts.items())
    ]
