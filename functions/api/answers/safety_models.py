"""Define the schema of answers about safety (docs/grades.md)."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.answers.answer_models import (
    Answer,
    AnswersOfSubject,
    SourceOfInput,
    StudyDayNumber,
    VisitNumberOrNone,
)
from api.http.parameters import Next


class NamedAnswer(BaseModel):
    """One of the answers about the same analyte, score or sign."""

    name: Annotated[
        str, Field(description="Such as `grade`, `grade_by_limits`, `change`, `worst`; docs/grades.md.")
    ]
    answer: Answer


class SafetyOfSubject(BaseModel):
    """Answers about one analyte, score or sign, of one day or of all days after the baseline."""

    subject: str
    kind: Literal[
        "since-baseline", "shift", "hys-law", "hys-law-peaks", "hys-law-by-baseline", "grade", "change"
    ]
    about: Annotated[str, Field(description="Analyte code, or id of a formula: `MELD3`, `HYS`, `HYS_MOD`.")]
    name: Annotated[
        str,
        Field(description="Of a score; the term of CTCAE; how bilirubin is compared; `highest` or `lowest`."),
    ]
    day: Annotated[
        str | None,
        Field(
            description="The specimen day; null for answers about several days, or where no day is certain."
        ),
    ]
    study_day: StudyDayNumber
    visit: VisitNumberOrNone
    visit_name: str
    answers: list[NamedAnswer]
    clinical: Annotated[
        list[str], Field(description="What a grade asks for besides, which a lab value does not show.")
    ]
    sources: Annotated[
        list[SourceOfInput], Field(description="Every observation that is an input, or may be.")
    ]


class SafetyPage(AnswersOfSubject):
    """A page of answers about the safety of a subject."""

    safety: list[SafetyOfSubject]
    next: Next
