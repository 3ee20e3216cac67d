"""Collect what is known about one subject id: decisions, register entries, former ids, subjects that share its specimens."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.study.register import ANY_SENDER, FormerId, Registered, SubjectStatus


@dataclass(frozen=True, slots=True)
class Dossier:
    """One subject id, each part in journal order.

    Attributes:
        decisions: those that concern it.
        entries: every version of its entries, at every center.
        belonging: to whom it belonged as a former id, center by center.
        links: other ids under which specimens of this one were reported, too, and later screenings of the person. No part of the journal: they only say
            where to look, and whether anything is found there depends on what counts.
    """

    decisions: tuple[Decision, ...] = ()
    entries: tuple[Registered, ...] = ()
    belonging: tuple[FormerId, ...] = ()
    links: frozenset[str] = frozenset()

    def as_of(self, number: int) -> "Dossier":
        """Return what the journal said up to a number."""
        return replace(
            self,
            decisions=tuple(known for known in self.decisions if known.journal_number <= number),
            entries=tuple(known for known in self.entries if known.journal_number <= number),
            belonging=tuple(known for known in self.belonging if known.journal_number <= number),
        )

    def plus(self, more: "Dossier") -> "Dossier":
        """Return this with what came to it."""
        return Dossier(
            self.decisions + more.decisions,
            self.entries + more.entries,
            self.belonging + more.belonging,
            self.links | more.links,
        )

    def entry(self, center: str) -> Registered | None:
        """Return the newest entry at a center."""
        return self.newest().get(center)

    def newest(self) -> dict[str, Registered]:
        """Return the newest entry at each center."""
        return {entry.subject.center: entry for entry in self.entries}

    def in_study(self) -> tuple[Registered, ...]:
        """Return what the study's register says of the person: one entry, or none.

        Until somebody has made that entry, it is what the centers' registers say, which may be several entries. Entries that
        were made in error do not count beside others.
        """
        newest = self.replaceable()
        meant = tuple(one for one in newest if one.subject.status is not SubjectStatus.ENTERED_IN_ERROR)
        return meant or newest

    def replaceable(self) -> tuple[Registered, ...]:
        """Return the entries that the next one in the study's register replaces: the one there, or each center's newest."""
        places = [place for place, entry in enumerate(self.entries) if entry.of_study]
        since = self.entries[places[-1] if places else 0 :]
        if since and since[-1].of_study:
            return since[-1:]
        return tuple({entry.subject.center: entry for entry in since}.values())

    def owners(self) -> dict[str, str]:
        """Return by center, and for `ANY_SENDER`, the subject whose former id this is now."""
        last = {known.center: known.subject for known in self.belonging}
        return {center: subject for center, subject in last.items() if subject}

    def owner(self, center: str) -> str:
        """Return the subject whose former id this is now for a center; "" where it is none."""
        owners = self.owners()
        return owners.get(center) or owners.get(ANY_SENDER, "")

    @property
    def is_parted(self) -> bool:
        """Say whether a decision moved some of what was sent, and perhaps not all of a specimen."""
        return any(decision.kind is DecisionKind.MOVE_SUBJECT for decision in self.decisions)

    def sources(self) -> Iterator[str]:
        """Yield the ids under which reports of this subject may have been sent, beside its own."""
        for entry in self.newest().values():
            yield from (former for _, former in entry.former_ids())
        for decision in self.decisions:
            if decision.kind is DecisionKind.MOVE_SUBJECT:
                yield decision.measurement.subject

    def homes(self) -> Iterator[str]:
        """Yield the subjects to whom reports may belong that were sent under this id, beside itself."""
        yield from self.owners().values()
        for decision in self.decisions:
            if decision.kind is DecisionKind.MOVE_SUBJECT:
                yield decision.subject
