"""Write entries of the register; every change is one event of the journal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.study.journal import Draft, EventKind, Head, instant
from hepaflow.domain.study.register import Registered, Subject
from hepaflow.pipeline.desk.checks import require_center
from hepaflow.pipeline.desk.definitions import VersionTaken
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.services import Clock, Services
from hepaflow.ports import Change, Registry


class FormerIdTaken(Exception):
    """An id is another subject's former id already, or has former ids of its own: nobody could say whose results are whose."""


@dataclass(frozen=True, slots=True)
class RequestedEntry:
    """What is to be written, and for whom.

    Attributes:
        subject: what the entry shall say.
        version: the one that it shall be.
        at: when that was said, UTC with milliseconds.
        actor: who says so.
        reason: why.
        details: what the journal says beside center and version.
    """

    subject: Subject
    version: int
    at: str
    actor: str
    reason: str
    details: Mapping[str, str | int] = field(default_factory=dict)


Check = Callable[[Head, Change], None]  # raises where a change may not take effect after that head


def allowed(_head: Head, _change: Change) -> None:
    """Let every change take effect."""


def put_subject(  # noqa: PLR0913, PLR0917 each part comes from another place
    services: Services,
    study: str,
    subject: Subject,
    version: int,
    actor: str,
    reason: str,
    check: Check = allowed,
) -> Registered:
    """Register a subject or change its entry; the same request again returns the entry that it wrote.

    Args:
        services: the ports.
        study: the study's id.
        subject: what the entry shall say, with the subject's center.
        version: the entry's next version at this center, 1 for the first.
        actor: who asks for it.
        reason: why; recorded in the journal.
        check: raises where the change may not take effect.

    Raises:
        Missing: no such study or center.
        VersionTaken: it is not the version after the newest.
        FormerIdTaken: a former id is not free.
    """
    require_center(services, study, subject.center)
    wish = RequestedEntry(subject, version, instant(services.clock()), actor, reason)
    return write_entry(services.registry, services.clock, study, wish, check)


def write_entry(
    registry: Registry, clock: Clock, study: str, wish: RequestedEntry, check: Check = allowed
) -> Registered:
    """Write the requested entry unless the register already says the same; return the entry that holds.

    Args:
        registry: the registry.
        clock: returns the time of the event.
        study: the study's id.
        wish: the entry, with its version, time, actor and reason.
        check: raises where the change may not take effect.

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
        entry, change = next_change(dossiers, wish)
        check(head, change)
        if subject.former_ids:  # results come to it from them: it is listed among those who have any
            registry.note_subjects(study, subject.center, [subject.id])
        held.append(replace(entry, journal_number=head.journal_number + 1))
        kind = EventKind.SUBJECT_CHANGED if present else EventKind.SUBJECT_REGISTERED
        details = {"center": subject.center, "version": wish.version, **wish.details}
        return Draft(kind, wish.actor, wish.reason, details), change

    append(registry, study, clock, draw_up)
    return held[-1]


def next_change(dossiers: Mapping[str, Dossier], wish: RequestedEntry) -> tuple[Registered, Change]:
    """Return the entry that a request writes, and the change that does it.

    Args:
        dossiers: what is known of the subject and of its former ids.
        wish: the request; the register says something else.

    Raises:
        VersionTaken: it is not the version after the newest.
        FormerIdTaken: a former id is not free.
    """
    subject = wish.subject
    present = dossiers[subject.id].entry(subject.center)
    _check_ids(subject, dossiers[subject.id], [dossiers[former] for former in subject.former_ids])
    newest = present.version if present else 0
    if wish.version != newest + 1:
        raise VersionTaken(newest)
    entry = Registered(subject, wish.version, wish.at)
    return entry, Change(entry=entry, replaced=present)


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
