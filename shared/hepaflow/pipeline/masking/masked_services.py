"""Hand a caller the ports without what the definition masks from him: the only place where it is left out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

from hepaflow.domain.study.study import StudyDefinition
from hepaflow.domain.visits.masking import NOTHING_MASKED, Mask, mask_of
from hepaflow.pipeline.masking.zones import zones_at
from hepaflow.pipeline.services import Services
from hepaflow.ports import Registry, RunKey, View

_MASKABLE: Final = frozenset({"data-manager", "statistician", "monitor", "center"})


@dataclass(frozen=True, slots=True)
class MaskedRegistry:
    """The registry as somebody sees it: each view says what he does not see. All else is the registry's.

    Attributes:
        registry: the registry.
        roles: all his roles in the study.
        newest: the newest definition of a study, once it was read; an object lives for one request.
    """

    registry: Registry
    roles: frozenset[str]
    newest: dict[str, StudyDefinition | None] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.registry, name)

    def view(
        self,
        study: str,
        file_ids: Iterable[str],
        subjects: Collection[str] = (),
        centers: Collection[str] = (),
        runs: Collection[RunKey] = (),
    ) -> View:
        """Return what the registry returns, with what the caller does not see.

        Args:
            study: the study's id.
            file_ids: the files whose states are wanted.
            subjects: the subjects whose dossiers are wanted.
            centers: the centers of which registers and newest cumulative files are wanted.
            runs: the runs whose claims are wanted.
        """
        view = self.registry.view(study, file_ids, subjects, centers, runs)
        return replace(view, mask_at=lambda number: self.mask_at(study, number))

    def mask_at(self, study: str, number: int) -> Mask:
        """Return what the caller does not see at a journal number: what the definition then masks, or the newest one.

        Args:
            study: the study's id.
            number: the journal number.
        """
        newest = self.definition_now(study)
        definitions = [newest]
        if newest is not None and newest.version > 1:
            definitions.append(self.registry.definition_at(study, number))
        return mask_of(
            definitions, self.roles, lambda centers: zones_at(self.registry, study, centers, number)
        )

    def definition_now(self, study: str) -> StudyDefinition | None:
        """Return the newest definition of a study; it is read once."""
        if study not in self.newest:
            self.newest[study] = self.registry.definition(study)
        return self.newest[study]


def masked_registry(registry: Registry, roles: frozenset[str]) -> Registry:
    """Return a registry whose views say what somebody does not see.

    Args:
        registry: the registry.
        roles: all his roles in the study; none: of nobody, who sees everything.
    """
    if isinstance(registry, MaskedRegistry) or not roles or not roles <= _MASKABLE:
        return registry
    return cast("Registry", MaskedRegistry(registry, roles))


def masked_services(services: Services, roles: frozenset[str]) -> Services:
    """Return the ports without what the definition masks from somebody.

    Args:
        services: the ports.
        roles: all his roles in the study.
    """
    return replace(services, registry=masked_registry(services.registry, roles))


def mask_at(registry: Registry, study: str, number: int) -> Mask:
    """Return what the caller does not see at a journal number.

    Args:
        registry: the registry, as `masked_registry` returns it.
        study: the study's id.
        number: the journal number.
    """
    seen: object = registry
    return seen.mask_at(study, number) if isinstance(seen, MaskedRegistry) else NOTHING_MASKED


def mask_now(services: Services, study: str) -> Mask:
    """Return what the newest definition masks from the caller.

    Args:
        services: the ports, as `masked_services` returns them.
        study: the study's id.
    """
    seen: object = services.registry
    if not isinstance(seen, MaskedRegistry):
        return NOTHING_MASKED
    return mask_of([seen.definition_now(study)], seen.roles)


def hides_registers(services: Services, study: str) -> bool:
    """Say whether the caller does not see the register files of a study, nor what events say of them.

    He sees all of an entry but a date, and the id of a file is the hash of its bytes: he could try out the date.

    Args:
        services: the ports, as `masked_services` returns them.
        study: the study's id.
    """
    return bool(mask_now(services, study).hidden_dates)


def is_masked_now(services: Services, study: str) -> bool:
    """Say whether the newest definition masks something from the caller.

    Args:
        services: the ports, as `masked_services` returns them.
        study: the study's id.
    """
    return bool(mask_now(services, study).definitions)
