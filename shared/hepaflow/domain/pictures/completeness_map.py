"""Make the map of completeness: one cell for each visit, of a subject or of one of his analytes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from hepaflow.domain.answers.reasons import ReasonKind
from hepaflow.domain.protocol.planned_visits import PlannedVisit
from hepaflow.domain.visits.completeness import CellState, VisitCell
from hepaflow.domain.visits.masking import MASKED_DAY_ONE

# of several states of a cell the first one is drawn: what somebody should look at
BY_ATTENTION: Final = (
    CellState.MISSING,
    CellState.LATE,
    CellState.NOT_DONE,
    CellState.EXPECTED,
    CellState.RECEIVED,
    CellState.NOT_APPLICABLE,
    CellState.NOT_DUE,
)


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many results have a state."""

    state: CellState
    count: int


@dataclass(frozen=True, slots=True)
class MapColumn:
    """A visit of the map."""

    visit: int
    name: str


@dataclass(frozen=True, slots=True)
class MapCell:
    """What is known of a row at a visit.

    Attributes:
        visit: number of the visit.
        state: the one that most needs attention.
        counts: of all its states, in that order.
        is_open: a state depends on an open hold, or on a date that is not known.
    """

    visit: int
    state: CellState
    counts: tuple[StateCount, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class MapRow:
    """A row of the map.

    Attributes:
        name: the subject's id; or the analyte.
        href: path of the subject's report; "" for an analyte.
        cells: in the order of the visits; a visit that requires nothing has none.
    """

    name: str
    href: str
    cells: tuple[MapCell, ...]


@dataclass(frozen=True, slots=True)
class CompletenessMap:
    """The map of completeness.

    Attributes:
        subject: whose analytes the rows are; "" if they are subjects.
        today: the day for which the states hold, ISO 8601.
        columns: the visits.
        rows: the rows, in order.
        counts: of all results.
        why_none: codes that say why there are no rows.
    """

    subject: str
    today: str
    columns: tuple[MapColumn, ...]
    rows: tuple[MapRow, ...]
    counts: tuple[StateCount, ...]
    why_none: tuple[str, ...] = ()


def map_of_subjects(
    visits: Sequence[PlannedVisit],
    cells: Mapping[str, Iterable[VisitCell]],
    hrefs: Mapping[str, str],
    today: date,
) -> CompletenessMap:
    """Return the map of several subjects.

    Args:
        visits: the visits that the caller may see.
        cells: the cells that the caller may see, by subject.
        hrefs: path of the report, by subject.
        today: the day of the answer.
    """
    rows = tuple(map_row(subject, hrefs[subject], cells[subject], visits) for subject in sorted(cells))
    return joined_map("", today.isoformat(), visit_columns(visits), rows)


def map_of_subject(
    subject: str, visits: Sequence[PlannedVisit], cells: Iterable[VisitCell], today: date
) -> CompletenessMap:
    """Return the map of one subject, with a row for each analyte.

    Args:
        subject: the subject's id.
        visits: the visits that the caller may see.
        cells: the cells of the subject that the caller may see.
        today: the day of the answer.
    """
    by_analyte: dict[str, list[VisitCell]] = {}
    for cell in cells:
        by_analyte.setdefault(cell.analyte, []).append(cell)
    rows = tuple(map_row(analyte, "", some, visits) for analyte, some in by_analyte.items())
    return joined_map(subject, today.isoformat(), visit_columns(visits), rows)


def visit_columns(visits: Iterable[PlannedVisit]) -> tuple[MapColumn, ...]:
    """Return the columns of visits, in the order of their days."""
    return tuple(
        MapColumn(visit.number, visit.name) for visit in sorted(visits, key=lambda visit: visit.first_day)
    )


def masked_map(subject: str, today: date) -> CompletenessMap:
    """Return the map of a caller who may not see day 1: without visits, since their states follow from it.

    Args:
        subject: whose analytes the rows would be; "" if they would be subjects.
        today: the day of the answer.
    """
    return CompletenessMap(subject, today.isoformat(), (), (), (), (MASKED_DAY_ONE,))


def joined_map(
    subject: str, today: str, columns: tuple[MapColumn, ...], rows: tuple[MapRow, ...]
) -> CompletenessMap:
    """Return the map of some rows, such as those of several pages.

    Args:
        subject: whose analytes the rows are; "" if they are subjects.
        today: the day of the answer.
        columns: the visits.
        rows: the rows.
    """
    counts: Counter[CellState] = Counter()
    for row in rows:
        for cell in row.cells:
            counts.update({one.state: one.count for one in cell.counts})
    return CompletenessMap(subject, today, columns, rows, _counted(counts))


def map_row(name: str, href: str, cells: Iterable[VisitCell], visits: Sequence[PlannedVisit]) -> MapRow:
    """Return a row.

    Args:
        name: the subject's id; or the analyte.
        href: path of the subject's report; "" for an analyte.
        cells: of the row.
        visits: the visits that the caller may see.
    """
    by_visit: dict[int, list[VisitCell]] = {}
    for cell in cells:
        by_visit.setdefault(cell.visit, []).append(cell)
    return MapRow(
        name,
        href,
        tuple(_cell(by_visit[one.visit]) for one in visit_columns(visits) if one.visit in by_visit),
    )


def _cell(cells: list[VisitCell]) -> MapCell:
    counts = _counted(Counter(cell.state for cell in cells))
    return MapCell(cells[0].visit, counts[0].state, counts, any(map(_is_open, cells)))


def _is_open(cell: VisitCell) -> bool:
    """Say whether a state may change by a decision or a date; what somebody stated only explains it."""
    return any(reason.kind is not ReasonKind.STATED for reason in cell.reasons)


def _counted(counts: Mapping[CellState, int]) -> tuple[StateCount, ...]:
    return tuple(StateCount(state, counts[state]) for state in BY_ATTENTION if counts.get(state))
