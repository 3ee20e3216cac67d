"""Define what is known of the inputs of one subject on one day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, NamedTuple

from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.model import Bound, Comparator, Observation
from hepaflow.domain.values.numbers import converted, is_beyond_reach

# "no" needs somebody who says so; the last two: whether ascites or encephalopathy is treated
STATED: Final = frozenset({"ASCITES", "HE", "DIALYSIS", "ASCTRT", "HETRT"})


class PossibleValues(NamedTuple):
    """The values that a report allows, exactly. An exact value is both ends.

    Attributes:
        low: the lower end; None: there is none.
        high: the upper end; None: there is none.
        low_included: the lower end itself is possible.
        high_included: the upper end itself is possible.
    """

    low: Fraction | None
    high: Fraction | None
    low_included: bool = True
    high_included: bool = True


def possible_values(report: Observation) -> PossibleValues | None:
    """Return the values that a report allows in the canonical unit: number × exact factor, never the rounded value.

    None: the report has no number.
    """
    if report.number is None or is_beyond_reach(report.number, report.conversion):
        return None
    return _bounded(converted(report.number, report.conversion), report.operator)


def _bounded(number: Fraction, operator: Comparator) -> PossibleValues:
    if operator is Comparator.EQ:
        return PossibleValues(number, number)
    if operator in (Comparator.LT, Comparator.LE):
        return PossibleValues(None, number, high_included=operator is Comparator.LE)
    return PossibleValues(number, None, low_included=operator is Comparator.GE)


class PossibleInput(NamedTuple):
    """One observation that may be the input, and the measurement where it stands.

    Attributes:
        place: the measurement, under the subject to whom it belongs.
        sent: the observation.
    """

    place: Measurement
    sent: RunObservation

    @property
    def values(self) -> PossibleValues | None:
        """Return the values that it allows, in the canonical unit."""
        return possible_values(self.sent.observation)

    @property
    def upper_limit(self) -> Fraction | None:
        """Return the upper limit of its own reference range in the canonical unit, exactly."""
        limits = self.sent.observation.range
        return self._limit(limits.high if limits else None)

    @property
    def lower_limit(self) -> Fraction | None:
        """Return the lower limit of its own reference range in the canonical unit, exactly."""
        limits = self.sent.observation.range
        return self._limit(limits.low if limits else None)

    def _limit(self, bound: Bound | None) -> Fraction | None:
        conversion = self.sent.observation.conversion
        if bound is None or is_beyond_reach(bound.number, conversion):
            return None
        return converted(bound.number, conversion)


class Input(NamedTuple):
    """What is known of one analyte on one day: every observation that some decision would leave as the input.

    Attributes:
        about: the analyte.
        candidates: in the order in which they would count.
        may_be_absent: some decision leaves none of them, or there is none.
        reasons: why it is not one exact value; empty if it is.
    """

    about: str
    candidates: tuple[PossibleInput, ...] = ()
    may_be_absent: bool = False
    reasons: tuple[AnswerReason, ...] = ()


def each_once(inputs: Iterable[Input]) -> tuple[PossibleInput, ...]:
    """Return the candidates of several days, in order. A result that may be of several of them is one candidate."""
    return tuple({id(found.sent): found for known in inputs for found in known.candidates}.values())


def absent(about: str, *measurements: Measurement) -> Input:
    """Return an input of which nothing is known; the measurements are those that have no result any more."""
    kind = ReasonKind.UNKNOWN if about in STATED else ReasonKind.MISSING
    places: tuple[Measurement | None, ...] = measurements or (None,)
    return Input(
        about, (), may_be_absent=True, reasons=tuple(AnswerReason(kind, about, place) for place in places)
    )


@dataclass(frozen=True, slots=True)
class SpecimenDay:
    """The inputs of one subject on one day.

    Attributes:
        subject: the subject's id.
        day: ISO 8601, local to the center.
        inputs: by analyte; an analyte that is not there was not reported on that day.
        is_partial: only partial dates may mean the day. Such a day is no answer of its own: it makes others uncertain.
        others: by analyte, the draws of the day that do not count beside another one; each has a result, or may have one.
    """

    subject: str
    day: str
    inputs: Mapping[str, Input]
    is_partial: bool = False
    others: Mapping[str, tuple[Input, ...]] = field(default_factory=dict)

    def input_of(self, analyte: str) -> Input:
        """Return what is known of an analyte on the day."""
        return self.inputs.get(analyte) or absent(analyte)

    def draws_of(self, analyte: str) -> tuple[Input, ...]:
        """Return what is known of an analyte in each draw of the day: first the one that counts, then the others."""
        return self.input_of(analyte), *self.others.get(analyte, ())
