"""Make the pictures of many subjects, page by page, as far as a caller may see them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Generic, NamedTuple, TypeVar

from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.change.after_baseline import days_after
from hepaflow.domain.grades.baselines import baseline_input
from hepaflow.domain.pictures.completeness_map import CompletenessMap, map_of_subjects
from hepaflow.domain.pictures.dish import DISH_ANALYTES, DishKind, DishPoint, dish_point
from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.study_courses import SubjectsInquiry, course_page
from hepaflow.pipeline.answers.visit_days import visible_completeness
from hepaflow.pipeline.answers.visit_scores import day_of_visit
from hepaflow.pipeline.services import Services

_AT_ONCE: Final = 50  # subjects that are read together
ReportPath = Callable[[str], str]  # from a subject to the path of his report


GoesOn = Callable[[int], bool]  # from the subjects that were read, whether others are read for the same page
Made = TypeVar("Made")


class SubjectsPage(NamedTuple, Generic[Made]):
    """What was made of the next subjects of a study.

    Attributes:
        made: of each subject, in order of their ids.
        first: the first subject; "" without one.
        last: the subject with which the page ends; "" without one.
        more: others follow.
        masked: codes that say what is left out for the caller.
    """

    made: list[Made]
    first: str
    last: str
    more: bool
    masked: tuple[str, ...]


def pictured_subjects(
    services: Services,
    study: str,
    number: int,
    inquiry: SubjectsInquiry,
    goes_on: GoesOn,
    make: Callable[[SubjectCourse], Made],
) -> SubjectsPage[Made]:
    """Return what is made of the next subjects. They are read a few at a time, and no course is kept.

    Args:
        services: the ports.
        study: the study's id.
        number: the journal number, not beyond the head.
        inquiry: which subjects.
        goes_on: whether more of them are read.
        make: gives what is made of a subject.

    Raises:
        Missing: there is no such study or center, or there was no such study at the number.
    """
    made: list[Made] = []
    first, left = "", inquiry.limit
    while True:
        page = course_page(services, study, number, replace(inquiry, limit=min(left, _AT_ONCE)))
        made += map(make, page.courses)
        first = first or next((course.subject for course in page.courses), "")
        left -= len(page.courses)
        if not page.more or left <= 0 or not goes_on(len(made)):
            return SubjectsPage(made, first, page.last, page.more, page.masked)
        inquiry = replace(inquiry, after=page.last)


def point_of(course: SubjectCourse, kind: DishKind, href: str) -> DishPoint:
    """Return the point of a subject. An analyte that the caller does not see leaves him without a place.

    Args:
        course: of the subject.
        kind: what the numbers are multiples of.
        href: path of his report.
    """
    hidden = sorted(course.hidden_analytes.intersection(DISH_ANALYTES))
    if hidden:
        codes = tuple(AnswerReason(ReasonKind.MASKED, about).code for about in hidden)
        return DishPoint(course.subject, href, None, None, codes)
    choices = {about: day_of_visit(course, None, (about,)) for about in DISH_ANALYTES}
    later = {about: days_after(course.days, choice) for about, choice in choices.items()}
    baselines = {about: baseline_input(choice, about) for about, choice in choices.items()}
    return dish_point(kind, later, baselines, course.subject, href)


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
