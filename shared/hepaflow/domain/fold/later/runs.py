"""Describe the later runs that give a report again: files of a center that repeat a panel of an earlier one.

A cumulative file repeats all earlier rows. Its reports differ from those before in their run and line alone. So a report is
kept once, with the later runs; it is written out for each run only where somebody looks at each (docs/fold.md).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, overload

if TYPE_CHECKING:
    from hepaflow.domain.fold.measurement import Run, RunObservation


@dataclass(frozen=True, slots=True)
class Resending:
    """A run that gives a panel again.

    Attributes:
        run: the run.
        lines: the lines of its reports, in the order of the panel.
    """

    run: "Run"
    lines: Sequence[int]


@dataclass(frozen=True, slots=True)
class LaterRuns:
    """The later runs that give a panel again; no two of them were received at once.

    Attributes:
        sent: these runs, the earliest first.
        files: their files.
    """

    sent: tuple[Resending, ...]
    files: frozenset[str]


class Later(NamedTuple):
    """The later runs that give a report again.

    Attributes:
        runs: these runs; the reports of a panel share them.
        place: place of the report in the panel.
    """

    runs: LaterRuns
    place: int


def later_runs(sent: Sequence[Resending]) -> LaterRuns | None:
    """Return the later runs that give a panel again, the earliest first; None where there are none."""
    return LaterRuns(tuple(sent), frozenset(again.run.file_id for again in sent)) if sent else None


def told_together(runs: "Sequence[Run]") -> list[list[int]]:
    """Return which runs tell of a panel together, by their places: those that differ in file, number and receipt alone.

    The earliest is first. Runs that were received at once are ordered by the lines of each report, so each stands alone.
    """
    if len({run.received for run in runs}) < len(runs):
        return [[place] for place in range(len(runs))]
    alike: dict[Run, list[int]] = {}
    for place in sorted(range(len(runs)), key=lambda place: runs[place].received):
        alike.setdefault(replace(runs[place], file_id="", run_number=0, received=""), []).append(place)
    return list(alike.values())


def alone(report: "RunObservation") -> "RunObservation":
    """Return the report of the first run, without the later ones."""
    return report if report.later is None else replace(report, later=None)


def of_each_run(reports: "Iterable[RunObservation]") -> "Iterator[RunObservation]":
    """Yield each report as each run gives it, the earliest first."""
    for report in reports:
        yield alone(report)
        if report.later is not None:
            yield from LaterReports(report, report.later)


class LaterReports(Sequence["RunObservation"]):
    """A report as each later run gives it, written out when somebody looks at it; equal to a tuple of them.

    Args:
        report: the report of the first run.
        later: the later runs.
    """

    __slots__ = ("_later", "_report")

    def __init__(self, report: "RunObservation", later: Later) -> None:
        self._report, self._later = report, later

    def carries(self, file_id: str) -> bool:
        """Say whether a file gives it."""
        return file_id in self._later.runs.files

    def of_file(self, file_id: str) -> "Iterator[RunObservation]":
        """Yield it as the file gives it."""
        if self.carries(file_id):
            yield from (
                self._as_given(again) for again in self._later.runs.sent if again.run.file_id == file_id
            )

    def _as_given(self, again: Resending) -> "RunObservation":
        return replace(self._report, run=again.run, line=again.lines[self._later.place], later=None)

    def __len__(self) -> int:
        return len(self._later.runs.sent)

    @overload
    def __getitem__(self, place: int) -> "RunObservation": ...

    @overload
    def __getitem__(self, place: slice) -> "tuple[RunObservation, ...]": ...

    def __getitem__(self, place: int | slice) -> "RunObservation | tuple[RunObservation, ...]":
        if isinstance(place, slice):
            return tuple(map(self._as_given, self._later.runs.sent[place]))
        return self._as_given(self._later.runs.sent[place])

    def __eq__(self, other: object) -> bool:
        return tuple(self) == (tuple(other) if isinstance(other, LaterReports) else other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))
