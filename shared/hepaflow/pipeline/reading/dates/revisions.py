"""Hold the results whose revision time may have day and month the other way round."""

from collections.abc import Iterable
from datetime import date

from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Field, Observation, Panel
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.reading.dates.orders import ColumnOrder


class Revisions:
    """The revision times of a file."""

    def __init__(self, profile: Profile) -> None:
        self._column = profile.columns.get(Field.REVISED_AT, "")
        self._order = ColumnOrder(profile)
        self._with_orders: list[tuple[str, Observation]] = []

    def note(self, cell: str, report: Observation | None) -> None:
        """Note a revision time.

        Args:
            cell: as it stands in the file.
            report: the observation with this time; None if the cell could not be read.
        """
        self._order.note(cell)
        if report is not None and self._order.has_orders(cell):
            self._with_orders.append((cell, report))

    def hold_doubtful(self, panels: Iterable[Panel], latest: date) -> dict[str, str]:
        """Hold the results whose revision time is in doubt; to be called after all rows.

        Args:
            panels: the panels of the file; their results are marked in place.
            latest: the last day on which something in the file can have happened.

        Returns:
            By column, the cell that shows that its times are in another order than the profile says.
        """
        proofs = {cell: self._order.proof_against(cell, latest) for cell, _ in self._with_orders}
        doubtful = {id(report): cell for cell, report in self._with_orders if proofs[cell]}
        for panel in panels if doubtful else ():
            for index, report in enumerate(panel.observations):
                if cell := doubtful.get(id(report)):
                    issue = Issue(IssueCode.DATE_OTHER_ORDER, 0, self._column, cell, report.analyte)
                    panel.add_row_issues(index, issue)
        return {self._column: next(filter(None, proofs.values()))} if doubtful else {}
