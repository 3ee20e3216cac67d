"""Compare reports with the register, by the rules that hold at a journal number."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.agreement import Specimen, center_doubts, doubts
from hepaflow.domain.study.fold_rules import has_one_register, version_at
from hepaflow.domain.study.register import Registered, closed_at
from hepaflow.ports import LabsSince, View


@dataclass(frozen=True, slots=True)
class RegisterRules:
    """What holds for registers at a journal number.

    Attributes:
        journal_number: that number.
        fold_version: the version of the fold's rules.
        since: by center, the journal number from which on it has a register.
        is_closed: whether the study's register is closed: who is not in it is unknown.
        central_labs: the centers that may send results of all subjects.
    """

    journal_number: int
    fold_version: int
    since: Mapping[str, int]
    is_closed: bool
    central_labs: Collection[str] = ()

    def entries(self, dossier: Dossier) -> tuple[Registered, ...]:
        """Return what the study's register says of a subject; nothing where each center has a register of its own."""
        return dossier.in_study() if has_one_register(self.fold_version) else ()

    def doubts(self, dossier: Dossier, specimen: Specimen, center: str) -> tuple[IssueCode, ...]:
        """Return what the register has against a specimen; nothing where there is no register.

        Args:
            dossier: what is known of the subject up to the number.
            specimen: what is said of the specimen.
            center: the center that sent it.
        """
        if not has_one_register(self.fold_version):
            return center_doubts(dossier.entry(center), specimen) if self._has_register(center) else ()
        entries = dossier.in_study()
        return doubts(entries, specimen, self.central_labs) if entries or self.is_closed else ()

    def _has_register(self, center: str) -> bool:
        """Say whether the center has a register of its own: then a subject that it does not name is unknown."""
        return self.since.get(center, self.journal_number + 1) <= self.journal_number


def labs_at(history: Iterable[LabsSince], number: int) -> frozenset[str]:
    """Return the central labs at a journal number; none before a definition named any.

    Examples:
        >>> sorted(labs_at(((7, frozenset({"LAB"})),), 7)), labs_at(((7, frozenset({"LAB"})),), 6)
        (['LAB'], frozenset())
    """
    known = [labs for since, labs in history if since <= number]
    return known[-1] if known else frozenset()


def register_rules_now(view: View) -> RegisterRules:
    """Return what holds for registers at the end of the journal, as far as a view of the registry shows it."""
    number = view.head.journal_number
    closed, labs = closed_at(view.closings, number), labs_at(view.central_labs, number)
    return RegisterRules(number, version_at(view.fold_versions, number), view.registers, closed, labs)
