"""Find the dates of a column whose order of day and month other dates of the column contradict.

With `%m/%d/%Y` in the profile, 23/02/2026 is no date. It shows that the column may have the day first. Then 02/03/2026 is in doubt, although
the profile reads it. One such date is a typing error if other dates of the column, such as 02/23/2026, show the profile's order.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from hepaflow.domain.model import Panel
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.calendars import Calendar, gregorian
from hepaflow.domain.values.date_readings import iso_reading
from hepaflow.pipeline.reading.dates.written_dates import ORDERS, WrittenDate, declared_orders, written_date

_FEW = 10  # one typing error among so many dates in the right order; a single one may be beside a single date


class ColumnOrder:
    """The dates of one column, by the orders in which they can be read."""

    def __init__(self, profile: Profile) -> None:
        self._calendar = profile.file.calendar
        self._declared = declared_orders(profile.file.dates)
        self._against: dict[str, dict[str, tuple[date, str]]] = defaultdict(dict)
        self._for: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._placed: list[tuple[str, Panel]] = []

    def note(self, cell: str) -> None:
        """Note a date, whether or not a pattern reads it.

        Args:
            cell: as it stands in the file.
        """
        written = self._written(cell)
        if written is None:
            return
        if self._declared_for(written).isdisjoint(written.days):
            for order, day in written.days.items():
                self._against[order].setdefault(written.text, (day, cell))
        else:
            for order in ORDERS.difference(written.days):
                self._for[written.mark, order].add(written.text)

    def note_panel(self, cell: str, panel: Panel) -> None:
        """Note the panel of a date that a pattern reads.

        Args:
            cell: the date as the file writes it.
            panel: the panel collected then.
        """
        if self.has_orders(cell):
            self._placed.append((cell, panel))

    def has_orders(self, cell: str) -> bool:
        """Say whether a date names different days in different orders."""
        written = self._written(cell)
        return written is not None and len(set(written.days.values())) > 1

    def doubtful(self, latest: date) -> Iterator[tuple[str, str, Panel]]:
        """Yield the dates in doubt, each with the cell that shows another order, and its panel.

        Args:
            latest: the last day on which a specimen of the file can have been collected.
        """
        for cell, panel in self._placed if self._against else ():
            if proof := self.proof_against(cell, latest):
                yield cell, proof, panel

    def proof_against(self, cell: str, latest: date) -> str:
        """Return the cell that shows that a date may be in another order than the profile says; "" if there is none.

        Args:
            cell: a date that a pattern reads.
            latest: the last day on which a specimen of the file can have been collected.
        """
        written = self._written(cell)
        if written is None:
            return ""
        declared = self._declared_for(written)
        read = {day for order, day in written.days.items() if order in declared}
        others = (order for order, day in written.days.items() if day not in read)
        return next(filter(None, (self._proof(written.mark, order, latest) for order in others)), "")

    def _proof(self, mark: str, order: str, latest: date) -> str:
        """Return the first cell in another order; "" if there is none, or so few that they are typing errors."""
        proofs = [cell for day, cell in self._against.get(order, {}).values() if day <= latest]
        right = len(self._for.get((mark, order), ()))
        is_typing_error = right and len(proofs) <= max(1, right // _FEW)
        return proofs[0] if proofs and not is_typing_error else ""

    def _declared_for(self, written: WrittenDate) -> frozenset[str]:
        return self._declared.get(written.mark) or frozenset().union(*self._declared.values())

    def _written(self, cell: str) -> WrittenDate | None:
        """Return a date that may be written in several orders; None if the profile declares no order."""
        return _date_of(cell, self._calendar) if self._declared else None


@lru_cache(maxsize=4096)  # the rows of one specimen repeat its date
def _date_of(cell: str, calendar: Calendar | None) -> WrittenDate | None:
    text = canonical_text(cell)
    western = gregorian(text, calendar) if calendar else text
    return None if iso_reading(western) else written_date(western)
