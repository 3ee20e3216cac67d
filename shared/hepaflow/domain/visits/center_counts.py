"""Count the cells of completeness by center, and show how the share of received results changed from day to day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.visits.completeness import CellState, VisitCell
from hepaflow.domain.visits.masking import Mask


@dataclass(frozen=True, slots=True)
class Point:
    """How many results were due by a day, and how many of these had been received by it."""

    day: date
    due: int
    received: int


def visible_cells(cells: Iterable[VisitCell], protocol: Protocol, mask: Mask) -> tuple[VisitCell, ...]:
    """Return the cells that a caller may see. Counts for a masked caller are counts of these, so they show the arm neither.

    None may be seen where day 1 is masked: each state follows from it.

    Args:
        cells: the cells of any subjects.
        protocol: has the visits.
        mask: what the caller does not see.
    """
    if mask.hides_day_one:
        return ()
    visits = {visit.number for visit in protocol.visits if mask.hides_visit(visit)}
    analytes = mask.analytes
    return tuple(cell for cell in cells if cell.visit not in visits and cell.analyte not in analytes)


def counts_by_center(cells: Iterable[VisitCell]) -> Mapping[str, Counter[CellState]]:
    """Return how many cells of each state a center has; on the day of a transfer a cell counts for both centers."""
    counts: dict[str, Counter[CellState]] = defaultdict(Counter)
    for cell in cells:
        for center in cell.centers:
            counts[center][cell.state] += 1
    return dict(counts)


def trend(cells: Iterable[VisitCell], days: Sequence[date]) -> tuple[Point, ...]:
    """Return for each day how many results were due by then, and how many of these had been received.

    Cells that are not applicable or not done are due on no day. What was received and has been withdrawn since counts as never received.

    Args:
        cells: the cells of one center, or of all.
        days: the days to look at.
    """
    without = {CellState.NOT_APPLICABLE, CellState.NOT_DONE}
    counted = [cell for cell in cells if cell.due_on is not None and cell.state not in without]

    def point(day: date) -> Point:
        due = [cell for cell in counted if cell.due_on is not None and cell.due_on <= day]
        there = [cell for cell in due if cell.received_on is not None and cell.received_on <= day]
        return Point(day, len(due), len(there))

    return tuple(point(day) for day in days)
