"""Find what all answers about safety of a subject are computed from: baselines, and the days after them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from hepaflow.catalog.grades import grade_table_of
from hepaflow.domain.answers.answer import Answer
from hepaflow.domain.answers.inputs import STATED, Input, PossibleInput, SpecimenDay, absent, each_once
from hepaflow.domain.answers.reasons import AnswerReason
from hepaflow.domain.change.after_baseline import LaterDays, days_after
from hepaflow.domain.change.procedures import Procedure, procedures_between
from hepaflow.domain.change.stated_procedures import stated_procedures
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.grades.baselines import baseline_input
from hepaflow.domain.grades.table import GradeTable
from hepaflow.domain.visits.day_choice import DayChoice
from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.visit_scores import day_of_visit

_PROCEDURES: Final = frozenset({"TRANSPL", "TIPS"})
_STATEMENTS: Final = STATED | _PROCEDURES | {"ALBINF"}  # of investigators: they are no lab results


class SafetyKind(StrEnum):
    """What an answer is about."""

    SINCE_BASELINE = "since-baseline"  # worst and best after the baseline
    SHIFT = "shift"  # from the grade or class of the baseline to the worst one after it
    HYS_LAW = "hys-law"  # quadrant of a day
    HYS_LAW_PEAKS = "hys-law-peaks"  # quadrant by the peaks of the 30 days from it on
    HYS_LAW_BY_BASELINE = "hys-law-by-baseline"  # what to do by multiples of the baseline
    GRADE = "grade"
    CHANGE = "change"


class SafetyAnswer(NamedTuple):
    """Answers about one analyte, score or sign.

    Attributes:
        kind: what they are about.
        about: analyte code, or id of a formula.
        name: for people: the term of CTCAE, the comparison of bilirubin, which extreme.
        day: the specimen day, ISO 8601; None: of several days.
        answers: by name.
        clinical: what a grade asks for besides, which a lab value does not show.
        sources: every observation that is an input, or may be.
    """

    kind: SafetyKind
    about: str
    name: str
    day: str | None
    answers: Mapping[str, Answer]
    clinical: tuple[str, ...] = ()
    sources: tuple[PossibleInput, ...] = ()


@dataclass(frozen=True, slots=True)
class SafetyBasis:
    """What answers about safety are computed from.

    Attributes:
        course: of the subject.
        table: the grades; None: the study's definition names no version.
        choices: by analyte, the day of the baseline.
        baselines: by analyte, what is known of the baseline.
        later: by analyte, the days after it.
        statements: what investigators stated of transplants and TIPS.
    """

    course: SubjectCourse
    table: GradeTable | None
    choices: Mapping[str, DayChoice]
    baselines: Mapping[str, Input]
    later: Mapping[str, LaterDays]
    statements: Mapping[Measurement, MeasurementState]
    _procedures: dict[str, tuple[Procedure, ...]] = field(default_factory=dict)
    _across: dict[tuple[str, str], tuple[AnswerReason, ...]] = field(default_factory=dict)

    def procedures(self, last: str) -> tuple[Procedure, ...]:
        """Return the procedures of the subject for a change that ends on a day.

        Args:
            last: the day that is compared, ISO 8601.
        """
        if last not in self._procedures:
            zones = self.course.days.schedule.zones
            self._procedures[last] = stated_procedures(self.statements, last, zones)
        return self._procedures[last]

    def across(self, first: str, last: str) -> tuple[AnswerReason, ...]:
        """Return a note for each transplant and TIPS that was, or may have been, from one day to another, both included.

        Args:
            first: the earliest day that may be the baseline, ISO 8601; "" without one.
            last: the day that is compared.
        """
        if (first, last) not in self._across:
            self._across[first, last] = procedures_between(self.procedures(last), first, last)
        return self._across[first, last]

    def first_day(self, analyte: str) -> str:
        """Return the earliest day that may be the baseline of an analyte; "" without one."""
        return self.choices[analyte].first_day

    @property
    def days(self) -> tuple[SpecimenDay, ...]:
        """Return the specimen days that the caller may see, in order; without those that only a partial date may mean."""
        return self.course.days.listed

    def beside_baseline(self, analyte: str, other: str) -> Input:
        """Return what is known of another analyte on the baseline day of an analyte: of every day that may be that day.

        Args:
            analyte: whose baseline day it is.
            other: the other analyte.
        """
        choice = self.choices[analyte]
        inputs = [day.input_of(other) for day in choice.candidates]
        candidates = each_once(inputs)
        if not candidates:
            return absent(other)
        is_absent = choice.may_be_none or any(known.may_be_absent or not known.candidates for known in inputs)
        reasons = [*choice.reasons, *(reason for known in inputs for reason in known.reasons)]
        return Input(other, candidates, is_absent, tuple(dict.fromkeys(reasons)))

    def hides(self, *analytes: str) -> bool:
        """Say whether the caller does not see one of these analytes."""
        return not self.course.hidden_analytes.isdisjoint(analytes)


def safety_basis(course: SubjectCourse) -> SafetyBasis:
    """Return what answers about safety of a subject are computed from.

    Args:
        course: of the subject, as far as the caller may see it.
    """
    analytes = {analyte for day in course.days.days for analyte in day.inputs} - _STATEMENTS
    choices = {analyte: day_of_visit(course, None, (analyte,)) for analyte in sorted(analytes)}
    version = course.protocol.ctcae
    return SafetyBasis(
        course,
        grade_table_of(version) if version else None,
        choices,
        {analyte: baseline_input(choice, analyte) for analyte, choice in choices.items()},
        {analyte: days_after(course.days, choice) for analyte, choice in choices.items()},
        {place: state for place, state in course.timeline.items() if place.analyte in _PROCEDURES},
    )


def each_source_once(sources: list[PossibleInput]) -> tuple[PossibleInput, ...]:
    """Return observations, each once, in their order."""
    return tuple({id(found): found for found in sources}.values())
