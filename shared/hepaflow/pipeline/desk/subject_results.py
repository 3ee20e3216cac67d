"""List a subject's results, now or as of a journal number."""

from dataclasses import dataclass
from datetime import datetime

from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.study.enrolment import centers_of
from hepaflow.domain.study.journal import instant
from hepaflow.pipeline.desk.checks import Centers, may_see, require_subject, shown_state
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.timeline import timelines

_DIGITS = 18  # of a journal number, at the most


class UnclearMoment(ValueError):
    """A text is neither a journal number nor a time with its offset."""


class NotYet(ValueError):
    """A journal number that no event has: what it will hold for, nobody knows."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which results.

    Attributes:
        analyte: an analyte code; "" for all.
        first: collected then or later, ISO 8601 at any precision; "" for no bound.
        last: collected then or earlier, likewise; a day includes all of it.
        as_of: journal number, or time with offset; "" for now.
        after: where the page before ended; it names the journal number, in place of `as_of`. "" for the first page.
    """

    analyte: str = ""
    first: str = ""
    last: str = ""
    as_of: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Answers that are left to be told, in order, and the journal number that they hold for.

    Attributes:
        journal_number: that number.
        told: how many answers were told on pages before.
        answers: the others.
    """

    journal_number: int
    told: int
    answers: list[tuple[Measurement, MeasurementState]]

    def after(self, count: int) -> str:
        """Return where the next page begins once so many of these have been told.

        Examples:
            >>> Page(7, 100, []).after(20)
            '7.120'
        """
        return f"{self.journal_number}.{self.told + count}"


def subject_results(
    services: Services, study: str, subject: str, question: Question, centers: Centers = None
) -> Page:
    """Return the answers to a question, or those after a page, and the journal number that they hold for.

    A number always gives the same answers, so a page continues where the one before ended, whatever arrived in between.

    Args:
        services: the ports.
        study: the study's id.
        subject: the subject's id.
        question: which results, as of when, and after which page.
        centers: the centers that the caller may see; None: all.

    Raises:
        UnclearMoment: `as_of` cannot be understood.
        NotYet: the number is beyond the end of the journal.
        Missing: no center that the caller may see sent or registered such a subject.
    """
    as_of, _, told = question.after.partition(".")
    number = journal_number(services, study, as_of or question.as_of)
    known = timelines(services.registry, services.results, study, {subject}, number)[subject]
    seen = [
        (measurement, shown_state(centers, measurement, answer))
        for measurement, answer in known.answers.items()
        if may_see(centers, known.entries, measurement)
    ]
    if not seen and (centers is None or centers_of(known.entries).isdisjoint(centers)):
        require_subject(services, study, subject, centers)
    answers = [(measurement, answer) for measurement, answer in seen if asked(measurement, question)]
    answers.sort(key=lambda one: placed(one[0]))
    begin = int(told or 0)
    return Page(number, begin, answers[begin:])


def journal_number(services: Services, study: str, as_of: str) -> int:
    """Return the journal number that a text means, not beyond the end of the journal. One request.

    Args:
        services: the ports.
        study: the study's id.
        as_of: a journal number, or an ISO 8601 time with offset; "" for now.

    Raises:
        UnclearMoment: it is neither a number nor a time with offset.
        NotYet: the number is beyond the end of the journal.
    """
    if not as_of or (as_of.isascii() and as_of.isdecimal()):
        head = services.registry.head(study).journal_number
        if as_of and (len(as_of) > _DIGITS or int(as_of) > head):
            raise NotYet
        return int(as_of) if as_of else head
    try:
        moment = datetime.fromisoformat(as_of)
    except ValueError:
        raise UnclearMoment from None
    if moment.tzinfo is None:
        raise UnclearMoment
    return services.registry.number_at(study, instant(moment))


def placed(measurement: Measurement) -> tuple[str, ...]:
    one = measurement
    return one.collected_at, one.center, one.subject, one.analyte, one.specimen_type, one.specimen


def asked(measurement: Measurement, question: Question) -> bool:
    """Bounds and times are compared as far as both are given: March is within any part of March."""
    wall = measurement.collected_at
    return (
        question.analyte in ("", measurement.analyte)
        and (not question.first or wall[: len(question.first)] >= question.first[: len(wall)])
        and (not question.last or wall[: len(question.last)] <= question.last[: len(wall)])
    )
