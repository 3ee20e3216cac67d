"""Decide what masked callers get of what files say of their rows (docs/adr/0063).

Results need no decision: the ports of a masked caller do not have them (`hepaflow.pipeline.masking`).
"""

from typing import Annotated, Final, Literal

from pydantic import Field

from api.http.access import Caller
from api.http.problems import Problem
from hepaflow.pipeline.masking.masked_services import hides_registers, is_masked_now, mask_now
from hepaflow.pipeline.services import Services

MASKED_RESULTS: Final = (
    "The study masks results from your role, and the answer would count or show them. Ask somebody with another role of the "
    "study that is not masked."
)
REFUSED: Final = Problem(403, MASKED_RESULTS)
_REGISTER_REFUSED: Final = (
    "The study masks your role, and its definition does not say that day 1 is the same event in both arms: a date of the register "
    "could show the arm. Ask somebody to change the register who has another role of the study, too, that is not masked."
)
MaskedCodes = Annotated[
    list[Literal["MASKED_DAY_ONE", "MASKED_ANALYTES", "MASKED_VISITS"]],
    Field(
        description="What the study masks from your role, so that it is left out here; alike for all subjects."
    ),
]
MaskedFlag = Annotated[
    bool, Field(description="What would count or show masked rows is left out for your role.")
]


def hides_rows(desk: Services, study: str, caller: Caller) -> bool:
    """Say whether a caller gets nothing that files say of their rows, since nobody can say of each row whether it is masked.

    The people of a center do get it of their own files: they sent them.

    Args:
        desk: the ports of the caller.
        study: the study's id.
        caller: who asks.
    """
    return caller.centers is None and is_masked_now(desk, study)


def hides_names(desk: Services, study: str, caller: Caller) -> bool:
    """Say whether a caller does not see where a row of a file stands: the column or the sheet may name a visit.

    Args:
        desk: the ports of the caller.
        study: the study's id.
        caller: who asks.
    """
    return caller.centers is None and mask_now(desk, study).hides_names


def check_may_write_register(desk: Services, study: str) -> None:
    """Check that a caller may see the dates of the register: a request that repeats an entry would tell whether he knows it.

    Args:
        desk: the ports of the caller.
        study: the study's id.

    Raises:
        Problem: 403, he may not.
    """
    if hides_registers(desk, study):
        raise Problem(403, _REGISTER_REFUSED)
