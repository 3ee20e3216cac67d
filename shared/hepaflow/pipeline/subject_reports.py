"""Read what a subject's answers are made of: panels of visible runs, dossiers, registers; once for several journal numbers."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hepaflow.domain.fold.connections import own_ids, wanted
from hepaflow.domain.fold.decisions import Docket
from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.fold.measurement import Measurement, Run, RunObservation, run_observations
from hepaflow.domain.fold.omission import Newest
from hepaflow.domain.fold.targets.deletions import (
    RecordKey,
    deletions_id,
    held_if_deleted,
    is_deletions_id,
    record_key,
)
from hepaflow.domain.identity import FILE_ID_IN_KEYS
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Panel
from hepaflow.domain.study.agreement import Specimen
from hepaflow.domain.study.files import Claim, FileState
from hepaflow.domain.study.fold_rules import VersionSince, applies_statements, version_at
from hepaflow.domain.study.register import Closing, closed_at
from hepaflow.pipeline.register_rules import RegisterRules, labs_at
from hepaflow.ports import CurrentState, LabsSince, Panels, RunKey, StoredPanel, View


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

    def add(self, stored: list[StoredPanel], view: View) -> None:
        self.stored += stored
        self.states.update(view.states)
        self.registers.update(view.registers)
        self.newest.update(view.newest)
        self.fold_versions, self.closings = view.fold_versions, view.closings
        self.central_labs = view.central_labs
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
        """Return the reports of subjects, and to whom those belong that were sent under ids of the ones asked for."""
        own = own_ids(self.dossiers, self.asked)
        reports: dict[str, list[RunObservation]] = {subject: [] for subject in subjects}
        met: set[str] = set()
        deleted = self._deleted()
        for sent, panel in self._visible(deletions=False):
            place = decided.place(sent.measurement)
            if sent.measurement.subject in own:
                met.add(place.subject)
            if place.subject in reports:
                codes = self._doubts(place, panel, moved=decided.is_moved(sent.measurement))
                reports[place.subject].append(_held(held_if_deleted(sent, deleted), codes))
        return reports, met

    def _deleted(self) -> frozenset[RecordKey]:
        """Return the records that files delete by their ids alone, if the rules in force know such deletions."""
        if not applies_statements(self.fold_version):
            return frozenset()
        return frozenset(record_key(sent) for sent, _ in self._visible(deletions=True))

    def _visible(self, *, deletions: bool) -> Iterator[tuple[RunObservation, Panel]]:
        """Yield the reports of visible runs, each with its panel; those of subjects, or the deletions by id alone."""
        runs: dict[tuple[str, int], Run | None] = {}
        for panel in self.stored:
            if is_deletions_id(panel.panel.subject) is not deletions:
                continue
            key = (panel.run.file_id, panel.run.run_number)
            if key not in runs:
                runs[key] = self._counted(panel)
            run = runs[key]
            if run is not None:
                for sent in run_observations(panel.panel, run):
                    yield sent, panel.panel

    def _counted(self, panel: StoredPanel) -> Run | None:
        """Return the run of a panel where the file's state names it, else None."""
        state = self.states.get(panel.run.file_id)
        visible = state.visible(self.journal_number) if state else None
        if state is None or visible is None or visible.run_number != panel.run.run_number:
            return None
        return Run(
            panel.run.center,
            state.file_id,
            visible.run_number,
            visible.received,
            accept_changes=visible.accept_changes,
            specimen_identifies=visible.specimen_identifies,
            cumulative=visible.cumulative,
            places=visible.places,
            feed=visible.feed,
        )

    def _doubts(self, place: Measurement, panel: Panel, *, moved: bool) -> tuple[IssueCode, ...]:
        """Return what the register that holds at the number has against a report.

        What a decision gave to the subject carries the sex and age of another, and comes from the center of another: they
        say nothing.
        """
        wall = panel.collected_at.wall
        said = Specimen("", wall) if moved else Specimen(place.center, wall, panel.sex, panel.age)
        return self.register_rules.doubts(self.dossiers[place.subject], said, place.center)


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
        stored = [panel for one in sorted(ids) for panel in results.subject_panels(study, one)]
        files = {panel.run.file_id for panel in stored}
        asked = read.claims_of[:FILE_ID_IN_KEYS]
        runs = {(panel.run.file_id, panel.run.run_number) for panel in stored if panel.run.file_id == asked}
        view = registry.view(study, files, ids, {panel.run.center for panel in stored}, runs)
        read.add(stored, view)
    return read


def _held(sent: RunObservation, codes: Collection[IssueCode]) -> RunObservation:
    return replace(sent, issues=(*sent.issues, *map(Issue, codes))) if codes else sent
