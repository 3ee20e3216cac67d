"""What the journal says about one subject id: decisions, entries of the register, and whose former id it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from hepaflow.domain.decisions import Decision, DecisionKind
from hepaflow.domain.register import FormerId, Registered


@dataclass(frozen=True, slots=True)
class Dossier:
    """One subject id, each part in journal order.

    Attributes:
        decisions: those that concern it.
        entries: every version of its entries, at every center.
        belonging: to whom it belonged as a former id, center by center.
    """

    decisions: tuple[Decision, ...] = ()
    entries: tuple[Registered, ...] = ()
    belonging: tuple[FormerId, ...] = ()

    def as_of(self, number: int) -> "Dossier":
        """Return what the journal said up to a number."""
        return Dossier(
            tuple(known for known in self.decisions if known.number <= number),
            tuple(known for known in self.entries if known.number <= number),
            tuple(known for known in self.belonging if known.number <= number),
        )

    def entry(self, center: str) -> Registered | None:
        """Return the newest entry at a center."""
        return self.newest().get(center)

    def newest(self) -> dict[str, Registered]:
        """Return the newest entry at each center."""
        return {entry.subject.center: entry for entry in self.entries}

    def owners(self) -> dict[str, str]:
        """Return by center the subject whose former id this is now."""
        last = {known.center: known.subject for known in self.belonging}
        return {center: subject for center, subject in last.items() if subject}

    def sources(self) -> Iterator[str]:
        """Yield the ids under which reports of this subject may have been sent, beside its own."""
        for entry in self.newest().values():
            yield from entry.subject.former_ids
        for decision in self.decisions:
            if decision.kind is DecisionKind.MOVE_SUBJECT:
                yield decision.measurement.subject
