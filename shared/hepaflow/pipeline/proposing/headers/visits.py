"""Find which columns belong to which visit: `date_v1`, `alt_v1`, `date_v2`, `alt_v2`."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from hepaflow.domain.model import Field
from hepaflow.pipeline.proposing.tables.words import field_of, is_day, is_of_collection

_ENOUGH = 0.6
_MOST_DATES = 1000
_COMPARED = 8  # visits that are compared with each other
_FORM = re.compile("^_C[0-9]+$")  # OpenClinica writes the form behind the event: ALT_E1_C1
_DATE_WORD = re.compile(r"date|datum|日期|时间|fecha|day|drawn|collected", re.IGNORECASE)
_OTHER = re.compile(r"report|receiv|order|birth|报告|接收|审核|出生|送检|检验|申请", re.IGNORECASE)
_PREFIX = re.compile(
    r"(?:(?:^|[ _.:/-]+)(?:v|visit|visite|vis|t|wk|week|d|day|m|month|cycle|c|e)|访视|第)?[ _.:/-]*$",
    re.IGNORECASE,
)


_NUMBERED = re.compile(r"^v(?:isit)?[ _]?[0-9]+[ _.-]+|[ _.-]+v?(?:isit)?[ _]?[0-9]+(?= |$)", re.IGNORECASE)


def without_visit(header: str) -> str:
    """Return a header without the number of a visit.

    Examples:
        >>> without_visit("ALT_v1 (U/L)"), without_visit("V2 ALT"), without_visit("CA19-9")
        ('ALT (U/L)', 'ALT', 'CA19')
    """
    return _NUMBERED.sub("", header, count=1)


@dataclass(frozen=True, slots=True)
class Visits:
    """The columns of visits.

    Attributes:
        dates: by header of a column of results, the header of the column with its date.
        stems: by header, what it says without the visit: `alt` of `alt_v1`.
    """

    dates: Mapping[str, str] = field(default_factory=dict)
    stems: Mapping[str, str] = field(default_factory=dict)


def visits_of(header: Sequence[str], body: Sequence[Sequence[str]]) -> Visits:
    """Return the columns of visits, if at least two date columns differ only in the visit; else nothing.

    Args:
        header: the headers.
        body: the rows below.
    """
    counts = Counter(header)
    dates = [
        name
        for at, name in enumerate(header)
        if counts[name] == 1 and name and _is_date_column(name, at, body)
    ]
    tokens = _tokens(dates[:_MOST_DATES])
    if len(tokens) < 2:
        return Visits()
    known = {name.casefold() for name in header}
    found: dict[str, str] = {}
    stems: dict[str, str] = {}
    for date, token in tokens.items():
        others = [one for one in tokens.values() if one != token][:_COMPARED]
        bounded = re.compile(rf"(?<![0-9]){re.escape(token)}(?![0-9])", re.IGNORECASE)
        for name in header:
            stem = _stem(name, bounded, others, known)
            if name not in tokens and stem:
                if name in found:  # of two visits
                    return Visits()
                found[name], stems[name] = date, stem
    return Visits(found, stems)


def _is_date_column(name: str, at: int, body: Sequence[Sequence[str]]) -> bool:
    cells = [row[at].strip() for row in body if at < len(row) and row[at].strip()]
    if not cells or sum(map(is_day, cells)) < _ENOUGH * len(cells) or _OTHER.search(name):
        return False
    return (
        field_of(name) is Field.COLLECTED_AT or is_of_collection(name) or _DATE_WORD.search(name) is not None
    )


def _tokens(dates: Sequence[str]) -> dict[str, str]:
    """Return, by date column, the part in which it differs from the others; nothing if they differ in more.

    Nothing either if each visit has two date columns: nobody knows which of them is the collection.
    """
    groups: dict[frozenset[str], dict[str, str]] = {}
    for one, other in combinations(dates[:_COMPARED], 2):
        before = _common(one, other)
        after = min(_common(one[::-1], other[::-1]), len(one) - before, len(other) - before)
        start, end = one[:before], one[len(one) - after :]
        if start.strip(" _-.") or end.strip(" _-."):
            shape = re.compile(rf"{re.escape(start)}(.+?){re.escape(end)}", re.IGNORECASE)
            alike = {date: found[1].casefold() for date in dates if (found := shape.fullmatch(date))}
            if len(alike) > 1:
                groups[frozenset(alike)] = alike
    best = max(groups.values(), key=len, default={})
    rivals = [
        group
        for group in groups.values()
        if group.keys().isdisjoint(best) and set(group.values()) & set(best.values())
    ]
    return {} if rivals or len(set(best.values())) < len(best) else best


def _common(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left.casefold() != right.casefold():
            break
        count += 1
    while count and one[count - 1].isdigit():  # 1 and 12 differ as numbers
        count -= 1
    return count


def _stem(name: str, bounded: re.Pattern[str], others: Sequence[str], known: Collection[str]) -> str:
    """Return a header without its visit; "" if it is not of the visit, or no other visit has such a column."""
    for match in bounded.finditer(name):
        twins = (f"{name[: match.start()]}{other}{name[match.end() :]}".casefold() for other in others)
        if any(twin in known for twin in twins):
            before = _PREFIX.sub("", name[: match.start()], count=1)
            after = _FORM.sub("", name[match.end() :]).lstrip(" _.:/-")
            return f"{before} {after}".strip()
    return ""
