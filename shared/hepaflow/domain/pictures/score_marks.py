"""Make the marks of one score: a value, an interval, or a gap with its reasons."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from hepaflow.domain.answers.answer import Truth
from hepaflow.domain.answers.reasons import ReasonKind
from hepaflow.domain.pictures.marks import Gap, NumberMark, Series, VisitBand
from hepaflow.domain.pictures.result_marks import DrawnSubject, codes_of
from hepaflow.domain.pictures.study_axis import StudyAxis
from hepaflow.domain.scores.certainty import Score
from hepaflow.domain.scores.of_visit import needed_results
from hepaflow.domain.visits.subject_days import visit_day


class ScoreOfSpecimen(NamedTuple):
    """A score of one specimen day.

    Attributes:
        day: ISO 8601.
        score: the score.
    """

    day: str
    score: Score


def score_series(drawn: DrawnSubject, scores: Sequence[ScoreOfSpecimen]) -> Series:
    """Return the series of a score.

    A day without one of its results is not a day of the score. A visit whose window is over without any such day is a gap.

    Args:
        drawn: of the subject.
        scores: one score on each specimen day; at least one.
    """
    formula, axis = scores[0].score.formula, drawn.axis
    marks = tuple(_marks(scores, axis))
    open_days = [
        Gap(one.day, axis.study_day(one.day), codes_of(one.score.value.reasons))
        for one in scores
        if one.score.value.truth is Truth.UNDETERMINED and not _lacks_result(one.score)
    ]
    seen = [*(mark.day for mark in marks), *(gap.day for gap in open_days)]
    missed = [
        _missed(band, drawn, needed_results(formula))
        for band in axis.bands
        if band.last < drawn.until.isoformat() and not any(band.first <= day <= band.last for day in seen)
    ]
    return Series(formula.version.id, marks, tuple(sorted((*open_days, *missed), key=lambda gap: gap.day)))


def _marks(scores: Iterable[ScoreOfSpecimen], axis: StudyAxis) -> Iterator[NumberMark]:
    for day, score in scores:
        answer = score.value
        if answer.truth is Truth.UNDETERMINED:
            continue
        is_exact = isinstance(answer.value, Decimal)
        low, high = (
            (answer.value, answer.value) if isinstance(answer.value, Decimal) else (answer.low, answer.high)
        )
        yield NumberMark(
            day, axis.study_day(day), low, high, is_joined=is_exact, reasons=codes_of(answer.reasons)
        )


def _lacks_result(score: Score) -> bool:
    return any(reason.kind is ReasonKind.MISSING for reason in score.value.reasons)


def _missed(band: VisitBand, drawn: DrawnSubject, needed: tuple[str, ...]) -> Gap:
    found = drawn.days
    visit = next(one for one in found.schedule.protocol.visits if one.number == band.visit)
    reasons = codes_of(visit_day(found, visit, needed).reasons)
    return Gap(band.target, drawn.axis.study_day(band.target), reasons)
