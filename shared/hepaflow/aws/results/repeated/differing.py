"""Pack what differs from the run before: panels that it gave too become references (docs/adr/0053-history-is-told-once.md)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hepaflow.aws.results.keys import Item
from hepaflow.aws.results.panel_item import Packer
from hepaflow.aws.results.repeated.panel_index import PanelIndex, content_lines, digest
from hepaflow.aws.results.repeated.references import Place, Reference, reference_items, reference_to, run_name
from hepaflow.domain.identity import RunId
from hepaflow.domain.model import Panel

_Kept = tuple[str, str, str]  # of an item: its key, the digest of its content or "", its lines


@dataclass(slots=True)
class DifferingPanels:
    """Packs the panels of a cumulative run, and remembers where they are held.

    Attributes:
        run: the run.
        base: where the panels of the run before are held.
        index: where those of this run are held; whole once all its items were packed.
    """

    run: RunId
    base: PanelIndex
    index: PanelIndex = field(default_factory=PanelIndex)
    _kept: dict[str, list[_Kept]] = field(default_factory=dict)
    _again: dict[str, list[Reference]] = field(default_factory=dict)

    def items(self, panels: Iterable[Panel]) -> Iterator[Item]:
        """Yield the items of a run: its panels that the run before does not give, then the references to all others."""
        packer = Packer(self.run)
        for panel in panels:
            items = list(packer.items(panel))
            digested = (
                digest(items[0]) if len(items) == 1 else ""
            )  # what several items hold is held by each run
            place = self.base.place(panel.subject, digested)
            if place is not None:
                self._again.setdefault(panel.subject, []).append(reference_to(place, panel.lines))
                self.index.note(panel.subject, digested, place)
            else:
                kept = self._kept.setdefault(panel.subject, [])
                kept += [(item["sk"], digested, content_lines(item["p"])) for item in items]
                yield from items
        for subject, references in self._again.items():
            yield from reference_items(self.run, subject, references)
        self._note_kept()

    def _note_kept(self) -> None:
        for subject, kept in self._kept.items():
            for place, (_, digested, lines) in enumerate(sorted(kept)):
                if digested:
                    self.index.note(subject, digested, Place(run_name(self.run), len(kept), place, lines))
