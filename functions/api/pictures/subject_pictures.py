"""Show the liver panel and the report of a subject."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from api.answers.answer_json import AnswerWriter
from api.http.access import ANY, allow
from api.http.hrefs import lineage_href, subject_href
from api.http.parameters import AsOf, Study, SubjectParameter
from api.http.served import TEXT, caller_of, desk_of, media_schemas, new_router
from api.pictures.picture_answer import (
    FormatOfPicture,
    LanguageOfPicture,
    page_answer,
    picture_answer,
    reader_of,
)
from api.pictures.picture_models import LiverPanelPicture, picture_responses
from hepaflow.domain.fold.measurement import RowKey
from hepaflow.pipeline.answers.course import Asker, SubjectCourse, subject_course
from hepaflow.pipeline.answers.pictures import subject_map, subject_panel
from hepaflow.pipeline.answers.visit_days import day_of_answer, visit_days
from hepaflow.pipeline.answers.visit_scores import day_panels, visit_scores
from hepaflow.pipeline.journal import event_at
from hepaflow.writers.pictures.panel_svg import panel_svg
from hepaflow.writers.pictures.report_page import HeldResult, ReportContent, report_page

router = new_router()


@router.get(
    "/studies/<study>/subjects/<subject>/liver-panel",
    tags=["picture"],
    responses=picture_responses(LiverPanelPicture),
)
@allow(ANY)
def get_liver_panel(
    study: Study,
    subject: SubjectParameter,
    form: FormatOfPicture = None,
    language: LanguageOfPicture = None,
    as_of: AsOf = "",
) -> Response[str]:
    """Get the liver panel of a subject over time.

    Returns a picture: ALT, AST, ALP, GGT and bilirubin as multiples of the upper limit of their lab and day; albumin, INR,
    platelets and MELD 3.0; the windows of visits. With `format=json` its marks, each with the path to the lab's cells.
    """
    course = _course(study, subject, as_of)
    today = day_of_answer(desk_of(router), study, course.journal_number, as_of)
    picture = subject_panel(course, today, _link(study, course))
    answer = LiverPanelPicture.model_validate(
        {**_head(study, course), "today": today.isoformat(), "picture": picture}
    )
    reader = reader_of(router, language, course.journal_number)
    return picture_answer(router, form, answer, reader, lambda reads: panel_svg(picture, reads))


@router.get(
    "/studies/<study>/subjects/<subject>/report",
    tags=["picture"],
    responses=media_schemas({"text/html": TEXT}),
)
@allow(ANY)
def get_report(
    study: Study, subject: SubjectParameter, language: LanguageOfPicture = None, as_of: AsOf = ""
) -> Response[str]:
    """Get the report of a subject.

    Returns one page for people that needs nothing from elsewhere: the liver panel, scores, visits, completeness, and what
    waits for a decision with its reasons.
    """
    desk, course = desk_of(router), _course(study, subject, as_of)
    today = day_of_answer(desk, study, course.journal_number, as_of)
    no_day_one, writer = course.mask.hides_day_one, AnswerWriter(study, course)
    panel = subject_panel(course, today, _link(study, course))
    event = event_at(desk.registry, study, course.journal_number)
    content = ReportContent(
        study=study,
        subject=course.subject,
        at=event.at,
        today=today.isoformat(),
        definition_version=course.definition.version,
        is_partial=course.is_partial,
        panel=panel,
        completeness=subject_map(course, today),
        visits=() if no_day_one else tuple(map(writer.visit_day, visit_days(course))),
        scores=tuple(_scores(course, writer, by_day=no_day_one)),
        held=tuple(_held(course)),
    )
    reader = reader_of(router, language, course.journal_number)
    return page_answer(report_page(content, reader), reader)


def _scores(course: SubjectCourse, writer: AnswerWriter, *, by_day: bool) -> list[dict[str, Any]]:
    """Return scores at visits, or of specimen days."""
    if not by_day:
        return [writer.placed_score(one) for one in visit_scores(course)]
    return [
        {"day": panel.day.day, "study_day": None, "visit_name": "", **writer.score(score)}
        for panel in day_panels(course)
        for score in panel.scores
    ]


def _held(course: SubjectCourse) -> list[HeldResult]:
    """Return what waits for a decision, in order of time."""
    found = [
        HeldResult(place.analyte, place.collected_at, place.center, held.sent.observation.raw, held.codes)
        for place, state in course.timeline.items()
        for held in state.held
    ]
    return sorted(found, key=lambda one: (one.collected_at, one.analyte, one.center))


def _course(study: str, subject: str, as_of: str) -> SubjectCourse:
    caller = caller_of(router)
    return subject_course(desk_of(router), study, subject, as_of, Asker(caller.centers, caller.roles))


def _head(study: str, course: SubjectCourse) -> dict[str, Any]:
    return {
        "journal_number": course.journal_number,
        "subject": course.subject,
        "href": subject_href(study, course.subject),
        "definition_version": course.definition.version,
        "partial": course.is_partial,
        "masked": course.mask.left_out,
    }


def _link(study: str, course: SubjectCourse) -> Any:
    def link(subject: str, row: RowKey) -> str:
        return lineage_href(study, subject, row, course.journal_number)

    return link
