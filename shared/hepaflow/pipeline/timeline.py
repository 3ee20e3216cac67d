"""Fold a subject's panels and decisions, now or as of a journal number."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from hepaflow.catalog.fold_rules import fold_rules
from hepaflow.domain.fold.connections import compared, own_ids, wanted
from hepaflow.domain.fold.decisions import Docket, docket
from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.fold.measurement import Measurement, Run, RunObservation, run_observations
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.fold.omission import Newest, marked, newest_at
from hepaflow.domain.fold.suspicion.moved_suspicion import parted, shared_results
from hepaflow.domain.fold.suspicion.unit_suspicion import weighed
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.identity import FILE_ID_IN_KEYS
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Panel
from hepaflow.domain.study.files import Claim, FileState
from hepaflow.domain.study.fold_rules import VersionSince, version_at
from hepaflow.domain.study.register import doubt
from hepaflow.ports import CurrentState, Panels, RunKey, StoredPanel, View


@dataclass(frozen=True, slots=True)
class SubjectTimeline:
    """The answers for one subject, and the journal number that they hold for.

    Attributes:
        journal_number: that number.
        answers: by measurement, under the subject who was asked for.
        elsewhere: other subjects to whom reports that were met belong, or for whom a result of these counts, too.
        claims: what the runs of the file were read with that was asked about.
    """

    journal_number: int
    answers: dict[Measurement, MeasurementState]
    elsewhere: frozenset[str] = frozenset()
    claims: Mapping[RunKey, Claim] = field(default_factory=dict)


def timeline(
    registry: CurrentState,
    results: Panels,
    study: str,
    subject: str,
    as_of: int | None = None,
    *,
    claims_of: str = "",
) -> SubjectTimeline:
    """Return what counts for a subject: one read of the head, one query of panels, one read of what is known of them.

    Where reports were moved to the subject, or sent under a former id, the last two are done for those ids too, and so
    for other subjects under whom a specimen was reported.
    The same number always gives the same answer, whatever was processed later or at the same time: what counts up
    to the head is written before it, so it is there to be read once the head has been.

    Args:
        registry: the current state of files, subjects and centers.
        results: the panels of all runs.
        study: the study's id.
        subject: the subject's id.
        as_of: a journal number; one beyond the head means the head. None: the head.
        claims_of: id of a file whose claims are returned too, or "".
    """
    head = registry.head(study).journal_number
    number = head if as_of is None else min(as_of, head)
    return timelines(registry, results, study, {subject}, number, claims_of=claims_of)[subject]


def timelines(
    registry: CurrentState,
    results: Panels,
    study: str,
    subjects: Collection[str],
    journal_number: int,
    *,
    claims_of: str = "",
) -> dict[str, SubjectTimeline]:
    """Return what counts for several subjects at one number: one query of panels each, all else read once for all.

    Args:
        registry: the current state of files, subjects and centers.
        results: the panels of all runs.
        study: the study's id.
        subjects: the subjects' ids.
        journal_number: not beyond the head; the caller has read the head before.
        claims_of: id of a file whose claims are returned too, or "".

    Returns:
        The answers by subject id: one entry for each of the given subjects.
    """
    known = _gathered(registry, results, study, _Gathered(frozenset(subjects), journal_number, claims_of))
    decisions = {
        made.journal_number: made for dossier in known.dossiers.values() for made in dossier.decisions
    }
    owners = {
        (center, former): owner
        for former, dossier in known.dossiers.items()
        for center, owner in dossier.owners().items()
    }
    decided = docket(decisions.values(), owners)
    rivals = compared(known.dossiers, subjects)
    reports, met = known.placed(decided, rivals.union(subjects))
    newest = {center: newest_at(told, journal_number) for center, told in known.newest.items()}
    rules = fold_rules(version_at(known.fold_versions, journal_number))
    shared = shared_results(fold(reports[one], decisions.values(), owners, rules.version) for one in rivals)
    told: dict[str, SubjectTimeline] = {}
    for subject in subjects:
        answers = weighed(reports[subject], decisions.values(), owners, rules)
        others = {it.place.subject for what in answers if what in shared for it in shared[what].others}
        answers = marked(parted(answers, shared, decided), newest)
        told[subject] = SubjectTimeline(
            journal_number, answers, frozenset(met | others) - {subject}, known.claims
        )
    return told


@dataclass(slots=True)
class _Gathered:
    """What was read, up to a journal number, of subjects and of other ids that matter for them.

    Attributes:
        asked: those subjects.
        journal_number: that number.
    """

    asked: frozenset[str]
    journal_number: int
    claims_of: str = ""
    claims: dict[RunKey, Claim] = field(default_factory=dict)
    stored: list[StoredPanel] = field(default_factory=list)
    states: dict[str, FileState] = field(default_factory=dict)
    dossiers: dict[str, Dossier] = field(default_factory=dict)
    registers: dict[str, int] = field(default_factory=dict)
    newest: dict[str, tuple[Newest, ...]] = field(default_factory=dict)
    fold_versions: tuple[VersionSince, ...] = ()

    def add(self, stored: list[StoredPanel], view: View) -> None:
        self.stored += stored
        self.states.update(view.states)
        self.registers.update(view.registers)
        self.newest.update(view.newest)
        self.fold_versions = view.fold_versions
        self.claims.update(view.claims)
        self.dossiers.update(
            {one: dossier.as_of(self.journal_number) for one, dossier in view.dossiers.items()}
        )

    def unread(self) -> set[str]:
        """Return the ids that still have to be read."""
        return wanted(self.dossiers, self.asked).difference(self.dossiers)

    def placed(
        self, decided: Docket, subjects: Collection[str]
    ) -> tuple[dict[str, list[RunObservation]], set[str]]:
        """Return the reports of subjects, and to whom those belong that were sent under ids of the ones asked for."""
        own = own_ids(self.dossiers, self.asked)
        reports: dict[str, list[RunObservation]] = {subject: [] for subject in subjects}
        met: set[str] = set()
        for sent, panel in self.observations():
            place = decided.place(sent.measurement)
            if sent.measurement.subject in own:
                met.add(place.subject)
            if place.subject in reports:
                code = self.doubt(place, panel, moved=decided.is_moved(sent.measurement))
                reports[place.subject].append(_held(sent, code) if code else sent)
        return reports, met

    def observations(self) -> Iterator[tuple[RunObservation, Panel]]:
        """Yield the reports of visible runs, each with its panel."""
        runs: dict[tuple[str, int], Run | None] = {}
        for panel in self.stored:
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
        )

    def doubt(self, place: Measurement, panel: Panel, *, moved: bool) -> IssueCode | None:
        """Return what the register of a center, where it has one, has against a report.

        What a decision gave to the subject carries the sex and age of another: they say nothing.
        """
        if self.registers.get(place.center, self.journal_number + 1) > self.journal_number:
            return None
        entry = self.dossiers[place.subject].entry(place.center)
        sex, age = ("", None) if moved else (panel.sex, panel.age)
        return doubt(entry, sex, age, year=int(panel.collected_at.wall[:4]))


def _gathered(registry: CurrentState, results: Panels, study: str, gathered: _Gathered) -> _Gathered:
    while ids := gathered.unread():
        stored = [panel for one in sorted(ids) for panel in results.subject_panels(study, one)]
        files = {panel.run.file_id for panel in stored}
        asked = gathered.claims_of[:FILE_ID_IN_KEYS]
        runs = {(panel.run.file_id, panel.run.run_number) for panel in stored if panel.run.file_id == asked}
        view = registry.view(study, files, ids, {panel.run.center for panel in stored}, runs)
        gathered.add(stored, view)
    return gathered


def _held(sent: RunObservation, code: IssueCode) -> RunObservation:
    return replace(sent, issues=(*sent.issues, Issue(code)))
