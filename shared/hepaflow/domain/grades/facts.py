"""Define what grades need to know besides lab results. What nobody states is unknown, never assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.grades.corners import Dependency

_EITHER: Final = (False, True)


@dataclass(frozen=True, slots=True)
class GradeFacts:
    """What is stated of a subject on a day.

    Attributes:
        symptoms: by analyte, whether its result has symptoms, consequences or needs an intervention.
        anticoagulated: whether the subject has anticoagulants.
        fasting: whether the specimen is a fasting one.
    """

    symptoms: Mapping[str, bool] = field(default_factory=dict)
    anticoagulated: bool | None = None
    fasting: bool | None = None


def stated(fact: bool | None, about: str) -> Dependency[bool]:  # noqa: FBT001 the fact itself
    """Return a fact as a dependency: both answers are possible if nobody stated it."""
    if fact is None:
        return Dependency(_EITHER, (AnswerReason(ReasonKind.UNKNOWN, about),))
    return Dependency((fact,))


def reading(about: str, chosen: bool | None) -> Dependency[bool]:  # noqa: FBT001 the choice itself
    """Return which reading of a text counts as a dependency: both are possible if the study's definition chooses none.

    Args:
        about: the analyte.
        chosen: the second reading is meant; None: the definition is silent.
    """
    if chosen is None:
        return Dependency(_EITHER, (AnswerReason(ReasonKind.VARIANT, about),))
    return Dependency((chosen,))
