"""Read what a Specimen says of the results that refer to it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import json

from hepaflow.domain.analytes.specimen_words import blood_of_tube
from hepaflow.domain.values.conditions import condition_in
from hepaflow.domain.values.dates import EITHER
from hepaflow.readers.fhir.cells import concept_codings, first_text, objects, text, wording
from hepaflow.readers.fhir.marks import NO_MARKS, ResourceMarks, joined, marks
from hepaflow.readers.fhir.words import CONDITIONS
from hepaflow.readers.records.json_source import Json
from hepaflow.readers.specimen_codes import Coding, specimen_word, tapped_site

_UNUSABLE = frozenset({"unsatisfactory", "entered-in-error"})  # FHIR R4, SpecimenStatus
_OR, _AND = " / ", "; "  # between the types and the conditions of several specimens
_OF_THE_SUBJECT = frozenset({"p", "r"})  # FHIR R5, SpecimenRole: patient and replicate


class ReferencedSpecimen(NamedTuple):
    """What it was measured in.

    Attributes:
        id: the lab's id of it, or "".
        type: the words for it.
        condition: such as hemolysis.
        collected: when.
        site: the body site or the collection method of a tap.
        marks: those of the Specimen.
        subjects: the references to whose it is; several only where nobody knows which specimen is meant.
        is_unusable: it was not fit for use, or entered in error.
        is_control: it is a control material or a calibrator.
        parents: the references to the specimens that it was taken from.
    """

    id: str = ""
    type: str = ""
    condition: str = ""
    collected: str = ""
    site: str = ""
    marks: ResourceMarks = NO_MARKS
    subjects: tuple[bytes, ...] = ()
    is_unusable: bool = False
    is_control: bool = False
    parents: tuple[bytes, ...] = ()


def specimen_of(resource: dict[str, Json]) -> ReferencedSpecimen:
    own = (text(one, "value").strip() for one in objects(resource.get("identifier")))
    collection = resource.get("collection")
    when = (text(collection, "collectedDateTime"), text(collection, "collectedPeriod", "start"))
    conditions = (_condition(concept) for concept in objects(resource.get("condition")))
    roles = (
        text(coding, "code") for role in objects(resource.get("role")) for coding in concept_codings(role)
    )
    return ReferencedSpecimen(
        text(resource, "accessionIdentifier", "value").strip() or first_text(own),
        specimen_word(_coded(resource.get("type")), wording(resource.get("type"))),
        "; ".join(filter(None, conditions)),
        first_text(when),
        site((collection.get("bodySite"), collection.get("method"))) if isinstance(collection, dict) else "",
        marks(resource),
        (json.encode(resource["subject"]),) if "subject" in resource else (),
        text(resource, "status") in _UNUSABLE,
        any(role.casefold() not in _OF_THE_SUBJECT for role in roles if role),
        tuple(map(json.encode, objects(resource.get("parent")))),
    )


def one_of(parts: Sequence[ReferencedSpecimen]) -> ReferencedSpecimen:
    """Return what is true of one of several specimens: what all say, and whatever speaks against a result of any."""

    def shared(texts: Iterable[str]) -> str:
        told = set(texts)
        return told.pop() if len(told) == 1 else ""

    types = _each((part.type for part in parts), _OR)
    are_tubes = len(types) > 1 and all(map(blood_of_tube, types))
    return ReferencedSpecimen(
        id=shared(part.id for part in parts),
        type="" if are_tubes else _OR.join(types),
        condition=_AND.join(_each((part.condition for part in parts), _AND)),
        collected=shared(part.collected for part in parts),
        site=first_text(part.site for part in parts),
        marks=joined(part.marks for part in parts),
        subjects=tuple(dict.fromkeys(told for part in parts for told in part.subjects)),
        is_unusable=any(part.is_unusable for part in parts),
        is_control=any(part.is_control for part in parts),
        parents=tuple(dict.fromkeys(told for part in parts for told in part.parents)),
    )


def either_of(one: ReferencedSpecimen, other: ReferencedSpecimen) -> ReferencedSpecimen:
    """Return what stands under one address where two resources there differ: nobody knows which one holds.

    A further one that says nothing new changes nothing.
    """
    times = _each((part.collected for part in (one, other)), EITHER)
    return one_of((one, other))._replace(collected=EITHER.join(sorted(times)))


def _each(texts: Iterable[str], mark: str) -> list[str]:
    """Return the parts of texts that a mark joins, each once."""
    return list(dict.fromkeys(part for told in texts for part in told.split(mark) if part))


def site(concepts: Iterable[Json]) -> str:
    """Return the body site or the collection method that speaks of a tap; "" for all others.

    R5 wraps a body site in a reference, whose `concept` it is.
    """
    wrapped = (
        concept["concept"] if isinstance(concept, dict) and "concept" in concept else concept
        for concept in concepts
    )
    return tapped_site(coding for concept in wrapped for coding in _coded(concept))


def _coded(concept: Json) -> list[Coding]:
    """Return the words of a concept as a coding of their own, then its codings."""
    parts = ("code", "display", "system")
    return [
        Coding(text=text(concept, "text")),
        *(Coding(*(text(one, part) for part in parts)) for one in concept_codings(concept)),
    ]


def _condition(concept: dict[str, Json]) -> str:
    """Return a condition in words that are known as one; a remark says anything, and is not passed on."""
    codes = (CONDITIONS.get(text(coding, "code"), "") for coding in concept_codings(concept))
    told = (*codes, text(concept, "text"), *(text(coding, "display") for coding in concept_codings(concept)))
    return remark(told)


def remark(texts: Iterable[str]) -> str:
    """Return the first text that names a condition of the specimen."""
    return first_text(told for told in texts if condition_in(told))
