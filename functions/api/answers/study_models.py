"""Define the schemas of answers about all subjects of a study or of a center."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.answers.answer_models import CompletenessCell
from api.answers.safety_models import SafetyOfSubject
from api.http.parameters import Next
from api.http.records import AsOfNumber
from api.models.masking import MaskedCodes

DefinitionVersion = Annotated[int, Field(description="Of the study's definition in force at the number.")]


class StatesOfCells(BaseModel):
    """How many cells of completeness have each state."""

    not_due: int
    expected: int
    received: int
    late: int
    missing: int
    not_applicable: int
    not_done: int


class PointOfTrend(BaseModel):
    """How many results were due by a day, and how many of these had been received by it."""

    day: str
    due: int
    received: int


class CountsOfCenter(BaseModel):
    """The cells of this page that a center has."""

    center: str
    states: StatesOfCells
    trend: Annotated[
        list[PointOfTrend],
        Field(description="At the end of each of the eleven months before `today`, and on `today`."),
    ]


class CompletenessPage(BaseModel):
    """A page of the completeness of a study or of a center, in order of subjects."""

    journal_number: AsOfNumber
    definition_version: DefinitionVersion
    masked: MaskedCodes
    today: Annotated[str, Field(description="The day for which the states hold, on all pages.")]
    counts: Annotated[list[CountsOfCenter], Field(description="Of this page: those of all pages add up.")]
    completeness: list[CompletenessCell]
    next: Next


class LeftOutDays(BaseModel):
    """How many days are not listed although they may be candidates for Hy's law."""

    open_days: Annotated[
        int, Field(description="An input is missing, and no result of the day reaches a limit.")
    ]


class SafetySignsPage(BaseModel):
    """A page of candidates for Hy's law and worst grades, in order of subjects."""

    journal_number: AsOfNumber
    definition_version: DefinitionVersion
    masked: MaskedCodes
    left_out: LeftOutDays
    safety: list[SafetyOfSubject]
    next: Next
