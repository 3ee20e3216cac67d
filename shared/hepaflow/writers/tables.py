"""Write results and issues as CSV (RFC 4180; columns in docs/cli.md)."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TextIO

from hepaflow.domain.fold.measurement import Run, RunObservation, run_observations
from hepaflow.domain.issues.issues import Issue
from hepaflow.domain.issues.meanings import MEANINGS, is_held
from hepaflow.domain.issues.places import Places, place_text
from hepaflow.domain.model import Panel
from hepaflow.domain.profile.profile import Profile
from hepaflow.writers.csv_cells import write_csv
from hepaflow.writers.result_rows import RESULT_COLUMNS, ResultRow, ResultStanding, result_row

ISSUE_COLUMNS = ("line", "column", "severity", "code", "analyte", "found", "remedy")


def write_results(
    panels: Iterable[Panel], profile: Profile, out: TextIO, *, file_id: str = "", places: Places = Places.LINE
) -> None:
    """Write accepted and held results as CSV, in line order.

    Args:
        panels: the results of one file.
        profile: the profile that read the file; it gives study and center.
        out: text file, open for writing with `newline=""`.
        file_id: the id of the file, if it is known.
        places: how the file's line numbers are shown.
    """
    run = Run(profile.center, file_id, 1, "", places=places)
    sent = sorted((one for panel in panels for one in run_observations(panel, run)), key=lambda one: one.line)
    write_csv(chain((RESULT_COLUMNS,), (_result(profile.study, one) for one in sent)), out)


def write_issues(
    issues: Iterable[Issue], out: TextIO, *, places: Places = Places.LINE, chinese: bool = False
) -> None:
    """Write every issue as CSV, with its place and what to do.

    Args:
        issues: the issues, in the order in which they are written.
        out: text file, open for writing with `newline=""`.
        places: how the file's line numbers are shown.
        chinese: write the remedies in Chinese instead of English.
    """
    rows = (_issue(issue, places, chinese=chinese) for issue in issues)
    write_csv(chain((ISSUE_COLUMNS,), rows), out)


def _issue(issue: Issue, places: Places, *, chinese: bool) -> Sequence[str]:
    meaning = MEANINGS[issue.code]
    return (
        place_text(issue.line, places) if issue.line else "",
        issue.column,
        meaning.severity,
        issue.code,
        issue.analyte,
        issue.found,
        meaning.remedy_zh if chinese else meaning.remedy_en,
    )


def _result(study: str, sent: RunObservation) -> ResultRow:
    issues = (*sent.observation.issues, *sent.issues)
    standing = ResultStanding.HELD if is_held(issues) else ResultStanding.ACCEPTED
    return result_row(study, sent.measurement, sent, standing, (issue.code for issue in issues))
