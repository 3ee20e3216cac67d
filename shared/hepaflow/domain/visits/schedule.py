"""Apply the protocol to one subject: day 1, and the dates of windows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo

from hepaflow.domain.answers.local_time import ANY_ZONE, NO_ZONES, Zones
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.protocol.planned_visits import PlannedVisit
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.protocol.study_days import study_day
from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.domain.study.study import StudyDefinition

DAY_ONE = "DAY_ONE"


@dataclass(frozen=True, slots=True)
class Schedule:
    """The protocol as it applies to one subject.

    Attributes:
        protocol: the visits and the rules.
        centers: centers in the order in which analysis prefers their results.
        day_one: the reference date; None: not known.
        zones: by center that sends, the time zones in which a day of the subject may be meant.
        why_no_day_one: why it is not known; empty if it is.
    """

    protocol: Protocol
    centers: tuple[str, ...] = ()
    day_one: date | None = None
    zones: Zones = field(default_factory=dict)
    why_no_day_one: tuple[AnswerReason, ...] = ()

    def study_day(self, day: str) -> int | None:
        """Return the study day of a date known to the day; None without a reference date."""
        return None if self.day_one is None else study_day(date.fromisoformat(day), self.day_one)

    def visit_on(self, day: str) -> PlannedVisit | None:
        """Return the visit in whose window a date known to the day lies; None if there is no such visit, or no day 1."""
        number = self.study_day(day)
        return None if number is None else self.protocol.visit_in_window(number)


def schedule_of(definition: StudyDefinition, entries: Sequence[Subject], zones: Zones = NO_ZONES) -> Schedule:
    """Return the schedule of a subject.

    Args:
        definition: the study's definition.
        entries: what the register says of the subject; several entries if several centers' registers have him.
        zones: the time zones of centers: of those that sent, of the subject's, and of all of the study if the register has no
            center of the subject. A center without one may be in any zone.
    """
    protocol = definition.protocol or Protocol()
    days = {_reference_date(protocol, entry) for entry in entries}
    day_one: date | None = None
    why: tuple[AnswerReason, ...] = ()
    if protocol.reference_date is None:
        why = (AnswerReason(ReasonKind.MISSING, f"{DAY_ONE}_RULE"),)
    elif days <= {None}:
        why = (AnswerReason(ReasonKind.MISSING, DAY_ONE),)
    elif len(days) > 1:
        why = (AnswerReason(ReasonKind.CONFLICT, DAY_ONE),)
    else:
        day_one = days.pop()
    return Schedule(protocol, definition.centers, day_one, _local(zones, definition, entries), why)


def _local(zones: Zones, definition: StudyDefinition, entries: Sequence[Subject]) -> Zones:
    """Return the time zones of senders, with that of the subject's center for central labs: the specimen was taken there.

    A sender whose zone nobody stated may be in any zone. If the subject's centers do not have one zone, those of all of them and of
    the lab are possible. A subject without a center in the register may be at any center of the study.
    """
    labs = definition.central_labs
    known = {center: zones.get(center) or ANY_ZONE for center in definition.centers}
    places = own_centers(entries) or set(definition.centers) - set(labs)
    found = {zone for center in places for zone in zones.get(center) or ANY_ZONE} or set(ANY_ZONE)
    if len(found) == 1:
        return {**known, **dict.fromkeys(labs, _in_order(found))}
    return {**known, **{lab: _in_order({*found, *zones.get(lab, ())}) for lab in labs}}


def needs_all_zones(definition: StudyDefinition, senders: Iterable[str], entries: Sequence[Subject]) -> bool:
    """Say whether times of a central lab may be of the zone of any center of the study: the register has none of the subject.

    Args:
        definition: the study's definition.
        senders: who gave times with an offset.
        entries: what the register says of the subject.
    """
    return not own_centers(entries) and not set(senders).isdisjoint(definition.central_labs)


def own_centers(entries: Iterable[Subject]) -> set[str]:
    """Return the centers that the register names for a subject."""
    return {
        center
        for entry in entries
        if entry.status is not SubjectStatus.ENTERED_IN_ERROR
        for center in entry.centers
    }


def _in_order(zones: set[tzinfo]) -> tuple[tzinfo, ...]:
    return tuple(sorted(zones, key=str))


def _reference_date(protocol: Protocol, entry: Subject) -> date | None:
    """Return the date that the rule names. The rule is the same for both arms: the register has the date for its arm."""
    if protocol.reference_date is None or entry.status is SubjectStatus.ENTERED_IN_ERROR:
        return None
    return entry.consent if protocol.reference_date.date == "consent" else entry.baseline
