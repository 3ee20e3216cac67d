"""Show eDISH, mDISH and the map of completeness of a study or a center, page by page."""

import time
from collections.abc import Callable
from datetime import date
from typing import Any, Final, NamedTuple

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
    GoesOn,
    Made,
    ReportPath,
    SubjectsPage,
    pictured_subjects,
    point_of,
    study_map,
)
from hepaflow.pipeline.answers.visit_days import day_of_answer
from hepaflow.pipeline.desk.subject_results import journal_number
from hepaflow.writers.pictures.dish_svg import dish_svg
from hepaflow.writers.pictures.legend import PageOfSubjects
from hepaflow.writers.pictures.map_svg import map_svg

router = new_router()
_FEWEST: int = 200  # subjects of a page, at about 50 ms each to read and fold
_MOST: int = 2_000  # of peaks, at about 500 bytes each; a response has 6 MB
_SECONDS: Final = 12.0  # from here on no more subjects are read: the gateway waits for 30 s


class _Question(NamedTuple):
    """What a request asks for."""

    study: str
    center: str
    form: PictureFormat | None
    language: Language | None
    as_of: str
    cursor: str
    limit: int


class _Place(NamedTuple):
    """What a page holds for, and the subject with which the page before ended; "" for the first page."""

    number: int
    today: str
    after: str


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
    path of the subject's report. A page has as many subjects as are read in 12 s, and at least 200 if there are so many.
    A picture says which subjects it has if others follow, and its `Link` header has the next page.
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
    `format=json` its cells, with the count of each state. A page has at most 200 subjects, else it is like those of `/edish`.
    """
    asked = _Question(study, center, form, language, as_of, cursor, min(limit, _FEWEST))
    place = _place(asked)
    found = _subjects(asked, place, lambda course: course)
    today = date.fromisoformat(place.today)
    after: str | None = None
    if MASKED_DAY_ONE in found.masked:
        picture, part = masked_map("", today), None
    else:
        picture, part = study_map(found.made, today, _report_path(asked, place)), _part(asked, found)
        after = _following(place, found)
    answer = CompletenessMapPage(journal_number=place.number, picture=picture, next=after)
    reader = reader_of(router, language, place.number)
    return picture_answer(router, form, answer, reader, lambda reads: map_svg(picture, reads, part), after)


def _dish(asked: _Question, kind: DishKind) -> Response[str]:
    place = _place(asked)
    path = _report_path(asked, place)
    found = _subjects(asked, place, lambda course: point_of(course, kind, path(course.subject)))
    picture, part, after = dish(kind, found.made), _part(asked, found), _following(place, found)
    answer = DishPage(journal_number=place.number, picture=picture, next=after)
    reader = reader_of(router, asked.language, place.number)
    return picture_answer(
        router, asked.form, answer, reader, lambda reads: dish_svg(picture, reads, part), after
    )


def _place(asked: _Question) -> _Place:
    """Return where a page begins; the cursor fixes the journal number and the day of all pages."""
    desk = desk_of(router)
    moment, today, after = study_place(router, asked.cursor, asked.as_of)
    number = journal_number(desk, asked.study, moment)
    return _Place(number, today or day_of_answer(desk, asked.study, number, asked.as_of).isoformat(), after)


def _subjects(asked: _Question, place: _Place, make: Callable[[SubjectCourse], Made]) -> SubjectsPage[Made]:
    caller = caller_of(router)
    asker, limit = Asker(caller.centers, caller.roles), min(asked.limit, _MOST)
    inquiry = SubjectsInquiry(asker, asked.center, place.after, limit)
    return pictured_subjects(
        desk_of(router), asked.study, place.number, inquiry, _while_there_is_time(), make
    )


def _following(place: _Place, found: SubjectsPage[Any]) -> str | None:
    """Return the cursor of the next page; None: there is no other."""
    return next_cursor(router, f"{place.number}~{place.today}~{found.last}" if found.more else "")


def _while_there_is_time() -> GoesOn:
    """Return whether a page of peaks gets more subjects."""
    began = time.monotonic()
    return lambda count: count < _FEWEST or time.monotonic() - began < _SECONDS


def _part(asked: _Question, found: SubjectsPage[Any]) -> PageOfSubjects | None:
    """Return which subjects a picture has, if it does not have all that were asked for."""
    if not found.first or not (asked.cursor or found.more):
        return None
    return PageOfSubjects(found.first, found.last)


def _report_path(asked: _Question, place: _Place) -> ReportPath:
    return lambda subject: f"{subject_href(asked.study, subject)}/report?as_of={place.number}"
