"""Make the pictures of many subjects, page by page, as far as a caller may see them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.change.after_baseline import days_after
from hepaflow.domain.grades.baselines import baseline_input
from hepaflow.domain.pictures.completeness_map import CompletenessMap, map_of_subjects
from hepaflow.domain.pictures.dish import DISH_ANALYTES, DishKind, DishPoint, dish_point
from hepaflow.pipeline.answers.course import Asker, SubjectCourse, courses
from hepaflow.pipeline.answers.visit_days import visible_completeness
from hepaflow.pipeline.answers.visit_scores import day_of_visit
from hepaflow.pipeline.services import Missing, Services
from hepaflow.pipeline.standpoints import AT_ONCE

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
        subject = course.subject
        hidden = sorted(course.hidden_analytes.intersection(DISH_ANALYTES))
        if hidden:
            codes = tuple(AnswerReason(ReasonKind.MASKED, about).code for about in hidden)
            yield DishPoint(subject, href(subject), None, None, codes)
            continue
        choices = {about: day_of_visit(course, None, (about,)) for about in DISH_ANALYTES}
        later = {about: days_after(course.days, choice) for about, choice in choices.items()}
        baselines = {about: baseline_input(choice, about) for about, choice in choices.items()}
        yield dish_point(kind, later, baselines, subject, href(subject))


def study_map(courses: Sequence[SubjectCourse], today: date, href: ReportPath) -> CompletenessMap:
    """Return the map of subjects.

    Args:
        courses: of the subjects.
        today: the day of the answer.
        href: gives the path of a report.
    """
    if not courses:
        return map_of_subjects((), {}, {}, today)
    registered = [course for course in courses if len(course.entries) == 1]
    cells = {course.subject: visible_completeness(course, today) for course in registered}
    return map_of_subjects(courses[0].visits, cells, {subject: href(subject) for subject in cells}, today)
