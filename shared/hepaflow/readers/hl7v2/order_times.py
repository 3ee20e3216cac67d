"""Find the time of collection of a result that is taken back without one, from the results of its order."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from hepaflow.domain.model import Field, Status
from hepaflow.domain.values.statements import NULL
from hepaflow.readers.sheet import Row

_TAKING_BACK = (Status.NOT_DONE, Status.DELETED)


class OrderTimes:
    """The times of collection of the orders of a file, by subject and order number (OBR-3)."""

    def __init__(self, places: Mapping[Field, int]) -> None:
        """Read cells at these places of a row."""
        self._places = places
        self._known: dict[tuple[str, str], set[str]] = defaultdict(set)

    def completed(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Yield rows. What takes back without a time has the one time that earlier results of its order have."""
        at = self._places[Field.COLLECTED_AT]
        for place, cells in rows:
            order = cells[self._places[Field.RECORD]] or cells[self._places[Field.SPECIMEN]]
            about = cells[self._places[Field.SUBJECT]], order
            if cells[at]:
                self._known[about].add(cells[at])
            elif order and self._takes_back(cells) and len(times := self._known.get(about, set())) == 1:
                cells[at] = next(iter(times))
            yield place, cells

    def _takes_back(self, cells: list[str]) -> bool:
        return cells[self._places[Field.STATUS]] in _TAKING_BACK or cells[self._places[Field.VALUE]] == NULL
