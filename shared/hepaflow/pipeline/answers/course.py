"""Read the course of a subject at a journal number: what a caller may see of it, by the definition in force there."""

from collections.abc import Collection
from dataclasses import dataclass

from hepaflow.domain.answers.local_time import Zones
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.protocol.planned_visits import PlannedVisit
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.scores.subject_facts import SubjectFacts, subject_facts
from hepaflow.domain.study.enrolment import centers_of
from hepaflow.domain.study.register import Registered, Subject
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.domain.visits.masking import Mask
from hepaflow.domain.visits.schedule import needs_all_zones, own_centers, schedule_of
from hepaflow.domain.visits.subject_days import SubjectDays, subject_days
from hepaflow.pipeline.desk.checks import may_see, require_subject, shown_state
from hepaflow.pipeline.desk.subject_results import journal_number
from hepaflow.pipeline.masking.masked_services import mask_at, masked_registry
from hepaflow.pipeline.masking.zones import zones_at
from hepaflow.pipeline.services import Missing, Services
from hepaflow.pipeline.timeline import SubjectTimeline, timelines
from hepaflow.ports import Panels, Registry


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks.

    Attributes:
        centers: the centers that he may see; None: all.
        roles: all his roles in the study.
    """

    centers: Collection[str] | None = None
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SubjectCourse:
    """What a caller may see of a subject at a journal number.

    Attributes:
        journal_number: that number.
        subject: the subject's id.
        definition: in force at the number.
        timeline: the answers of the fold that the caller may see.
        entries: what the register says, as far as the caller may see it.
        days: the specimen days, in the schedule as the caller sees it.
        facts: sex and birth year.
        mask: what the caller does not see.
        is_partial: another center has results of the subject that the caller does not see.
    """

    journal_number: int
    subject: str
    definition: StudyDefinition
    timeline: dict[Measurement, MeasurementState]
    entries: tuple[Registered, ...]
    days: SubjectDays
    facts: SubjectFacts
    mask: Mask
    is_partial: bool

    @property
    def protocol(self) -> Protocol:
        """Return the visits and the rules of answers."""
        return self.days.schedule.protocol

    @property
    def visits(self) -> tuple[PlannedVisit, ...]:
        """Return the planned visits that the caller may see."""
        return tuple(visit for visit in self.protocol.visits if not self.mask.hides_visit(visit))

    @property
    def hidden_analytes(self) -> frozenset[str]:
        """Return the analytes of which the caller sees no answer."""
        return self.mask.analytes


def subject_course(services: Services, study: str, subject: str, as_of: str, asker: Asker) -> SubjectCourse:
    """Return the course of a subject.

    Args:
        services: the ports.
        study: the study's id.
        subject: the subject's id.
        as_of: a journal number, or a time with offset; "" for now.
        asker: who asks.

    Raises:
        UnclearMoment: `as_of` cannot be understood.
        NotYet: the number is beyond the end of the journal.
        Missing: no center that the caller may see sent or registered such a subject, or there is no such study.
    """
    number = journal_number(services, study, as_of)
    registry = services.registry
    (course,) = courses(registry, services.results, study, (subject,), number, asker)
    if not course.timeline and not _is_own(course, asker):
        require_subject(services, study, subject, asker.centers)
    return course


def _is_own(course: SubjectCourse, asker: Asker) -> bool:
    return asker.centers is not None and not centers_of(course.entries).isdisjoint(asker.centers)


def courses(
    registry: Registry, panels: Panels, study: str, subjects: Collection[str], number: int, asker: Asker
) -> list[SubjectCourse]:
    """Return the courses of several subjects, in the given order.

    Args:
        registry: the registry.
        panels: the panels of all runs.
        study: the study's id.
        subjects: the subjects' ids, each once.
        number: the journal number, not beyond the head.
        asker: who asks.

    Raises:
        Missing: there was no such study at the number.
    """
    definition = registry.definition_at(study, number)
    if definition is None:
        raise Missing("study")
    seen = masked_registry(registry, asker.roles)
    known = timelines(seen, panels, study, subjects, number)
    zones = _zones(registry, definition, known.values(), number)
    terms = definition, mask_at(seen, study, number), zones
    return [_course(subject, known[subject], terms, asker.centers) for subject in subjects]


def _zones(
    registry: Registry, definition: StudyDefinition, known: Collection[SubjectTimeline], number: int
) -> Zones:
    """Return the time zones that matter: only for times that files give with their offsets a zone does."""
    senders = [(one, _with_offsets(one)) for one in known]
    wanted = {center for one, some in senders if some for center in some | own_centers(_subjects(one))}
    study = definition.study
    zones = zones_at(registry, study, wanted, number)
    if any(needs_all_zones(definition, some, _subjects(one)) for one, some in senders):
        return zones_at(registry, study, wanted.union(definition.centers), number)
    return zones


def _with_offsets(known: SubjectTimeline) -> set[str]:
    """Return the centers whose files give times of a subject with their offsets."""
    return {
        sent.measurement.center
        for state in known.answers.values()
        for sent in state.observations()
        if sent.offset
    }


def _subjects(known: SubjectTimeline) -> list[Subject]:
    return [entry.subject for entry in known.registered]


def _course(
    subject: str,
    known: SubjectTimeline,
    terms: tuple[StudyDefinition, Mask, Zones],
    centers: Collection[str] | None,
) -> SubjectCourse:
    definition, mask, zones = terms
    entries = tuple(
        one for one in known.registered if centers is None or not set(centers).isdisjoint(one.subject.centers)
    )
    schedule = mask.seen(schedule_of(definition, [one.subject for one in entries], zones))
    seen = {
        place: shown_state(centers, place, state)
        for place, state in known.answers.items()
        if may_see(centers, known.entries, place)
    }
    return SubjectCourse(
        known.journal_number,
        subject,
        definition,
        seen,
        entries,
        subject_days(seen, schedule),
        subject_facts(entries),
        mask,
        len(seen) < len(known.answers),
    )
