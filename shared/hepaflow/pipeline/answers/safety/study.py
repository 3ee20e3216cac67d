"""List of each subject of a study the candidates for Hy's law, and the worst grade of each analyte."""

from typing import NamedTuple

from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.safety.basis import SafetyAnswer, safety_basis
from hepaflow.pipeline.answers.safety.grades import grade_shifts, grades_by_day
from hepaflow.pipeline.answers.safety.injury import sign_answer, signs_of_days


class SubjectSigns(NamedTuple):
    """What the list of a study has of one subject.

    Attributes:
        answers: days that are candidates for Hy's law or may be, then the worst grades.
        left_out: how many days are not among them although a missing input leaves them open: no result of these reaches a limit.
    """

    answers: tuple[SafetyAnswer, ...]
    left_out: int


def subject_signs(course: SubjectCourse) -> SubjectSigns:
    """Return what the list of a study has of one subject.

    Args:
        course: of the subject, as far as the caller may see it.
    """
    basis = safety_basis(course)
    opened = [told for told in signs_of_days(basis) if told.is_open]
    listed = [sign_answer(basis, told) for told in opened if told.shows_something]
    silent = {told.day.day for told in opened if not told.shows_something}
    return SubjectSigns((*listed, *grade_shifts(basis, grades_by_day(basis))), len(silent))
