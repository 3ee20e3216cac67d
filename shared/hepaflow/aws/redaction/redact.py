"""Find a name in everything that is stored of a study, and remove it as an event of the journal (ADR 0037)."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hepaflow.aws.redaction.items import Found, found_in_panels, found_in_registry
from hepaflow.aws.redaction.objects import found_in_bucket
from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.domain.screening.redaction import PersonName
from hepaflow.domain.study.journal import Draft, EventKind
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.services import Clock
from hepaflow.ports import Change

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class Stores:
    """Where the data of the stack are, and clients that may read, write and delete them."""

    dynamodb: "DynamoDBClient"
    s3: Any
    results: str
    registry: str
    source: str
    receipts: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class PlaceCounts:
    """Where a name is.

    Attributes:
        removable: how often by kind of place.
        left: how often in places from which it cannot be removed, by kind.
    """

    removable: Mapping[str, int]
    left: Mapping[str, int]

    def confirm(self, name: PersonName) -> str:
        """Return the digest by which a removal is confirmed."""
        parts = [name.text, *(f"{place}:{times}" for place, times in sorted(self.removable.items()))]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def find(stores: Stores, study: str, name: PersonName, *, bypass: bool = False) -> Iterator[Found]:
    """Yield every place of a study that has a name.

    Args:
        stores: the stores.
        study: the study's id.
        name: the name.
        bypass: also remove versions that Object Lock keeps in governance mode.
    """
    yield from found_in_registry(stores.dynamodb, stores.registry, study, name)
    yield from found_in_panels(stores.dynamodb, stores.results, study, name)
    yield from found_in_bucket(stores.s3, stores.receipts, study, name, originals=False, bypass=bypass)
    yield from found_in_bucket(stores.s3, stores.source, study, name, originals=True, bypass=bypass)


def counts_of(places: list[Found]) -> PlaceCounts:
    """Return how often a name is in places, by kind."""
    removable, left = Counter[str](), Counter[str]()
    for found in places:
        (left if found.remove is None else removable)[found.place] += found.times
    return PlaceCounts(removable, left)


def remove(stores: Stores, study: str, places: list[Found], actor: str, reason: str) -> int:
    """Record a removal in the journal, then remove the name from every place; return the number of the event.

    The event is first: nothing is removed without one. Whoever is interrupted searches and removes again, with a further
    event about what was left.

    Args:
        stores: the stores.
        study: the study's id.
        places: where the name is.
        actor: who has decided it.
        reason: why; without the name.
    """
    details: dict[str, str | int] = dict(counts_of(places).removable)
    details |= {name: digest for found in places for name, digest in found.details}
    draft = Draft(EventKind.NAME_REDACTED, actor, reason, details)
    registry = RegistryTable(stores.dynamodb, stores.registry)
    event = append(registry, study, stores.clock, lambda _: (draft, Change()))
    for found in places:
        if found.remove is not None:
            found.remove()
    return event.journal_number if event else 0
