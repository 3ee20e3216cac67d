"""Sort the reports of subjects as they were known at a journal number: whose they are, and what the register has against them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hepaflow.domain.fold.apart.panels import NOTHING_APART, Apart
from hepaflow.domain.fold.apart.told import ToldPanel
from hepaflow.domain.fold.connections import own_ids
from hepaflow.domain.fold.decisions import Docket
from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.fold.measurement import Run, RunObservation
from hepaflow.domain.fold.omission import Newest
from hepaflow.domain.fold.targets.deletions import RecordKey, held_if_deleted, record_key
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Panel
from hepaflow.domain.study.agreement import Specimen
from hepaflow.domain.study.files import Claim
from hepaflow.domain.study.fold_rules import applies_statements
from hepaflow.domain.study.register import Registered, Subject
from hepaflow.pipeline.register_rules import RegisterRules
from hepaflow.pipeline.subject_reports.masked_now import ALL_SEEN, MaskedNow
from hepaflow.ports import RunKey

if TYPE_CHECKING:
    from hepaflow.domain.visits.masking import Mask

# the reports of a panel, by the panel that was read, the run that gives it, its lines (a run may give a panel twice), and the
# later runs that give it again
Written = dict[tuple[int, Run, int, tuple[Run, ...]], list[RunObservation]]


@dataclass(frozen=True, slots=True)
class KnownReports:
    """What was known at a journal number of subjects and of other ids that matter for them.

    Attributes:
        asked: those subjects.
        journal_number: that number.
        told: the panels of all ids that matter, as the runs give them that count.
        deletions: likewise, what files delete by ids alone.
        rules: what holds for registers at the number, with the version of all rules.
        mask: what the caller does not see.
        masked_now: what he sees now.
        said_otherwise: of a masked caller by subject, what the register says now, and what it is supposed to say.
    """

    asked: frozenset[str]
    journal_number: int
    told: Sequence[ToldPanel]
    deletions: Sequence[ToldPanel]
    dossiers: Mapping[str, Dossier]
    newest: Mapping[str, tuple[Newest, ...]]
    claims: Mapping[RunKey, Claim]
    rules: RegisterRules
    mask: "Mask | None" = None
    said_otherwise: Mapping[str, Sequence[Dossier]] = field(default_factory=dict)
    masked_now: MaskedNow = ALL_SEEN
    written: Written = field(default_factory=dict)

    def placed(
        self, decided: Docket, subjects: Collection[str], apart: Mapping[str, Apart]
    ) -> tuple[dict[str, list[RunObservation]], set[str]]:
        """Return the reports of subjects, and to whom those belong that were sent under ids of the ones asked for.

        Reports that are masked from the caller are left out.

        Args:
            decided: the decisions about them.
            subjects: the subjects.
            apart: by subject, what stands apart: that is left out.
        """
        own = own_ids(self.dossiers, self.asked)
        reports: dict[str, list[RunObservation]] = {subject: [] for subject in subjects}
        met: set[str] = set()
        deleted = self.deleted()
        for told in self.told:
            doubted: dict[tuple[str, str, bool], tuple[IssueCode, ...]] = {}
            for sent in self._folded(told, apart.get(told.panel.subject, NOTHING_APART)):
                place = decided.place(sent.measurement)
                if sent.measurement.subject in own:
                    met.add(place.subject)
                if place.subject in reports:
                    about = place.subject, place.center, decided.is_moved(sent.measurement)
                    if about not in doubted:
                        doubted[about] = self._doubts(about, told.panel)
                    reports[place.subject].append(_held(held_if_deleted(sent, deleted), doubted[about]))
        return self._unmasked(reports), met

    def _unmasked(self, reports: dict[str, list[RunObservation]]) -> dict[str, list[RunObservation]]:
        mask = self.mask
        if mask is None or not mask.definitions:
            return reports
        return {
            subject: mask.visible(self.masked_now.without(subject, found), *self.registers_of(subject))
            for subject, found in reports.items()
        }

    def visible(self, decided: Docket, mask: "Mask") -> list[RunObservation]:
        """Return all reports that a masked caller sees, whomever decisions gave them to.

        Args:
            decided: the decisions about them.
            mask: what he does not see.
        """
        reports: dict[str, list[RunObservation]] = defaultdict(list)
        for told in self.told:
            for sent in self._written_out(told):
                reports[decided.place(sent.measurement).subject].append(sent)
        return [
            sent
            for subject, found in reports.items()
            if subject in self.dossiers or not mask.hides_visits
            for sent in mask.visible(
                self.masked_now.without(subject, found),
                *(self.registers_of(subject) if subject in self.dossiers else ()),
            )
        ]

    def registers_of(self, subject: str) -> Iterable[tuple[Subject, ...]]:
        """Yield what the register says of a subject at the number, says now, and is supposed to say."""
        for dossier in (self.dossiers[subject], *self.said_otherwise.get(subject, ())):
            yield tuple(entry.subject for entry in self._entries(dossier))

    def registered(self, subject: str) -> tuple[Registered, ...]:
        """Return what the register says of a subject; where each center has a register of its own, the newest entry of each."""
        return self._entries(self.dossiers[subject])

    def _entries(self, dossier: Dossier) -> tuple[Registered, ...]:
        return self.rules.entries(dossier) or tuple(dossier.newest().values())

    def deleted(self) -> frozenset[RecordKey]:
        """Return the records that files delete by their ids alone, if the rules in force know such deletions."""
        if not applies_statements(self.rules.fold_version):
            return frozenset()
        return frozenset(record_key(sent) for told in self.deletions for sent in told.reports())

    def is_doubted(self, told: ToldPanel) -> bool:
        """Say whether the register has something against a panel of a subject of whom nothing was moved."""
        return bool(self._doubts((told.panel.subject, told.run.center, False), told.panel))

    def _folded(self, told: ToldPanel, apart: Apart) -> Iterable[RunObservation]:
        """Return the reports of a panel, without those that stand apart."""
        return told.reports(apart.folded(told)) if apart.includes(told) else self._written_out(told)

    def _written_out(self, told: ToldPanel) -> list[RunObservation]:
        """Return the reports of a panel; at most journal numbers it is told the same way, so they are made once."""
        later = told.later.sent if told.later else ()
        key = id(told.panel), told.run, id(told.lines), tuple(one.run for one in later)
        if key not in self.written:
            self.written[key] = list(told.reports())
        return self.written[key]

    def _doubts(self, about: tuple[str, str, bool], panel: Panel) -> tuple[IssueCode, ...]:
        """Return what the register that holds at the number has against the reports of a panel.

        What a decision gave to the subject carries the sex and age of another, and comes from the center of another: they
        say nothing.

        Args:
            about: whose they are, who sent them, and whether a decision moved them there.
            panel: the panel.
        """
        subject, center, moved = about
        wall = panel.collected_at.wall
        said = Specimen("", wall) if moved else Specimen(center, wall, panel.sex, panel.age)
        return self.rules.doubts(self.dossiers[subject], said, center)


def _held(sent: RunObservation, codes: Collection[IssueCode]) -> RunObservation:
    return replace(sent, issues=(*sent.issues, *map(Issue, codes))) if codes else sent
