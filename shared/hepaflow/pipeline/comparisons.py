"""Compare what counts of many subjects at two journal numbers; what stands apart is not folded (docs/fold.md)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from hepaflow.domain.fold.apart.told import ToldPanel
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.standpoints import Answers, SlicedTimelines, merged, slices
from hepaflow.pipeline.subject_reports.apart import standing_apart
from hepaflow.pipeline.subject_reports.read import read_subjects
from hepaflow.pipeline.timeline import told_timelines


@dataclass(frozen=True, slots=True)
class CurrentReports:
    """Reports of a panel that stand apart: each is the only one of its measurement, and current.

    Attributes:
        told: the panel.
        reports: how many reports these are.
        were_current: they were current at the number before, too.
    """

    told: ToldPanel
    reports: int
    were_current: bool


@dataclass(frozen=True, slots=True)
class ComparedAnswers:
    """What counts of a few subjects.

    Attributes:
        subjects: these subjects.
        after: what is folded.
        before: the same at the number before; nothing if only one number was asked for.
        current: what stands apart.
    """

    subjects: Collection[str]
    after: Answers
    before: Answers
    current: Sequence[CurrentReports]


def compared_answers(
    study: str, subjects: Iterable[str], journal_numbers: Sequence[int], services: Services
) -> Iterator[ComparedAnswers]:
    """Yield what counts of subjects, a few at a time, and of those to whom it leads (`standpoints.sliced_answers`).

    Args:
        study: the study's id.
        subjects: the subjects to begin with.
        journal_numbers: one or two, the later one first; none beyond the head.
        services: the ports.
    """
    slicing = _Slicing(study, journal_numbers, services)
    for told in slices(subjects, slicing.tell):
        after, *before = (merged(one.answers for one in at.values()) for at in told)
        yield ComparedAnswers(told[0].keys(), after, before[0] if before else {}, slicing.current)


@dataclass(slots=True)
class _Slicing:
    study: str
    journal_numbers: Sequence[int]
    services: Services
    current: list[CurrentReports] = field(default_factory=list)  # of the slice that was told last

    def tell(self, subjects: Collection[str]) -> SlicedTimelines:
        registry, results = self.services.registry, self.services.results
        read = read_subjects(registry, results, self.study, subjects, self.journal_numbers)
        known = [read.at(number) for number in self.journal_numbers]
        apart = standing_apart(known, subjects)
        earlier = {id(one.panel) for at in known[1:] for one in at.told}
        self.current = [
            CurrentReports(one, len(one.panel.observations) - len(left.folded(one)), id(one.panel) in earlier)
            for one in known[0].told
            if (left := apart.get(one.panel.subject)) and left.includes(one)
        ]
        return [told_timelines(at, subjects, apart) for at in known]
