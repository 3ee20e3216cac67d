"""Show tables of figures as Markdown, and write them into docs/benchmarks.md between two marks."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from long_file import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
_BEGIN, _END = "<!-- begin: written by make bench -->", "<!-- end: written by make bench -->"


@dataclass(frozen=True)
class Table:
    """A table of figures under a title."""

    title: str
    head: Sequence[str]
    lines: Sequence[Sequence[str]]

    def __str__(self) -> str:
        rows = [self.head, ["---"] * len(self.head), *self.lines]
        return "\n".join([f"### {self.title}", "", *(f"| {' | '.join(row)} |" for row in rows), ""])


def ranged(ratios: Sequence[float]) -> str:
    """Return the median, and the range where there are several."""
    middle = f"**{median(ratios):.2f}**"
    return middle if len(ratios) == 1 else f"{middle} ({min(ratios):.2f}–{max(ratios):.2f})"


def machine(day: str, rounds: int) -> str:
    """Say when, where and how the figures were measured."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"* **Machine**: {day}, Python {platform.python_version()}, {os.cpu_count()} cores; load in the last 1, 5 and 15 minutes:"
        f" {load}.\n* **Figures**: medians of {rounds} rounds. All ways run in turn in each round; a ratio is taken round by round, and"
        " its range is in brackets.\n"
    )


def written(text: str) -> None:
    """Put a text between the marks of the page."""
    page = PAGE.read_text("utf-8")
    before, after = page.index(_BEGIN) + len(_BEGIN), page.index(_END)
    PAGE.write_text(re.sub(r"\n{3,}", "\n\n", f"{page[:before]}\n\n{text}\n{page[after:]}"), "utf-8")
