"""Make the pictures of one subject, as far as a caller may see them."""

from datetime import date
from typing import Final

from hepaflow.domain.clinical.pairing import paired
from hepaflow.domain.pictures.completeness_map import CompletenessMap, map_of_subject, masked_map
from hepaflow.domain.pictures.liver_panel import liver_panel
from hepaflow.domain.pictures.marks import LiverPanel
from hepaflow.domain.pictures.result_marks import DrawnSubject, Link
from hepaflow.domain.pictures.score_marks import ScoreOfSpecimen
from hepaflow.domain.pictures.study_axis import study_axis
from hepaflow.domain.scores.formulas.meld_3 import MELD3
from hepaflow.domain.scores.of_day import scores_of_day
from hepaflow.domain.study.days import last_day
from hepaflow.domain.study.register import SubjectStatus
from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.visit_days import visible_completeness
from hepaflow.pipeline.answers.visit_scores import hidden_formulas

_CLOSED: Final = frozenset({SubjectStatus.DISCONTINUED, SubjectStatus.SCREEN_FAILED})


def subject_panel(course: SubjectCourse, today: date, link: Link) -> LiverPanel:
    """Return the liver panel of a subject.

    Args:
        course: of the subject.
        today: the day of the answer.
        link: gives the path of an observation.
    """
    until = _until(course, today)
    axis = study_axis(course.days.schedule, course.visits, until)
    drawn = DrawnSubject(course.subject, course.days, course.timeline, axis, until, link)
    return liver_panel(drawn, _meld(course), course.hidden_analytes)


def subject_map(course: SubjectCourse, today: date) -> CompletenessMap:
    """Return the map of completeness of a subject; without visits where the caller may not see what follows from day 1.

    Args:
        course: of the subject.
        today: the day of the answer.
    """
    if course.mask.hides_day_one:
        return masked_map(course.subject, today)
    return map_of_subject(course.subject, course.visits, visible_completeness(course, today), today)


def _meld(course: SubjectCourse) -> list[ScoreOfSpecimen]:
    if MELD3 in hidden_formulas(course):
        return []
    known, rules = course.days.statements, course.protocol.scores
    return [
        ScoreOfSpecimen(day.day, scores_of_day(paired(day, known), course.facts, rules, (MELD3,))[0])
        for day in course.days.listed
    ]


def _until(course: SubjectCourse, today: date) -> date:
    """Return the last day on which something of the subject could have been collected, as far as the register says."""
    days = [today]
    for entry in (one.subject for one in course.entries):
        if entry.consent_withdrawn is not None:
            days.append(entry.consent_withdrawn)
        if entry.death:
            days.append(date.fromisoformat(last_day(entry.death)))
        if entry.status in _CLOSED and course.days.listed:
            days.append(date.fromisoformat(course.days.listed[-1].day))
    return min(days)
