"""Write answers as JSON: `api.answers.answer_models` has their schemas, and a test compares the two."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import cycle
from typing import Any, Final

from api.http.hrefs import lineage_href
from hepaflow.domain.answers.answer import Answer
from hepaflow.domain.answers.inputs import PossibleInput
from hepaflow.domain.answers.reasons import AnswerReason
from hepaflow.domain.model import Comparator
from hepaflow.domain.protocol.study_days import date_of
from hepaflow.domain.scores.certainty import Score
from hepaflow.domain.scores.formulas.decimals import RESULT
from hepaflow.domain.scores.formulas.quantities import FEMALE, FormulaInput
from hepaflow.domain.values.numbers import plain_digits
from hepaflow.domain.visits.completeness import VisitCell
from hepaflow.domain.visits.draws import draws_of
from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.visit_days import AnsweredDay
from hepaflow.pipeline.answers.visit_scores import DayPanel, PlacedScore

_Json = dict[str, Any]
_LEAST, _GREATEST = Decimal("1E-100"), Decimal("1E+100")  # beyond: in place of an end that is missing
BASELINE_DAY: Final = "BASELINE DAY"


@dataclass(frozen=True, slots=True)
class AnswerWriter:
    """Writes the answers about one subject.

    Attributes:
        study: the study's id.
        course: of the subject.
        _sources: by id, observations that were written before: each is the input of many answers.
    """

    study: str
    course: SubjectCourse
    _sources: dict[int, _Json] = field(default_factory=dict)

    def answer(self, told: Answer) -> _Json:
        """Return an answer."""
        rule = told.formula
        return {
            "truth": told.truth.value,
            "value": _text(told.value),
            "low": _text(told.low),
            "high": _text(told.high),
            "reasons": self.reasons(told.reasons),
            "notes": self.reasons(told.notes),
            "formula": " ".join(filter(None, (rule.id, str(rule.version), rule.variant))),
            "number": self.course.journal_number,
        }

    def reasons(self, reasons: Iterable[AnswerReason]) -> list[_Json]:
        """Return reasons, each with the measurement that shows it and the path to the lab's cells."""
        return [self._reason(reason) for reason in reasons]

    def _reason(self, reason: AnswerReason) -> _Json:
        place, row = reason.measurement, reason.row
        state = self.course.timeline.get(place) if place and row is None else None
        if state is not None and state.current is not None:
            row = state.current.row
        return {
            "code": reason.code,
            "measurement": place._asdict() if place else None,
            "href": self._href(place.subject, row) if place and row else None,
        }

    def _href(self, subject: str, row: Any) -> str:
        return lineage_href(self.study, subject, row, self.course.journal_number)

    def score(self, score: Score) -> _Json:
        """Return a score of one day with its inputs."""
        return {
            "score": score.formula.version.id,
            "name": score.formula.name,
            "answer": self.answer(score.value),
            "unrounded": _text(score.unrounded),
            "grade": self.answer(score.grade) if score.grade else None,
            "inputs": self._inputs(score),
        }

    def _inputs(self, score: Score) -> list[_Json]:
        return [
            {
                "about": quantity.about,
                "unit": quantity.unit,
                "values": [_input_value(quantity, value) for value in known.values if _is_near(value)],
                "sources": [self.source(found) for found in known.sources],
            }
            # a score that depends on the day has the points of each day
            for quantity, known in zip(cycle(score.formula.quantities), score.points, strict=False)
            if quantity.unit
        ]

    def source(self, found: PossibleInput) -> _Json:
        """Return an observation that is an input or may be, with the path to the lab's cells."""
        told = self._sources.get(id(found.sent))
        if told is None:  # `course` holds what is sent, so that its id stays
            told = self._sources[id(found.sent)] = self._source(found)
        return told

    def _source(self, found: PossibleInput) -> _Json:
        report = found.sent.observation
        return {
            "center": found.place.center,
            "collected_at": found.place.collected_at,
            "analyte": found.place.analyte,
            "operator": "" if report.operator is Comparator.EQ else report.operator.value,
            "value": _text(report.value),
            "unit": report.unit,
            "text": " ".join(filter(None, (report.finding or "", report.strength))),
            "raw": " ".join(filter(None, (report.raw.value, report.raw.unit))),
            "href": self._href(found.place.subject, found.sent.row),
        }

    def placed_score(self, told: PlacedScore) -> _Json:
        """Return a score at a visit."""
        chosen = told.scored.choice.day
        day = chosen.day if chosen else None
        return {
            "subject": self.course.subject,
            "visit": told.visit.number if told.visit else None,
            "visit_name": told.visit.name if told.visit else BASELINE_DAY,
            "day": day,
            "study_day": self.course.days.schedule.study_day(day) if day else None,
            **self.score(told.scored.score),
        }

    def visit_day(self, told: AnsweredDay) -> _Json:
        """Return the day of a visit."""
        schedule, visit = self.course.days.schedule, told.visit
        one = schedule.day_one if visit else None
        days = (visit.target_day, visit.first_day, visit.last_day) if visit else (1, 1, 1)
        target, first, last = (date_of(day, one).isoformat() if one else None for day in days)
        chosen = told.choice.day
        return {
            "subject": self.course.subject,
            "visit": visit.number if visit else None,
            "visit_name": visit.name if visit else BASELINE_DAY,
            "target_date": target,
            "first_date": first,
            "last_date": last,
            "answer": self.answer(told.answer),
            "study_day": schedule.study_day(chosen.day) if chosen else None,
            "candidates": [day.day for day in told.choice.candidates],
        }

    def panel(self, told: DayPanel) -> _Json:
        """Return a specimen day with its results and scores."""
        schedule, day = self.course.days.schedule, told.day.day
        visit = schedule.visit_on(day)
        return {
            "subject": self.course.subject,
            "day": day,
            "study_day": schedule.study_day(day),
            "visit": visit.number if visit else None,
            "visit_name": visit.name if visit else "",
            "results": [
                {
                    "analyte": analyte,
                    "sources": [self.source(found) for found in known.candidates],
                    "may_be_absent": known.may_be_absent,
                    "reasons": self.reasons(known.reasons),
                }
                for analyte, known in sorted(told.day.inputs.items())
            ],
            "scores": [self.score(score) for score in told.scores],
        }

    def draws(self) -> list[_Json]:
        """Return the draws of the subject."""
        return [
            {
                "center": draw.center,
                "collected_at": draw.collected_at,
                "specimen": draw.specimen,
                "label": draw.label,
                "nominal": draw.nominal.number if draw.nominal else None,
                "window": draw.window.number if draw.window else None,
                "study_day": draw.study_day,
                "kind": draw.kind.value,
                "analytes": list(draw.analytes),
                "rerun": list(draw.rerun),
                "held": list(draw.held),
            }
            for draw in draws_of(self.course.timeline, self.course.days.schedule)
        ]

    def cell(self, cell: VisitCell, names: Mapping[int, str]) -> _Json:
        """Return a cell of completeness.

        Args:
            cell: the cell.
            names: of visits, by number.
        """
        return {
            "subject": cell.subject,
            "visit": cell.visit,
            "visit_name": names[cell.visit],
            "analyte": cell.analyte,
            "centers": list(cell.centers),
            "state": cell.state.value,
            "due_on": cell.due_on.isoformat() if cell.due_on else None,
            "received_on": cell.received_on.isoformat() if cell.received_on else None,
            "reasons": self.reasons(cell.reasons),
            "sources": [self.source(found) for found in cell.sources],
        }


def _input_value(quantity: FormulaInput, value: Decimal) -> str:
    if quantity is FEMALE:
        return "F" if value else "M"
    return plain_digits(RESULT.plus(value))


def _is_near(value: Decimal) -> bool:
    return not value or _LEAST < abs(value) < _GREATEST


def _text(value: Decimal | str | None) -> str | None:
    return plain_digits(value) if isinstance(value, Decimal) else value
