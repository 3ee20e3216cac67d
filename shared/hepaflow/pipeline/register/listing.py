"""List subjects of centers, and the entries of a subject."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import merge
from itertools import groupby, islice

from hepaflow.domain.study.fold_rules import has_one_register, version_at
from hepaflow.domain.study.register import Registered
from hepaflow.pipeline.desk.checks import BETWEEN, Centers, listed_centers, require_subject
from hepaflow.pipeline.desk.paging import PageReading
from hepaflow.pipeline.desk.subject_results import Question, journal_number
from hepaflow.pipeline.masking.masked_services import is_masked_now
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.timeline import SubjectTimeline, timelines
from hepaflow.ports import Subjects
from hepaflow.ports.limits import READ_AT_ONCE


@dataclass(frozen=True, slots=True)
class SubjectOfCenter:
    """A subject of a center, with its entry where it is registered.

    Attributes:
        center: the center's id.
        subject: the subject's id.
        entry: the newest entry of the center's register; None without one.
        counts: how many results of the center about the subject are current, and how many measurements wait for a
            decision; None if nobody asked.
    """

    center: str
    subject: str
    entry: Registered | None
    counts: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SubjectPage:
    """Subjects in order of center and id; `after` names the last where more follow."""

    subjects: list[SubjectOfCenter]
    after: str


def subject_page(
    services: Services, study: str, center: str, centers: Centers, after: str, limit: int
) -> SubjectPage:
    """Return a page of the subjects that centers' files named or that are registered, in order of center and id.

    Args:
        services: the ports.
        study: the study's id.
        center: the only center; "" for all that the caller may see.
        centers: the centers that the caller may see; None: all.
        after: the `after` of the page before; "" for the first page.
        limit: how many subjects a page holds at most.

    Raises:
        Missing: no such study or center.
    """
    begin, _, last = after.partition(BETWEEN)
    known: Iterator[SubjectOfCenter] = (
        SubjectOfCenter(at, subject, entry)
        for at in listed_centers(services, study, center, centers)
        if at >= begin
        for subject, entry in _listed(services.registry, study, at, last if at == begin else "")
    )
    if is_masked_now(services, study):
        known = _unmasked(services, study, known)
    page = list(islice(known, limit + 1))
    ends = page[limit - 1] if len(page) > limit else None
    return SubjectPage(page[:limit], f"{ends.center}{BETWEEN}{ends.subject}" if ends else "")


def with_counts(services: Services, study: str, page: SubjectPage) -> SubjectPage:
    """Return the subjects of a page with the counts of their results now; fewer of them if one request cannot tell all.

    Args:
        services: the ports.
        study: the study's id.
        page: the page.
    """
    number = services.registry.head(study).journal_number
    reading = PageReading(services.results, study, Question())
    whole = len(page.subjects)
    if not is_masked_now(services, study):  # else masked results would end the page
        whole = len(reading.of((one.center, one.subject) for one in page.subjects))
    some = page.subjects[:whole]
    known = timelines(services.registry, reading, study, {one.subject for one in some}, number)
    counted = [replace(one, counts=_counts(known[one.subject], one.center)) for one in some]
    last = counted[-1] if 0 < whole < len(page.subjects) else None
    return SubjectPage(counted, f"{last.center}{BETWEEN}{last.subject}" if last else page.after)


def _unmasked(services: Services, study: str, known: Iterator[SubjectOfCenter]) -> Iterator[SubjectOfCenter]:
    """Yield the subjects that are registered, or of which a masked caller sees a result of the center."""
    number = services.registry.head(study).journal_number
    while some := list(islice(known, READ_AT_ONCE // 10)):
        named = {one.subject for one in some if one.entry is None}
        told = timelines(services.registry, services.results, study, named, number) if named else {}
        for one in some:
            if one.entry or any(place.center == one.center for place in told[one.subject].answers):
                yield one


def _counts(known: SubjectTimeline, center: str) -> tuple[int, int]:
    answers = [answer for measurement, answer in known.answers.items() if measurement.center == center]
    return sum(answer.current is not None for answer in answers), sum(bool(answer.held) for answer in answers)


def _listed(
    registry: Subjects, study: str, center: str, after: str
) -> Iterator[tuple[str, Registered | None]]:
    named = ((subject, None) for subject in registry.subjects(study, center) if subject > after)
    registered = ((entry.subject.id, entry) for entry in registry.register(study, center, after))
    for subject, known in groupby(merge(registered, named, key=_id), key=_id):
        yield subject, next((entry for _, entry in known if entry is not None), None)


def _id(listed: tuple[str, Registered | None]) -> str:
    return listed[0]


def subject_entries(
    services: Services, study: str, subject: str, as_of: str, centers: Centers
) -> tuple[int, list[Registered]]:
    """Return a subject's entry as of a journal number, or one for each center, and the number.

    Args:
        services: the ports.
        study: the study's id.
        subject: the subject's id.
        as_of: a journal number, or an ISO 8601 time with offset; "" for now.
        centers: the centers that the caller may see; None: all.

    Raises:
        UnclearMoment: `as_of` cannot be understood.
        NotYet: the number is beyond the end of the journal.
        Missing: no center that the caller may see sent or registered such a subject.
    """
    number = journal_number(services, study, as_of)
    view = services.registry.view(study, [], [subject])
    dossier = view.dossiers[subject].as_of(number)
    one_register = has_one_register(version_at(view.fold_versions, number))
    known = dossier.in_study() if one_register else dossier.newest().values()
    seen = (entry for entry in known if centers is None or set(centers).intersection(entry.subject.centers))
    entries = sorted(seen, key=lambda entry: entry.subject.center)
    if not entries:
        require_subject(services, study, subject, centers)
    return number, entries
