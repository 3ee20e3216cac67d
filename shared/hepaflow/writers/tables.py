"""Write results and issues as CSV (RFC 4180; columns in docs/cli.md)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TextIO

from hepaflow.domain.issues.issues import Issue
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.issues.places import Places, place_text
from hepaflow.domain.model import Comparator, Observation, Panel
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.values.numbers import plain_digits
from hepaflow.writers.csv_cells import write_csv

RESULT_COLUMNS = (
    "study", "center", "subject", "collected_at", "analyte", "operator", "value", "unit", "text", "status",
    "range_low", "range_high", "range_flag", "specimen_type", "specimen", "visit", "line", "raw_analyte", "raw_value",
    "raw_unit", "issues",
)  # fmt: skip
ISSUE_COLUMNS = ("line", "column", "severity", "code", "analyte", "found", "remedy")


def write_results(
    panels: Iterable[Panel], profile: Profile, out: TextIO, *, places: Places = Places.LINE
) -> None:
    """Write accepted and held results as CSV, in line order; held ones carry their hold code in `issues`.

    Args:
        panels: the results of one file.
        profile: the profile that read the file; it gives study and center.
        out: text file, open for writing with `newline=""`.
        places: how the file's line numbers are shown.
    """
    rows = (
        (profile.study, profile.center, *_result(panel, index, places))
        for panel, index in _in_line_order(panels)
    )
    write_csv(chain((RESULT_COLUMNS,), rows), out)


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


def _in_line_order(panels: Iterable[Panel]) -> list[tuple[Panel, int]]:
    found = [(panel, index) for panel in panels for index in range(len(panel.observations))]
    found.sort(key=lambda one: one[0].lines[one[1]])
    return found


def _result(panel: Panel, index: int, places: Places) -> Iterator[str]:
    report = panel.observations[index]
    issues = (*report.issues, *panel.specimen_issues, *panel.row_issues.get(index, ()))
    yield from (panel.subject, str(panel.collected_at), report.analyte)
    yield "" if report.operator is Comparator.EQ else report.operator
    yield "" if report.value is None else plain_digits(report.value)
    yield from (report.unit, _text(report), report.status)
    yield from (
        "" if limit is None else plain_digits(limit) for limit in (report.range_low, report.range_high)
    )
    yield report.flag or ""
    yield report.specimen_type
    yield from (panel.specimen, panel.visit, place_text(panel.lines[index], places))
    yield from (report.raw.analyte, report.raw.value, report.raw.unit)
    yield ";".join(dict.fromkeys(issue.code for issue in issues))


def _text(report: Observation) -> str:
    return " ".join(part for part in (report.finding or "", report.strength) if part)
