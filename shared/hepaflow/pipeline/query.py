"""What is known of a subject, now or as of a journal number: panels of visible runs and decisions, folded."""

from collections.abc import Iterable
from dataclasses import dataclass

from hepaflow.domain.measurement import Measurement, Run, Sent, reports_of
from hepaflow.domain.timeline import Answer, fold
from hepaflow.ports import Registry, Results, StoredPanel, View


@dataclass(frozen=True, slots=True)
class Timeline:
    """The answers for one subject, and the journal number that they hold for."""

    number: int
    answers: dict[Measurement, Answer]


def timeline(
    registry: Registry, results: Results, study: str, subject: str, as_of: int | None = None
) -> Timeline:
    """Return what counts for a subject: one read of the head, one query of panels, one read of states and decisions.

    The same number always gives the same answer, whatever was processed later or at the same time: what counts up
    to the head is written before it, so it is there to be read once the head has been.
    """
    head = registry.head(study)
    stored = list(results.subject_panels(study, subject))
    view = registry.view(study, {panel.run.file_id for panel in stored}, subject)
    number = head.number if as_of is None else min(as_of, head.number)
    decisions = [known for known in view.decisions if known.number <= number]
    return Timeline(number, fold(_visible(stored, view, number), decisions))


def _visible(stored: Iterable[StoredPanel], view: View, number: int) -> Iterable[Sent]:
    runs: dict[tuple[str, int], Run | None] = {}
    for panel in stored:
        key = (panel.run.file_id, panel.run.number)
        if key not in runs:
            runs[key] = _counted(panel, view, number)
        run = runs[key]
        if run is not None:
            yield from reports_of(panel.panel, run)


def _counted(panel: StoredPanel, view: View, number: int) -> Run | None:
    """Return the run of a panel where the file's state names it, else None."""
    state = view.state(panel.run.file_id)
    visible = state.visible(number) if state else None
    if state is None or visible is None or visible.n != panel.run.number:
        return None
    return Run(
        panel.run.center,
        state.file_id,
        visible.n,
        visible.received,
        accept_changes=visible.accept_changes,
        specimen_identifies=visible.specimen_identifies,
    )
