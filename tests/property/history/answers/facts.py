"""Everything that happened to a study of the model: what was sent, said and decided, and which rows of that count.

It never looks at panels, states or the fold.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import NamedTuple

SENDERS = (
    "CN-01",
    "US-01",
)  # a center and a central lab: if both have a result of a day, that of the first one counts
STATED = ("DRAWEXP", "DRAWDONE", "WITHDRWN")  # what an EDC states of visits: 1 yes, 0 no
Key = tuple[str, str, str, str]  # sender, subject, analyte, day
Place = tuple[int, Key]  # file, and what was reported

# what versions of a profile make of the names of a file; None: nothing
READINGS: tuple[Mapping[str, str | None], ...] = ({}, {"BILI": None}, {"ALP": "GGT"}, {"ALT": None})


class Report(NamedTuple):
    """One row of a file."""

    key: Key
    value: float
    status: str
    file: int


class Row(NamedTuple):
    """One row of a file as it counts now.

    Attributes:
        key: whose result of which analyte, after moves and as the profile reads it.
        place: where it stands.
        value: the number.
        status: final, corrected or deleted.
    """

    key: Key
    place: Place
    value: float
    status: str


@dataclass(frozen=True)
class Visit:
    """A planned visit; study days have no 0, and these are counted from day 1 on as 0."""

    name: str
    target: int
    first: int
    last: int
    required: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What the definition says.

    Attributes:
        visits: in order.
        base_from: the first day that may be a baseline, with day 1 as 0; the last one is day 1.
        never: whether no draw of day 1 is a baseline.
        rounding: of MELD-Na.
        ctcae: the version of the grades.
        hidden_analytes: what a monitor does not see.
        hidden_visits: by name, visits that a monitor does not see.
    """

    visits: tuple[Visit, ...]
    base_from: int
    never: bool
    rounding: str
    ctcae: str
    hidden_analytes: tuple[str, ...] = ()
    hidden_visits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """What the register says of a subject."""

    day_one: date
    withdrawn: date | None = None  # the consent
    is_discontinued: bool = False


@dataclass(frozen=True)
class Mask:
    """What somebody does not see: analytes, and days of windows of visits from day 1 on."""

    analytes: frozenset[str] = frozenset()
    windows: tuple[tuple[int, int], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.analytes or self.windows)

    def hides(self, first: int, last: int) -> bool:
        """Whether one of these days is in a hidden window."""
        return any(first <= end and start <= last for start, end in self.windows)


@dataclass(frozen=True)
class State:
    """Everything that is known at a number of the journal.

    Attributes:
        plan: the definition.
        reports: all rows of all files.
        readings: by file, the version of the profile by which it was read.
        voided: files that do not count.
        rulings: what was decided about rows, in order.
        moves: by what was reported, the subject to whom it was given.
        entries: by subject.
        mask: what is not seen.
        now: the last state, if something is masked.
    """

    plan: Plan
    reports: tuple[Report, ...] = ()
    readings: tuple[int, ...] = ()
    voided: frozenset[int] = frozenset()
    rulings: tuple[tuple[Place, str], ...] = ()
    moves: Mapping[Key, str] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    mask: Mask = field(default_factory=Mask)
    now: "State | None" = None

    def read(self) -> Iterator[Row]:
        """Every row of the files that count, as it was read, as far as it is seen."""
        for one in self.reports:
            row = self.row_of(one)
            if row is not None and one.file not in self.voided and self.is_seen(one, row):
                yield row

    def row_of(self, one: Report) -> Row | None:
        """What the profile by which its file was read makes of a row, under the subject to whom it belongs; None: nothing."""
        sender, subject, name, day = one.key
        analyte = READINGS[self.readings[one.file]].get(name, name)
        if analyte is None:
            return None
        sent = sender, subject, analyte, day
        return Row(
            (sender, self.moves.get(sent, subject), analyte, day), (one.file, sent), one.value, one.status
        )

    def is_seen(self, one: Report, row: Row) -> bool:
        """Whether a row is of no masked analyte, nor of a masked visit, as it is and as it is now (docs/adr/0073, Earlier numbers)."""
        if self.now is None:
            return True
        last = self.now.row_of(one)
        return (
            row.key[2] not in self.mask.analytes
            and (last is not None and last.key == row.key)
            and not any(self.mask.hides(place, place) for place in self.places_of(row))
        )

    def places_of(self, row: Row) -> set[int]:
        """The days from day 1 on of a row: by what the register says, and by what it says now."""
        entries = [state.entries[row.key[1]] for state in (self, self.now) if state]
        return {(date.fromisoformat(row.key[3]) - one.day_one).days for one in entries}

    def values(self, subject: str) -> dict[Key, set[float | None]]:
        """What may count of each measurement of a subject; None: nothing."""
        rows: dict[Key, list[Row]] = {}
        for row in self.read():
            if row.key[1] == subject:
                rows.setdefault(row.key, []).append(row)
        rulings = dict(self.rulings)
        return {key: counting(some, rulings) for key, some in rows.items()}

    def is_open(self) -> bool:
        """Whether something waits for a decision."""
        return any(len(some) > 1 for subject in self.entries for some in self.values(subject).values())

    def masked_like(self, now: "State") -> "State":
        """What a monitor sees: without what this definition or the newest one masks."""
        plans = self.plan, now.plan
        windows = [
            (one.first, one.last) for plan in plans for one in plan.visits if one.name in plan.hidden_visits
        ]
        analytes = frozenset(one for plan in plans for one in plan.hidden_analytes)
        return replace(self, mask=Mask(analytes, tuple(windows)), now=now)


def counting(rows: list[Row], rulings: Mapping[Place, str]) -> set[float | None]:
    """What may count of one measurement, by its rows in the order in which they came."""
    if any(one.status == "deleted" for one in rows):
        return {None}
    corrected = [one for one in rows if one.status == "corrected"]
    if corrected:
        return {corrected[-1].value}
    finals = [one for one in rows if rulings.get(one.place) != "set-aside"]
    accepted = [one for one in finals if rulings.get(one.place) == "accept"]
    if accepted:
        return {accepted[-1].value}
    if rows[0].key[2] in STATED:  # a statement that waits changes nothing
        return {finals[0].value} if finals else {None}
    return {one.value for one in finals} or {None}


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)
