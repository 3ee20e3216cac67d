"""Read the items of a subject: each panel once, with all runs that gave it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, overload

from hepaflow.aws.results.cells import unpacked_lines
from hepaflow.aws.results.keys import run_of
from hepaflow.aws.results.panel_item import unpack_panel
from hepaflow.aws.results.repeated.panel_index import PanelContent, content, content_lines
from hepaflow.aws.results.repeated.references import Reference, is_reference, run_name, unpacked_references
from hepaflow.aws.results.wire import item_from_wire
from hepaflow.domain.identity import RunId
from hepaflow.ports import PanelAgain, StoredPanel

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef

_Wire = Mapping[str, "AttributeValueTypeDef"]


class PanelsGone(Exception):
    """A run refers to panels of which not all are there: somebody removed them. Nothing else could say which one is meant."""


class Lines(Sequence[int]):
    """Lines of the reports of a panel, unpacked when somebody looks at them.

    Args:
        packed: the lines, packed.
        shift: how much further down they are.
    """

    __slots__ = ("_lines", "_packed", "_shift")

    def __init__(self, packed: str, shift: int = 0) -> None:
        self._packed, self._shift = packed, shift
        self._lines: list[int] | None = None

    def moved(self, shift: int) -> "Lines":
        """Return lines that are further down."""
        return Lines(self._packed, shift) if shift else self

    def _all(self) -> list[int]:
        if self._lines is None:
            self._lines = [line + self._shift for line in unpacked_lines(self._packed)]
        return self._lines

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, place: int) -> int: ...

    @overload
    def __getitem__(self, place: slice) -> list[int]: ...

    def __getitem__(self, place: int | slice) -> int | list[int]:
        return self._all()[place]


@dataclass(slots=True)
class _Alike:
    """A panel with all that gave it: its first item, and other runs."""

    first: _Wire
    again: list[PanelAgain] = field(default_factory=list)


@dataclass(slots=True)
class _Subject:
    """What was read of a subject so far.

    Attributes:
        alike: the panels by content; those of one content differ in their numbers.
        held: of each run, by its center and name, the panels of its items in the order of their keys, with their lines.
        referring: items of references, each with its run.
    """

    alike: dict[PanelContent, list[_Alike]] = field(default_factory=dict)
    held: dict[tuple[str, str], list[tuple[_Alike, Lines]]] = field(default_factory=dict)
    referring: list[tuple[RunId, str]] = field(default_factory=list)

    def add(self, wire: _Wire) -> None:
        key, packed = wire["sk"]["S"], wire["p"]["S"]
        run = run_of(item_from_wire({**wire, "v": {"M": {}}}))
        if is_reference(key):
            self.referring.append((run, packed))
            return
        lines, kinds = Lines(content_lines(packed)), self.alike.setdefault(content(key, packed), [])
        known = next((kind for kind in kinds if kind.first["v"] == wire["v"]), None)
        if known is None:
            known = _Alike(wire)
            kinds.append(known)
        else:
            known.again.append(PanelAgain(run, lines))
        self.held.setdefault((run.center, run_name(run)), []).append((known, lines))

    def resolve(self) -> None:
        """Add the runs that give panels by references to what they refer to.

        A run may have a panel by a reference and whole: a name was removed from its base between two attempts. It has it once.
        """
        for run, packed in self.referring:
            whole = [(id(one), lines) for one, lines in self.held.get((run.center, run_name(run)), ())]
            for reference in unpacked_references(packed):
                panel, lines = self._meant(run, reference)
                given = Lines(reference.lines) if reference.shift is None else lines.moved(reference.shift)
                if not any(one == id(panel) and list(own) == list(given) for one, own in whole):
                    panel.again.append(PanelAgain(run, given))

    def _meant(self, run: RunId, reference: Reference) -> tuple[_Alike, Lines]:
        held = self.held.get((run.center, reference.holder), [])
        if len(held) != reference.items:
            raise PanelsGone(f"{run.file_id} {run.run_number} {reference.holder} {len(held)}")
        return held[reference.place]


def panels_of(wires: Iterable[_Wire]) -> Iterator[StoredPanel]:
    """Return the panels of a subject in the order of its items; what several runs gave, except for the lines, once.

    All items are read at once. Panels are unpacked one by one.

    Args:
        wires: all items of the subject, in the order of their keys.

    Raises:
        NewerReference: an item refers to panels in a way that this version does not know.
        PanelsGone: panels are missing that a run refers to.
    """
    subject = _Subject()
    for wire in wires:
        subject.add(wire)
    subject.resolve()
    return (
        StoredPanel(run_of(item), unpack_panel(item), tuple(known.again))
        for kinds in subject.alike.values()
        for known in kinds
        for item in [item_from_wire(known.first)]
    )
