"""Read what a subject's answers are made of: panels of visible runs, dossiers, registers; once for several journal numbers."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hepaflow.domain.fold.connections import own_ids, wanted
from hepaflow.domain.fold.decisions import Docket
from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.fold.later.runs import Resending, later_runs, told_together
from hepaflow.domain.fold.measurement import Run, RunObservation, run_observations
from hepaflow.domain.fold.omission import Newest
from hepaflow.domain.fold.targets.deletions import (
    RecordKey,
    deletions_id,
    held_if_deleted,
    is_deletions_id,
    record_key,
)
from hepaflow.domain.identity import FILE_ID_IN_KEYS, RunId
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Panel
from hepaflow.domain.study.agreement import Specimen
from hepaflow.domain.study.files import Claim, FileState
from hepaflow.domain.study.fold_rules import VersionSince, applies_statements, version_at
from hepaflow.domain.study.register import Closing, Registered, closed_at
from hepaflow.pipeline.register_rules import RegisterRules, labs_at
from hepaflow.ports import CurrentState, LabsSince, Panels, RunKey, StoredPanel, View

if TYPE_CHECKING:
    from hepaflow.domain.visits.masking import Mask

READ_AT_A_TIME = 8  # subjects; a client of boto3 keeps ten connections
# the reports of a panel, by the panel that was read, the run that gives it, its lines (a run may give a panel twice), and the
# later runs that give it again
Written = dict[tuple[int, Run, int, tuple[Run, ...]], list[RunObservation]]


@dataclass(slots=True)
class ReadSubjects:
    """What was read of subjects and of other ids that matter for them, at whichever of some journal numbers.

    Attributes:
        asked: those subjects.
        journal_numbers: those numbers.
    """

    asked: frozenset[str]
    journal_numbers: tuple[int, ...]
    claims_of: str = ""
    claims: dict[RunKey, Claim] = field(default_factory=dict)
    stored: list[StoredPanel] = field(default_factory=list)
    states: dict[str, FileState] = field(default_factory=dict)
    dossiers: dict[str, Dossier] = field(default_factory=dict)
    registers: dict[str, int] = field(default_factory=dict)
    newest: dict[str, tuple[Newest, ...]] = field(default_factory=dict)
    fold_versions: tuple[VersionSince, ...] = ()
    closings: tuple[Closing, ...] = ()
    central_labs: tuple[LabsSince, ...] = ()
    deletions: set[str] = field(default_factory=set)
    mask_at: "Callable[[int], Mask] | None" = None
    written: "Written" = field(default_factory=dict)

    def add(self, stored: list[StoredPanel], view: View) -> None:
        self.stored += stored
        self.states.update(view.states)
        self.registers.update(view.registers)
        self.newest.update(view.newest)
        self.fold_versions, self.closings = view.fold_versions, view.closings
        self.central_labs, self.mask_at = view.central_labs, view.mask_at
        self.claims.update(view.claims)
        self.dossiers.update(view.dossiers)
        self.deletions |= {deletions_id(center) for center in view.deleting}

    def unread(self) -> set[str]:
        """Return the ids that still have to be read."""
        needed = (wanted(self._dossiers(number), self.asked) for number in self.journal_numbers)
        return self.deletions.union(*needed).difference(self.dossiers)

    def at(self, number: int) -> "KnownReports":
        """Return what was known at one of the numbers: of the ids that matter at that number, and of no other."""
        dossiers = self._dossiers(number)
        ids = wanted(dossiers, self.asked)
        read = ids | self.deletions
        return KnownReports(
            self.asked,
            number,
            [panel for panel in self.stored if panel.panel.subject in read],
            {one: dossier for one, dossier in dossiers.items() if one in ids},
            self.states,
            self.registers,
            self.newest,
            self.fold_versions,
            self.closings,
            labs_at(self.central_labs, number),
            self.claims,
            self.mask_at(number) if self.mask_at else None,
            self.written,
        )

    def _dossiers(self, number: int) -> dict[str, Dossier]:
        return {one: dossier.as_of(number) for one, dossier in self.dossiers.items()}


@dataclass(frozen=True, slots=True)
class KnownReports:
    """What was known at a journal number of subjects and of other ids that matter for them.

    Attributes:
        asked: those subjects.
        journal_number: that number.
    """

    asked: frozenset[str]
    journal_number: int
    stored: Sequence[StoredPanel]
    dossiers: Mapping[str, Dossier]
    states: Mapping[str, FileState]
    registers: Mapping[str, int]
    newest: Mapping[str, tuple[Newest, ...]]
    fold_versions: tuple[VersionSince, ...]
    closings: tuple[Closing, ...]
    central_labs: frozenset[str]
    claims: Mapping[RunKey, Claim]
    mask: "Mask | None"
    written: "Written" = field(default_factory=dict)

    @property
    def fold_version(self) -> int:
        """Return the version of the rules that is in force at the number, those of the register among them."""
        return version_at(self.fold_versions, self.journal_number)

    @property
    def register_rules(self) -> RegisterRules:
        """Return what holds for registers at the number."""
        closed = closed_at(self.closings, self.journal_number)
        return RegisterRules(
            self.journal_number, self.fold_version, self.registers, closed, self.central_labs
        )

    def placed(
        self, decided: Docket, subjects: Collection[str]
    ) -> tuple[dict[str, list[RunObservation]], set[str]]:
        """Return the reports of subjects, and to whom those belong that were sent under ids of the ones asked for.

        Reports that are masked from the caller are left out.
        """
        own = own_ids(self.dossiers, self.asked)
        reports: dict[str, list[RunObservation]] = {subject: [] for subject in subjects}
        met: set[str] = set()
        deleted, rules = self._deleted(), self.register_rules
        for panel, found in self._visible(deletions=False):
            doubted: dict[tuple[str, str, bool], tuple[IssueCode, ...]] = {}
            for sent in found:
                place = decided.place(sent.measurement)
                if sent.measurement.subject in own:
                    met.add(place.subject)
                if place.subject in reports:
                    about = place.subject, place.center, decided.is_moved(sent.measurement)
                    if about not in doubted:
                        doubted[about] = self._doubts(rules, about, panel)
                    reports[place.subject].append(_held(held_if_deleted(sent, deleted), doubted[about]))
        return self._unmasked(reports), met

    def _unmasked(self, reports: dict[str, list[RunObservation]]) -> dict[str, list[RunObservation]]:
        mask = self.mask
        if mask is None or not mask.definitions:
            return reports
        return {
            subject: mask.visible(found, [entry.subject for entry in self.registered(subject)])
            for subject, found in reports.items()
        }

    def registered(self, subject: str) -> tuple[Registered, ...]:
        """Return what the register says of a subject; where each center has a register of its own, the newest entry of each."""
        dossier = self.dossiers[subject]
        return self.register_rules.entries(dossier) or tuple(dossier.newest().values())

    def _deleted(self) -> frozenset[RecordKey]:
        """Return the records that files delete by their ids alone, if the rules in force know such deletions."""
        if not applies_statements(self.fold_version):
            return frozenset()
        return frozenset(record_key(sent) for _, found in self._visible(deletions=True) for sent in found)

    def _visible(self, *, deletions: bool) -> Iterator[tuple[Panel, Sequence[RunObservation]]]:
        """Yield panels with their reports in visible runs; those of subjects, or the deletions by id alone."""
        runs: dict[RunId, Run | None] = {}
        arranged: dict[
            tuple[RunId, ...], list[list[int]]
        ] = {}  # panels of the same runs are told the same way
        for stored in self.stored:
            if is_deletions_id(stored.panel.subject) is not deletions:
                continue
            given: list[Resending] = []
            for one in stored.given():
                if one.run not in runs:
                    runs[one.run] = self._counted(one.run)
                if (run := runs[one.run]) is not None:
                    given.append(Resending(run, one.lines))
            of = tuple(stored.runs())
            if of not in arranged:
                arranged[of] = told_together([one.run for one in given])
            for first, *later in arranged[of]:
                told = given[first]
                again = tuple(given[place] for place in later)
                yield stored.panel, self._written_out(stored, told, again)

    def _written_out(
        self, stored: StoredPanel, told: Resending, again: tuple[Resending, ...]
    ) -> list[RunObservation]:
        """Return the reports of a panel; at most journal numbers it is told the same way, so they are made once."""
        key = id(stored), told.run, id(told.lines), tuple(one.run for one in again)
        if key not in self.written:
            self.written[key] = list(run_observations(stored.panel, told.run, told.lines, later_runs(again)))
        return self.written[key]

    def _counted(self, run: RunId) -> Run | None:
        """Return the run of a panel where the file's state names it, else None."""
        state = self.states.get(run.file_id)
        visible = state.visible(self.journal_number) if state else None
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

    def _doubts(
        self, rules: RegisterRules, about: tuple[str, str, bool], panel: Panel
    ) -> tuple[IssueCode, ...]:
        """Return what the register that holds at the number has against the reports of a panel.

        What a decision gave to the subject carries the sex and age of another, and comes from the center of another: they
        say nothing.

        Args:
            rules: what holds for registers at the number.
            about: whose they are, who sent them, and whether a decision moved them there.
            panel: the panel.
        """
        subject, center, moved = about
        wall = panel.collected_at.wall
        said = Specimen("", wall) if moved else Specimen(center, wall, panel.sex, panel.age)
        return rules.doubts(self.dossiers[subject], said, center)


def read_subjects(
    registry: CurrentState,
    results: Panels,
    study: str,
    subjects: Collection[str],
    journal_numbers: Sequence[int],
    claims_of: str = "",
) -> ReadSubjects:
    """Read panels and what is known of subjects: one query of panels each, all else at once, for all numbers together.

    Args:
        registry: the current state of files, subjects and centers.
        results: the panels of all runs.
        study: the study's id.
        subjects: the subjects' ids.
        journal_numbers: none beyond the head; the caller has read the head before.
        claims_of: id of a file whose claims are read too, or "".
    """
    read = ReadSubjects(frozenset(subjects), tuple(journal_numbers), claims_of)
    while ids := read.unread():
        stored = _panels(results, study, sorted(ids))
        found = {run for panel in stored for run in panel.runs()}
        files = {run.file_id for run in found}
        asked = read.claims_of[:FILE_ID_IN_KEYS]
        runs = {(run.file_id, run.run_number) for run in found if run.file_id == asked}
        view = registry.view(study, files, ids, {panel.run.center for panel in stored}, runs)
        read.add(stored, view)
    return read


def _panels(results: Panels, study: str, ids: Sequence[str]) -> list[StoredPanel]:
    """Return the panels of ids, in their order; several are read at once, since each is a request of its own."""

    def read(one: str) -> list[StoredPanel]:
        return list(results.subject_panels(study, one))

    if len(ids) == 1:
        return read(ids[0])
    with ThreadPoolExecutor(READ_AT_A_TIME) as readers:
        return [panel for panels in readers.map(read, ids) for panel in panels]


def _held(sent: RunObservation, codes: Collection[IssueCode]) -> RunObservation:
    return replace(sent, issues=(*sent.issues, *map(Issue, codes))) if codes else sent
