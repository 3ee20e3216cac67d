"""Fold many subjects as seen from several standpoints, a few at a time: memory does not grow with their number."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.pipeline.timeline import SubjectTimeline, timelines_at
from hepaflow.ports import CurrentState, Panels, StoredPanel

AT_ONCE = 25  # subjects that are folded together; their panels are in memory at the same time
Answers = Mapping[Measurement, MeasurementState]
SlicedTimelines = Sequence[Mapping[str, SubjectTimeline]]  # by standpoint and subject


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A study as it was at a journal number, or as it is supposed."""

    registry: CurrentState
    results: Panels
    journal_number: int


def sliced_answers(
    study: str, subjects: Iterable[str], standpoints: Sequence[Standpoint]
) -> Iterator[tuple[Answers, ...]]:
    """Yield what is known of subjects, and of those to whom their reports belong, or who share a result with them.

    What is known of a subject is yielded once, together with that of a few others.

    Args:
        study: the study's id.
        subjects: the subjects to begin with; whom else they lead to from any standpoint is looked at too, from all.
        standpoints: none beyond the head of its journal.

    Yields:
        For a few subjects, by standpoint in the given order, the state of each measurement by measurement.
    """
    for told in slices(subjects, lambda some: _told(study, some, standpoints)):
        yield tuple(merged(one.answers for one in at.values()) for at in told)


def slices(
    subjects: Iterable[str], tell: Callable[[Collection[str]], SlicedTimelines]
) -> Iterator[SlicedTimelines]:
    """Yield what is told of subjects, a few at a time, and of those to whom it leads; each is asked for once.

    Args:
        subjects: the subjects to begin with.
        tell: tells of a few subjects.
    """
    left = deque(sorted(set(subjects)))
    known = set(left)
    while left:
        some = [left.popleft() for _ in range(min(AT_ONCE, len(left)))]
        told = tell(some)
        yield told
        further = {one for at in told for subject in at.values() for one in subject.elsewhere} - known
        known |= further
        left += sorted(further)


def _told(study: str, subjects: Collection[str], standpoints: Sequence[Standpoint]) -> SlicedTimelines:
    """Return the timelines of subjects by standpoint; those that differ in their number alone are read together."""
    together: dict[tuple[int, int], list[int]] = {}
    for place, at in enumerate(standpoints):
        together.setdefault((id(at.registry), id(at.results)), []).append(place)
    panels = {id(at.results): _PanelsOnce(at.results) for at in standpoints}
    told: dict[int, dict[str, SubjectTimeline]] = {}
    for places in together.values():
        at, numbers = standpoints[places[0]], [standpoints[place].journal_number for place in places]
        found = timelines_at(at.registry, panels[id(at.results)], study, subjects, numbers)
        told.update(zip(places, found, strict=True))
    return [told[place] for place in range(len(standpoints))]


@dataclass(frozen=True, slots=True)
class _PanelsOnce:
    """Panels that are read once, however often they are asked for."""

    results: Panels
    read: dict[str, list[StoredPanel]] = field(default_factory=dict)

    def subject_panels(self, study: str, subject: str) -> Iterator[StoredPanel]:
        if subject not in self.read:
            self.read[subject] = list(self.results.subject_panels(study, subject))
        return iter(self.read[subject])


def merged(answers: Iterable[Answers]) -> Answers:
    return {what: answer for one in answers for what, answer in one.items()}
