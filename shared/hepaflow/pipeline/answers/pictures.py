"""Make the pictures of one subject, as far as a caller may see them."""

from collections.abc import Collection
from datetime import date
from typing import Final

from hepaflow.domain.clinical.pairing import paired
from hepaflow.domain.pictures.completeness_map import CompletenessMap, map_of_subject, masked_map
from hepaflow.domain.pictures.liver_panel import liver_panel
from hepaflow.domain.pictures.marks import LiverPanel
from hepaflow.domain.pictures.result_marks import DrawnSubject, Link
from hepaflow.domain.pictures.score_marks import ScoreOfSpecimen
from hepaflow.domain.pictures.study_axis import study_axis, tells_no_arm
from hepaflow.domain.scores.formulas.meld_3 import MELD3
from hepaflow.domain.scores.of_day import scores_of_day
from hepaflow.domain.study.days import last_day
from hepaflow.domain.study.register import SubjectStatus
from hepaflow.domain.visits.masking import is_masked
from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.visit_days import visible_completeness
from hepaflow.pipeline.answers.visit_scores import hidden_formulas
from hepaflow.ports import Registry

_CLOSED: Final = frozenset({SubjectStatus.DISCONTINUED, SubjectStatus.SCREEN_FAILED})


def hides_day_one(registry: Registry, study: str, number: int, roles: Collection[str]) -> bool:
    """Say whether a caller may not see what follows from day 1: he is masked, and day 1 may be another event in another arm.

    As for all that is masked, the newest definition counts, and the one in force at the number.

    Args:
        registry: the registry.
        study: the study's id.
        number: the journal number of the answer.
        roles: all his roles in the study.
    """
    definitions = (registry.definition(study), registry.definition_at(study, number))
    protocols = (one.protocol for one in definitions if one is not None and one.protocol is not None)
    return any(is_masked(one, roles) and not tells_no_arm(one) for one in protocols)


def subject_panel(course: SubjectCourse, today: date, link: Link, *, no_day_one: bool) -> LiverPanel:
    """Return the liver panel of a subject.

    Args:
        course: of the subject.
        today: the day of the answer.
        link: gives the path of an observation.
        no_day_one: the caller may not see what follows from day 1.
    """
    until = _until(course, today)
    axis = study_axis(course.days.schedule, course.visits, until, hides_day_one=no_day_one)
    drawn = DrawnSubject(course.subject, course.days, course.timeline, axis, until, link)
    return liver_panel(drawn, _meld(course), course.hidden_analytes)


def subject_map(course: SubjectCourse, today: date, *, no_day_one: bool) -> CompletenessMap:
    """Return the map of completeness of a subject.

    Args:
        course: of the subject.
        today: the day of the answer.
        no_day_one: the caller may not see what follows from day 1: there are no visits.
    """
    if no_day_one:
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
