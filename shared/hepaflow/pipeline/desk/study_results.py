"""Results of many subjects, page by page, for one journal number; and what waits for a decision."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from hepaflow.domain.measurement import Measurement
from hepaflow.domain.timeline import Answer
from hepaflow.pipeline.desk.desk import Desk, Missing
from hepaflow.pipeline.desk.review import Centers
from hepaflow.pipeline.desk.subject_results import Question, asked, journal_number, placed
from hepaflow.pipeline.query import Timeline, timelines

Told = tuple[Measurement, Answer]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended.

    Attributes:
        number: the journal number that all pages hold for.
        center: the center of the last answer told.
        subject: its subject.
        told: how many answers about this subject at this center were told.
    """

    number: int
    center: str = ""
    subject: str = ""
    told: int = 0

    def __str__(self) -> str:
        return f"{self.number}~{self.told}~{self.center}~{self.subject}"


def place_of(text: str) -> Place:
    number, told, center, subject = text.split("~", 3)
    return Place(int(number), center, subject, int(told))


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Which results of a study.

    Attributes:
        question: which of a subject's; its `after` is where the page before ended, "" for the first.
        center: of one center; "" for all.
        flag: with this flag against the reference range; "" for all.
        held: those that wait for a decision, instead of those that count.
    """

    question: Question
    center: str = ""
    flag: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class StudyPage:
    """Answers in order of center, subject and time, the number they hold for, and where to go on, if there is more."""

    number: int
    answers: list[Told]
    after: list[str]
    more: str


def study_results(desk: Desk, study: str, inquiry: Inquiry, centers: Centers, subjects: int) -> StudyPage:
    """Return the answers about the next subjects, so many of them at most.

    One request lists a center's subjects, one reads the head of the journal, one each the panels of a subject, and
    one what is known of all of them; where no center is named, one more says which there are.

    Args:
        desk: the ports.
        study: the study's id.
        inquiry: what is asked for.
        centers: which the caller may see.
        subjects: how many subjects a page tells of.

    Returns:
        A page; `after[i]` is where the next one begins once answer i has been told.

    Raises:
        Missing: no such study or center.
        UnclearMoment: `as_of` cannot be understood.
    """
    begin = _begin(desk, study, inquiry)
    listed = list(
        islice(_subjects(desk, study, _centers(desk, study, inquiry, centers), begin), subjects + 1)
    )
    if not listed and inquiry.center and inquiry.center not in _defined(desk, study):
        raise Missing("center")
    page, rest = listed[:subjects], listed[subjects:]
    answers: list[Told] = []
    after: list[str] = []
    known: dict[str, Timeline] = {}
    for center in dict.fromkeys(center for center, _ in page):
        of_center = [subject for at, subject in page if at == center]
        known = timelines(desk.registry, desk.results, study, of_center, begin.number)
        for subject in of_center:
            told = begin.told if (center, subject) == (begin.center, begin.subject) else 0
            found = _found(known[subject], center, inquiry)
            answers += found[told:]
            after += [
                str(replace(begin, center=center, subject=subject, told=count))
                for count in range(told + 1, len(found) + 1)
            ]
    more = str(Place(begin.number, *page[-1], told=_ALL)) if rest else ""
    return StudyPage(begin.number, answers, after, more)


_ALL = 999_999_999  # answers about one subject: nobody has so many


def _begin(desk: Desk, study: str, inquiry: Inquiry) -> Place:
    head = desk.registry.head(study).number
    if inquiry.question.after:
        place = place_of(inquiry.question.after)
        return replace(place, number=min(place.number, head))
    moment = journal_number(desk, study, inquiry.question.as_of)
    return Place(head if moment is None else min(moment, head))


def _centers(desk: Desk, study: str, inquiry: Inquiry, centers: Centers) -> list[str]:
    named = {inquiry.center} if inquiry.center else _defined(desk, study)
    return sorted(center for center in named if centers is None or center in centers)


def _defined(desk: Desk, study: str) -> Collection[str]:
    definition = desk.registry.definition(study)
    if definition is None:
        raise Missing("study")
    return definition.centers


def _subjects(desk: Desk, study: str, centers: list[str], begin: Place) -> Iterator[tuple[str, str]]:
    """Yield (center, subject) from the one on where the page before ended, itself included if it was not told whole."""
    for center in centers:
        if center < begin.center:
            continue
        for subject in desk.registry.candidates(study, center):
            behind = (center, subject) > (begin.center, begin.subject)
            if behind or ((center, subject) == (begin.center, begin.subject) and begin.told < _ALL):
                yield center, subject


def _found(known: Timeline, center: str, inquiry: Inquiry) -> list[Told]:
    answers = [
        (measurement, answer)
        for measurement, answer in known.answers.items()
        if measurement.center == center and asked(measurement, inquiry.question) and _wanted(answer, inquiry)
    ]
    return sorted(answers, key=lambda one: placed(one[0]))


def _wanted(answer: Answer, inquiry: Inquiry) -> bool:
    if inquiry.held:
        return bool(answer.held)
    current = answer.current
    return current is not None and inquiry.flag in {"", current.report.flag}
