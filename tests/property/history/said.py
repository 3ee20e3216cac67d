"""What an observation says, in plain words: the input of the plain rules of version 2, and how two of them compare."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.property.history.rules import RANK

RANKS = {"not-done": 0, **RANK, "deleted": 4}
Key = tuple[str, str, str]  # analyte, specimen type, time as it is written


@dataclass(frozen=True)
class Said:
    """A visible observation of one subject.

    Attributes:
        row: names it.
        key: what it is about, as reported.
        status: of the lab.
        value: None where the row gives none.
        says: `value`, `takes back`, `confirms`, or `nothing`.
        received: when its file came.
        file: its file.
        line: its place there.
        message: the number of its message, in a file of messages.
        form: `table`, `records` (FHIR) or `messages` (HL7): what its file consists of.
        specimen: the id of the tube, or of the order if the message names no tube.
        record: the id of the result; in messages of the order.
        revised: the lab's time of revision.
        whole_order: a cancelled order without results.
        cancelled: it is below a cancelled order.
        accepts: the profile accepts unmarked changes.
        cumulative: its file repeats all that the center has.
        doubts: why its row, or the register, holds it.
    """

    row: object
    key: Key
    status: str
    value: int | None
    says: str
    received: int
    file: object
    line: int = 2
    message: int = 0
    form: str = "table"
    specimen: str = ""
    record: str = ""
    revised: str = ""
    whole_order: bool = False
    cancelled: bool = False
    accepts: bool = False
    cumulative: bool = False
    doubts: tuple[str, ...] = ()

    @property
    def is_value(self) -> bool:
        return self.says == "value" and self.status != "deleted"

    @property
    def is_plain(self) -> bool:
        return self.is_value and self.status in ("preliminary", "final")

    @property
    def replaces_or_voids(self) -> bool:
        return self.status in ("corrected", "deleted")

    @property
    def order(self) -> str:
        """The number of the order, in messages: the id of the specimen stands for it if no tube is named."""
        return (self.record or self.specimen) if self.form == "messages" else ""

    @property
    def tube(self) -> str:
        return self.specimen if self.form == "messages" and self.specimen != self.record else ""


def same_record(one: Said, other: Said) -> bool:
    """An order may have several tubes: two of them are two."""
    is_same = bool(one.record) and one.record == other.record
    return is_same and (not (one.tube and other.tube) or one.specimen == other.specimen)


def other_record(one: Said, other: Said) -> bool:
    """A tube may be named in several orders, so two orders are not two results."""
    are_orders = one.form == other.form == "messages"
    return bool(one.record and other.record) and one.record != other.record and not are_orders


def same_specimen(one: Said, other: Said) -> bool:
    named = bool(one.specimen) and one.specimen == other.specimen
    return same_record(one, other) or (named and not other_record(one, other))


def other_specimen(one: Said, other: Said) -> bool:
    both = bool(one.specimen and other.specimen)
    return not same_specimen(one, other) and (both or other_record(one, other))


def came(one: Said, other: Said) -> int:
    """Return 1 where one came after the other, -1 before it, 0 where nobody can say."""
    if one.revised and other.revised and one.revised != other.revised and one.record == other.record:
        return 1 if one.revised > other.revised else -1
    if one.received != other.received:
        return 1 if one.received > other.received else -1
    if one.file == other.file and one.form == "messages":
        return (one.message > other.message) - (one.message < other.message)
    return 0


def same_table(one: Said, other: Said) -> bool:
    return one.file == other.file and one.form == "table"


def same_time(one: Said, other: Said) -> bool:
    """One is the beginning of the other."""
    when, its = sorted((one.key[2], other.key[2]), key=len)
    return len(when) >= len("2024-03-22") and its.startswith(when)


def minute(one: Said) -> datetime | None:
    written = one.key[2]
    return datetime.fromisoformat(written[:16]).replace(tzinfo=UTC) if len(written) >= 16 else None


def within_a_day(one: Said, other: Said) -> bool:
    when, its = minute(one), minute(other)
    if when is None or its is None:
        short, long = sorted((one.key[2][:10], other.key[2][:10]), key=len)
        return long.startswith(short)
    return abs(when - its) <= timedelta(days=1)
