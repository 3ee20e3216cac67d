"""Group a result message: an order with its specimens, results and person."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hepaflow.domain.issues.places import PER_MESSAGE
from hepaflow.readers.hl7v2.framing import Message
from hepaflow.readers.hl7v2.text import Marks
from hepaflow.readers.sheet import Limits
from hepaflow.readers.table import too_large

_READ = {"PID": 9, "OBR": 26, "OBX": 21, "SPM": 25, "NTE": 4, "ORC": 6}  # up to which field a segment is read
VALUE = 5  # OBX-5 is as long as it is: a document, or a narrative that is not repeated
_NOTHING: list[str] = [""] * _READ["OBR"]

Segment = list[str]


@dataclass(slots=True)
class Order:
    """An OBR with what hangs on it; before the first OBR, what hangs on the person alone.

    Attributes:
        observations: the ordinal of each OBX in its message, its fields, and the remarks below it.
        remarks: those below the OBR or its specimens.
        about_specimens: of these remarks, those below specimens that lead.
        leads: its specimens come before their OBRs, and belong to all of them.
        control: the ORC before it.
        place: an ordinal for the order itself that no OBX has; 0 for the first order of a message.
    """

    person: Segment | None
    request: Segment
    specimens: list[Segment] = field(default_factory=list)
    observations: list[tuple[int, Segment, list[str]]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    about_specimens: list[str] = field(default_factory=list)
    leads: bool = False
    control: Segment = field(default_factory=lambda: _NOTHING)
    place: int = 0

    def is_empty(self) -> bool:
        """Say whether neither an OBR nor a result came so far."""
        return self.request is _NOTHING and not self.observations

    def next(self, request: Segment) -> "Order":
        """Return the order that begins with an OBR; it keeps specimens that lead, and the remarks about them."""
        if not self.leads:
            return Order(self.person, request)
        about = self.remarks if self.request is _NOTHING else self.about_specimens
        return Order(self.person, request, list(self.specimens), [], list(about), list(about), leads=True)


def orders(message: Message, marks: Marks, limits: Limits) -> Iterator[Order]:
    """Yield each order with its specimens, results and person. A PID removes all that was known of the person before.

    An SPM belongs to the OBR above it. Where the first SPM of a person comes before any OBR, as in OUL^R22 and
    OUL^R23, each SPM belongs to the OBRs below it.

    Args:
        message: one message with its segments.
        marks: the separators of the message.
        limits: the most characters that a cell, here a field, may have.

    Raises:
        Refused: file-too-large, while orders are read: a message has too many results, or a field is too long.
    """
    order = Order(None, _NOTHING)
    remarks: list[str] = []  # where the next NTE belongs; nobody reads it where it is none on a result
    control = _NOTHING
    count = requests = 0
    for text in message.segments:
        name = text[:3]
        segment = _read(name, text, marks, limits) if name in _READ else _NOTHING
        if name == "OBX":
            count += 1
            if count >= PER_MESSAGE:
                raise too_large(count, "results in a message")
            remarks = []
            order.observations.append((count, segment, remarks))
        elif name == "NTE":
            remarks.append(segment[3])
        elif name in ("PID", "OBR", "SPM"):
            begun = _begun(order, name, segment)
            if begun is not order:
                yield order
            order = begun
            remarks = order.remarks if name != "PID" else []
            if name == "OBR":
                order.control, order.place = control, PER_MESSAGE - requests if requests else 0
                control, requests = _NOTHING, requests + 1
        else:
            remarks, control = [], segment if name == "ORC" else control
    yield order


def _begun(order: Order, name: str, segment: Segment) -> Order:
    """Return the order that a PID, OBR or SPM begins; the same one where the SPM belongs to it."""
    if name == "PID":
        return Order(segment, _NOTHING)
    if name == "OBR":
        return order.next(segment)
    if order.is_empty():
        order.leads = True
    elif order.leads:
        order = Order(order.person, _NOTHING, leads=True)
    order.specimens.append(segment)
    return order


def _read(name: str, text: str, marks: Marks, limits: Limits) -> Segment:
    """The fields of a segment, all of those that are read: a field that is left out at the end is empty."""
    segment = text.split(marks.field)
    missing = _READ[name] - len(segment)
    if missing > 0:
        segment += _NOTHING[:missing]
    if len(text) > limits.cell_characters:
        short = [len(cell) for at, cell in enumerate(segment[: _READ[name]]) if (name, at) != ("OBX", VALUE)]
        if max(short) > limits.cell_characters:
            raise too_large(max(short), "characters in a cell")
    return segment
