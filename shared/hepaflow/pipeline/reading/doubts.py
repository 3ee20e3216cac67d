"""Decide what only the whole file shows: a flag that may not mean the scale, a column that is not read, a mistyped decimal mark."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Comparator, Field, Flag, Observation, Panel
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.flags import flag_of, sign_of

_Placed = tuple[Panel, int]
_UP_OR_DOWN = frozenset({Flag.LOW, Flag.HIGH, Flag.CRITICAL_LOW, Flag.CRITICAL_HIGH})
_Without = list[tuple[int, tuple[Issue, ...]]]


def tell_mark_typos(panels: Iterable[Panel], without: _Without, profile: Profile) -> None:
    """Turn `value-decimal-mark` into `value-other-mark` if most numbers of the file have the usual mark: only these rows are wrong.

    Args:
        panels: the panels of the file.
        without: (line, issues) of every row without a result; changed in place.
        profile: it declares the mark; a point is read if it declares none.
    """
    doubtful = [
        at
        for at, (_, issues) in enumerate(without)
        if any(issue.code is IssueCode.VALUE_DECIMAL_MARK for issue in issues)
    ]
    if not doubtful:
        return
    usual = re.compile(rf"[0-9]{re.escape(profile.file.decimal_mark or '.')}[0-9]")
    confirmed = (
        report
        for panel in panels
        for report in panel.observations
        if usual.search(canonical_text(report.raw.value))
    )
    if len(list(islice(confirmed, len(doubtful) + 1))) > len(doubtful):
        for at in doubtful:
            line, issues = without[at]
            without[at] = (line, tuple(map(_of_one_cell, issues)))


def _of_one_cell(issue: Issue) -> Issue:
    is_mark = issue.code is IssueCode.VALUE_DECIMAL_MARK
    return replace(issue, code=IssueCode.VALUE_OTHER_MARK) if is_mark else issue


def hold_unread(panels: Iterable[Panel], without: _Without, unread: Mapping[int, Issue]) -> None:
    """Hold the results of rows that have an unread column; give that column's issue to rows without a value.

    Args:
        panels: the panels of the file; their results are marked in place.
        without: (line, issues) of every row without a result; changed in place. A row rejected for its missing value
            gets the issue of the unread column instead.
        unread: by line, the issue of a column that the profile does not read; a row without one is absent.
    """
    if not unread:
        return
    for panel in panels:
        for index, line in enumerate(panel.lines):
            if line in unread:
                panel.add_row_issues(index, unread[line])
    for at, (line, issues) in enumerate(without):
        if line in unread and issues[0].code is IssueCode.VALUE_MISSING:
            without[at] = (line, (unread[line],))


def hold_doubtful_signs(panels: Iterable[Panel], profile: Profile) -> None:
    """Hold results beyond the scale of an instrument where the other results of the file speak against that.

    In a flag column `<` and `>` may mean below and above the range, where the column has no H and L for that. And an
    instrument has one end of its scale: a sign at two values, or an exact value beyond one, means something else.
    """
    if profile.file.flag_signs is not None:
        return
    panels = list(panels)
    flag_column = profile.columns.get(Field.FLAG)
    found = list(_off_scale(panels))
    if not found:
        return
    tells_range = any(
        flag_of(canonical_text(report.raw.flag)) in _UP_OR_DOWN
        for panel in panels
        for report in panel.observations
    )
    ends: dict[tuple[str, str, Comparator], list[_Placed]] = defaultdict(list)
    for (panel, index), issue in found:
        report = panel.observations[index]
        if issue.column == flag_column and sign_of(report.raw.flag) and not tells_range:
            panel.add_row_issues(index, Issue(IssueCode.FLAG_SIGN, 0, issue.column, "", report.analyte))
        else:
            ends[report.analyte, report.raw_unit, report.operator].append((panel, index))
    exact = _exact(panels, {(analyte, unit) for analyte, unit, _ in ends})
    for (analyte, unit, operator), placed in ends.items():
        if _is_no_end(operator, [panel.observations[index] for panel, index in placed], exact[analyte, unit]):
            for panel, index in placed:
                panel.add_row_issues(index, Issue(IssueCode.FLAG_SIGN, 0, flag_column or "", "", analyte))


def _off_scale(panels: Iterable[Panel]) -> Iterator[tuple[_Placed, Issue]]:
    for panel in panels:
        for index, report in enumerate(panel.observations):
            for issue in report.issues:
                if issue.code is IssueCode.VALUE_OFF_SCALE:
                    yield (panel, index), issue


def _exact(panels: Iterable[Panel], wanted: set[tuple[str, str]]) -> dict[tuple[str, str], list[Observation]]:
    found: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for panel in panels:
        for report in panel.observations:
            key = report.analyte, report.raw_unit
            if key in wanted and report.operator is Comparator.EQ and report.number is not None:
                found[key].append(report)
    return found


def _is_no_end(operator: Comparator, reports: list[Observation], exact: list[Observation]) -> bool:
    ends = {report.number for report in reports if report.number is not None}
    is_above = operator in (Comparator.GT, Comparator.GE)
    beyond = any(
        report.number is not None and (report.number > max(ends) if is_above else report.number < min(ends))
        for report in exact
    )
    return len(ends) > 1 or beyond
