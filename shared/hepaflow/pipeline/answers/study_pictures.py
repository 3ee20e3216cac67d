"""Make the pictures of many subjects, page by page, as far as a caller may see them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.grades.baselines import Baselines, baselines_of, no_baseline
from hepaflow.domain.pictures.completeness_map import MapColumn, MapRow, map_row, visit_columns
from hepaflow.domain.pictures.dish import BILIRUBIN, TRANSAMINASES, DishKind, DishPoint, dish_point
from hepaflow.pipeline.answers.course import Asker, SubjectCourse, courses
from hepaflow.pipeline.answers.masking import hides_baseline
from hepaflow.pipeline.answers.pictures import subject_axis
from hepaflow.pipeline.answers.visit_days import visible_completeness
from hepaflow.pipeline.services import Missing, Services
from hepaflow.pipeline.standpoints import AT_ONCE

_INPUTS = (*TRANSAMINASES, BILIRUBIN)
ReportPath = Callable[[str], str]  # from a subject to the path of his report


@dataclass(frozen=True, slots=True)
class PicturedSubjects:
    """The subjects of one page.

    Attributes:
        journal_number: the journal number of the answer.
        courses: of the subjects of which the caller may see something, in order of their ids.
        after: the last subject that was looked at; "": no more follow.
    """

    journal_number: int
    courses: tuple[SubjectCourse, ...]
    after: str


def pictured_subjects(
    services: Services, study: str, number: int, asker: Asker, after: str, limit: int
) -> PicturedSubjects:
    """Return the courses of the next subjects of whom the caller may see something.

    Args:
        services: the ports.
        study: the study's id.
        number: the journal number, not beyond the head.
        asker: who asks.
        after: the last subject of the page before; "" for the first page.
        limit: the most subjects of a page.

    Raises:
        Missing: there was no such study at the number.
    """
    registry = services.registry
    if registry.definition_at(study, number) is None:
        raise Missing("study")
    rest = (one for one in sorted(_subjects(services, study, asker)) if one > after)
    page = list(islice(rest, limit + 1))
    looked_at = page[:limit]
    found = [
        course
        for first in range(0, len(looked_at), AT_ONCE)
        for course in courses(
            registry, services.results, study, looked_at[first : first + AT_ONCE], number, asker
        )
        if course.timeline or course.entries
    ]
    return PicturedSubjects(number, tuple(found), looked_at[-1] if len(page) > limit else "")


def _subjects(services: Services, study: str, asker: Asker) -> set[str]:
    """Return the subjects that the centers of the caller sent results of, or that the register has or had there."""
    registry = services.registry
    definition = registry.definition(study)
    if definition is None:
        raise Missing("study")
    seen = None if asker.centers is None else set(asker.centers)
    named = {
        subject
        for center in definition.centers
        if seen is None or center in seen
        for subject in registry.subjects(study, center)
    }
    entries = (one.subject for center in definition.centers for one in registry.register(study, center))
    return named.union(one.id for one in entries if seen is None or not seen.isdisjoint(one.centers))


def dish_points(courses: Iterable[SubjectCourse], kind: DishKind, href: ReportPath) -> Iterator[DishPoint]:
    """Yield the points of subjects. An analyte that the caller does not see leaves a subject without a place.

    Args:
        courses: of the subjects.
        kind: what the numbers are multiples of.
        href: gives the path of a report.
    """
    for course in courses:
        hidden = sorted(course.hidden_analytes.intersection(_INPUTS))
        if hidden:
            codes = tuple(AnswerReason(ReasonKind.MASKED, about).code for about in hidden)
            yield DishPoint(course.subject, href(course.subject), None, None, codes)
        else:
            base = _baselines(course) if kind is DishKind.BASELINE else {}
            yield dish_point(kind, course.days, base, course.subject, href(course.subject))


def _baselines(course: SubjectCourse) -> Baselines:
    if course.is_masked and hides_baseline(course.protocol):
        why = (AnswerReason(ReasonKind.MASKED, "BASELINE"),)
        return {about: no_baseline(about)._replace(reasons=why) for about in _INPUTS}
    return baselines_of(course.days, _INPUTS)


def map_rows(courses: Iterable[SubjectCourse], today: date, href: ReportPath) -> Iterator[MapRow]:
    """Yield the rows of subjects; none of a subject whose day 1 the caller may not see.

    Args:
        courses: of the subjects.
        today: the day of the answer.
        href: gives the path of a report.
    """
    for course in courses:
        if not subject_axis(course, today).is_masked and len(course.entries) == 1:
            cells = visible_completeness(course, today)
            yield map_row(course.subject, href(course.subject), cells, course.visits)


def map_columns(courses: Iterable[SubjectCourse]) -> tuple[MapColumn, ...]:
    """Return the visits of the map: the same for all subjects."""
    first = next(iter(courses), None)
    return visit_columns(first.visits) if first else ()
