"""Write entries of the register; every change is one event of the journal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.study.fold_rules import has_one_register, version_at
from hepaflow.domain.study.journal import Draft, EventKind, Head, instant
from hepaflow.domain.study.register import Registered, Subject
from hepaflow.pipeline.desk.checks import require_center
from hepaflow.pipeline.desk.definitions import VersionTaken
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.register.person.of_study import (
    EntryFault,
    EntryUnfit,
    FormerIdTaken,
    check_dates,
    check_screenings,
    ids_of,
    study_change,
)
from hepaflow.pipeline.register_rules import labs_at
from hepaflow.pipeline.services import Clock, Services
from hepaflow.ports import Change, Registry, View


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
    for center in {*subject.centers, *(one.center for one in subject.former_ids_at)}:
        require_center(services, study, center)
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
        view = registry.view(study, [], ids_of(subject))
        of_study = has_one_register(version_at(view.fold_versions, head.journal_number))
        present = present_entry(view.dossiers[subject.id], subject.center, of_study=of_study)
        if present is not None and present.subject == subject and present.of_study is of_study:
            held.append(present)
            return None
        if of_study:
            check_screenings(lambda one: registry.view(study, [], [one]).dossiers[one], subject)
        entry, change = next_change(view.dossiers, wish, of_study=of_study)
        check(head, change)
        _note_senders(registry, study, change, view)
        if of_study and subject.rescreen_of:
            registry.link(study, subject.rescreen_of, [subject.id])
        entry = Registered(subject, wish.version, wish.at, head.journal_number + 1, of_study=of_study)
        held.append(entry)
        kind = EventKind.SUBJECT_CHANGED if present else EventKind.SUBJECT_REGISTERED
        details = {"center": subject.center, "version": wish.version, **wish.details}
        return Draft(kind, wish.actor, wish.reason, details), change

    append(registry, study, clock, draw_up)
    return held[-1]


def present_entry(known: Dossier, center: str, *, of_study: bool) -> Registered | None:
    """Return the newest entry that another one would follow: that of the person, or that at a center.

    Args:
        known: what is known of the subject.
        center: the center.
        of_study: whether the study has one register.
    """
    if not of_study:
        return known.entry(center)
    return max(known.entries, key=lambda entry: entry.version, default=None)


def next_change(
    dossiers: Mapping[str, Dossier], wish: RequestedEntry, *, of_study: bool
) -> tuple[Registered, Change]:
    """Return the entry that a request writes, and the change that does it.

    Args:
        dossiers: what is known of the ids that the entry names.
        wish: the request; the register says something else.
        of_study: whether the study has one register.

    Raises:
        VersionTaken: it is not the version after the newest.
        FormerIdTaken: a former id is not free.
        EntryUnfit: the entry says what cannot be.
    """
    subject = wish.subject
    present = present_entry(dossiers[subject.id], subject.center, of_study=of_study)
    newest = present.version if present else 0
    entry = Registered(subject, wish.version, wish.at, of_study=of_study)
    if of_study:
        check_dates(subject, wish.at)
        change = study_change(dossiers, entry)
    elif subject.needs_study_register:
        raise EntryUnfit(EntryFault.RULES_TOO_OLD, "")
    else:
        _check_ids(subject, dossiers[subject.id], [dossiers[former] for former in subject.former_ids])
        change = Change(entry=entry, replaced=present)
    if wish.version != newest + 1:
        raise VersionTaken(newest)
    return entry, change


def _note_senders(registry: Registry, study: str, change: Change, view: View) -> None:
    """Have the subject listed at every center whose results come to it from a former id."""
    if change.entry is None or not (formers := change.entry.former_ids()):
        return
    subject, ids = change.entry.subject, {former for _, former in formers}
    centers = {subject.center}
    if change.entry.of_study:
        sent = (center for center, named in registry.candidates(study) if named in ids)
        centers = centers.union(subject.centers, sent, labs_at(view.central_labs, view.head.journal_number))
    for center in sorted(centers):
        registry.note_subjects(study, center, [subject.id])


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
