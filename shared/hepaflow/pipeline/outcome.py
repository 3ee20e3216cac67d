"""What becomes of one file."""

from dataclasses import dataclass, field

from hepaflow.domain.issues import Issue
from hepaflow.domain.model import Panel


@dataclass(frozen=True, slots=True)
class Counts:
    """Row accounting: rows = accepted + held + rejected + skipped (law 6)."""

    rows: int = 0
    accepted: int = 0
    held: int = 0
    rejected: int = 0
    skipped: int = 0

    def balanced(self) -> bool:
        return self.rows == self.accepted + self.held + self.rejected + self.skipped


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one pass over a file gave.

    Attributes:
        counts: row accounting; all zero for a refused file.
        panels: accepted and held results, in order of first appearance.
        issues: every issue with its place, in line order; one of severity refuse where the file is refused.
        refused: the file is refused; then there are no panels.
    """

    counts: Counts
    panels: list[Panel] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    refused: bool = False
