"""Decide what an entry of the study's register changes: one entry for each person (docs/adr/0043)."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.study.days import first_day
from hepaflow.domain.study.register import Registered, Subject
from hepaflow.ports import Change


class EntryFault(StrEnum):
    """Why an entry is refused."""

    RULES_TOO_OLD = "rules-too-old"  # only the study's register knows what it says
    RESCREEN_CIRCLE = "rescreen-circle"
    DATE_IN_FUTURE = "date-in-future"


REFUSALS: Final[Mapping[EntryFault, str]] = MappingProxyType({
    EntryFault.RULES_TOO_OLD: "Transfers, earlier screenings, consent, death and former ids of one center need version 3 of the "
    "rules (`fold_version`).",
    EntryFault.RESCREEN_CIRCLE: "The earlier screenings lead back to this subject.",
    EntryFault.DATE_IN_FUTURE: "A date is in the future.",
})  # fmt: skip


class EntryUnfit(Exception):
    """An entry cannot be made; `fault` says why, `field` where."""

    def __init__(self, fault: EntryFault, field: str) -> None:
        super().__init__(fault)
        self.fault, self.field = fault, field


class FormerIdTaken(Exception):
    """An id is another subject's former id or earlier screening, or has former ids of its own: nobody could say whose results are whose."""


def study_change(dossiers: Mapping[str, Dossier], entry: Registered) -> Change:
    """Return what an entry of the study's register changes: it stands in place of those of centers' registers.

    Args:
        dossiers: what is known of the subject, of its former ids and of its earlier screening.
        entry: the entry.

    Raises:
        FormerIdTaken: an id would not lead to one subject in one step.
    """
    own = dossiers[entry.subject.id]
    _check_ids(entry.subject, dossiers)
    before = [one for one in own.entries if one.of_study]
    replaced = before[-1] if before else None
    also = tuple(one for one in own.replaceable() if one is not replaced)
    return Change(entry=entry, replaced=replaced, also_replaced=also)


def ids_of(subject: Subject) -> set[str]:
    """Return the subject's id, its former ids, and the id of an earlier screening."""
    return {subject.id, *_former_ids(subject), *((subject.rescreen_of,) if subject.rescreen_of else ())}


def _former_ids(subject: Subject) -> set[str]:
    return {*subject.former_ids, *(one.id for one in subject.former_ids_at)}


def check_dates(subject: Subject, at: str) -> None:
    """Check that what happened to a subject did not happen after it was said.

    Raises:
        EntryUnfit: it did; nothing would be held where the year was mistyped.
    """
    for name in ("consent", "consent_withdrawn", "death"):
        day = str(getattr(subject, name) or "")
        if day and first_day(day) > at[:10]:
            raise EntryUnfit(EntryFault.DATE_IN_FUTURE, name)


def check_screenings(known: Callable[[str], Dossier], subject: Subject) -> None:
    """Check that the chain of earlier screenings ends, and that no earlier screening of another subject becomes a former id.

    Args:
        known: returns what is known of a subject.
        subject: what the entry shall say.

    Raises:
        EntryUnfit: it would lead back to the subject.
        FormerIdTaken: a former id is another subject's earlier screening.
    """
    for earlier in _screenings(known, subject.rescreen_of):
        if earlier == subject.id:
            raise EntryUnfit(EntryFault.RESCREEN_CIRCLE, "rescreen_of")
    for former in _former_ids(subject):
        others = sorted(known(former).links - {subject.id})
        newest = (entries[-1] for one in others if (entries := known(one).in_study()))
        if any(entry.of_study and entry.subject.rescreen_of == former for entry in newest):
            raise FormerIdTaken


def _screenings(known: Callable[[str], Dossier], first: str) -> Iterator[str]:
    at = first
    while at:
        yield at
        entries = known(at).in_study()
        at = entries[-1].subject.rescreen_of if entries else ""


def _check_ids(subject: Subject, dossiers: Mapping[str, Dossier]) -> None:
    own = dossiers[subject.id]
    formers = ids_of(subject) - {subject.id, subject.rescreen_of}
    if own.owners() and (formers or not own.entries):
        raise FormerIdTaken
    if subject.rescreen_of and dossiers[subject.rescreen_of].owners():
        raise FormerIdTaken
    alone = {(one.id, one.center) for one in subject.former_ids_at}
    for former in formers:
        known = dossiers[former]
        others = {center for center, owner in known.owners().items() if owner != subject.id}
        senders = {center for one, center in alone if one == former}
        shared = others.intersection({*senders, ""}) if senders else others
        if shared or any(entry.former_ids() for entry in known.in_study()):
            raise FormerIdTaken
