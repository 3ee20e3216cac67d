"""Read which labs measured an Observation: those of its performers that are not persons."""

import re
from collections.abc import Iterator, Mapping

from hepaflow.domain.labs.names import lab_names
from hepaflow.domain.model import Field
from hepaflow.readers.fhir.addresses import comparable
from hepaflow.readers.fhir.cells import objects, text
from hepaflow.readers.fhir.performers.resources import ORGANIZATION, PERSONS, Performer, identifier_word
from hepaflow.readers.records.json_source import Json

FHIR_LAB = {Field.LAB_NAMES: "Observation.performer"}
_HISTORY = re.compile(r"/_history/[^/]*$")
_KIND = re.compile(r"(?:^|.*/)([A-Z][A-Za-z]+)(?:/[A-Za-z0-9.-]{1,64}|\?.*)")
_WITHIN = ("#", "urn:")  # addresses that only this file has


def performing_labs(performers: Json, known: Mapping[str, Performer | None]) -> str:
    """Return the cell for the labs that the performers name; "" if all of them are persons.

    Args:
        performers: the element of the Observation.
        known: the resources that may perform, by address.
    """
    return lab_names(words for one in objects(performers) if (words := _words(one, known)) is not None)


def _words(reference: dict[str, Json], known: Mapping[str, Performer | None]) -> list[str] | None:
    """Return the words for a lab: those of the reference, and of the Organization that it leads to; None for a person.

    A reference that calls the same a person and a lab, or leads to two resources, is a lab that nobody knows.
    """
    address = _HISTORY.sub("", comparable(text(reference, "reference")))
    found = known.get(address)
    kinds = set(_kinds(reference, address, found))
    if kinds and kinds <= PERSONS:
        return None
    if kinds & PERSONS or (address in known and found is None):
        return []
    own = "" if address.startswith(_WITHIN) else address
    told = (own, text(reference, "display"), identifier_word(reference.get("identifier")))
    return [word for word in (*told, *(found.words if found else ())) if word]


def _kinds(reference: dict[str, Json], address: str, found: Performer | None) -> Iterator[str]:
    """Yield what a reference is said to lead to, if that is known to be a lab or a person."""
    written = _KIND.fullmatch(address)
    stated = text(reference, "type").rpartition("/")[2]
    for kind in (found.kind if found else "", written[1] if written else "", stated):
        if kind == ORGANIZATION or kind in PERSONS:
            yield kind
