"""Find what a masked caller sees as files are read now: at an earlier number he sees none but these rows."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from hepaflow.domain.fold.decisions import docket
from hepaflow.domain.fold.measurement import RowKey, RunObservation
from hepaflow.domain.study.files import FileState

if TYPE_CHECKING:
    from hepaflow.pipeline.subject_reports.known import KnownReports


@dataclass(frozen=True, slots=True)
class MaskedNow:
    """What a masked caller sees now.

    Attributes:
        seen: rows with the subject to whom they belong; None: nothing is left out.
    """

    seen: frozenset[tuple[str, RowKey]] | None = None

    def without(self, subject: str, reports: list[RunObservation]) -> list[RunObservation]:
        """Return the reports that he sees now as reports of the same subject and analyte.

        Args:
            subject: the subject.
            reports: the reports of the subject.
        """
        seen = self.seen
        if seen is None:
            return reports
        return [sent for sent in reports if all((subject, row) in seen for row in sent.rows())]


ALL_SEEN: Final = MaskedNow()


def last_readings(states: Mapping[str, FileState]) -> dict[str, FileState]:
    """Return the states of files as if no file were void: the last reading of each counts.

    Args:
        states: the states, by file.
    """
    return {file: _last_reading(state) for file, state in states.items()}


def masked_now(now: "KnownReports") -> MaskedNow:
    """Return what a masked caller sees now.

    A re-run may have been the first to read the label of a masked visit, or have corrected a date, a subject or the name of an
    analyte. A decision may have moved a row to the subject in whose masked visit it lies.

    Args:
        now: what is known at the end of the journal, with what the caller does not see, and by the last reading of each file.
    """
    mask = now.mask
    if mask is None or not mask.hides_results:
        return ALL_SEEN
    decisions = {one.journal_number: one for known in now.dossiers.values() for one in known.decisions}
    owners = {
        (center, sender): owner
        for sender, known in now.dossiers.items()
        for center, owner in known.owners().items()
    }
    decided = docket(decisions.values(), owners)
    reports: dict[str, list[RunObservation]] = defaultdict(list)
    for told in now.told:
        for sent in told.reports():
            reports[decided.place(sent.measurement).subject].append(sent)
    return MaskedNow(
        frozenset(
            (subject, row)
            for subject, found in reports.items()
            if subject in now.dossiers
            for sent in mask.visible(found, *now.registers_of(subject))
            for row in sent.rows()
        )
    )


def _last_reading(state: FileState) -> FileState:
    read = [entry for entry in state.history if entry.run_number]
    if not read or state.history[-1].run_number:
        return state
    last = replace(read[-1], journal_number=state.history[-1].journal_number)
    return replace(state, history=(*state.history, last))
