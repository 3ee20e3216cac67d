"""Mark changes across a transplant or a TIPS: what was before is not comparable with what came after."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.fold.measurement import Measurement, RowKey


class ProcedureKind(StrEnum):
    """What was done to the liver."""

    TRANSPLANT = "TRANSPLANT"
    TIPS = "TIPS"


class Procedure(NamedTuple):
    """One procedure that somebody stated, or that nobody denied.

    Attributes:
        kind: what was done.
        day: ISO 8601 date at the precision stated: `2024-03-22`, `2024-03`, `2024`, or "" if only the fact is known.
        place: the measurement that shows it; None where there is none.
        row: the statement by file, line and analyte; None where there is none.
        is_stated: False: nobody stated whether there was one.
    """

    kind: ProcedureKind
    day: str
    place: Measurement | None = None
    row: RowKey | None = None
    is_stated: bool = True


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
    between = [one for one in procedures if one.is_stated and _may_be_between(one.day, first, last)]
    known = {one.kind for one in between}
    notes = [AnswerReason(ReasonKind.ACROSS, one.kind, one.place, one.row) for one in between]
    unknown = [one.kind for one in procedures if not one.is_stated and one.kind not in known]
    notes += (AnswerReason(ReasonKind.UNKNOWN, kind) for kind in unknown)
    return tuple(dict.fromkeys(notes))


def _may_be_between(day: str, first: str, last: str) -> bool:
    return first[: len(day)] <= day <= last[: len(day)]
