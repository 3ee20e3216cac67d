"""Choose one specimen day among those of a window; say so only if every decision about open holds leads to the same day."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hepaflow.domain.answers.inputs import SpecimenDay, absent
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.scores.whole_day import is_whole, may_be_whole, needed_without_dialysis, why_open


class CandidateDay(NamedTuple):
    """A specimen day that may be chosen.

    Attributes:
        sure: its inputs as far as they certainly count; None: no draw of the day certainly does.
        possible: its inputs with those that only may count.
        doubt: why some of them only may; for draws of which nobody knows whether they are before the dose.
    """

    sure: SpecimenDay | None
    possible: SpecimenDay
    doubt: tuple[AnswerReason, ...] = ()


@dataclass(frozen=True, slots=True)
class DayChoice:
    """Which day it is: certain, certainly none, or undetermined. It has reasons unless there is a certain day.

    Attributes:
        day: the day that every possible decision leads to; None if there is none.
        candidates: the days that some decision leads to, the most preferred first; one if `day` is certain.
        may_be_none: some decision leaves no day.
        reasons: why there is no certain day.
    """

    day: SpecimenDay | None
    candidates: tuple[SpecimenDay, ...] = ()
    may_be_none: bool = False
    reasons: tuple[AnswerReason, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Say whether the answer is known, also if it is that there is no such day."""
        return self.day is not None or not self.candidates

    @property
    def first_day(self) -> str:
        """Return the earliest day that it may be, ISO 8601; "" without one."""
        return min((day.day for day in self.candidates), default="")


def choose(ordered: Iterable[CandidateDay], inputs: Collection[str]) -> DayChoice:
    """Return the first day that has all inputs. A lone repeat of one analyte does not replace a panel.

    A day that some decision would complete comes before all later ones, so the choice is open until that decision is made: the
    next day never fills in.

    Args:
        ordered: the days, the most preferred first.
        inputs: the analytes that the day has to have, as of `is_whole`; none: any day with a result.
    """
    looked_at = list(ordered)
    possible: list[SpecimenDay] = []
    reasons: list[AnswerReason] = []
    if len(looked_at) == 1 and looked_at[0].sure is not None and is_whole(looked_at[0].sure, inputs):
        return DayChoice(looked_at[0].sure, (looked_at[0].sure,))
    for candidate in looked_at:
        if candidate.sure is not None and is_whole(candidate.sure, inputs):
            chosen = (*possible, candidate.sure)
            return DayChoice(None if possible else candidate.sure, chosen, reasons=_once(reasons))
        if may_be_whole(candidate.possible, inputs):
            possible.append(candidate.possible)
            reasons += candidate.doubt
            reasons += why_open(candidate.possible, inputs)
    if possible:
        return DayChoice(None, tuple(possible), may_be_none=True, reasons=_once(reasons))
    return DayChoice(None, may_be_none=True, reasons=_missing([one.possible for one in looked_at], inputs))


def _missing(days: Sequence[SpecimenDay], inputs: Collection[str]) -> tuple[AnswerReason, ...]:
    """Return why no day has all inputs: those that no day has; else that no day has them together."""
    never = [
        analyte
        for analyte in needed_without_dialysis(inputs)
        if not any(day.input_of(analyte).candidates for day in days)
    ]
    if never:
        return tuple(reason for analyte in never for reason in absent(analyte).reasons)
    about = "SAME_DAY" if days and inputs else "SPECIMEN"
    return (AnswerReason(ReasonKind.MISSING, about),)


def _once(reasons: Iterable[AnswerReason]) -> tuple[AnswerReason, ...]:
    return tuple(dict.fromkeys(reasons))
