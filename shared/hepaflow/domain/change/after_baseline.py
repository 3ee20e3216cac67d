"""Find the specimen days after the baseline, and those of which nobody knows whether they are."""

from collections.abc import Callable
from typing import NamedTuple

from hepaflow.domain.answers.inputs import SpecimenDay
from hepaflow.domain.answers.possible_days import partial_days_once
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.visits.day_choice import DayChoice
from hepaflow.domain.visits.subject_days import SubjectDays


class LaterDay(NamedTuple):
    """A specimen day after the baseline.

    Attributes:
        day: the day.
        doubt: why it may be the baseline itself; empty if it certainly is after it.
    """

    day: SpecimenDay
    doubt: tuple[AnswerReason, ...] = ()


class LaterDays(NamedTuple):
    """The specimen days after the baseline of an analyte or a score.

    Attributes:
        days: in order.
        reasons: why nobody knows which days are after the baseline; empty if it is known.
        same_day: the draws of the baseline day after the dose as days of their own: those that certainly are, those that may be.
    """

    days: tuple[LaterDay, ...]
    reasons: tuple[AnswerReason, ...] = ()
    same_day: tuple[LaterDay, ...] = ()


def _is_never_later(_: SpecimenDay) -> bool:
    return False


def days_after(
    found: SubjectDays, choice: DayChoice, may_be_later: Callable[[SpecimenDay], bool] = _is_never_later
) -> LaterDays:
    """Return the days after the baseline.

    A day that may be the baseline is not after it: if it lacks a result then, it is no day of the answer. There are two exceptions on day 1:
    a draw of which nobody knows whether it was before the dose, and a draw after the dose that counts if the day is not the baseline. The
    draws of day 1 after the dose are after a baseline of day 1. Without any baseline, the days from `first_day` of its rule on count.

    Args:
        found: the specimen days of the subject.
        choice: of the baseline day.
        may_be_later: says of a day up to the last possible baseline whether it may have a score though it is not the baseline.
    """
    schedule, rule = found.schedule, found.schedule.protocol.baseline
    is_masked = any(reason.kind is ReasonKind.MASKED for reason in choice.reasons)
    if schedule.day_one is None or rule is None or is_masked:
        return LaterDays((), choice.reasons)
    one = schedule.day_one.isoformat()
    latest = max((day.day for day in choice.candidates), default="")
    doubt = tuple(reason for reason in choice.reasons if reason.kind is ReasonKind.TIME)
    later: list[LaterDay] = []
    for day in found.days:
        is_allowed = (schedule.study_day(day.day) or 0) >= rule.first_day
        if day.day > latest and (latest or is_allowed):
            later.append(LaterDay(day))
        elif doubt and day.day == one:
            later.append(LaterDay(day, doubt))
        elif choice.day is None and is_allowed and may_be_later(day):
            later.append(LaterDay(day, choice.reasons))
    kept = {day.day for day in partial_days_once(late.day for late in later)}
    later = [late for late in later if late.day.day in kept]
    return LaterDays(tuple(later), same_day=_same_day(found) if latest == one else ())


def _same_day(found: SubjectDays) -> tuple[LaterDay, ...]:
    sure, doubtful = found.after_dose
    doubt = (AnswerReason(ReasonKind.TIME, "DOSE"),)
    days = [LaterDay(sure)] if sure else []
    return (*days, LaterDay(doubtful, doubt)) if doubtful else tuple(days)
