"""Describe a panel as the runs that count give it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from hepaflow.domain.fold.later.runs import LaterRuns
from hepaflow.domain.fold.measurement import Run, RunObservation, run_observations
from hepaflow.domain.model import Panel


class ToldPanel(NamedTuple):
    """A panel as the runs give it that count at a journal number.

    Attributes:
        panel: the panel.
        run: the run that gives it first.
        lines: the lines of its reports in that run.
        later: the later runs that give it again, as far as they differ from the first in file, number and receipt alone.
    """

    panel: Panel
    run: Run
    lines: Sequence[int]
    later: LaterRuns | None = None

    def reports(self, places: Iterable[int] | None = None) -> Iterator[RunObservation]:
        """Yield its reports, each in its place, or some of them."""
        return run_observations(self.panel, self.run, self.lines, self.later, places)

    def carries(self, file_id: str) -> bool:
        """Say whether a file gives it."""
        return self.run.file_id == file_id or (self.later is not None and file_id in self.later.files)

    def rows(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Yield each file that gives it, with the lines of its reports."""
        yield self.run.file_id, self.lines
        if self.later is not None:
            yield from ((again.run.file_id, again.lines) for again in self.later.sent)
