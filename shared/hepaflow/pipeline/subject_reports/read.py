"""Read what a subject's answers are made of: panels of visible runs, dossiers, registers; once for several journal numbers."""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hepaflow.domain.fold.connections import wanted
from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.fold.omission import Newest
from hepaflow.domain.fold.targets.deletions import deletions_id, is_deletions_id
from hepaflow.domain.identity import FILE_ID_IN_KEYS
from hepaflow.domain.study.files import Claim, FileState
from hepaflow.domain.study.fold_rules import VersionSince, version_at
from hepaflow.domain.study.register import Closing, closed_at
from hepaflow.pipeline.register_rules import RegisterRules, labs_at
from hepaflow.pipeline.subject_reports.known import KnownReports, Written
from hepaflow.pipeline.subject_reports.masked_now import last_readings, masked_now
from hepaflow.pipeline.subject_reports.told_panels import told_panels
from hepaflow.ports import CurrentState, LabsSince, Panels, RunKey, StoredPanel, View

if TYPE_CHECKING:
    from hepaflow.domain.visits.masking import Mask

READ_AT_A_TIME = 8  # subjects; a client of boto3 keeps ten connections


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
    head: int = 0
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
    masks: "dict[int, Mask]" = field(default_factory=dict)
    supposed: dict[str, Dossier] = field(default_factory=dict)
    written: Written = field(default_factory=dict)

    def add(self, stored: list[StoredPanel], view: View) -> None:
        self.stored += stored
        self.states.update(view.states)
        self.registers.update(view.registers)
        self.newest.update(view.newest)
        self.fold_versions, self.closings = view.fold_versions, view.closings
        self.central_labs, self.mask_at = view.central_labs, view.mask_at
        self.head = view.head.journal_number
        self.claims.update(view.claims)
        self.dossiers.update(view.dossiers)
        self.supposed.update(view.supposed)
        self.deletions |= {deletions_id(center) for center in view.deleting}

    def unread(self) -> set[str]:
        """Return the ids that still have to be read."""
        numbers = set(self.journal_numbers)
        if any(self._hides_rows_of_past(number) for number in numbers):
            numbers.add(self.head)
        needed = (wanted(self._dossiers(number), self.asked) for number in numbers)
        return self.deletions.union(*needed).difference(self.dossiers)

    def at(self, number: int) -> KnownReports:
        """Return what was known at one of the numbers: of the ids that matter at that number, and of no other."""
        mask = self._mask(number)
        known = self._at(number, mask, self.states)
        if not self._hides_rows_of_past(number):
            return known
        return replace(known, masked_now=masked_now(self._at(self.head, mask, last_readings(self.states))))

    def _hides_rows_of_past(self, number: int) -> bool:
        """Say whether the caller sees of a number only what he sees now."""
        mask = self._mask(number)
        return mask is not None and mask.hides_results and number != self.head

    def _mask(self, number: int) -> "Mask | None":
        """Return what the caller does not see at a number; the definition in force is read once."""
        if self.mask_at is not None and number not in self.masks:
            self.masks[number] = self.mask_at(number)
        return self.masks.get(number)

    def _at(self, number: int, mask: "Mask | None", states: Mapping[str, FileState]) -> KnownReports:
        dossiers = self._dossiers(number)
        ids = wanted(dossiers, self.asked)
        told = list(told_panels(self.stored, states, number))
        of_deletions = ids | self.deletions
        version, closed = version_at(self.fold_versions, number), closed_at(self.closings, number)
        return KnownReports(
            self.asked,
            number,
            [one for one in told if one.panel.subject in ids and not is_deletions_id(one.panel.subject)],
            [one for one in told if is_deletions_id(one.panel.subject) and one.panel.subject in of_deletions],
            {one: dossier for one, dossier in dossiers.items() if one in ids},
            self.newest,
            self.claims,
            RegisterRules(number, version, self.registers, closed, labs_at(self.central_labs, number)),
            mask,
            {one: self._otherwise(one) for one in ids} if self.mask_at else {},
            written=self.written,
        )

    def _otherwise(self, subject: str) -> list[Dossier]:
        return [known[subject] for known in (self.dossiers, self.supposed) if subject in known]

    def _dossiers(self, number: int) -> dict[str, Dossier]:
        return {one: dossier.as_of(number) for one, dossier in self.dossiers.items()}


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
