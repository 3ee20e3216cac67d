"""Find what of a subject's timeline a masked caller does not see. It is left out before anything is computed or counted."""

from collections.abc import Mapping

from hepaflow.domain.answers.from_fold import day_of
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.visits.masking import masked_analytes, masked_visits, shows_arm
from hepaflow.domain.visits.schedule import Schedule


def unmasked(
    timeline: Mapping[Measurement, MeasurementState], schedule: Schedule
) -> dict[Measurement, MeasurementState]:
    """Return the measurements that a masked caller sees.

    Masked analytes are left out, and what was collected in the window of a masked visit, or has its label.

    Args:
        timeline: the answers of the fold for the subject.
        schedule: the schedule of the subject.
    """
    analytes = masked_analytes(schedule.protocol)
    return {
        place: state
        for place, state in timeline.items()
        if place.analyte not in analytes
        and not shows_arm(schedule, day_of(state, schedule.zones) or "")
        and not _has_label(state, schedule.protocol)
    }


def _has_label(state: MeasurementState, protocol: Protocol) -> bool:
    hidden = masked_visits(protocol)
    labels = {sent.visit for sent in state.observations() if sent.visit} if hidden else set()
    nominal = map(protocol.nominal_visit, labels)
    return any(visit is not None and visit.number in hidden for visit in nominal)


def hides_baseline(protocol: Protocol) -> bool:
    """Say whether a day that may be the baseline may lie in the window of a masked visit, whoever the subject is."""
    rule, hidden = protocol.baseline, masked_visits(protocol)
    return rule is not None and any(
        visit.first_day <= rule.last_day and rule.first_day <= visit.last_day
        for visit in protocol.visits
        if visit.number in hidden
    )
