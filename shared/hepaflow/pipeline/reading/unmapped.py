"""What a run met that nobody explained: names, codes and units that no profile knows."""

from hepaflow.domain.unmapped import Names, Unmapped, names_of
from hepaflow.pipeline.reading.outcome import Outcome


def unmapped_in(outcome: Outcome) -> list[Unmapped]:
    """Return what a run met that nobody explained, most frequent first."""
    rows: dict[Names, set[int]] = {}
    for issue in outcome.issues:
        if names := names_of(issue):
            rows.setdefault(names, set()).add(issue.line)
    found = [Unmapped(*names, len(lines), outcome.examples.get(names, ())) for names, lines in rows.items()]
    return sorted(found, key=lambda one: (-one.count, one.names))
