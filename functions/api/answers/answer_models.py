"""Define the schema of every answer: a value, an interval, or undetermined with reasons (docs/scores.md)."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field

from api.http.parameters import Next
from api.http.records import AsOfNumber, Href
from api.http.served import TEXT
from api.models.masking import MaskedCodes

LineageHref = Annotated[
    str | None, Field(description="Path of the lineage of the observation: it shows the lab's cells.")
]
StudyDayNumber = Annotated[int | None, Field(description="The day before day 1 is -1; null without day 1.")]
VisitNumberOrNone = Annotated[
    int | None, Field(description="Number of the visit in whose window the day lies.")
]


class MeasurementPlace(BaseModel):
    """A measurement, as the results name it."""

    center: str
    subject: str
    analyte: str
    specimen_type: str
    collected_at: str
    specimen: str


class ReasonOfAnswer(BaseModel):
    """Why an answer is not certain, or what speaks against it."""

    code: Annotated[str, Field(description="Such as `HELD_ALB`; docs/scores.md lists them.")]
    measurement: Annotated[
        MeasurementPlace | None, Field(description="The measurement that shows it, if there is one.")
    ]
    href: LineageHref


class Answer(BaseModel):
    """One answer: `value`, or `low` and `high`, or none of them with reasons."""

    truth: Literal["certain", "interval", "undetermined"]
    value: Annotated[str | None, Field(description="Exact text; null unless the answer is certain.")]
    low: Annotated[str | None, Field(description="The least possible value; null: no bound is known.")]
    high: Annotated[str | None, Field(description="The greatest possible value; null: no bound is known.")]
    reasons: Annotated[list[ReasonOfAnswer], Field(description="Empty if the answer is certain.")]
    notes: list[ReasonOfAnswer]
    formula: Annotated[str, Field(description="The rule and its version, such as `MELD3 1`.")]
    number: AsOfNumber


class SourceOfInput(BaseModel):
    """An observation that is an input, or that may be after a decision."""

    center: str
    collected_at: str
    analyte: str
    operator: Annotated[str, Field(description="`<`, `<=`, `>`, `>=`; empty for an exact value.")]
    value: Annotated[str | None, Field(description="The number in the canonical unit; exact text.")]
    unit: str
    text: Annotated[str, Field(description="A result that is not a number.")]
    raw: Annotated[str, Field(description="Value and unit as they are in the file.")]
    href: LineageHref


class InputOfScore(BaseModel):
    """What is known of one input of a score."""

    about: Annotated[str, Field(description="The analyte, or what else the formula needs: `AGE`, `SEX`.")]
    unit: Annotated[str, Field(description="Of the formula.")]
    values: Annotated[
        list[str],
        Field(
            description="The values at which the formula is computed, at 16 digits; bounds if there are several."
        ),
    ]
    sources: list[SourceOfInput]


class ScoreOfDay(BaseModel):
    """A score, computed from the inputs of one day."""

    score: Annotated[str, Field(description="Id of the formula, such as `MELD3`.")]
    name: str
    answer: Answer
    unrounded: Annotated[
        str | None, Field(description="At 16 significant digits; null if it is not certain.")
    ]
    grade: Annotated[Answer | None, Field(description="The class; null if the score has none.")]
    inputs: list[InputOfScore]


class ScoreOfVisit(BaseModel):
    """A score at the baseline or at a visit."""

    subject: str
    visit: Annotated[int | None, Field(description="Number of the visit; null: the baseline.")]
    visit_name: Annotated[str, Field(description="Name of the visit, or `BASELINE DAY`.")]
    day: Annotated[
        str | None, Field(description="The specimen day that answers the visit, if it is certain.")
    ]
    study_day: StudyDayNumber
    score: str
    name: str
    answer: Answer
    unrounded: str | None
    grade: Answer | None
    inputs: list[InputOfScore]


class AnswersOfSubject(BaseModel):
    """What every page of answers about one subject has."""

    journal_number: AsOfNumber
    subject: str
    href: Href
    definition_version: Annotated[int, Field(description="Of the study's definition in force at the number.")]
    partial: Annotated[
        bool,
        Field(
            description="Another center has results of the subject that you do not see; they count in no answer here."
        ),
    ]
    masked: MaskedCodes


class ScoresPage(AnswersOfSubject):
    """A page of scores of a subject, in order of visits."""

    scores: list[ScoreOfVisit]
    next: Next


class ResultOfDay(BaseModel):
    """What is known of one analyte on one day."""

    analyte: str
    sources: Annotated[
        list[SourceOfInput], Field(description="One if it is certain; else every observation that may count.")
    ]
    may_be_absent: Annotated[bool, Field(description="Some decision leaves no result of the day.")]
    reasons: list[ReasonOfAnswer]


class PanelOfDay(BaseModel):
    """A specimen day with its results and scores."""

    subject: str
    day: str
    study_day: StudyDayNumber
    visit: VisitNumberOrNone
    visit_name: str
    results: list[ResultOfDay]
    scores: list[ScoreOfDay]


class PanelsPage(AnswersOfSubject):
    """A page of the specimen days of a subject."""

    panels: list[PanelOfDay]
    next: Next


class DayOfVisit(BaseModel):
    """The specimen day that answers a visit, or is the baseline."""

    subject: str
    visit: Annotated[int | None, Field(description="Number of the visit; null: the baseline.")]
    visit_name: Annotated[str, Field(description="Name of the visit, or `BASELINE DAY`.")]
    target_date: Annotated[str | None, Field(description="Null for the baseline, and without day 1.")]
    first_date: Annotated[str | None, Field(description="First day of the window.")]
    last_date: Annotated[str | None, Field(description="Last day of the window.")]
    answer: Annotated[Answer, Field(description="Its value is the day.")]
    study_day: StudyDayNumber
    candidates: Annotated[list[str], Field(description="Days that some decision leads to, best first.")]


class DrawOfSubject(BaseModel):
    """One specimen, with what the lab calls the visit and what the definition makes of it."""

    center: str
    collected_at: str
    specimen: str
    label: Annotated[str, Field(description="The lab's own visit.")]
    nominal: Annotated[int | None, Field(description="Number of the visit that the label names.")]
    window: VisitNumberOrNone
    study_day: StudyDayNumber
    kind: Literal["planned", "redraw", "unscheduled", "unplaced"]
    analytes: list[str]
    rerun: Annotated[list[str], Field(description="Analytes that the lab reported again with another value.")]
    held: Annotated[list[str], Field(description="Analytes with an open hold.")]


class VisitsPage(AnswersOfSubject):
    """A page of the visits of a subject, with all draws."""

    draws: list[DrawOfSubject]
    visits: list[DayOfVisit]
    next: Next


class CompletenessCell(BaseModel):
    """What is known of one required analyte at one visit."""

    subject: str
    visit: int
    visit_name: str
    analyte: str
    centers: Annotated[list[str], Field(description="Who has the subject on the target day.")]
    state: Literal["not-due", "expected", "received", "late", "missing", "not-applicable", "not-done"]
    due_on: Annotated[str | None, Field(description="The last day on which the result is not late.")]
    received_on: str | None
    reasons: list[ReasonOfAnswer]
    sources: Annotated[
        list[SourceOfInput], Field(description="Results of the window that count, or that may count.")
    ]


class CompletenessOfSubject(AnswersOfSubject):
    """The completeness of a subject."""

    today: Annotated[str, Field(description="The day for which the states hold.")]
    completeness: list[CompletenessCell]


def responses(model: type[BaseModel]) -> Any:
    """Return the answers of a route that gives a list as JSON or CSV."""
    return {
        200: {
            "description": "OK",
            "content": {"application/json": {"model": model}, "text/csv": {"schema": TEXT}},
            "headers": _HEADERS,
        }
    }


_HEADERS: Final = {
    "Link": {"description": "CSV: the next page", "schema": TEXT},
    "Masked": {"description": "CSV: what the study masks from your role", "schema": TEXT},
    "Journal-Number": {"description": "CSV: the answer holds as of this journal number", "schema": TEXT},
}
