"""Make the pictures of many subjects, page by page, as far as a caller may see them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.change.after_baseline import days_after
from hepaflow.domain.grades.baselines import baseline_input
from hepaflow.domain.pictures.completeness_map import CompletenessMap, map_of_subjects
from hepaflow.domain.pictures.dish import DISH_ANALYTES, DishKind, DishPoint, dish_point
from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.study_courses import CoursePage, SubjectsInquiry, course_page
from hepaflow.pipeline.answers.visit_days import visible_completeness
from hepaflow.pipeline.answers.visit_scores import day_of_visit
from hepaflow.pipeline.services import Services

_AT_ONCE: Final = 50  # subjects that are read together
ReportPath = Callable[[str], str]  # from a subject to the path of his report


def pictured_subjects(services: Services, study: str, number: int, inquiry: SubjectsInquiry) -> CoursePage:
    """Return the courses of the next subjects, read a few at a time.

    Args:
        services: the ports.
        study: the study's id.
        number: the journal number, not beyond the head.
        inquiry: which subjects.

    Raises:
        Missing: there is no such study or center, or there was no such study at the number.
    """
    found: list[SubjectCourse] = []
    left = inquiry.limit
    while True:
        page = course_page(services, study, number, replace(inquiry, limit=min(left, _AT_ONCE)))
        found += page.courses
        left -= len(page.courses)
        if not page.more or left <= 0:
            return replace(page, courses=found)
        inquiry = replace(inquiry, after=page.last)


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
