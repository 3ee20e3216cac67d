"""Record a version of what masked roles may not know, as an event of the journal that has its seal alone."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from hepaflow.domain.masked.masked import MaskedTopic, MaskedVersion, reason_digest
from hepaflow.domain.study.journal import Draft, EventKind, Head
from hepaflow.pipeline.desk.definitions import VersionTaken
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.services import Services
from hepaflow.ports import Change, Registry

SEAL = "seal"  # of an event: the only thing that it says
_EVENTS = {MaskedTopic.ARMS: EventKind.ARMS_DECLARED, MaskedTopic.ARM: EventKind.ARM_RECORDED}
_SALT = 32  # bytes
_REDACTED = "masked"  # how a redaction counts names that it removed from reasons of masked records


@dataclass(frozen=True, slots=True)
class RequestedRecord:
    """What is to be recorded.

    Attributes:
        topic: what it is about.
        subject: whom it is about; "" for the study.
        version: the one that it shall be.
        content: what it says.
        actor: who wants it.
        reason: why.
    """

    topic: MaskedTopic
    subject: str
    version: int
    content: str
    actor: str
    reason: str


def record(
    services: Services,
    study: str,
    wish: RequestedRecord,
    check: Callable[[Head, MaskedVersion | None], None],
) -> MaskedVersion:
    """Record a version; the same request again returns what it wrote.

    Args:
        services: the ports.
        study: the study's id.
        wish: what is to be recorded.
        check: raises where it may not be, after a head of the journal and the newest version.

    Raises:
        VersionTaken: it is not the version after the newest.
    """
    registry, kept = services.registry, list[MaskedVersion]()

    def draw_up(head: Head) -> tuple[Draft, Change] | None:
        known = list(registry.masked_versions(study, wish.topic, wish.subject))
        newest = known[-1] if known else None
        if newest and (newest.version, newest.content) == (wish.version, wish.content):
            kept.append(newest)
            return None
        if wish.version != (newest.version if newest else 0) + 1:
            raise VersionTaken(newest.version if newest else 0)
        check(head, newest)
        drawn = _drawn(wish)
        kept.append(drawn)
        return Draft(_EVENTS[wish.topic], wish.actor, "", {SEAL: drawn.seal}), Change(masked=drawn)

    event = append(registry, study, services.clock, draw_up)
    if event is None:
        return kept[-1]
    written = registry.masked_versions(study, wish.topic, wish.subject)
    return next(one for one in written if one.journal_number == event.journal_number)


def broken_seal(registry: Registry, study: str) -> int | None:
    """Return the journal number of the first masked record that is not as the journal sealed it; None if all are.

    Args:
        registry: the registry.
        study: the study's id.
    """
    events = {event.journal_number: event.draft for event in registry.events(study)}
    redactions = [
        number
        for number, draft in events.items()
        if draft.kind is EventKind.NAME_REDACTED and _REDACTED in draft.details
    ]
    versions = [one for topic in MaskedTopic for one in registry.masked_versions(study, topic)]
    for one in sorted(versions, key=lambda version: version.journal_number):
        told = events[one.journal_number]
        sealed = (told.kind, told.details.get(SEAL)) == (_EVENTS[one.topic], one.seal)
        redacted = any(number > one.journal_number for number in redactions)
        if not sealed or not (one.holds or redacted):
            return one.journal_number
    return None


def _drawn(wish: RequestedRecord) -> MaskedVersion:
    salt = secrets.token_hex(_SALT)
    digest = reason_digest(salt, wish.reason)
    about = wish.topic, wish.subject, wish.version, wish.content
    return MaskedVersion(*about, wish.actor, wish.reason, salt, digest)
