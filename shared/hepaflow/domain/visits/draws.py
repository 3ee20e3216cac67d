"""List the draws of a subject with what the lab called the visit, what the definition makes of that, and whose window holds the day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from hepaflow.domain.analytes.visit_items import VISIT_ITEMS
from hepaflow.domain.answers.local_time import day_at_center
from hepaflow.domain.fold.measurement import Measurement, RunObservation, has_value
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.protocol.planned_visits import PlannedVisit
from hepaflow.domain.visits.schedule import Schedule


class DrawKind(StrEnum):
    """What a draw is in the schedule."""

    PLANNED = "planned"
    REDRAW = "redraw"  # another specimen for a visit that has a value of one of its analytes already
    UNSCHEDULED = "unscheduled"  # labelled so; or no label of a visit, and outside of all windows
    UNPLACED = "unplaced"  # no label of a visit, and no study day: a partial date, or no day 1


class _Key(NamedTuple):
    center: str
    collected_at: str
    specimen: str
    label: str


@dataclass(frozen=True, slots=True)
class Draw:
    """One specimen, or several of one time that a lab does not tell apart.

    Attributes:
        center: who sent it.
        collected_at: as reported.
        specimen: the lab's specimen id, or "".
        label: what the lab calls the visit, or "".
        nominal: the visit that the label names; None: the definition does not have the label.
        window: the visit in whose window the day lies.
        study_day: the study day; None for a partial date, and without day 1.
        kind: what it is in the schedule.
        analytes: what was reported of it and counts, or is held.
        rerun: those of them that the lab reported again, by a later report about the same specimen.
        held: those of them that have an open hold.
    """

    center: str
    collected_at: str
    specimen: str
    label: str
    nominal: PlannedVisit | None
    window: PlannedVisit | None
    study_day: int | None
    kind: DrawKind
    analytes: tuple[str, ...]
    rerun: tuple[str, ...]
    held: tuple[str, ...]


def draws_of(timeline: Mapping[Measurement, MeasurementState], schedule: Schedule) -> tuple[Draw, ...]:
    """Return the draws of one subject, in order of their times.

    Args:
        timeline: the answers of the fold for the subject.
        schedule: the schedule of the subject.
    """
    days: dict[_Key, str | None] = {}
    found: dict[_Key, dict[str, list[MeasurementState]]] = defaultdict(lambda: defaultdict(list))
    for place, state in timeline.items():
        sent = _shown(state)
        if sent is not None and place.collected_at and place.analyte not in VISIT_ITEMS:
            key = _Key(place.center, place.collected_at, sent.specimen, sent.visit)
            found[key][place.analyte].append(state)
            days[key] = day_at_center(sent, schedule.zones)
    drawn: dict[tuple[str, int], set[str]] = defaultdict(set)
    return tuple(
        _draw(key, days[key], reported, schedule, drawn)
        for key, reported in sorted(found.items(), key=lambda item: (item[0].collected_at, item[0]))
    )


def _draw(
    key: _Key,
    at: str | None,
    reported: Mapping[str, Sequence[MeasurementState]],
    schedule: Schedule,
    drawn: dict[tuple[str, int], set[str]],
) -> Draw:
    day = schedule.study_day(at) if at else None
    window = schedule.protocol.visit_in_window(day) if day is not None else None
    nominal = schedule.protocol.nominal_visit(key.label) if key.label else None
    visit = window or nominal
    kind = DrawKind.PLANNED
    if schedule.protocol.is_unscheduled(key.label):
        kind = DrawKind.UNSCHEDULED
    elif visit is None:
        kind = DrawKind.UNPLACED if day is None else DrawKind.UNSCHEDULED
    else:
        before = drawn[key.center, visit.number]
        kind = DrawKind.PLANNED if before.isdisjoint(reported) else DrawKind.REDRAW
        before.update(reported)
    return Draw(
        *key,
        nominal,
        window,
        day,
        kind,
        tuple(sorted(reported)),
        tuple(sorted(analyte for analyte, states in reported.items() if any(map(_is_rerun, states)))),
        tuple(sorted(analyte for analyte, states in reported.items() if any(state.held for state in states))),
    )


def _shown(state: MeasurementState) -> RunObservation | None:
    """Return the report that says where the specimen belongs: the one that counts, else the first held one with a value."""
    held = (one.sent for one in state.held if has_value(one.sent.observation))
    return state.current or next(held, None)


def _is_rerun(state: MeasurementState) -> bool:
    """Say whether a later report about the specimen gives another value; the same value sent again is none."""
    return bool(state.superseded) or len(state.held) > (state.current is None)
