"""Find the rows that are masked as files are read now: at an earlier number, with another date or label, they are masked as well."""

from collections import defaultdict
from typing import TYPE_CHECKING

from hepaflow.domain.fold.measurement import RunObservation

if TYPE_CHECKING:
    from hepaflow.pipeline.subject_reports.known import KnownReports

RowsOfFiles = frozenset[tuple[str, int]]  # file and line


def rows_masked_now(now: "KnownReports") -> RowsOfFiles:
    """Return the rows that a masked caller does not see now.

    A re-run may have been the first to read the label of a masked visit, or have corrected a date or the name of an analyte.

    Args:
        now: what is known at the end of the journal, with what the caller does not see.
    """
    mask = now.mask
    if mask is None or not mask.hides_results:
        return frozenset()
    reports: dict[str, list[RunObservation]] = defaultdict(list)
    for told in now.told:
        reports[told.panel.subject] += told.reports()
    every = {row for found in reports.values() for row in _rows(found)}
    seen = {
        row
        for subject, found in reports.items()
        for row in _rows(mask.visible(found, *now.registers_of(subject)))
    }
    return frozenset(every - seen)


def without_rows(reports: list[RunObservation], masked: RowsOfFiles) -> list[RunObservation]:
    """Return the reports of other rows.

    Args:
        reports: the reports of a subject.
        masked: the rows.
    """
    return [sent for sent in reports if masked.isdisjoint(_rows([sent]))] if masked else reports


def _rows(reports: list[RunObservation]) -> set[tuple[str, int]]:
    return {(file, line) for sent in reports for file, line, _ in sent.rows()}
