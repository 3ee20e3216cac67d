"""Show what another version of the fold's rules would change, over all centers, before it takes effect (docs/fold.md)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from hepaflow.domain.study.fold_rules import FIRST_VERSION
from hepaflow.domain.study.journal import Event, Head
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.changes.preview import Difference, between
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.standpoints import Standpoint
from hepaflow.ports import CurrentState, RunKey, View

_ALWAYS = 0  # a journal number that no answer is before


class RulesChangeResults(Exception):
    """The version of the rules would change current results, and nobody has confirmed that.

    Attributes:
        study: the study's id.
        difference: what would change.
        confirm: what names this difference.
    """

    def __init__(self, study: str, difference: Difference, confirm: str) -> None:
        super().__init__(confirm)
        self.study, self.difference, self.confirm = study, difference, confirm


@dataclass(frozen=True, slots=True)
class SupposedRules:
    """What counts now, as if a version of the rules had been in force from the beginning."""

    registry: CurrentState
    version: int

    def head(self, study: str) -> Head:
        return self.registry.head(study)

    def view(
        self,
        study: str,
        file_ids: Iterable[str],
        subjects: Collection[str] = (),
        centers: Collection[str] = (),
        runs: Collection[RunKey] = (),
    ) -> View:
        """Return what the registry returns, with the supposed version of the rules in force from the beginning.

        Args:
            study: the study's id.
            file_ids: the files whose states are wanted.
            subjects: the subjects whose dossiers are wanted.
            centers: the centers of which registers and newest cumulative files are wanted.
            runs: the runs whose claims are wanted, each the first 16 digits of the file id and the run number.
        """
        known = self.registry.view(study, file_ids, subjects, centers, runs)
        return replace(known, fold_versions=((_ALWAYS, self.version),))


def redefine_study(
    services: Services, actor: str, definition: StudyDefinition, reason: str, confirm: str
) -> Event:
    """Add a version of a study's definition; one with other rules only where its difference is confirmed.

    Args:
        services: the ports.
        actor: who asks for it.
        definition: the next version.
        reason: why.
        confirm: what names the difference, as the answer without it gave it.

    Raises:
        RulesChangeResults: current results would change; nothing was changed yet.
        VersionTaken: it is not the version after the newest.
    """

    def check(head: Head, present: StudyDefinition) -> None:
        wanted = definition.fold_version
        if wanted is None or wanted == (present.fold_version or FIRST_VERSION):
            return
        found = rules_difference(services, definition.study, wanted, head.journal_number)
        digest = found.digest(f"fold version {wanted}")
        if found.altered and digest != confirm:
            raise RulesChangeResults(definition.study, found, digest)

    return define_study(services.registry, services.queue, services.clock, actor, definition, reason, check)


def rules_difference(services: Services, study: str, version: int, number: int) -> Difference:
    """Return what differs between current values under the rules in force and under another version.

    Args:
        services: the ports.
        study: the study's id.
        version: the other version of the fold's rules.
        number: the journal number at which both are computed.
    """
    subjects = {subject for _, subject in services.registry.candidates(study)}
    before = Standpoint(services.registry, services.results, number)
    after = Standpoint(SupposedRules(services.registry, version), services.results, number)
    return between(study, before, after, subjects)
