"""Find which runs that count give a panel, and which of them tell of it together."""

from collections.abc import Iterable, Iterator, Mapping

from hepaflow.domain.fold.apart.told import ToldPanel
from hepaflow.domain.fold.later.runs import Resending, later_runs, told_together
from hepaflow.domain.fold.measurement import Run
from hepaflow.domain.identity import RunId
from hepaflow.domain.study.files import FileState
from hepaflow.ports import StoredPanel


def told_panels(
    stored: Iterable[StoredPanel], states: Mapping[str, FileState], journal_number: int
) -> Iterator[ToldPanel]:
    """Yield panels as the runs give them that count at a journal number.

    Args:
        stored: the panels as they were read.
        states: the states of the files that gave them.
        journal_number: the journal number.
    """
    runs: dict[RunId, Run | None] = {}
    arranged: dict[tuple[RunId, ...], list[list[int]]] = {}  # panels of the same runs are told the same way
    for one in stored:
        given: list[Resending] = []
        for again in one.given():
            if again.run not in runs:
                runs[again.run] = _counted(again.run, states, journal_number)
            if (run := runs[again.run]) is not None:
                given.append(Resending(run, again.lines))
        of = tuple(one.runs())
        if of not in arranged:
            arranged[of] = told_together([sent.run for sent in given])
        for first, *later in arranged[of]:
            told = given[first]
            others = later_runs([given[place] for place in later])
            yield ToldPanel(one.panel, told.run, told.lines, others)


def _counted(run: RunId, states: Mapping[str, FileState], journal_number: int) -> Run | None:
    """Return the run of a panel where the file's state names it, else None."""
    state = states.get(run.file_id)
    visible = state.visible(journal_number) if state else None
    if state is None or visible is None or visible.run_number != run.run_number:
        return None
    return Run(
        run.center,
        state.file_id,
        visible.run_number,
        visible.received,
        accept_changes=visible.accept_changes,
        specimen_identifies=visible.specimen_identifies,
        cumulative=visible.cumulative,
        places=visible.places,
        feed=visible.feed,
    )
