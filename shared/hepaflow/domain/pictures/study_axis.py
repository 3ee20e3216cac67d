"""Choose what the axis of days shows: study days and windows of visits."""

from dataclasses import dataclass
from datetime import date

from hepaflow.domain.pictures.marks import VisitBand
from hepaflow.domain.protocol.planned_visits import PlannedVisit
from hepaflow.domain.protocol.study_days import date_of, study_day
from hepaflow.domain.visits.schedule import Schedule


@dataclass(frozen=True, slots=True)
class StudyAxis:
    """What the axis of days shows of the schedule.

    Attributes:
        day_one: the reference date; None if it is not known, or masked.
        why_no_day_one: codes that say why it is None.
        bands: the windows that have begun.
    """

    day_one: date | None
    why_no_day_one: tuple[str, ...]
    bands: tuple[VisitBand, ...]

    def study_day(self, day: str) -> int | None:
        """Return the study day of a date; None if the axis does not show any."""
        return None if self.day_one is None else study_day(date.fromisoformat(day), self.day_one)


def study_axis(schedule: Schedule, visits: tuple[PlannedVisit, ...], until: date) -> StudyAxis:
    """Return the axis of days of a subject.

    Args:
        schedule: the schedule of the subject, as the caller sees it.
        visits: the visits that the caller may see.
        until: the last day; windows that begin later are left out.
    """
    one = schedule.day_one
    if one is None:
        return StudyAxis(None, tuple(reason.code for reason in schedule.why_no_day_one), ())
    bands = (_band(visit, one) for visit in sorted(visits, key=lambda visit: visit.first_day))
    return StudyAxis(one, (), tuple(band for band in bands if band.first <= until.isoformat()))


def _band(visit: PlannedVisit, one: date) -> VisitBand:
    first, target, last = (
        date_of(day, one).isoformat() for day in (visit.first_day, visit.target_day, visit.last_day)
    )
    return VisitBand(visit.number, visit.name, first, target, last)
