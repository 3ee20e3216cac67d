"""Read the courses of the subjects of a study, a page of subjects at a time, for one journal number."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.answers.course import Asker, SubjectCourse, courses
from hepaflow.pipeline.answers.visits import study_subjects
from hepaflow.pipeline.desk.checks import require_center
from hepaflow.pipeline.masking.masked_services import mask_at, masked_registry
from hepaflow.pipeline.services import Missing, Services
from hepaflow.pipeline.standpoints import AT_ONCE
from hepaflow.ports import Registry
from hepaflow.ports.limits import READ_AT_ONCE


@dataclass(frozen=True, slots=True)
class CoursePage:
    """The next subjects of a study, in order of their ids.

    Attributes:
        definition: of the study, in force at the journal number.
        courses: of these subjects, as far as the caller may see them.
        last: the subject with which the page ends; "" without one.
        more: others follow.
        masked: codes that say what is left out for the caller.
    """

    definition: StudyDefinition
    courses: list[SubjectCourse]
    last: str
    more: bool
    masked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubjectsInquiry:
    """Which subjects of a study.

    Attributes:
        asker: who asks.
        center: of subjects that this center has or had, or of which it sent something; "" for all.
        after: the subject with which the page before ended; "" for the first page.
        limit: how many, at most.
    """

    asker: Asker
    center: str = ""
    after: str = ""
    limit: int = AT_ONCE

    @property
    def centers(self) -> Collection[str] | None:
        """Return the centers of whose subjects it is; None: of all."""
        return {self.center} if self.center else self.asker.centers


def course_page(services: Services, study: str, number: int, inquiry: SubjectsInquiry) -> CoursePage:
    """Return the courses of the next subjects.

    Subjects are listed by what any version of their entry says, so that a page of an earlier number has the same ones.

    Args:
        services: the ports.
        study: the study's id.
        number: the journal number, not beyond the head.
        inquiry: which subjects.

    Raises:
        Missing: there is no such study or center, or there was no such study at the number.
    """
    if inquiry.center:
        require_center(services, study, inquiry.center)
    registry = services.registry
    definition = registry.definition_at(study, number)
    if definition is None:
        raise Missing("study")
    every = iter(sorted(one for one in study_subjects(registry, definition) if one > inquiry.after))
    mask = mask_at(masked_registry(registry, inquiry.asker.roles), study, number)
    if mask.definitions:
        return replace(_unmasked_page(services, definition, number, inquiry, every), masked=mask.left_out)
    if inquiry.centers is not None:
        every = _of_centers(registry, definition, every, inquiry.centers)
    some = list(islice(every, inquiry.limit + 1))
    page = some[: inquiry.limit]
    found = courses(registry, services.results, study, page, number, inquiry.asker)
    known = [course for course in found if course.timeline or course.entries]
    return CoursePage(definition, known, page[-1] if page else "", len(some) > inquiry.limit)


def _unmasked_page(
    services: Services,
    definition: StudyDefinition,
    number: int,
    inquiry: SubjectsInquiry,
    every: Iterator[str],
) -> CoursePage:
    """Return the courses of the next subjects of whom a masked caller sees an entry or a result: no page ends at another."""
    kept: list[SubjectCourse] = []
    while len(kept) <= inquiry.limit and (some := list(islice(every, AT_ONCE))):
        found = courses(services.registry, services.results, definition.study, some, number, inquiry.asker)
        kept += [course for course in found if _is_wanted(course, inquiry.centers)]
    page = kept[: inquiry.limit]
    return CoursePage(definition, page, page[-1].subject if page else "", len(kept) > inquiry.limit)


def _is_wanted(course: SubjectCourse, wanted: Collection[str] | None) -> bool:
    if wanted is None:
        return bool(course.timeline or course.entries)
    places = {place.center for place in course.timeline}
    return not places.union(*(one.subject.centers for one in course.entries)).isdisjoint(wanted)


def _of_centers(
    registry: Registry, definition: StudyDefinition, subjects: Iterator[str], wanted: Collection[str]
) -> Iterator[str]:
    """Yield the subjects that some centers named, or at which any version of an entry places them."""
    study = definition.study
    named = {subject for center in wanted for _, subject in registry.candidates(study, center)}
    while some := list(islice(subjects, READ_AT_ONCE - 1)):
        dossiers = registry.view(study, [], some).dossiers
        yield from (
            subject
            for subject in some
            if subject in named
            or any(not set(wanted).isdisjoint(one.subject.centers) for one in dossiers[subject].entries)
        )
