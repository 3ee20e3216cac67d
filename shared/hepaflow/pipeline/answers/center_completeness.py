"""Find what of the planned results of centers is there, a page of subjects at a time."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hepaflow.domain.visits.center_counts import Point, counts_by_center, trend
from hepaflow.domain.visits.completeness import CellState, VisitCell
from hepaflow.pipeline.answers.course import SubjectCourse
from hepaflow.pipeline.answers.visit_days import visible_completeness

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class CenterCounts:
    """The counts of a center; those of several pages add up.

    Attributes:
        center: the center's id.
        states: by state, how many cells.
        trend: how many results were due, and how many of these received, by the end of each month and by the day of the answer.
    """

    center: str
    states: dict[CellState, int]
    trend: tuple[Point, ...]


def center_cells(course: SubjectCourse, today: date, centers: Collection[str] | None) -> list[VisitCell]:
    """Return the cells of a subject that some centers have.

    Args:
        course: of the subject, as far as the caller may see it.
        today: the day of the answer.
        centers: the centers; None: all.
    """
    cells = visible_completeness(course, today)
    return [cell for cell in cells if centers is None or not set(centers).isdisjoint(cell.centers)]


def center_counts(
    cells: Iterable[VisitCell], today: date, centers: Collection[str] | None
) -> list[CenterCounts]:
    """Return the counts of cells by center, in order of centers.

    Args:
        cells: of any subjects.
        today: the day of the answer.
        centers: whose counts; None: of all.
    """
    told = list(cells)
    days = month_ends(today)
    return [
        CenterCounts(
            center,
            {state: counts[state] for state in CellState},
            trend([cell for cell in told if center in cell.centers], days),
        )
        for center, counts in sorted(counts_by_center(told).items())
        if centers is None or center in centers
    ]


def month_ends(today: date) -> list[date]:
    """Return the last days of the eleven months before a day, and the day itself.

    Examples:
        >>> [day.isoformat() for day in month_ends(date(2024, 3, 31))][-3:]
        ['2024-01-31', '2024-02-29', '2024-03-31']
    """
    found = [today]
    while len(found) < _MONTHS:
        found.append(found[-1].replace(day=1) - timedelta(days=1))
    return found[::-1]
