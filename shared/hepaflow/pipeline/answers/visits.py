"""Find the visits of subjects, and compare what is planned for a study with what was received."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hepaflow.domain.study.study import StudyDefinition
from hepaflow.domain.visits.completeness import VisitCell, completeness
from hepaflow.domain.visits.schedule import schedule_of
from hepaflow.domain.visits.subject_days import SubjectDays, subject_days
from hepaflow.pipeline.masking.zones import zones_at
from hepaflow.pipeline.services import Missing
from hepaflow.pipeline.standpoints import AT_ONCE
from hepaflow.pipeline.timeline import SubjectTimeline, timelines
from hepaflow.ports import Registry, Results


@dataclass(frozen=True, slots=True)
class SubjectVisits:
    """What visits of a subject are answered from.

    Attributes:
        definition: the study's definition at the journal number.
        timeline: what counts for the subject, and what the register says of him, at the journal number.
        days: his specimen days in his schedule.
    """

    definition: StudyDefinition
    timeline: SubjectTimeline
    days: SubjectDays

    def cells(self, today: date) -> tuple[VisitCell, ...]:
        """Return the completeness of the subject; none if the register does not have one entry of him."""
        if len(self.timeline.registered) != 1:
            return ()
        return completeness(self.days, self.timeline.answers, self.timeline.registered[0].subject, today)


def visits_of_subjects(
    registry: Registry, results: Results, study: str, subjects: Iterable[str], journal_number: int
) -> Iterator[tuple[str, SubjectVisits]]:
    """Yield each subject with what his visits are answered from; a few subjects are read at a time.

    Args:
        registry: definitions, profiles and the register.
        results: the panels of all runs.
        study: the study's id.
        subjects: the subjects' ids.
        journal_number: not beyond the head.

    Raises:
        Missing: the study had no definition at that number.
    """
    definition = registry.definition_at(study, journal_number)
    if definition is None:
        raise Missing("study")
    zones = zones_at(registry, study, definition.centers, journal_number)
    every = sorted(set(subjects))
    for first in range(0, len(every), AT_ONCE):
        some = every[first : first + AT_ONCE]
        for subject, timeline in timelines(registry, results, study, some, journal_number).items():
            schedule = schedule_of(definition, [entry.subject for entry in timeline.registered], zones)
            yield subject, SubjectVisits(definition, timeline, subject_days(timeline.answers, schedule))


def study_subjects(registry: Registry, definition: StudyDefinition) -> set[str]:
    """Return the subjects that files named, or that the register has, also those without any result."""
    return {
        subject for center in definition.centers for subject in registry.subjects(definition.study, center)
    }
