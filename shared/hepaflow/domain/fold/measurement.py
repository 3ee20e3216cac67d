"""Define the input of the fold: a measurement, and what one run of one file reports about it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from hepaflow.domain.fold.later.runs import Later, LaterRuns
from hepaflow.domain.issues.issues import Issue, IssueCode, Severity
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Observation, Panel, Status
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.values.numbers import converted

FOUND_BY_FOLD: Final = frozenset(
    {
        IssueCode.CONFLICT,
        IssueCode.CHANGED_UNMARKED,
        IssueCode.REVERTS_CORRECTION,
        IssueCode.NOT_DONE_WITH_RESULT,
    }
)
ROW_HOLDS = frozenset(code for code in MEANINGS if MEANINGS[code].severity is Severity.HOLD) - FOUND_BY_FOLD
_RANK: Final = {
    Status.NOT_DONE: 0,
    Status.PRELIMINARY: 1,
    Status.FINAL: 2,
    Status.CORRECTED: 3,
    Status.DELETED: 4,
}
PROVISIONAL: Final = _RANK[Status.PRELIMINARY]  # up to this rank a report announces that another will follow

RowKey = tuple[str, int, str]  # file id, line, analyte: how a decision names a report, whatever run read it
Mark = tuple[int, str]  # rank of the status, the lab's time of revision: what the lab says about its order


class Measurement(
    NamedTuple
):  # a key, looked up several times for each report: a tuple is hashed three times as fast
    """What two reports must share to be about the same thing (docs/architecture.md, The fold).

    Attributes:
        center: who sent it; one center never supersedes another.
        subject: the subject's id in the study.
        analyte: analyte code.
        specimen_type: SERUM, PLASMA, BLOOD, or "".
        collected_at: wall time as reported, at the precision reported, without offset.
        specimen: the lab's specimen id where the profile says that it identifies, else "".
    """

    center: str
    subject: str
    analyte: str
    specimen_type: str
    collected_at: str
    specimen: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """The visible pass over one file, and what the profile in force says about its reports.

    Attributes:
        center: who sent the file.
        file_id: identity of the file.
        run_number: number of the run.
        received: event time of the earliest delivery, ISO 8601 in UTC with milliseconds, comparable as text.
        accept_changes: `[file] changes = "accept"`.
        specimen_identifies: `[file] specimen_identifies`.
        cumulative: `[file] transfer = "cumulative"`.
        places: how the lines of the file are to be shown.
        feed: the feed whose profile read the run.
    """

    center: str
    file_id: str
    run_number: int
    received: str
    accept_changes: bool = False
    specimen_identifies: bool = False
    cumulative: bool = False
    places: Places = Places.LINE
    feed: str = MAIN_FEED


@dataclass(frozen=True, slots=True)
class RunObservation:
    """A report in its place.

    Attributes:
        measurement: what it is about, as reported; a `move-subject` does not change it.
        observation: what the row says.
        run: the run that read it.
        line: physical line or sheet row of the lab's own file.
        issues: what its specimen and the other rows of its file add to the issues of the report.
        specimen: the lab's specimen id, also where it does not identify, or "".
        offset: offset of the collection time from UTC, where it is known.
        visit: the lab's own visit text, or "".
        later: the later runs that give it again, except for its line; None where none does, or where each has a report of
            its own. It says how much is written out, and nothing about the report.
    """

    measurement: Measurement
    observation: Observation
    run: Run
    line: int
    issues: tuple[Issue, ...] = ()
    specimen: str = ""
    offset: str = ""
    visit: str = ""
    later: Later | None = field(default=None, compare=False, repr=False)

    @property
    def row(self) -> RowKey:
        return self.run.file_id, self.line, self.observation.analyte

    def rows(self) -> Iterator[RowKey]:
        """Yield the row of each run that gives it."""
        yield self.row
        if self.later is not None:
            for again in self.later.runs.sent:
                yield again.run.file_id, again.lines[self.later.place], self.observation.analyte

    @property
    def mark(self) -> Mark:
        return _RANK[self.observation.status], self.observation.revised_at


def run_observations(
    panel: Panel,
    run: Run,
    lines: Sequence[int] | None = None,
    later: LaterRuns | None = None,
    places: Iterable[int] | None = None,
) -> Iterator[RunObservation]:
    """Yield the reports of a panel, each in its place.

    Args:
        panel: the panel.
        run: the run that gives it first.
        lines: the lines of its reports in that run; None: those of the panel.
        later: the later runs that give it again.
        places: which of its reports; None: all.
    """
    specimen = panel.specimen if run.specimen_identifies else ""
    lines = panel.lines if lines is None else lines
    for index in range(len(panel.observations)) if places is None else places:
        report = panel.observations[index]
        measurement = Measurement(
            run.center,
            panel.subject,
            report.analyte,
            report.specimen_type,
            panel.collected_at.wall,
            specimen,
        )
        issues = panel.specimen_issues + panel.row_issues.get(index, ())
        yield RunObservation(
            measurement,
            report,
            run,
            lines[index],
            issues,
            panel.specimen,
            panel.collected_at.offset,
            panel.visit,
            Later(later, index) if later else None,
        )


def row_holds(sent: RunObservation) -> tuple[IssueCode, ...]:
    """Return the codes for which the row itself is held; what the fold finds by itself is not among them."""
    if not sent.observation.issues and not sent.issues:
        return ()
    codes = (issue.code for issue in (*sent.observation.issues, *sent.issues))
    return tuple(dict.fromkeys(code for code in codes if code in ROW_HOLDS))


def has_value(report: Observation) -> bool:
    return report.number is not None or report.finding is not None


def same_value(one: Observation, other: Observation) -> bool:
    """Say whether two reports of a measurement state exactly the same value, in whatever unit each was sent."""
    if (one.operator, one.finding, one.strength) != (other.operator, other.finding, other.strength):
        return False
    if one.number is None or other.number is None:
        return one.number is other.number
    if one.conversion == other.conversion:
        return one.number == other.number
    return converted(one.number, one.conversion) == converted(other.number, other.conversion)
