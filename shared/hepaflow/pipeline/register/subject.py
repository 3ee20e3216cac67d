"""Change one entry of the register, once what that alters was shown and confirmed."""

from dataclasses import dataclass
from typing import Any, Final

from hepaflow.domain.study.fold_rules import has_one_register, version_at
from hepaflow.domain.study.journal import Head
from hepaflow.domain.study.register import Registered, Subject
from hepaflow.pipeline.changes.preview import Difference
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.register.outcome import (
    RegisterEffect,
    RegisterOutcome,
    ToConfirm,
    register_outcome_to_json,
    require_confirmed,
)
from hepaflow.pipeline.register.preview import concerned, register_difference
from hepaflow.pipeline.services import Services
from hepaflow.ports import Change

_SUBJECTS_AT_ONCE: Final = 100  # about 50 ms each to fold before and after


@dataclass(frozen=True, slots=True)
class RequestedSubject:
    """What a data manager wants an entry to say.

    Attributes:
        study: the study's id.
        subject: what the entry shall say.
        version: the one that it shall be.
        actor: who wants it.
        reason: why.
        confirm: the digest of the difference that may take effect, or "".
    """

    study: str
    subject: Subject
    version: int
    actor: str
    reason: str
    confirm: str = ""


def fits_a_request(wish: RequestedSubject, services: Services) -> bool:
    """Say whether an entry concerns so few subjects that what it alters is computed while the caller waits.

    Args:
        wish: the request.
        services: the ports.
    """
    number = services.registry.head(wish.study).journal_number
    return (
        len(concerned(services, wish.study, [_change(wish, number, services)], number)) <= _SUBJECTS_AT_ONCE
    )


def begins_register(wish: RequestedSubject, services: Services) -> bool:
    """Say whether an entry is the first of its center where each center has a register: it is about all subjects of the center.

    Args:
        wish: the request.
        services: the ports.
    """
    center = wish.subject.center
    view = services.registry.view(wish.study, [], centers=[center])
    number = view.head.journal_number
    one_register = has_one_register(version_at(view.fold_versions, number))
    return not one_register and view.registers.get(center, number + 1) > number


def enter_subject(wish: RequestedSubject, services: Services) -> RegisterOutcome:
    """Register a subject or change its entry; alter current results only where that is confirmed.

    The same request again gives the same answer.

    Args:
        wish: the request.
        services: the ports.

    Raises:
        Missing: no such study or center.
        VersionTaken: it is not the version after the newest.
        FormerIdTaken: a former id is not free.
    """

    def check(head: Head, change: Change) -> None:
        found = register_difference(services, wish.study, (change,), head.journal_number)
        require_confirmed(found, _digest(found, wish), wish.confirm)

    about = services, wish.study, wish.subject, wish.version, wish.actor, wish.reason
    try:
        number = put_subject(*about, check).journal_number
    except ToConfirm as shown:
        return shown.outcome
    made = register_difference(services, wish.study, (_change(wish, number - 1, services),), number - 1)
    return RegisterOutcome(RegisterEffect.DONE, made, journal_number=number)


def subject_to_json(wish: RequestedSubject, services: Services) -> dict[str, Any]:
    """Register a subject or change its entry, and return the answer as it is given and kept."""
    return register_outcome_to_json(enter_subject(wish, services)) | {"version": wish.version}


def _change(wish: RequestedSubject, number: int, services: Services) -> Change:
    """Return what the entry changes after a journal number."""
    view = services.registry.view(wish.study, [], [wish.subject.id])
    known = view.dossiers[wish.subject.id].as_of(number)
    if not has_one_register(version_at(view.fold_versions, number)):
        present = known.entry(wish.subject.center)
        return Change(entry=Registered(wish.subject, wish.version, ""), replaced=present)
    entry = Registered(wish.subject, wish.version, "", of_study=True)
    return Change(entry=entry, also_replaced=known.replaceable())


def _digest(found: Difference, wish: RequestedSubject) -> str:
    return found.digest("entry", str(wish.version), wish.subject.model_dump_json())
