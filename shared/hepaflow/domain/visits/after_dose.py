"""Find the draws of day 1 that are after the dose, and those of which nobody knows whether they are."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from hepaflow.domain.answers.from_fold import draws_of_day
from hepaflow.domain.answers.inputs import Input, SpecimenDay
from hepaflow.domain.answers.possible_days import possible_days
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.protocol.rules import DayOneDraws
from hepaflow.domain.visits.draw_ranks import LabelKind, label_kinds
from hepaflow.domain.visits.schedule import Schedule

_AFTER: Final = {LabelKind.AFTER_DOSE}
_BEFORE: Final = {LabelKind.BEFORE_DOSE}


class DrawsAfterDose(NamedTuple):
    """The draws of the reference date after the dose, as days of their own.

    Attributes:
        sure: those that certainly are; None: there are none.
        doubtful: those of which nobody knows; None: there are none.
    """

    sure: SpecimenDay | None = None
    doubtful: SpecimenDay | None = None


NONE_AFTER_DOSE: Final = DrawsAfterDose()


def draws_after_dose(
    timeline: Mapping[Measurement, MeasurementState], schedule: Schedule, possible: SpecimenDay
) -> DrawsAfterDose:
    """Return the draws of the reference date after the dose. The draw that the rule takes as the baseline is none.

    Args:
        timeline: the answers of the fold for the subject.
        schedule: the schedule of the subject.
        possible: the reference date with the draws that may be a baseline.
    """
    kinds = {
        place: label_kinds(state, schedule, possible.day)
        for place, state in timeline.items()
        if possible.day in possible_days(state, schedule.zones).days
    }
    places = [
        place
        for place, found in kinds.items()
        if found != _BEFORE and not _is_baseline(place, found, schedule, possible)
    ]
    if not places:
        return NONE_AFTER_DOSE
    sure = draws_of_day(
        timeline, possible.day, [one for one in places if kinds[one] == _AFTER], schedule.zones
    )
    rest = draws_of_day(
        timeline, possible.day, [one for one in places if kinds[one] != _AFTER], schedule.zones
    )
    return DrawsAfterDose(_day_of(possible, sure), _day_of(possible, rest))


def _day_of(possible: SpecimenDay, found: tuple[Input, ...]) -> SpecimenDay | None:
    """Return a day with these draws alone."""
    if not found:
        return None
    draws: dict[str, tuple[Input, ...]] = {}
    for known in found:
        draws[known.about] = (*draws.get(known.about, ()), known)
    inputs = {analyte: some[0] for analyte, some in draws.items()}
    others = {analyte: some[1:] for analyte, some in draws.items() if len(some) > 1}
    return SpecimenDay(possible.subject, possible.day, inputs, others=others)


def _is_baseline(
    place: Measurement, kinds: set[LabelKind], schedule: Schedule, possible: SpecimenDay
) -> bool:
    """Say whether the rule takes a draw as before the dose, and no other draw of its analyte counts instead."""
    rule = schedule.protocol.baseline
    if rule is None or rule.day_one is not DayOneDraws.COUNT or LabelKind.AFTER_DOSE in kinds:
        return False
    return {found.place for found in possible.input_of(place.analyte).candidates} == {place}
