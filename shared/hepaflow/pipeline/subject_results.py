"""What a subject's results are, now or at an earlier number of the journal."""

from dataclasses import dataclass
from datetime import datetime

from hepaflow.domain.journal import instant
from hepaflow.domain.measurement import Measurement
from hepaflow.pipeline.desk import Desk
from hepaflow.pipeline.query import Timeline, timeline
from hepaflow.pipeline.review import Centers


class UnclearMoment(ValueError):  # noqa: N818 an answer, not an error
    """A text is neither a journal number nor a time with its offset."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which results.

    Attributes:
        analyte: an analyte code; "" for all.
        first: collected then or later, ISO 8601 at any precision; "" for no bound.
        last: collected then or earlier, likewise; a day includes all of it.
        as_of: journal number, or time with offset; "" for now.
    """

    analyte: str = ""
    first: str = ""
    last: str = ""
    as_of: str = ""


def subject_results(
    desk: Desk, study: str, subject: str, question: Question, centers: Centers = None
) -> Timeline:
    """Return the answers to a question, and the journal number that they hold for.

    Raises:
        UnclearMoment: `as_of` cannot be understood.
    """
    known = timeline(desk.registry, desk.results, study, subject, journal_number(desk, study, question.as_of))
    answers = {
        measurement: answer
        for measurement, answer in known.answers.items()
        if _asked(measurement, question) and (centers is None or measurement.center in centers)
    }
    return Timeline(known.number, answers)


def journal_number(desk: Desk, study: str, as_of: str) -> int | None:
    """Return the journal number that a text means; None for now.

    Raises:
        UnclearMoment: it is neither a number nor a time with offset.
    """
    if not as_of:
        return None
    if as_of.isascii() and as_of.isdecimal():
        return int(as_of[:18])
    try:
        moment = datetime.fromisoformat(as_of)
    except ValueError:
        raise UnclearMoment from None
    if moment.tzinfo is None:
        raise UnclearMoment
    return desk.registry.number_at(study, instant(moment))


def _asked(measurement: Measurement, question: Question) -> bool:
    """Bounds and times are compared as far as both are given: March is within any part of March."""
    wall = measurement.collected_at
    return (
        question.analyte in ("", measurement.analyte)
        and wall[: len(question.first)] >= question.first[: len(wall)]
        and wall[: len(question.last)] <= question.last[: len(wall)]
    )
