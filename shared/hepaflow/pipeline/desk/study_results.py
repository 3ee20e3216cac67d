"""List the results or holds of many subjects, page by page, for one journal number."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.study.fold_rules import FIRST_VERSION, has_one_register
from hepaflow.pipeline.desk.checks import Centers, may_see, require_center, shown_state
from hepaflow.pipeline.desk.paging import ListedSubject, PageReading
from hepaflow.pipeline.desk.subject_results import Question, asked, journal_number, placed
from hepaflow.pipeline.masking.masked_services import mask_at
from hepaflow.pipeline.multiples import MultipleFit, Multiples, multiple_fit
from hepaflow.pipeline.services import Missing, Services
from hepaflow.pipeline.timeline import SubjectTimeline, timelines
from hepaflow.ports import View
from hepaflow.ports.limits import READ_AT_ONCE

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
        multiples: of those that count, the ones within these multiples of the upper limit; None for all.
    """

    question: Question
    center: str = ""
    flag: str = ""
    held: bool = False
    code: str = ""
    multiples: Multiples | None = None


class LeftOutResults(NamedTuple):
    """How many results a question about multiples leaves out, because nobody can say whether they are within.

    Attributes:
        without_multiple: they have no number, or no upper limit.
        uncertain: such as `>90`, where a part of the possible values is within.
    """

    without_multiple: int = 0
    uncertain: int = 0


@dataclass(frozen=True, slots=True)
class StudyPage:
    """Answers in order of center, subject and time, the number they hold for, and where to go on, if there is more.

    Attributes:
        left_out: what was left out before each answer, summed; the last one is for the whole page.
    """

    journal_number: int
    answers: list[MeasuredState]
    after: list[str]
    more: str
    left_out: list[LeftOutResults]

    def cut(self, count: int) -> tuple[LeftOutResults, str]:
        """Return what is left out on a page of the first `count` answers, and where the next page begins."""
        if count == len(self.answers):
            return self.left_out[-1], self.more
        return self.left_out[count - 1], self.after[count - 1]


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
    listed = _subjects(services, study, inquiry, centers, begin)
    masked = mask_at(services.registry, study, begin.journal_number).definitions
    read = _read_unmasked if masked else _read
    page, known, goes_on = read(services, study, inquiry.question, listed, (subjects, begin.journal_number))
    if not page:
        _require(services, study, inquiry.center)
    answers: list[MeasuredState] = []
    after: list[str] = []
    left_out = [LeftOutResults()]
    for center, subject in page:
        told = begin.shown if (center, subject) == (begin.center, begin.subject) else 0
        count, before = 0, left_out.pop()
        for measured, fit in _found(known[subject], center, inquiry, centers):
            if fit is MultipleFit.WITHIN:
                count += 1
                if count > told:
                    answers.append(measured)
                    after.append(str(replace(begin, center=center, subject=subject, shown=count)))
                    left_out.append(before)
            elif count >= told:  # else the page before has counted it
                before = _with(before, fit)
        left_out.append(before)
    more = str(PageCursor(begin.journal_number, *page[-1], shown=_ALL)) if goes_on else ""
    return StudyPage(begin.journal_number, answers, after, more, left_out)


_Reading = tuple[
    list[ListedSubject], Mapping[str, SubjectTimeline], bool
]  # the last says whether the page ends early


def _read(
    services: Services,
    study: str,
    question: Question,
    listed: Iterator[ListedSubject],
    most_at: tuple[int, int],
) -> _Reading:
    """Read the subjects of a page: as many as fit, at a journal number."""
    most, number = most_at
    some = list(islice(listed, most + 1))
    reading = PageReading(services.results, study, question)
    page = reading.of(some[:most])
    known = timelines(services.registry, reading, study, {subject for _, subject in page}, number)
    return page, known, len(page) < len(some)


def _read_unmasked(
    services: Services,
    study: str,
    question: Question,  # noqa: ARG001 how much is read must not depend on it, as it would on masked results
    listed: Iterator[ListedSubject],
    most_at: tuple[int, int],
) -> _Reading:
    """Read the subjects of a page of which a masked caller sees a result: no page ends where others have only masked ones."""
    most, number = min(most_at[0], _MASKED), most_at[1]
    page: list[ListedSubject] = []
    known: dict[str, SubjectTimeline] = {}
    while len(page) <= most and (some := list(islice(listed, _MASKED))):
        found = timelines(
            services.registry, services.results, study, {subject for _, subject in some}, number
        )
        known |= found
        page += [one for one in some if any(place.center == one[0] for place in found[one[1]].answers)]
    return page[:most], known, len(page) > most


def _with(left_out: LeftOutResults, fit: MultipleFit) -> LeftOutResults:
    if fit is MultipleFit.WITHOUT:
        return left_out._replace(without_multiple=left_out.without_multiple + 1)
    return left_out._replace(uncertain=left_out.uncertain + 1)


_MASKED = 10  # subjects of a page for a masked caller: it ends there, however much was read
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
    behind = (
        listed
        for listed in services.registry.candidates(study, inquiry.center, begin.center, begin.journal_number)
        if listed > last or (listed == last and begin.shown < _ALL)
    )
    if centers is None:
        yield from behind
        return
    while some := list(islice(behind, READ_AT_ONCE - 1)):
        others = {subject for center, subject in some if center not in centers}
        own = _ever_at(services.registry.view(study, [], others), centers) if others else frozenset()
        yield from (listed for listed in some if listed[0] in centers or listed[1] in own)


def _ever_at(view: View, centers: Collection[str]) -> frozenset[str]:
    """Return the subjects that any version of an entry places at one of some centers; whether it counts is seen later."""
    if not has_one_register(max((version for _, version in view.fold_versions), default=FIRST_VERSION)):
        return frozenset()
    return frozenset(
        subject
        for subject, dossier in view.dossiers.items()
        if any(not set(entry.subject.centers).isdisjoint(centers) for entry in dossier.entries)
    )


def _found(
    known: SubjectTimeline, center: str, inquiry: Inquiry, centers: Centers
) -> list[tuple[MeasuredState, MultipleFit]]:
    """Return the answers that are wanted, in order, and those of which nobody can say whether they are."""
    answers = sorted(
        (
            (measurement, shown_state(centers, measurement, answer))
            for measurement, answer in known.answers.items()
            if measurement.center == center
            and may_see(centers, known.entries, measurement)
            and asked(measurement, inquiry.question)
            and _wanted(answer, inquiry)
        ),
        key=lambda one: placed(one[0]),
    )
    fits = ((measured, _fit(measured[1], inquiry.multiples)) for measured in answers)
    return [(measured, fit) for measured, fit in fits if fit is not MultipleFit.OUTSIDE]


def _fit(answer: MeasurementState, bounds: Multiples | None) -> MultipleFit:
    if bounds is None or answer.current is None:
        return MultipleFit.WITHIN
    return multiple_fit(answer.current.observation, bounds)


def _wanted(answer: MeasurementState, inquiry: Inquiry) -> bool:
    if inquiry.held:
        return any(inquiry.code in {"", *held.codes} for held in answer.held)
    current = answer.current
    return current is not None and inquiry.flag in {"", current.observation.flag}
