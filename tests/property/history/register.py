"""The register of the model: all that was ever said of the subjects, in order (docs/fold.md, Does the observation agree with the register?).

Up to version 2 each center has a register of its own. From version 3 on the register is the study's, with one entry for each subject.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tests.property.history.files import TIMES, Entry, Line, SubjectList

COLLECTED = 2024  # the year of all results
FITTING = range(-2, 2)  # years by which an age may differ: a birthday to come, one year either way, 虚岁


@dataclass
class Register:
    """Every version of every entry, with when it was said; `is_central`: the center that sends is one of `central_labs`."""

    version: int = 1
    is_central: bool = False
    said: list[tuple[int, Entry]] = field(default_factory=list)
    closed: bool = False

    @property
    def of_study(self) -> bool:
        return self.version > 2

    def key(self, center: str, subject: str) -> tuple[str, str]:
        """Return which entry another one follows."""
        return ("" if self.of_study else center), subject

    def enter(self, entry: Entry, at: int) -> bool:
        """Write an entry, where that is allowed and new; say whether it is an event."""
        if self.newest(entry.center, entry.subject) == entry or not self.is_free(entry):
            return False
        self.said.append((at, entry))
        return True

    def take(self, row: Entry, received: int) -> bool:
        """Write what a row of a list adds to an entry, unless the entry is younger than the list; say whether it is an event."""
        key = self.key(row.center, row.subject)
        known = [(at, one) for at, one in self.said if self.key(one.center, one.subject) == key]
        if not known:
            return bool(row.status) and self.enter(row, received)
        at, present = known[-1]
        if row.center != present.center:
            return False
        entry = replace(
            present,
            sex=row.sex or present.sex,
            born=row.born or present.born,
            status=row.status or present.status,
            formers=row.formers or present.formers,
            formers_at=row.formers_at if row.formers else present.formers_at,
            transfers=row.transfers or present.transfers,
            withdrawn=row.withdrawn or present.withdrawn,
            death=row.death or present.death,
            rescreen=row.rescreen or present.rescreen,
        )
        return at <= received and entry.rescreen not in entry.formers and self.enter(entry, received)

    def take_all(self, listed: SubjectList, received: int) -> Iterator[None]:
        """Yield once for each event."""
        for row in listed.rows:
            if self.take(row, received):
                yield

    def entries(self) -> dict[tuple[str, str], tuple[int, Entry]]:
        """Return the newest version of each entry with its number, by center and subject; the study's register has no center."""
        found: dict[tuple[str, str], tuple[int, Entry]] = {}
        for _, entry in self.said:
            key = self.key(entry.center, entry.subject)
            found[key] = found.get(key, (0, entry))[0] + 1, entry
        return found

    def newest(self, center: str, subject: str) -> Entry | None:
        return self.entries().get(self.key(center, subject), (0, None))[1]

    def is_free(self, entry: Entry) -> bool:
        """Say whether every id would still lead to one subject, in one step, and earlier screenings to an end."""
        if entry.rescreen and not self.ends(entry):
            return False
        others = [
            other
            for _, other in self.entries().values()
            if other.subject != entry.subject and (self.of_study or other.center == entry.center)
        ]
        if self.of_study and any(other.rescreen in entry.formers for other in others if other.rescreen):
            return False
        taken = [(former, other.formers_at) for other in others for former in other.formers]
        leads_on = {other.subject for other in others if other.formers}
        if entry.subject in dict(taken) and (
            entry.formers or self.newest(entry.center, entry.subject) is None
        ):
            return False
        return not any(
            former in leads_on
            or any(
                one == former and (at == entry.formers_at or "" in {at, entry.formers_at})
                for one, at in taken
            )
            for former in entry.formers
        )

    def ends(self, entry: Entry) -> bool:
        """Say whether the earlier screening is no former id, and the chain of screenings does not come back."""
        if any(entry.rescreen in one.formers for _, one in self.entries().values()):
            return False
        at = entry.rescreen
        while at and at != entry.subject:
            known = self.newest("", at)
            at = known.rescreen if known else ""
        return not at

    def owner(self, center: str, subject: str) -> str:
        """Return to whom it belongs what a center sent under an id."""
        owners = [
            entry.subject
            for _, entry in self.entries().values()
            if subject in entry.formers
            and (entry.formers_at in {"", center} if self.of_study else entry.center == center)
        ]
        return owners[0] if owners else subject

    def doubt(self, center: str, subject: str, line: Line, *, moved: bool) -> list[str]:
        """Return why a result that a center sent may not be a subject's.

        Of a result that was moved, it is not known what its row says of the person, and it is not asked where it comes from.
        Up to version 2 a center's first entry says that its others are unknown, from version 3 on that the register is closed.
        """
        entry = self.newest(center, subject)
        lists_all = self.closed if self.of_study else any(entry.center == center for _, entry in self.said)
        if entry is None and not lists_all:
            return []
        if entry is None or entry.status == "entered-in-error":
            return ["subject-unknown"]
        first, last = days(TIMES[line.time][:10])
        found = {
            "subject-mismatch": not moved and is_another(entry, line),
            "subject-elsewhere": not moved
            and self.of_study
            and not self.may_send(entry, center, first, last),
            "consent-withdrawn": bool(entry.withdrawn) and last > entry.withdrawn,
            "after-death": bool(entry.death) and last > days(entry.death)[0],
        }
        return [code for code, holds in found.items() if holds]

    def may_send(self, entry: Entry, center: str, first: str, last: str) -> bool:
        """A central lab may, and a center from the day on which it gets the subject to that on which it hands it on."""
        stays = [(entry.center, "0000-00-00"), *entry.transfers]
        until = [*(since for _, since in entry.transfers), "9999-99-99"]
        has = {at for (at, since), end in zip(stays, until, strict=True) if since <= last and first <= end}
        return self.is_central or center in has


def is_another(entry: Entry, line: Line) -> bool:
    other_sex = bool(line.sex and entry.sex) and line.sex != entry.sex
    born = entry.born or 0
    return other_sex or (bool(line.age and born) and int(line.age) - (COLLECTED - born) not in FITTING)


def days(date: str) -> tuple[str, str]:
    """Return the first and the last day that a date may be, known to the year, the month or the day."""
    return f"{date}-01-01"[:10], date + {4: "-12-31", 7: "-31"}.get(len(date), "")
