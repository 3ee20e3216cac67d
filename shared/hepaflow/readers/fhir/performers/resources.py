"""Find the resources that may perform an Observation; only of an Organization is anything else read than its kind."""

from collections.abc import Iterator, MutableMapping
from typing import NamedTuple

from hepaflow.domain.labs.names import code_in
from hepaflow.readers.fhir.addresses import comparable
from hepaflow.readers.fhir.cells import objects, text
from hepaflow.readers.records.json_source import Json, Members, json_text, read_json

ORGANIZATION = "Organization"
# what may perform and is not a lab. Source: FHIR R4 and R5, Observation.performer
PERSONS = frozenset({"Practitioner", "PractitionerRole", "CareTeam", "Patient", "RelatedPerson", "Person"})
_READ = ("name", "alias", "identifier")


class Performer(NamedTuple):
    """A resource that may perform.

    Attributes:
        kind: of the resource.
        words: for an Organization, by its names and identifiers.
    """

    kind: str
    words: tuple[str, ...] = ()


Performers = MutableMapping[str, Performer | None]  # by address; None where two resources there differ


def learn_performer(known: Performers, address: str, found: Members) -> None:
    """Note a resource under its address if it may perform; of two that differ nobody knows which is meant.

    Args:
        known: what is known so far.
        address: of its entry, or `#id` within the resource that contains it; "" if it has none.
        found: the members of the resource.
    """
    kind = json_text(found.get("resourceType"))
    if kind != ORGANIZATION and kind not in PERSONS:
        return
    told: Json = {name: read_json(bytes(found[name])) for name in _READ if name in found}
    one = Performer(kind, tuple(_words(told)) if kind == ORGANIZATION else ())
    own = json_text(found.get("id"))
    relative = "" if address.startswith("#") or not own else f"{kind}/{own}"
    for name in {comparable(address), relative} - {""}:
        known[name] = one if known.setdefault(name, one) == one else None


def identifier_word(identifier: Json) -> str:
    """Return the word for an identifier; "" for one that is no longer in use."""
    if text(identifier, "use") == "old":
        return ""
    return code_in(text(identifier, "system"), text(identifier, "value"))


def _words(organization: Json) -> Iterator[str]:
    yield text(organization, "name")
    if isinstance(organization, dict):
        aliases = organization.get("alias")
        yield from (
            alias for alias in (aliases if isinstance(aliases, list) else []) if isinstance(alias, str)
        )
        yield from map(identifier_word, objects(organization.get("identifier")))
