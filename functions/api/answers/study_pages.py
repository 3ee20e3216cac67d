"""Answer with a page of answers about the subjects of a study, as JSON or CSV."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from api.answers.answer_pages import (
    LARGEST,
    AnswersFormat,
    csv_answer,
    csv_lines,
    encoded,
    is_csv,
    json_answer,
    masked_header,
    next_page,
)
from api.http.cursors import next_cursor, position_of
from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.study_courses import CoursePage

_POSITION: Final = r"(?s)[0-9]{1,12}~[0-9]{4}-[0-9]{2}-[0-9]{2}~.+"
_Json = dict[str, Any]


class StudyPlace(NamedTuple):
    """Where a page begins.

    Attributes:
        moment: what all pages hold for: a journal number, or of the first page what was asked for.
        today: the day that all pages hold for, ISO 8601; "" for the first page.
        subject: the last subject of the page before; "" for the first page.
    """

    moment: str
    today: str = ""
    subject: str = ""


def study_place(router: Router, cursor: str, as_of: str) -> StudyPlace:
    """Return where a page begins.

    Args:
        router: of the route, with the request.
        cursor: as the page before gave it; "" for the first page.
        as_of: of the first page.
    """
    position = position_of(router, cursor, _POSITION)
    return StudyPlace(*position.split("~", 2)) if position else StudyPlace(as_of)


class ToldSubject(NamedTuple):
    """A subject of a page.

    Attributes:
        course: of the subject.
        entries: as JSON.
    """

    course: SubjectCourse
    entries: list[_Json]


class StudyAnswer(NamedTuple):
    """What a page is made of.

    Attributes:
        name: of the member with the list.
        columns: of the CSV.
        rows: gives the rows of an entry in CSV.
        entries: gives the entries of a subject.
        head: gives the members beside the list from the subjects of the page.
    """

    name: str
    columns: Sequence[str]
    rows: Callable[[_Json], Iterable[Sequence[str]]]
    entries: Callable[[SubjectCourse], list[_Json]]
    head: Callable[[Sequence[ToldSubject]], _Json]


def study_answer(
    router: Router, page: CoursePage, place: StudyPlace, made_of: StudyAnswer, form: AnswersFormat | None
) -> Response[str]:
    """Return the subjects of a page, at least one, and as many as a response has room for.

    Args:
        router: of the route, with the request.
        page: the courses of the subjects.
        place: number and day that all pages hold for.
        made_of: what the page is made of.
        form: the format that the request names; None: by its header.
    """
    as_table = is_csv(router, form)
    told: list[ToldSubject] = []
    texts: list[str] = []
    size, last, more = 0, page.last, page.more
    for course in page.courses:
        one = ToldSubject(course, made_of.entries(course))
        rows = (row for entry in one.entries for row in made_of.rows(entry))
        some = [csv_lines(rows)] if as_table else list(map(encoded, one.entries))
        size += sum(len(text.encode()) for text in some)
        if size > LARGEST and told:
            last, more = told[-1].course.subject, True
            break
        told.append(one)
        texts += some
    after = next_cursor(router, f"{place.moment}~{place.today}~{last}" if more else "")
    head = {
        "journal_number": int(place.moment),
        "definition_version": page.definition.version,
        "masked": page.masked,
        **made_of.head(told),
    }
    if as_table:
        more_headers = {**next_page(router, after), **masked_header(page.masked)}
        if "left_out" in head:
            more_headers["Left-Out"] = encoded(head["left_out"])
        return csv_answer(made_of.columns, texts, int(place.moment), more_headers)
    return json_answer(head, made_of.name, texts, after)
