"""Write parts of a panel as text, one cell each, and read them back."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from hepaflow.aws.results.dictionary import read_cell, write_cell
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Bound, Conversion, Range

_BRACKETS = re.compile(r"([\[(])([^,]*),([^,]*)([\])])")


def packed_issues(issues: tuple[Issue, ...]) -> str:
    return ";".join("|".join(_issue_cells(issue)).rstrip("|") for issue in issues)


def unpacked_issues(text: str) -> tuple[Issue, ...]:
    return tuple(_issue(*item.split("|")) for item in text.split(";")) if text else ()


def packed_number(number: Decimal | None) -> str:
    return "" if number is None else str(number)


def unpacked_number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _issue_cells(issue: Issue) -> Iterator[str]:
    yield write_cell(issue.code)
    yield write_cell(issue.column)
    yield write_cell(issue.found)
    yield write_cell(issue.analyte)
    yield str(issue.line or "")


def _issue(code: str, column: str = "", found: str = "", analyte: str = "", line: str = "") -> Issue:
    return Issue(
        IssueCode(read_cell(code)), int(line or 0), read_cell(column), read_cell(found), read_cell(analyte)
    )


def packed_conversion(way: Conversion) -> str:
    """`factor`, `factor+offset`, `^…` for a power."""
    offset = f"+{way.offset}" if way.offset else ""
    return write_cell(("^" if way.power else "") + f"{way.factor}{offset}")


def unpacked_conversion(cell: str) -> Conversion:
    text = read_cell(cell)
    factor, _, offset = text.removeprefix("^").partition("+")
    return Conversion(Fraction(factor), Fraction(offset or 0), power=text.startswith("^"))


def packed_range(limits: Range | None) -> str:
    """An interval: `[3.4,20.5]`, an open side empty, a round bracket where the limit lies outside."""
    if limits is None:
        return ""
    low, high = limits.low, limits.high
    left = "[" if low is None or low.included else "("
    right = "]" if high is None or high.included else ")"
    return f"{left}{'' if low is None else low.number},{'' if high is None else high.number}{right}"


def unpacked_range(cell: str) -> Range | None:
    match = _BRACKETS.fullmatch(cell)
    if match is None:
        return None
    left, low, high, right = match.groups()
    return Range(
        Bound(Decimal(low), left == "[") if low else None,
        Bound(Decimal(high), right == "]") if high else None,
    )


def packed_lines(lines: Sequence[int]) -> str:
    """Return `12-26` for lines that follow one another, `12` for one alone; for a single repeated line `12*15`."""
    if len(lines) > 1 and len(set(lines)) == 1:
        return f"{lines[0]}*{len(lines)}"
    return ",".join(_stretches(lines))


def _stretches(lines: Sequence[int]) -> Iterator[str]:
    for _, following in groupby(enumerate(lines), key=lambda pair: pair[1] - pair[0]):
        stretch = [line for _, line in following]
        yield f"{stretch[0]}-{stretch[-1]}" if len(stretch) > 1 else str(stretch[0])


def unpacked_lines(text: str) -> Iterator[int]:
    for run in text.split(","):
        first, _, times = run.partition("*")
        first, _, last = first.partition("-")
        if times:
            yield from [int(first)] * int(times)
        else:
            yield from range(int(first), int(last or first) + 1)
