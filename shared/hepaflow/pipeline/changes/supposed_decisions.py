"""Show what would count if some decisions had been made; nothing of it is written."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from hepaflow.domain.fold.decisions import Decision
from hepaflow.domain.fold.dossier import Dossier
from hepaflow.pipeline.supposed_view import SupposedView
from hepaflow.ports import CurrentState, View


def supposed_decisions(
    registry: CurrentState, decisions: Sequence[Decision], journal_number: int
) -> SupposedView:
    """Return what counted at a journal number, with decisions that come after all others.

    The fold reads nothing of a decision's number but the order: so those that were made have lower numbers here, and the
    supposed ones stand between them and 0.

    Args:
        registry: the real registry.
        decisions: what is supposed, in order.
        journal_number: the number; decisions that were made after it do not count.
    """
    lowered = journal_number + len(decisions) + 1
    supposed: dict[str, list[Decision]] = {}
    for place, decision in enumerate(decisions):
        numbered = replace(decision, journal_number=place - len(decisions))
        for subject in decision.concerns:
            supposed.setdefault(subject, []).append(numbered)

    def decided(subject: str, dossier: Dossier) -> Dossier:
        made = (
            replace(one, journal_number=one.journal_number - lowered)
            for one in dossier.decisions
            if one.journal_number <= journal_number
        )
        return replace(dossier, decisions=(*made, *supposed.get(subject, ())))

    def with_decisions(known: View, _centers: Collection[str]) -> View:
        return replace(
            known, dossiers={one: decided(one, dossier) for one, dossier in known.dossiers.items()}
        )

    return SupposedView(registry, with_decisions)
