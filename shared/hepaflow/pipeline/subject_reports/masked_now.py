"""Find what is masked as files are read now: at an earlier number, with another date, label or name, it is masked as well."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hepaflow.domain.fold.measurement import RunObservation

if TYPE_CHECKING:
    from hepaflow.pipeline.subject_reports.known import KnownReports

_Draw = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class MaskedNow:
    """What a masked caller does not see now.

    Attributes:
        rows: rows, by file and line.
        draws: draws that are masked as a whole, by subject, center and time: also what a void file says of them.
    """

    rows: frozenset[tuple[str, int]] = frozenset()
    draws: frozenset[_Draw] = frozenset()

    def without(self, reports: list[RunObservation]) -> list[RunObservation]:
        """Return the reports of other rows and draws.

        Args:
            reports: the reports of a subject.
        """
        if not self.rows:
            return reports
        return [
            sent for sent in reports if _draw(sent) not in self.draws and self.rows.isdisjoint(_rows([sent]))
        ]


ALL_SEEN: Final = MaskedNow()


def masked_now(now: "KnownReports") -> MaskedNow:
    """Return what a masked caller does not see now.

    A re-run may have been the first to read the label of a masked visit, or have corrected a date or the name of an analyte.

    Args:
        now: what is known at the end of the journal, with what the caller does not see.
    """
    mask = now.mask
    if mask is None or not mask.hides_results:
        return ALL_SEEN
    reports: dict[str, list[RunObservation]] = defaultdict(list)
    for told in now.told:
        reports[told.panel.subject] += told.reports()
    rows, draws = set[tuple[str, int]](), set[_Draw]()
    for subject, found in reports.items():
        seen = mask.visible(found, *now.registers_of(subject))
        rows |= _rows(found) - _rows(seen)
        others = (sent for sent in found if sent.measurement.analyte not in mask.analytes)
        draws |= set(map(_draw, others)) - set(map(_draw, seen))
    return MaskedNow(frozenset(rows), frozenset(draws))


def _draw(sent: RunObservation) -> _Draw:
    place = sent.measurement
    return place.subject, place.center, place.collected_at


def _rows(reports: Iterable[RunObservation]) -> set[tuple[str, int]]:
    return {(file, line) for sent in reports for file, line, _ in sent.rows()}
