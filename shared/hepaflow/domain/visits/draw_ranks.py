"""Decide which of several draws of a day counts: by their labels, then by center and lab. The earliest counts of those that are equal.

Labels decide first, because they say which draw is that of the visit. Then the draw before the dose counts, as far as labels say so.
"""

from enum import IntEnum

from hepaflow.domain.answers.from_fold import DrawRank
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.protocol.planned_visits import PlannedVisit, label_key
from hepaflow.domain.visits.schedule import Schedule

_PLACES = 1_000  # more than there are centers or labs


class LabelKind(IntEnum):
    """What the label of a draw says about the visit of its day; the least counts first."""

    BEFORE_DOSE = 0
    OF_VISIT = 1
    UNLABELLED = 2  # no label, or one that the definition does not have
    OF_OTHER_VISIT = 3
    UNSCHEDULED = 4
    AFTER_DOSE = 5


def label_kind(schedule: Schedule, label: str, visit: PlannedVisit | None) -> LabelKind:
    """Return what a label says.

    Args:
        schedule: the schedule of the subject.
        label: the lab's own text, or "".
        visit: the visit in whose window the draw lies.
    """
    nominal = schedule.protocol.nominal_visit(label) if label else None
    if nominal is None:
        return LabelKind.UNSCHEDULED if schedule.protocol.is_unscheduled(label) else LabelKind.UNLABELLED
    key = label_key(label)
    if key in map(label_key, nominal.post_dose_labels):
        return LabelKind.AFTER_DOSE
    if nominal != visit:
        return LabelKind.OF_OTHER_VISIT
    return LabelKind.BEFORE_DOSE if key in map(label_key, nominal.pre_dose_labels) else LabelKind.OF_VISIT


def label_kinds(state: MeasurementState, schedule: Schedule, day: str) -> set[LabelKind]:
    """Return what the labels of a measurement say, with those of its held reports.

    Args:
        state: what is known of the measurement.
        schedule: the schedule of the subject.
        day: of the draw, ISO 8601.
    """
    sents = [sent for sent in (state.current, *(held.sent for held in state.held)) if sent is not None]
    return {label_kind(schedule, sent.visit, schedule.visit_on(day)) for sent in sents}


def draw_rank(schedule: Schedule) -> DrawRank:
    """Return the rank of a draw among those of a day."""
    known: dict[tuple[str, str, str, str], int] = {}

    def rank(sent: RunObservation, day: str) -> int:
        told = (day, sent.visit, sent.measurement.center, sent.observation.lab)
        if told not in known:
            _, label, center, lab = told
            kind = label_kind(schedule, label, schedule.visit_on(day))
            places = _place(schedule.centers, center), _place(schedule.protocol.lab_ranking, lab)
            known[told] = (kind * _PLACES + places[0]) * _PLACES + places[1]
        return known[told]

    return rank


def _place(ranking: tuple[str, ...], one: str) -> int:
    return ranking.index(one) if one in ranking else len(ranking)
