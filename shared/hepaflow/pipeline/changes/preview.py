"""Compare the current values of two states of a study, one of them perhaps supposed."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.identity import RunId
from hepaflow.domain.issues.places import place_text
from hepaflow.domain.model import Observation
from hepaflow.domain.values.numbers import converted, plain_digits
from hepaflow.pipeline.runs.subjects import subjects_of
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.standpoints import Answers, Standpoint, sliced_answers

Currents = Mapping[Measurement, RunObservation]  # the current report of each measurement that has one
_FIRST = 20  # places that an answer shows


class Turn(StrEnum):
    """What happens to the current value of a measurement."""

    ADDED = "added"
    REMOVED = "removed"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Altered:
    """A measurement whose current value is not the same before and after."""

    measurement: Measurement
    before: RunObservation | None
    after: RunObservation | None

    @property
    def turn(self) -> Turn:
        if self.before is None:
            return Turn.ADDED
        return Turn.REMOVED if self.after is None else Turn.DIFFERENT


@dataclass(frozen=True, slots=True)
class Difference:
    """All that is altered, in order of subject, time and analyte."""

    altered: tuple[Altered, ...] = ()

    def digest(self, *about: str) -> str:
        """Return what a confirmation names: everything that is altered, and what it is altered by."""
        return hashlib.sha256("\n".join((*about, *self._told())).encode()).hexdigest()

    def within(self, other: "Difference") -> bool:
        """Say whether another difference has everything that is altered here."""
        return set(self._told()) <= set(other._told())  # noqa: SLF001 another of the same class

    def _told(self) -> list[str]:
        return [repr((one.measurement, _said(one.before), _said(one.after))) for one in self.altered]


def between(study: str, before: Standpoint, after: Standpoint, among: Iterable[str]) -> Difference:
    """Return what differs between current values, be they of another center: values of all centers judge each other.

    Args:
        study: the study's id.
        before: one standpoint.
        after: the other.
        among: the subjects to begin with; whoever has reports that were sent under their ids, or shares a result
            with them, from either standpoint, is looked at too, from both.
    """
    altered = (
        one
        for was, now in sliced_answers(study, among, (before, after))
        for one in difference(_currents(was), _currents(now)).altered
    )
    return _in_order(altered)


def _currents(known: Answers) -> Currents:
    return {what: answer.current for what, answer in known.items() if answer.current is not None}


def difference(before: Currents, after: Currents) -> Difference:
    pairs = (Altered(what, before.get(what), after.get(what)) for what in {**before, **after})
    return _in_order(pair for pair in pairs if _said(pair.before) != _said(pair.after))


def _in_order(altered: Iterable[Altered]) -> Difference:
    return Difference(tuple(sorted(altered, key=lambda one: _order(one.measurement))))


def made_by(run: RunId, journal_number: int, services: Services) -> Difference:
    """Return how one event of the journal, which concerns a run, altered current values.

    Args:
        run: the run; its subjects are compared.
        journal_number: the number of the event.
        services: the ports.
    """
    before, after = (
        Standpoint(services.registry, services.results, at) for at in (journal_number - 1, journal_number)
    )
    return between(run.study, before, after, subjects_of(run, services))


def difference_to_json(found: Difference) -> dict[str, Any]:
    """Return a difference for an answer: counts, and the first places with their lines in the lab's own files."""
    counts = Counter(one.turn for one in found.altered)
    return {
        **{turn.value: counts[turn] for turn in Turn},
        "first": [_place(one) for one in found.altered[:_FIRST]],
    }


def _place(one: Altered) -> dict[str, Any]:
    shown = one.measurement
    return {
        "turn": one.turn.value,
        "center": shown.center,
        "subject": shown.subject,
        "analyte": shown.analyte,
        "collected_at": shown.collected_at,
        "before": _value(one.before),
        "after": _value(one.after),
    }


def _value(sent: RunObservation | None) -> dict[str, Any] | None:
    if sent is None:
        return None
    report = sent.observation
    return {
        "operator": report.operator.value,
        "value": plain_digits(report.value) if report.value is not None else None,
        "unit": report.unit,
        "finding": report.finding.value if report.finding else None,
        "status": report.status.value,
        "file_id": sent.run.file_id,
        "line": sent.line,
        "place": place_text(sent.line, sent.run.places),
    }


def _said(sent: RunObservation | None) -> tuple[Any, ...] | None:
    """Return what a current report says to whoever reads results: exact, in whatever unit it was sent."""
    if sent is None:
        return None
    report: Observation = sent.observation
    exact = None if report.number is None else converted(report.number, report.conversion)
    return (
        report.operator.value,
        exact,
        report.finding,
        report.strength,
        report.unit,
        report.status.value,
        report.range_low,
        report.range_high,
        report.flag,
    )


def _order(what: Measurement) -> tuple[Any, ...]:
    return what.subject, what.collected_at, what.analyte, what
