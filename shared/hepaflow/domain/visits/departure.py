"""Find out whether a subject had left the study by the target day of a visit."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from hepaflow.domain.answers.possible_days import PossibleDays
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.study.days import first_day, last_day
from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.domain.values.statements import states_not_done

_CLOSED: Final = frozenset({SubjectStatus.DISCONTINUED, SubjectStatus.SCREEN_FAILED})


def has_left(
    entry: Subject,
    timeline: Mapping[Measurement, MeasurementState],
    possible: Mapping[Measurement, PossibleDays],
    target: date,
) -> tuple[bool, tuple[AnswerReason, ...]]:
    """Say whether the subject had left the study by a day, and what that depends on.

    The register has no day of a discontinuation: it is taken to be after the last specimen.

    Args:
        entry: what the register says of the subject.
        timeline: the answers of the fold for the subject.
        possible: by measurement, the days that it may be of.
        target: the target day of the visit.
    """
    day = target.isoformat()
    withdrawn, death = entry.consent_withdrawn, entry.death
    if withdrawn is not None and withdrawn <= target:
        return True, ()
    if death and last_day(death) <= day:
        return True, ()
    drawn = {place: one for place, one in possible.items() if one.days and _is_drawn(timeline[place])}
    known = [one.days for one in drawn.values()]
    if entry.status in _CLOSED and max((days[-1] for days in known), default="") < day:
        return True, ()
    is_open = bool(death) and first_day(death) <= day
    reasons = [AnswerReason(ReasonKind.TIME, "DEATH")] if is_open else []
    if entry.status in _CLOSED and max(days[0] for days in known) < day:
        reasons += (
            reason for place, one in drawn.items() if one.days[-1] >= day for reason in one.reason(place)
        )
    return False, tuple(reasons)


def _is_drawn(state: MeasurementState) -> bool:
    """Say whether more is known of a measurement than that it was not done: that alone shows no specimen."""
    return any(not states_not_done(sent.observation) for sent in state.distinct())
