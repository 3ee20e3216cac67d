"""Grade one result of a day, from observations as labs report them."""

from collections.abc import Mapping

from hepaflow.catalog.grades import grade_table_of
from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.answers.inputs import Input, SpecimenDay
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.grades.facts import GradeFacts
from hepaflow.domain.grades.of_day import Graded, grades_of_day
from hepaflow.domain.protocol.rules import GradeReadings


def one_day(*sents: RunObservation) -> SpecimenDay:
    (day,) = specimen_days(fold(sents))
    return day


def baselines(*sents: RunObservation) -> Mapping[str, Input]:
    return one_day(*sents).inputs if sents else {}


def graded(
    day: SpecimenDay,
    base: Mapping[str, Input],
    *,
    version: str = "5.0",
    direction: str = "H",
    analyte: str = "",
    facts: GradeFacts | None = None,
    **readings: str,
) -> Graded:
    """The grade of an analyte, or of the only one of the day, in one direction."""
    first = analyte or next(iter(day.inputs))
    found = grades_of_day(day, base, grade_table_of(version), facts, GradeReadings(**readings))
    (one,) = [one for one in found if (one.term.analyte, one.term.direction) == (first, direction)]
    return one
