"""Find the transplants and TIPS that investigators stated, and whether anybody stated that there was none."""

from collections.abc import Iterator, Mapping
from typing import Final

from hepaflow.domain.answers.local_time import DAY, NO_ZONES, Zones, day_at_center, time_at_center
from hepaflow.domain.change.procedures import Procedure, ProcedureKind
from hepaflow.domain.fold.measurement import Measurement, RunObservation, has_value
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.model import Comparator

_CODES: Final = {ProcedureKind.TRANSPLANT: "TRANSPL", ProcedureKind.TIPS: "TIPS"}


def stated_procedures(
    timeline: Mapping[Measurement, MeasurementState], last: str, zones: Zones = NO_ZONES
) -> tuple[Procedure, ...]:
    """Return the procedures of a subject for a change that ends on a day.

    A held statement is among them, because it may count. For a kind of which nobody stated that there was none up to that day,
    there is one more that is not stated.

    Args:
        timeline: the answers of the fold for the subject.
        last: the day that is compared, ISO 8601.
        zones: the time zones of centers.
    """
    return tuple(
        procedure
        for kind, code in _CODES.items()
        for procedure in _of_kind(
            kind, [state for place, state in timeline.items() if place.analyte == code], last, zones
        )
    )


def _of_kind(
    kind: ProcedureKind, states: list[MeasurementState], last: str, zones: Zones
) -> Iterator[Procedure]:
    sents = [sent for state in states for sent in (state.current, *(one.sent for one in state.held)) if sent]
    for sent in sents:
        if has_value(sent.observation) and not _is_no(sent):
            yield Procedure(kind, time_at_center(sent, zones)[:DAY], sent.measurement, sent.row)
    is_settled = not any(state.held for state in states)
    currents = [state.current for state in states if state.current is not None and _is_no(state.current)]
    if not is_settled or not any((day_at_center(sent, zones) or "") >= last for sent in currents):
        yield Procedure(kind, "", is_stated=False)


def _is_no(sent: RunObservation) -> bool:
    """Say whether it states that there was none up to its day."""
    return sent.observation.number == 0 and sent.observation.operator is Comparator.EQ
