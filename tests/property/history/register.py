"""The register of the model: all that was ever said of the subjects, in order (docs/architecture.md, The fold; docs/adr/0014)."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tests.property.history.files import Entry, Line, SubjectList

COLLECTED = 2024  # the year of all results
FITTING = range(-2, 2)  # years by which an age may differ: a birthday to come, one year either way, 虚岁


@dataclass
class Register:
    """Every version of every entry, with when it was said."""

    said: list[tuple[int, Entry]] = field(default_factory=list)
    closed: bool = False

    def enter(self, entry: Entry, at: int) -> bool:
        """Write an entry, where that is allowed and new; say whether it is an event."""
        if self.newest(entry.center, entry.subject) == entry or not self.is_free(entry):
            return False
        self.said.append((at, entry))
        return True

    def take(self, row: Entry, received: int) -> bool:
        """Write what a row of a list adds to an entry, unless the entry is younger than the list; say whether it is an event."""
        known = [(at, one) for at, one in self.said if (one.center, one.subject) == (row.center, row.subject)]
        if not known:
            return bool(row.status) and self.enter(row, received)
        at, present = known[-1]
        entry = replace(
            present,
            sex=row.sex or present.sex,
            born=row.born or present.born,
            status=row.status or present.status,
            formers=row.formers or present.formers,
        )
        return at <= received and self.enter(entry, received)

    def take_all(self, listed: SubjectList, received: int) -> Iterator[None]:
        """Yield once for each event."""
        for row in listed.rows:
            if self.take(row, received):
                yield

    def entries(self) -> dict[tuple[str, str], tuple[int, Entry]]:
        """Return the newest version of each entry with its number, by center and subject."""
        found: dict[tuple[str, str], tuple[int, Entry]] = {}
        for _, entry in self.said:
            version, _ = found.get((entry.center, entry.subject), (0, None))
            found[entry.center, entry.subject] = version + 1, entry
        return found

    def newest(self, center: str, subject: str) -> Entry | None:
        return self.entries().get((center, subject), (0, None))[1]

    def is_free(self, entry: Entry) -> bool:
        """Say whether every id would still lead to one subject, in one step."""
        others = {
            subject: other
            for (center, subject), (_, other) in self.entries().items()
            if center == entry.center and subject != entry.subject
        }
        taken = {former for other in others.values() for former in other.formers}
        if entry.subject in taken and (entry.formers or self.newest(entry.center, entry.subject) is None):
            return False
        return not any(
            former in taken or (former in others and others[former].formers) for former in entry.formers
        )

    def owner(self, center: str, subject: str) -> str:
        """Return to whom it belongs what was sent under an id."""
        owners = [
            entry.subject
            for (of, _), (_, entry) in self.entries().items()
            if of == center and subject in entry.formers
        ]
        return owners[0] if owners else subject

    def doubt(self, center: str, subject: str, line: Line | None, version: int) -> list[str]:
        """Return why a result may not be a subject's; without a line, where it is not known what its row says of the person.

        Up to version 2 a center's first entry says that its others are unknown, from version 3 on that the register is closed.
        """
        entry = self.newest(center, subject)
        lists_all = self.closed if version > 2 else any(entry.center == center for _, entry in self.said)
        if entry is None and not lists_all:
            return []
        if entry is None or entry.status == "entered-in-error":
            return ["subject-unknown"]
        if line is None:
            return []
        other_sex = bool(line.sex and entry.sex) and line.sex != entry.sex
        other_age = (
            bool(line.age and entry.born) and int(line.age) - (COLLECTED - (entry.born or 0)) not in FITTING
        )
        return ["subject-mismatch"] if other_sex or other_age else []
