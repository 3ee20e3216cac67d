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
        self._at = places[Field.COLLECTED_AT]
        self._subject = places[Field.SUBJECT]
        self._orders = places[Field.RECORD], places[Field.SPECIMEN]
        self._status, self._value = places[Field.STATUS], places[Field.VALUE]
        self._known: dict[tuple[str, str], set[str]] = defaultdict(set)

    def completed(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Yield rows. What takes back without a time has the one time that earlier results of its order have."""
        at, subject, (record, specimen) = self._at, self._subject, self._orders
        noted = None
        for place, cells in rows:
            order = cells[record] or cells[specimen]
            told = cells[subject], order, cells[at]
            if cells[at]:
                if told != noted:  # results of an order share it
                    self._known[told[:2]].add(cells[at])
                    noted = told
            elif order and self._takes_back(cells) and len(times := self._known.get(told[:2], set())) == 1:
                cells[at] = next(iter(times))
            yield place, cells

    def _takes_back(self, cells: list[str]) -> bool:
        return cells[self._status] in _TAKING_BACK or cells[self._value] == NULL
