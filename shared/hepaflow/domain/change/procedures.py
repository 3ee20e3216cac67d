"""Mark changes across a transplant or a TIPS: what was before is not comparable with what came after."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind


class ProcedureKind(StrEnum):
    """What was done to the liver."""

    TRANSPLANT = "TRANSPLANT"
    TIPS = "TIPS"


class Procedure(NamedTuple):
    """One procedure that somebody stated.

    Attributes:
        kind: what was done.
        day: ISO 8601 date at the precision stated: `2024-03-22`, `2024-03`, `2024`, or "" if only the fact is known.
    """

    kind: ProcedureKind
    day: str


def procedures_between(
    procedures: Sequence[Procedure] | None, first: str, last: str
) -> tuple[AnswerReason, ...]:
    """Return a note for each procedure that was, or may have been, from one day to another, both included.

    Args:
        procedures: those of the subject; None: nobody stated whether there were any.
        first: the day of the baseline.
        last: the day that is compared.
    """
    if procedures is None:
        return tuple(AnswerReason(ReasonKind.UNKNOWN, kind) for kind in ProcedureKind)
    kinds = dict.fromkeys(one.kind for one in procedures if _may_be_between(one.day, first, last))
    return tuple(AnswerReason(ReasonKind.ACROSS, kind) for kind in kinds)


def _may_be_between(day: str, first: str, last: str) -> bool:
    return first[: len(day)] <= day <= last[: len(day)]
