"""Index the panels of a run by their content, so that a later run finds those that it gives again.

The index is JSON: for each subject the runs that hold its panels, with the number of their items, and for each panel the place of
its run in that list, its place in the run, a digest of its content and its lines. It names neither values nor words of the file.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hepaflow.aws.results.keys import Item
from hepaflow.aws.results.repeated.references import Place

_DIGITS = 32  # of a SHA-256: two panels with one digest are not to be expected in any number of files
PanelContent = tuple[str, ...]


def content(sort_key: str, packed: str) -> PanelContent:
    """Return what the item of a panel says, except for its run, its lines and its numbers."""
    wall, center, _, _, rest = sort_key.split("#", 4)
    header, _, reports = packed.partition("\n")
    before, _, more = header.partition("\t")
    offset, _, more = more.partition("\t")
    _, _, others = more.partition("\t")
    return wall, center, rest.rpartition("#")[0], before, offset, others, reports


def content_lines(packed: str) -> str:
    """Return the lines of a packed panel, packed."""
    return packed.partition("\n")[0].split("\t")[2]


def digest(item: Item) -> str:
    """Return a digest of what a panel says, except for its run and its lines."""
    numbers = (f"{analyte}={number}" for analyte, number in item["v"].items())
    text = "\0".join((*content(item["sk"], item["p"]), *numbers))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


@dataclass(slots=True)
class PanelIndex:
    """Where the panels of a run are held, by subject and digest."""

    places: dict[str, dict[str, Place]] = field(default_factory=dict)

    def place(self, subject: str, digested: str) -> Place | None:
        return self.places.get(subject, {}).get(digested)

    def note(self, subject: str, digested: str, place: Place) -> None:
        """Note where a panel is held; of two with the same content the first.

        Args:
            subject: the subject.
            digested: the digest of the panel.
            place: where it is held.
        """
        self.places.setdefault(subject, {}).setdefault(digested, place)

    def packed(self) -> bytes:
        """Return the index as it is stored; the same places give the same bytes."""
        subjects = {subject: _packed(found) for subject, found in sorted(self.places.items())}
        return json.dumps({"subjects": subjects}, ensure_ascii=False, separators=(",", ":")).encode()


def unpacked_index(data: bytes) -> PanelIndex:
    """Return a stored index; without data, an empty one."""
    found = PanelIndex()
    for subject, (holders, panels) in json.loads(data)["subjects"].items() if data else ():
        for number, place, digested, lines in panels:
            holder, items = holders[number]
            found.note(subject, digested, Place(holder, items, place, lines))
    return found


def _packed(found: Mapping[str, Place]) -> Sequence[object]:
    holders = sorted({(place.holder, place.items) for place in found.values()})
    numbers = {holder: number for number, holder in enumerate(holders)}
    panels = [
        (numbers[place.holder, place.items], place.place, digested, place.lines)
        for digested, place in sorted(found.items())
    ]
    return [holders, panels]
