"""Show what would count if some decisions had been made; nothing of it is written."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from hepaflow.domain.fold.decisions import Decision
from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.study.journal import Head
from hepaflow.ports import CurrentState, RunKey, View


class SupposedDecisions:
    """What counted at a journal number, and decisions that come after all others.

    The fold reads nothing of a decision's number but the order: so those that were made have lower numbers here, and the
    supposed ones stand between them and 0.

    Args:
        registry: the real registry.
        decisions: what is supposed, in order.
        journal_number: the number; decisions that were made after it do not count.
    """

    def __init__(self, registry: CurrentState, decisions: Sequence[Decision], journal_number: int) -> None:
        self._registry = registry
        self._number = journal_number
        self._lowered = journal_number + len(decisions) + 1
        self._supposed: dict[str, list[Decision]] = {}
        for place, decision in enumerate(decisions):
            numbered = replace(decision, journal_number=place - len(decisions))
            for subject in decision.concerns:
                self._supposed.setdefault(subject, []).append(numbered)

    def head(self, study: str) -> Head:
        return self._registry.head(study)

    def view(
        self,
        study: str,
        file_ids: Iterable[str],
        subjects: Collection[str] = (),
        centers: Collection[str] = (),
        runs: Collection[RunKey] = (),
    ) -> View:
        """Return what the registry returns, with the supposed decisions in the dossiers.

        Args:
            study: the study's id.
            file_ids: the files whose states are wanted.
            subjects: the subjects whose dossiers are wanted.
            centers: the centers of which registers and newest cumulative files are wanted.
            runs: the runs whose claims are wanted, each the first 16 digits of the file id and the run number.
        """
        known = self._registry.view(study, file_ids, subjects, centers, runs)
        return replace(
            known, dossiers={one: self._dossier(one, dossier) for one, dossier in known.dossiers.items()}
        )

    def _dossier(self, subject: str, dossier: Dossier) -> Dossier:
        made = (
            replace(one, journal_number=one.journal_number - self._lowered)
            for one in dossier.decisions
            if one.journal_number <= self._number
        )
        return replace(dossier, decisions=(*made, *self._supposed.get(subject, ())))
