"""Answer everything about the safety of one subject."""

from collections.abc import Iterator

from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.safety.basis import SafetyAnswer, safety_basis
from hepaflow.pipeline.answers.safety.grades import grade_answers, grade_shifts, grades_by_day
from hepaflow.pipeline.answers.safety.injury import (
    answers_by_baseline,
    peak_answers,
    sign_answer,
    signs_of_days,
)
from hepaflow.pipeline.answers.safety.results import result_changes, result_extremes
from hepaflow.pipeline.answers.safety.scores import (
    class_shifts,
    score_changes,
    score_courses,
    score_extremes,
)


def subject_safety(course: SubjectCourse) -> Iterator[SafetyAnswer]:
    """Yield all answers: first those of all days together, then those of each day, by kind.

    Args:
        course: of the subject, as far as the caller may see it.
    """
    basis = safety_basis(course)
    grades, courses = grades_by_day(basis), score_courses(basis)
    yield from grade_shifts(basis, grades)
    yield from class_shifts(basis, courses)
    yield from result_extremes(basis)
    yield from score_extremes(basis, courses)
    yield from (sign_answer(basis, told) for told in signs_of_days(basis))
    yield from peak_answers(basis)
    yield from answers_by_baseline(basis)
    yield from grade_answers(basis, grades)
    yield from result_changes(basis)
    yield from score_changes(basis, courses)
