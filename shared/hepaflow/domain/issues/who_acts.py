"""Split the rows to be fixed by who can act: the lab corrects and sends rows, the data manager decides or changes the profile."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from hepaflow.domain.issues.issues import Actor, Issue, Severity
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.text import canonical_text

_TO_FIX = (Severity.REJECT, Severity.HOLD)


def to_fix(issues: Iterable[Issue]) -> list[Issue]:
    """Return the issues that reject or hold a row."""
    return [issue for issue in issues if MEANINGS[issue.code].severity in _TO_FIX]


def issues_for(who: Actor, issues: Iterable[Issue], wide: Collection[str] = ()) -> list[Issue]:
    """Return the issues of the rows that are for the lab, or of those that are for the data manager.

    A row with an issue that the lab can mend is for the lab, with all its issues; every other row to be fixed is for the
    data manager. In a wide file the same holds for each cell, unless the row as a whole is for the lab.

    Args:
        who: the lab or the data manager.
        issues: the issues of the file; notes are left out.
        wide: the headers of the analyte columns of a wide file.
    """
    headers = {canonical_text(header) for header in wide}
    by_line: dict[int, list[Issue]] = defaultdict(list)
    for issue in to_fix(issues):
        by_line[issue.line].append(issue)
    return [issue for line in by_line.values() for issue in _of_line(who, line, headers)]


def _of_line(who: Actor, issues: Sequence[Issue], wide: Collection[str]) -> Iterable[Issue]:
    of_row: list[Issue] = []
    cells: dict[str, list[Issue]] = defaultdict(list)
    for issue in issues:
        column = canonical_text(issue.column)
        (cells[column] if column in wide else of_row).append(issue)
    if _is_for_lab(of_row):
        return issues if who is Actor.LAB else ()
    groups = [*([of_row] if of_row else []), *cells.values()]
    return [issue for group in groups if _is_for_lab(group) == (who is Actor.LAB) for issue in group]


def _is_for_lab(issues: Iterable[Issue]) -> bool:
    return any(MEANINGS[issue.code].actor is Actor.LAB for issue in issues)
