r"""Write which panels of earlier runs a run gives again, one item for each subject, and read it back.

`p` has a line with the format, then for each earlier run that holds such panels a line with its name and the number of its
items for the subject, and below it lines with places among these items, in the order of their keys, and what became of the lines:

    @94fc896bd8200aa4#1\t30
    0-11\t+15      these panels, each line 15 further down
    12\t=402,417   this panel, at these lines

A reference names the run that holds the panel, never one that refers to it. So it is resolved in one step.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from hepaflow.aws.results.cells import packed_lines, unpacked_lines
from hepaflow.aws.results.keys import Item, partition_key
from hepaflow.aws.results.panel_item import LONGEST_PACKED
from hepaflow.domain.identity import FILE_ID_IN_KEYS, RunId
from hepaflow.ports.newer import NewerData

_NO_TIME = "="  # in the place of the wall time; no time begins so
_FORMAT = "R1"  # no panel begins so: a version that knows no references stops there


class NewerReference(NewerData):
    """A stored item refers to panels in a way that only a newer version of hepaflow knows."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a panel is held.

    Attributes:
        holder: file, by the first digits of its id, and number of the run that holds it: `94fc896bd8200aa4#1`.
        items: items that this run has for the subject.
        place: place of the panel's item among them, in the order of their keys.
        lines: lines of the panel in that run, packed.
    """

    holder: str
    items: int
    place: int
    lines: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A panel of an earlier run that a run gives again.

    Attributes:
        holder: the run that holds it.
        items: items that this run has for the subject.
        place: place of the panel's item among them.
        shift: how much further down its lines are; None: `lines` says where they are.
        lines: the lines, packed, if they are not all moved by the same number.
    """

    holder: str
    items: int
    place: int
    shift: int | None
    lines: str = ""


def run_name(run: RunId) -> str:
    """Return how references name a run."""
    return f"{run.file_id[:FILE_ID_IN_KEYS]}#{run.run_number}"


def is_reference(sort_key: str) -> bool:
    return sort_key.startswith(f"{_NO_TIME}#")


def reference_to(place: Place, lines: Sequence[int]) -> Reference:
    """Return the reference to a panel that a run gives again at some lines."""
    were = list(unpacked_lines(place.lines))
    shift = lines[0] - were[0]
    if [line + shift for line in were] == list(lines):
        return Reference(place.holder, place.items, place.place, shift)
    return Reference(place.holder, place.items, place.place, None, packed_lines(lines))


def reference_items(run: RunId, subject: str, references: Iterable[Reference]) -> Iterator[Item]:
    """Yield the items of the panels of a subject that a run gives again; one, if it is not too large.

    Args:
        run: the run.
        subject: the subject.
        references: these panels, in any order.
    """
    part, records, size = 0, list[str](), 0
    by_holder = sorted(references, key=lambda one: (one.holder, one.place, one.lines))
    for (holder, items), found in groupby(by_holder, key=lambda one: (one.holder, one.items)):
        head = f"@{holder}\t{items}"
        records.append(head)
        for record in _records(list(found)):
            if size + len(record) > LONGEST_PACKED:
                yield _item(run, subject, part, records)
                part, records, size = part + 1, [head], 0
            records.append(record)
            size += len(record) + 1
    if records:
        yield _item(run, subject, part, records)


def _item(run: RunId, subject: str, part: int, records: Sequence[str]) -> Item:
    key = f"{_NO_TIME}#{run.center}#{run.file_id[:FILE_ID_IN_KEYS]}#{run.run_number}##{part}"
    return Item(pk=partition_key(run.study, subject), sk=key, v={}, p="\n".join([_FORMAT, *records]))


def _records(found: Sequence[Reference]) -> Iterator[str]:
    """Yield a line for panels that follow one another and whose lines are moved by the same number."""
    together = groupby(
        enumerate(found), key=lambda pair: (pair[1].shift, pair[1].place - pair[0], pair[1].lines)
    )
    for (shift, _, lines), group in together:
        if shift is None:
            yield from (f"{one.place}\t={lines}" for _, one in group)
            continue
        places = [one.place for _, one in group]
        named = f"{places[0]}-{places[-1]}" if len(places) > 1 else str(places[0])
        yield f"{named}\t{shift:+}"


def unpacked_references(packed: str) -> Iterator[Reference]:
    """Yield the references of an item.

    Raises:
        NewerReference: this version does not know its format.
    """
    first, *records = packed.split("\n")
    if first != _FORMAT:
        raise NewerReference("A stored item refers to panels.")
    holder, items = "", 0
    for record in records:
        name, _, what = record.partition("\t")
        if name.startswith("@"):
            holder, items = name[1:], int(what)
            continue
        start, _, end = name.partition("-")
        shift, lines = (None, what[1:]) if what.startswith("=") else (int(what), "")
        for place in range(int(start), int(end or start) + 1):
            yield Reference(holder, items, place, shift, lines)
