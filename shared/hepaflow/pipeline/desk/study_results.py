"""List the results or holds of many subjects, page by page, for one journal number."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.pipeline.desk.checks import require_center
from hepaflow.pipeline.desk.deliveries import Centers
from hepaflow.pipeline.desk.paging import ListedSubject, PageReading
from hepaflow.pipeline.desk.subject_results import Question, asked, journal_number, placed
from hepaflow.pipeline.services import Missing, Services
from hepaflow.pipeline.timeline import SubjectTimeline, timelines

MeasuredState = tuple[Measurement, MeasurementState]


@dataclass(frozen=True, slots=True)
class PageCursor:
    """Where a page ended.

    Attributes:
        journal_number: the journal number that all pages hold for.
        center: the center of the last answer told.
        subject: its subject.
        shown: how many answers about this subject at this center were told.
    """

    journal_number: int
    center: str = ""
    subject: str = ""
    shown: int = 0

    def __str__(self) -> str:
        return f"{self.journal_number}~{self.shown}~{self.center}~{self.subject}"


def cursor_of(text: str) -> PageCursor:
    number, told, center, subject = text.split("~", 3)
    return PageCursor(int(number), center, subject, int(told))


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Which results of a study.

    Attributes:
        question: which of a subject's; its `after` is where the page before ended, "" for the first.
        center: of one center; "" for all.
        flag: with this flag against the reference range; "" for all.
        held: those that wait for a decision, instead of those that count.
        code: of those that wait, the ones with an observation that is held for this issue; "" for all.
    """

    question: Question
    center: str = ""
    flag: str = ""
    held: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True)
class StudyPage:
    """Answers in order of center, subject and time, the number they hold for, and where to go on, if there is more."""

    journal_number: int
    answers: list[MeasuredState]
    after: list[str]
    more: str


def study_results(
    services: Services, study: str, inquiry: Inquiry, centers: Centers, subjects: int
) -> StudyPage:
    """Return the answers about the next subjects.

    One request finds the journal number, one lists the subjects of all centers, one each reads the panels of a
    subject, and one tells what is known of all of them.

    Args:
        services: the ports.
        study: the study's id.
        inquiry: what is asked for.
        centers: which the caller may see.
        subjects: of how many subjects a page tells at most. It ends earlier where it is full.

    Returns:
        A page; `after[i]` is where the next one begins once answer i has been told.

    Raises:
        Missing: no such study or center.
        UnclearMoment: `as_of` cannot be understood.
        NotYet: the journal has not come as far.
    """
    begin = _begin(services, study, inquiry)
    listed = list(islice(_subjects(services, study, inquiry, centers, begin), subjects + 1))
    if not listed:
        _require(services, study, inquiry.center)
    reading = PageReading(services.results, study, inquiry.question)
    page = reading.of(listed[:subjects])
    of_page = {subject for _, subject in page}
    known = timelines(services.registry, reading, study, of_page, begin.journal_number)
    answers: list[MeasuredState] = []
    after: list[str] = []
    for center, subject in page:
        told = begin.shown if (center, subject) == (begin.center, begin.subject) else 0
        found = _found(known[subject], center, inquiry)
        answers += found[told:]
        after += [
            str(replace(begin, center=center, subject=subject, shown=count))
            for count in range(told + 1, len(found) + 1)
        ]
    more = str(PageCursor(begin.journal_number, *page[-1], shown=_ALL)) if len(page) < len(listed) else ""
    return StudyPage(begin.journal_number, answers, after, more)


_ALL = 999_999_999  # answers about one subject: nobody has so many


def _begin(services: Services, study: str, inquiry: Inquiry) -> PageCursor:
    if not inquiry.question.after:
        return PageCursor(journal_number(services, study, inquiry.question.as_of))
    place = cursor_of(inquiry.question.after)
    return replace(place, journal_number=journal_number(services, study, str(place.journal_number)))


def _require(services: Services, study: str, center: str) -> None:
    """Check that there is such a study and, where one is named, such a center.

    Raises:
        Missing: there is not.
    """
    if center:
        require_center(services, study, center)
    elif services.registry.definition(study) is None:
        raise Missing("study")


def _subjects(
    services: Services, study: str, inquiry: Inquiry, centers: Centers, begin: PageCursor
) -> Iterator[ListedSubject]:
    """Yield center and subject from where the page before ended, the last of it included if it was not told whole."""
    last = begin.center, begin.subject
    for listed in services.registry.candidates(study, inquiry.center):
        behind = listed > last or (listed == last and begin.shown < _ALL)
        if behind and (centers is None or listed[0] in centers):
            yield listed


def _found(known: SubjectTimeline, center: str, inquiry: Inquiry) -> list[MeasuredState]:
    answers = [
        (measurement, answer)
        for measurement, answer in known.answers.items()
        if measurement.center == center and asked(measurement, inquiry.question) and _wanted(answer, inquiry)
    ]
    return sorted(answers, key=lambda one: placed(one[0]))


def _wanted(answer: MeasurementState, inquiry: Inquiry) -> bool:
    if inquiry.held:
        return any(inquiry.code in {"", *held.codes} for held in answer.held)
    current = answer.current
    return current is not None and inquiry.flag in {"", current.observation.flag}
