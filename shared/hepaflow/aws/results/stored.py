"""Read the items of a subject: each panel once, with all runs that gave it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, overload

from hepaflow.aws.results.cells import unpacked_lines
from hepaflow.aws.results.keys import run_of
from hepaflow.aws.results.panel_item import unpack_panel
from hepaflow.aws.results.wire import item_from_wire
from hepaflow.ports import PanelAgain, StoredPanel

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef

_Wire = Mapping[str, "AttributeValueTypeDef"]


def panels_of(wires: Iterable[_Wire]) -> Iterator[StoredPanel]:
    """Yield the panels of a subject in the order of its items; what several runs gave, except for the lines, once.

    Args:
        wires: all items of the subject, in the order of their keys.
    """
    alike: dict[tuple[str, ...], list[list[_Wire]]] = {}
    for wire in wires:
        kinds = alike.setdefault(_content(wire), [])
        same = next((kind for kind in kinds if kind[0]["v"] == wire["v"]), None)
        if same is None:
            kinds.append([wire])
        else:
            same.append(wire)
    for kinds in alike.values():
        for first, *others in kinds:
            item = item_from_wire(first)
            yield StoredPanel(run_of(item), unpack_panel(item), tuple(map(_again, others)))


def _content(wire: _Wire) -> tuple[str, ...]:
    """Return what a panel says, except for its run, its lines and its numbers."""
    wall, center, _, _, rest = wire["sk"]["S"].split("#", 4)
    header, _, reports = wire["p"]["S"].partition("\n")
    before, _, more = header.partition("\t")
    offset, _, more = more.partition("\t")
    _, _, others = more.partition("\t")
    return wall, center, rest.rpartition("#")[0], before, offset, others, reports


def _again(wire: _Wire) -> PanelAgain:
    header = wire["p"]["S"].partition("\n")[0]
    return PanelAgain(run_of(item_from_wire({**wire, "v": {"M": {}}})), PackedLines(header.split("\t")[2]))


class PackedLines(Sequence[int]):
    """Lines that are unpacked when somebody looks at them."""

    __slots__ = ("_lines", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[int] | None = None

    def _unpacked(self) -> list[int]:
        if self._lines is None:
            self._lines = list(unpacked_lines(self._text))
        return self._lines

    def __len__(self) -> int:
        return len(self._unpacked())

    @overload
    def __getitem__(self, place: int) -> int: ...

    @overload
    def __getitem__(self, place: slice) -> list[int]: ...

    def __getitem__(self, place: int | slice) -> int | list[int]:
        return self._unpacked()[place]
