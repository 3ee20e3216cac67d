"""Define the outcome of reading one file, and list what nobody could map in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hepaflow.domain.issues.issues import Issue
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Panel
from hepaflow.domain.study.files import Counts
from hepaflow.domain.study.unmapped import LeftOut, Unmapped, UnmappedKey, most_frequent, names_of
from hepaflow.readers.rows_at_fault import RowsAtFault
from hepaflow.readers.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one pass over a file gave.

    Attributes:
        counts: row accounting; all zero for a refused file.
        panels: accepted and held results, in order of first appearance.
        issues: every issue with its place, in line order; one of severity refuse where the file is refused.
        refused: the file is refused; then there are no panels.
        places: how lines are to be shown.
        examples: masked values beside texts that nobody knows, by what the text is (`Unmapped.names`).
        present: the columns of a file that lacks others: headers of known words, else numbers.
        sheet: what was read, its rows used up; None for a refused file.
        at_fault: rows of the sheet that were found to be at fault.
        order_proofs: by column, the cell that shows that its dates are in another order than the profile says.
    """

    counts: Counts
    panels: list[Panel] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    refused: bool = False
    places: Places = Places.LINE
    examples: Mapping[UnmappedKey, tuple[str, ...]] = field(default_factory=dict)
    present: tuple[str, ...] = ()
    sheet: Sheet | None = field(default=None, compare=False)
    at_fault: RowsAtFault = field(default_factory=RowsAtFault, compare=False)
    order_proofs: Mapping[str, str] = field(default_factory=dict)


def unmapped_in(outcome: Outcome) -> list[Unmapped | LeftOut]:
    """Return what a run met that nobody explained, most frequent first, and how many others it met."""
    rows: dict[UnmappedKey, set[int]] = {}
    for issue in outcome.issues:
        if names := names_of(issue):
            rows.setdefault(names, set()).add(issue.line)
    return most_frequent(
        Unmapped(*names, len(lines), outcome.examples.get(names, ())) for names, lines in rows.items()
    )
