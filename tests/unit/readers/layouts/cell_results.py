"""What is read of a table whose places are cells, as tests compare it."""

from hepaflow.domain.issues.places import place_text
from hepaflow.pipeline.reading.outcome import Outcome


def found(outcome: Outcome) -> list[tuple[str, ...]]:
    """Return place, subject, time, analyte and value of each result."""
    return sorted(
        (
            place_text(line, outcome.places),
            panel.subject,
            panel.collected_at.wall,
            report.analyte,
            str(report.value),
        )
        for panel in outcome.panels
        for line, report in zip(panel.lines, panel.observations, strict=True)
    )


def codes(outcome: Outcome) -> list[tuple[str, str]]:
    return [(place_text(issue.line, outcome.places), issue.code.value) for issue in outcome.issues]
