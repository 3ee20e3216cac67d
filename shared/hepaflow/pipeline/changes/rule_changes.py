"""Show what another version of the fold's rules would change, over all centers, before it takes effect (docs/fold.md)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hepaflow.domain.study.fold_rules import FIRST_VERSION, has_one_register
from hepaflow.domain.study.journal import Event, Head
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.changes.preview import Difference, between, difference_to_json
from hepaflow.pipeline.changes.register_conflicts import (
    RegisterConflict,
    conflicts_to_json,
    register_conflicts,
)
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.profiles.definitions import protocol_faults
from hepaflow.pipeline.profiles.parse import DefinitionFault
from hepaflow.pipeline.profiles.references import CatalogReferences
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.standpoints import Standpoint
from hepaflow.pipeline.supposed_view import SupposedView

_ALWAYS = 0  # a journal number that no answer is before


class OtherRules(Exception):
    """A definition names another version of the rules: a job computes what that changes."""


class RulesChangeResults(Exception):
    """The version of the rules would change current results or meets conflicts, and nobody has confirmed that.

    Attributes:
        study: the study's id.
        difference: what would change.
        confirm: what names this difference and these conflicts.
        conflicts: the subjects who would stand under several centers in the study's register.
    """

    def __init__(
        self, study: str, difference: Difference, confirm: str, conflicts: tuple[RegisterConflict, ...] = ()
    ) -> None:
        super().__init__(confirm)
        self.study, self.difference, self.confirm, self.conflicts = study, difference, confirm, conflicts


def add_definition(services: Services, actor: str, definition: StudyDefinition, reason: str) -> Event:
    """Add a version of a study's definition that leaves the version of the rules as it is.

    Args:
        services: the ports.
        actor: who asks for it.
        definition: the next version.
        reason: why.

    Raises:
        OtherRules: it names another version of the rules, and could be added otherwise; nothing was changed.
        DefinitionFault: its pattern of subject ids can take too long, it names analytes that nobody knows, or it lacks
            a center that has data.
        VersionTaken: it is not the version after the newest.
    """
    if faults := protocol_faults(definition, CatalogReferences(services.catalog)):
        raise DefinitionFault(tuple(faults))

    def check(_head: Head, present: StudyDefinition) -> None:
        if _names_other_rules(definition, present):
            raise OtherRules

    return define_study(services.registry, services.queue, services.clock, actor, definition, reason, check)


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
        RulesChangeResults: current results would change, or subjects would stand under several centers; nothing was changed yet.
        VersionTaken: it is not the version after the newest.
    """

    def check(head: Head, present: StudyDefinition) -> None:
        if not _names_other_rules(definition, present):
            return
        wanted, labs = _version(definition, present), frozenset(definition.central_labs)
        found = rules_difference(services, definition.study, wanted, labs, head.journal_number)
        begins = has_one_register(wanted) and not has_one_register(present.fold_version or FIRST_VERSION)
        conflicts = register_conflicts(services, definition.study, head.journal_number) if begins else ()
        digest = found.digest(f"fold version {wanted}", *sorted(labs), *map(repr, conflicts))
        if (found.altered or conflicts) and digest != confirm:
            raise RulesChangeResults(definition.study, found, digest, conflicts)

    return define_study(services.registry, services.queue, services.clock, actor, definition, reason, check)


def redefined_to_json(services: Services, actor: str, request: Mapping[str, str]) -> dict[str, Any]:
    """Add a version of a study's definition as a job was asked to, and return the answer as it is kept.

    Args:
        services: the ports.
        actor: who asked for it.
        request: the definition as JSON, the reason, and what names the difference that may take effect.
    """
    definition = StudyDefinition.model_validate_json(request["definition"])
    try:
        event = redefine_study(services, actor, definition, request["reason"], request["confirm"])
    except RulesChangeResults as shown:
        difference = difference_to_json(shown.difference)
        told = {"effect": "to-confirm", "difference": difference, "confirm": shown.confirm, "number": None}
        return told | conflicts_to_json(shown.conflicts)
    none = difference_to_json(Difference())
    done = {"effect": "done", "difference": none, "confirm": "", "number": event.journal_number}
    return done | conflicts_to_json(())


def _names_other_rules(definition: StudyDefinition, present: StudyDefinition) -> bool:
    """Say whether current results may change: by another version, or, where these count, by other central labs."""
    before, after = present.fold_version or FIRST_VERSION, _version(definition, present)
    other_labs = set(definition.central_labs) != set(present.central_labs)
    return before != after or (has_one_register(after) and other_labs)


def _version(definition: StudyDefinition, present: StudyDefinition) -> int:
    return definition.fold_version or present.fold_version or FIRST_VERSION


def rules_difference(
    services: Services, study: str, version: int, central_labs: frozenset[str], number: int
) -> Difference:
    """Return what differs between current values under the rules in force and under others.

    Args:
        services: the ports.
        study: the study's id.
        version: the version of the fold's rules.
        central_labs: the centers that may send results of all subjects.
        number: the journal number at which both are computed.
    """
    subjects = {subject for _, subject in services.registry.candidates(study)}
    before = Standpoint(services.registry, services.results, number)
    supposed = SupposedView(
        services.registry,
        lambda known, _: replace(
            known, fold_versions=((_ALWAYS, version),), central_labs=((_ALWAYS, central_labs),)
        ),
    )
    after = Standpoint(supposed, services.results, number)
    return between(study, before, after, subjects)
