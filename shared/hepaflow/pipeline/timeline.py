"""Fold a subject's panels and decisions, now or as of a journal number."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import Final

from hepaflow.catalog.fold_rules import fold_rules
from hepaflow.domain.fold.apart.panels import Apart
from hepaflow.domain.fold.connections import compared
from hepaflow.domain.fold.decisions import docket
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.measurement_state import MeasurementState, Timeline
from hepaflow.domain.fold.omission import marked, newest_at
from hepaflow.domain.fold.suspicion.moved_suspicion import parted, shared_results
from hepaflow.domain.fold.suspicion.unit_suspicion import weighed
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.study.files import Claim
from hepaflow.domain.study.register import Registered
from hepaflow.domain.visits.other_names import SAME_NAMES, Alike, Originals, alike_reports, shown_timeline
from hepaflow.pipeline.subject_reports.known import KnownReports
from hepaflow.pipeline.subject_reports.read import read_subjects
from hepaflow.ports import CurrentState, Panels, RunKey

NOTHING: Final[Mapping[str, Apart]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SubjectTimeline:
    """The answers for one subject, and the journal number that they hold for.

    Attributes:
        journal_number: that number.
        answers: by measurement, under the subject who was asked for.
        elsewhere: other subjects to whom reports that were met belong, or for whom a result of these counts, too.
        claims: what the runs of the file were read with that was asked about.
        entries: what the study's register says of the subject; empty where each center has a register of its own.
        registered: the same, and where each center has a register of its own, the newest entry of each.
        originals: what the names of rows and specimens mean that a masked caller gets.
    """

    journal_number: int
    answers: dict[Measurement, MeasurementState]
    elsewhere: frozenset[str] = frozenset()
    claims: Mapping[RunKey, Claim] = field(default_factory=dict)
    entries: tuple[Registered, ...] = ()
    registered: tuple[Registered, ...] = ()
    originals: Originals = SAME_NAMES


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
    (told,) = timelines_at(registry, results, study, subjects, (journal_number,), claims_of=claims_of)
    return told


def timelines_at(
    registry: CurrentState,
    results: Panels,
    study: str,
    subjects: Collection[str],
    journal_numbers: Sequence[int],
    *,
    claims_of: str = "",
) -> tuple[dict[str, SubjectTimeline], ...]:
    """Return what counts for several subjects at several numbers; everything is read once for all numbers.

    Args:
        registry: the current state of files, subjects and centers.
        results: the panels of all runs.
        study: the study's id.
        subjects: the subjects' ids.
        journal_numbers: none beyond the head; the caller has read the head before.
        claims_of: id of a file whose claims are returned too, or "".

    Returns:
        By number, in the given order, what `timelines` returns for it.
    """
    read = read_subjects(registry, results, study, subjects, journal_numbers, claims_of)
    return tuple(told_timelines(read.at(number), subjects) for number in journal_numbers)


def told_timelines(
    known: KnownReports, subjects: Collection[str], apart: Mapping[str, Apart] = NOTHING
) -> dict[str, SubjectTimeline]:
    """Return what counts for subjects, as far as it does not stand apart.

    Args:
        known: what was known of them.
        subjects: the subjects.
        apart: by subject, what stands apart: that is left out.
    """
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
    reports, met = known.placed(decided, rivals.union(subjects), apart)
    newest = {center: newest_at(told, known.journal_number) for center, told in known.newest.items()}
    rules = fold_rules(known.rules.fold_version)
    shared = shared_results(fold(reports[one], decisions.values(), owners, rules.version) for one in rivals)
    alike = None
    if known.mask is not None and known.mask.hides_names:
        alike = alike_reports([*known.visible(decided, known.mask), *chain.from_iterable(reports.values())])
    told: dict[str, SubjectTimeline] = {}
    for subject in subjects:
        answers = weighed(reports[subject], decisions.values(), owners, rules)
        others = {it.place.subject for what in answers if what in shared for it in shared[what].others}
        answers, originals = _shown(marked(parted(answers, shared, decided), newest), alike)
        told[subject] = SubjectTimeline(
            known.journal_number,
            answers,
            frozenset(met | others) - {subject},
            known.claims,
            known.rules.entries(known.dossiers[subject]),
            known.registered(subject),
            originals,
        )
    return told


def _shown(answers: Timeline, alike: Alike | None) -> tuple[Timeline, Originals]:
    """Return what is known of a subject under the names that the caller sees."""
    return (answers, SAME_NAMES) if alike is None else shown_timeline(answers, alike)
