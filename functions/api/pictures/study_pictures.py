"""Show eDISH, mDISH and the map of completeness of a study or a center, page by page."""

from datetime import date
from typing import NamedTuple

from aws_lambda_powertools.event_handler import Response

from api.answers.study_pages import study_place
from api.http.access import ANY, allow
from api.http.cursors import next_cursor
from api.http.hrefs import subject_href
from api.http.parameters import MOST_ENTRIES, AsOf, Cursor, Limit, OneCenter, Study
from api.http.served import caller_of, desk_of, new_router
from api.pictures.picture_answer import (
    FormatOfPicture,
    Language,
    LanguageOfPicture,
    PictureFormat,
    picture_answer,
    reader_of,
)
from api.pictures.picture_models import CompletenessMapPage, DishPage, picture_responses
from hepaflow.domain.pictures.completeness_map import masked_map
from hepaflow.domain.pictures.dish import DishKind, dish
from hepaflow.domain.visits.masking import MASKED_DAY_ONE
from hepaflow.pipeline.answers.course import Asker, SubjectCourse
from hepaflow.pipeline.answers.study_courses import SubjectsInquiry
from hepaflow.pipeline.answers.study_pictures import (
    ReportPath,
    dish_points,
    pictured_subjects,
    study_map,
)
from hepaflow.pipeline.answers.visit_days import day_of_answer
from hepaflow.pipeline.desk.subject_results import journal_number
from hepaflow.writers.pictures.dish_svg import dish_svg
from hepaflow.writers.pictures.map_svg import map_svg

router = new_router()
_MOST: int = 200  # subjects of a page, at about 50 ms each to read and fold


class _Question(NamedTuple):
    """What a request asks for."""

    study: str
    center: str
    form: PictureFormat | None
    language: Language | None
    as_of: str
    cursor: str
    limit: int


class _Page(NamedTuple):
    """The subjects of a page, what the page holds for, and the cursor of the next one."""

    number: int
    today: str
    courses: list[SubjectCourse]
    after: str | None
    hides_day_one: bool


@router.get("/studies/<study>/edish", tags=["picture"], responses=picture_responses(DishPage))
@allow(ANY)
def get_edish(  # noqa: PLR0913, PLR0917 the parameters of the query
    study: Study,
    center: OneCenter = "",
    form: FormatOfPicture = None,
    language: LanguageOfPicture = None,
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> Response[str]:
    """Get the peaks of subjects by their upper limits (eDISH).

    Returns a picture: for each subject the greater peak of ALT and AST after the baseline against that of bilirubin, as
    multiples of the upper limit of their lab and day, with lines at 3 and 2. With `format=json` its points, each with the
    path of the subject's report. A page has at most 200 subjects; the `Link` header of a picture has the next one.
    """
    return _dish(_Question(study, center, form, language, as_of, cursor, limit), DishKind.LIMIT)


@router.get("/studies/<study>/mdish", tags=["picture"], responses=picture_responses(DishPage))
@allow(ANY)
def get_mdish(  # noqa: PLR0913, PLR0917 the parameters of the query
    study: Study,
    center: OneCenter = "",
    form: FormatOfPicture = None,
    language: LanguageOfPicture = None,
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> Response[str]:
    """Get the peaks of subjects by their baselines (mDISH).

    Returns the picture of `/edish` with multiples of each subject's own baseline. Pages are like those of `/edish`.
    """
    return _dish(_Question(study, center, form, language, as_of, cursor, limit), DishKind.BASELINE)


@router.get(
    "/studies/<study>/completeness-map", tags=["picture"], responses=picture_responses(CompletenessMapPage)
)
@allow(ANY)
def get_completeness_map(  # noqa: PLR0913, PLR0917 the parameters of the query
    study: Study,
    center: OneCenter = "",
    form: FormatOfPicture = None,
    language: LanguageOfPicture = None,
    as_of: AsOf = "",
    cursor: Cursor = "",
    limit: Limit = MOST_ENTRIES,
) -> Response[str]:
    """Get the map of completeness.

    Returns a picture: for each subject and visit the state that most needs attention, such as `missing`. With
    `format=json` its cells, with the count of each state. Pages are like those of `/edish`.
    """
    asked = _Question(study, center, form, language, as_of, cursor, limit)
    page = _page(asked)
    today = date.fromisoformat(page.today)
    if page.hides_day_one:
        page, picture = page._replace(after=None), masked_map("", today)
    else:
        picture = study_map(page.courses, today, _report_path(asked, page))
    answer = CompletenessMapPage(journal_number=page.number, picture=picture, next=page.after)
    reader = reader_of(router, language, page.number)
    return picture_answer(router, form, answer, reader, lambda reads: map_svg(picture, reads), page.after)


def _dish(asked: _Question, kind: DishKind) -> Response[str]:
    page = _page(asked)
    picture = dish(kind, dish_points(page.courses, kind, _report_path(asked, page)))
    answer = DishPage(journal_number=page.number, picture=picture, next=page.after)
    reader = reader_of(router, asked.language, page.number)
    return picture_answer(
        router, asked.form, answer, reader, lambda reads: dish_svg(picture, reads), page.after
    )


def _page(asked: _Question) -> _Page:
    """Return the subjects of a page; the cursor fixes the journal number and the day of all pages."""
    desk, caller = desk_of(router), caller_of(router)
    moment, today, after = study_place(router, asked.cursor, asked.as_of)
    number = journal_number(desk, asked.study, moment)
    today = today or day_of_answer(desk, asked.study, number, asked.as_of).isoformat()
    inquiry = SubjectsInquiry(
        Asker(caller.centers, caller.roles), asked.center, after, min(asked.limit, _MOST)
    )
    page = pictured_subjects(desk, asked.study, number, inquiry)
    following = next_cursor(router, f"{number}~{today}~{page.last}" if page.more else "")
    return _Page(number, today, page.courses, following, MASKED_DAY_ONE in page.masked)


def _report_path(asked: _Question, page: _Page) -> ReportPath:
    return lambda subject: f"{subject_href(asked.study, subject)}/report?as_of={page.number}"
