"""Hold the values of a wide file that stand under the number of another visit than the date that is read."""

import re
from collections.abc import Iterable, Sequence

from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Field, Panel
from hepaflow.domain.profile.profile import Profile, date_columns
from hepaflow.domain.text import canonical_text

_NUMBER = re.compile("[0-9]+")


def hold_other_visits(panels: Iterable[Panel], header: Sequence[str], profile: Profile) -> None:
    """Hold each value whose header has the number of another date column: `alt_v2` beside `date_v2`, if it has that of `date_v1`.

    Args:
        panels: the panels of the file; their results are marked in place.
        header: the headers of the file.
        profile: the profile that reads it.
    """
    if profile.file.layout != "wide":
        return
    dates = date_columns(profile.wide)
    every = tuple(dict.fromkeys((*header, *dates.values())))
    others = {
        name: _other_dates(every, dates.get(name, profile.columns[Field.COLLECTED_AT]))
        for name in profile.wide
    }
    issues = {name: issue for name in profile.wide if (issue := _issue(name, others[name]))}
    for panel in panels if issues else ():
        for index, report in enumerate(panel.observations):
            if report.raw.analyte in issues:
                panel.add_row_issues(index, issues[report.raw.analyte])


def _other_dates(header: Sequence[str], read: str) -> list[tuple[str, str, str]]:
    """Return each header that differs from that of the date in one number, with the number of the date and its own."""
    own = _NUMBER.findall(canonical_text(read))
    found = []
    for name in header:
        numbers = _NUMBER.findall(canonical_text(name))
        pairs = [(one, other) for one, other in zip(own, numbers, strict=False) if one != other]
        if _without_numbers(name) == _without_numbers(read) and len(pairs) == 1:
            found.append((name, *pairs[0]))
    return found


def _without_numbers(name: str) -> str:
    return _NUMBER.sub("0", canonical_text(name).casefold())


def _issue(name: str, others: Sequence[tuple[str, str, str]]) -> Issue | None:
    numbers = _NUMBER.findall(canonical_text(name))
    for other, own_number, number in others:
        if number in numbers and own_number not in numbers:
            return Issue(IssueCode.DATE_CONFLICT, 0, other)
    return None
