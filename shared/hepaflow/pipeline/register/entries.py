"""Write entries of the register; every change is one event of the journal."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import merge
from itertools import groupby, islice

from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.study.journal import Draft, EventKind, Head, instant
from hepaflow.domain.study.register import Registered, Subject
from hepaflow.pipeline.desk.checks import require_center, require_subject
from hepaflow.pipeline.desk.definitions import VersionTaken
from hepaflow.pipeline.desk.deliveries import Centers
from hepaflow.pipeline.desk.subject_results import journal_number
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.services import Clock, Services
from hepaflow.ports import Change, Registry, Subjects


class FormerIdTaken(Exception):
    """An id is another subject's former id already, or has former ids of its own: nobody could say whose results are whose."""


@dataclass(frozen=True, slots=True)
class SubjectPage:
    """Subjects of a center, each with its entry where it is registered; `after` names the last where more follow."""

    subjects: list[tuple[str, Registered | None]]
    after: str


@dataclass(frozen=True, slots=True)
class RequestedEntry:
    """What is to be written, and for whom.

    Attributes:
        subject: what the entry shall say.
        version: the one that it shall be.
        at: when that was said, UTC with milliseconds.
        actor: who says so.
        reason: why.
    """

    subject: Subject
    version: int
    at: str
    actor: str
    reason: str


def put_subject(
    services: Services, study: str, subject: Subject, version: int, actor: str, reason: str
) -> Registered:
    """Register a subject or change its entry; the same request again returns the entry that it wrote.

    Args:
        services: the ports.
        study: the study's id.
        subject: what the entry shall say, with the subject's center.
        version: the entry's next version at this center, 1 for the first.
        actor: who asks for it.
        reason: why; recorded in the journal.

    Raises:
        Missing: no such study or center.
        VersionTaken: it is not the version after the newest.
        FormerIdTaken: a former id is not free.
    """
    require_center(services, study, subject.center)
    wish = RequestedEntry(subject, version, instant(services.clock()), actor, reason)
    return write_entry(services.registry, services.clock, study, wish)


def write_entry(registry: Registry, clock: Clock, study: str, wish: RequestedEntry) -> Registered:
    """Write the requested entry unless the register already says the same; return the entry that holds.

    Args:
        registry: the registry.
        clock: returns the time of the event.
        study: the study's id.
        wish: the entry, with its version, time, actor and reason.

    Raises:
        VersionTaken: it is not the version after the newest.
        FormerIdTaken: a former id is not free.
    """
    held: list[Registered] = []
    subject = wish.subject

    def draw_up(head: Head) -> tuple[Draft, Change] | None:
        dossiers = registry.view(study, [], {subject.id, *subject.former_ids}).dossiers
        present = dossiers[subject.id].entry(subject.center)
        if present is not None and present.subject == subject:
            held.append(present)
            return None
        _check_ids(subject, dossiers[subject.id], [dossiers[former] for former in subject.former_ids])
        newest = present.version if present else 0
        if wish.version != newest + 1:
            raise VersionTaken(newest)
        entry = Registered(subject, wish.version, wish.at)
        held.append(replace(entry, journal_number=head.journal_number + 1))
        kind = EventKind.SUBJECT_CHANGED if present else EventKind.SUBJECT_REGISTERED
        details: dict[str, str | int] = {"center": subject.center, "version": entry.version}
        return Draft(kind, wish.actor, wish.reason, details), Change(entry=entry, replaced=present)

    if subject.former_ids:  # results come to it from them: it is listed among those who have any
        registry.note_subjects(study, subject.center, [subject.id])
    append(registry, study, clock, draw_up)
    return held[-1]


def _check_ids(subject: Subject, own: Dossier, formers: list[Dossier]) -> None:
    """Check that every id leads to one subject, in one step.

    Raises:
        FormerIdTaken: it would not.
    """
    belongs = subject.center in own.owners()
    if belongs and (subject.former_ids or own.entry(subject.center) is None):
        raise FormerIdTaken
    for former in formers:
        entry = former.entry(subject.center)
        owner = former.owners().get(subject.center, subject.id)
        if owner != subject.id or (entry is not None and entry.subject.former_ids):
            raise FormerIdTaken


def subject_page(services: Services, study: str, center: str, after: str, limit: int) -> SubjectPage:
    """Return a page of the subjects that a center's files named or that are registered, in order of their ids.

    Args:
        services: the ports.
        study: the study's id.
        center: the center's id.
        after: the last subject of the page before; "" for the first page.
        limit: how many subjects a page holds at most.

    Raises:
        Missing: no such study or center.
    """
    require_center(services, study, center)
    page = list(islice(_listed(services.registry, study, center, after), limit + 1))
    return SubjectPage(page[:limit], page[limit - 1][0] if len(page) > limit else "")


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
    """Return a subject's entry at each center as of a journal number, and the number.

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
    dossier = services.registry.view(study, [], [subject]).dossiers[subject].as_of(number)
    newest = sorted(dossier.newest().items())
    entries = [entry for center, entry in newest if centers is None or center in centers]
    if not entries:
        require_subject(services, study, subject, centers)
    return number, entries
