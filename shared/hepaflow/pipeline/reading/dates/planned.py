"""Keep only what was measured from being later than its file: a draw may be expected on a day to come."""

from collections.abc import Iterable

from hepaflow.domain.analytes.visit_items import DRAW_EXPECTED
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Panel


def let_draws_be_planned(panels: Iterable[Panel]) -> None:
    """Take the doubt about a day after receipt off the draws that are expected on it; whatever else is of that day keeps it.

    Args:
        panels: what was read; their issues are changed.
    """
    for panel in panels:
        doubts = tuple(issue for issue in panel.specimen_issues if issue.code is IssueCode.DATE_AFTER_RECEIPT)
        if doubts and any(report.analyte == DRAW_EXPECTED for report in panel.observations):
            panel.specimen_issues = tuple(issue for issue in panel.specimen_issues if issue not in doubts)
            for index, report in enumerate(panel.observations):
                if report.analyte != DRAW_EXPECTED:
                    panel.add_row_issues(index, *doubts)
