"""Find what in a file speaks against the subject of a result: a focus, its specimen, or its report names someone else."""

import re
from collections.abc import Iterable, Iterator

from msgspec import json

from hepaflow.domain.issues.issues import Refused
from hepaflow.readers.fhir.cells import objects, text
from hepaflow.readers.fhir.references import Person, References
from hepaflow.readers.fhir.specimens import ReferencedSpecimen
from hepaflow.readers.records.json_source import Json, Members, read_json

WHOSE = (
    "report-subject"  # under which an observation holds the subjects of the reports that name or contain it
)
_PERSON = re.compile(r"(?:^|/)(?:RelatedPerson|Patient|Person|Group)(?:/|\?)|^(?:urn:|#)")


def said_of_others(
    found: Members, subject: Person, specimen: ReferencedSpecimen, references: References
) -> Iterator[str]:
    """Yield each element that says that a result is about someone else than its subject.

    Args:
        found: the members of the observation.
        subject: its subject.
        specimen: its specimen.
        references: the patients that may be referred to.
    """
    if subject.is_uncertain:
        yield "Observation.subject"
    if "focus" in found and any(
        _is_about_a_person(one) and not _is_same(subject, one, references)
        for one in objects(read_json(bytes(found["focus"])))
    ):
        yield "Observation.focus"
    if any(_is_other(subject, told, references) for told in specimen.subjects):
        yield "Specimen.subject"
    reports = objects(read_json(bytes(found[WHOSE]))) if WHOSE in found else []
    if any(_is_other(subject, json.encode(one), references) for one in reports):
        yield "DiagnosticReport.subject"


def whose(subjects: Iterable[bytes]) -> bytes:
    """Return the subjects of several reports as one element."""
    return b"[" + b",".join(subjects) + b"]"


def _is_about_a_person(focus: dict[str, Json]) -> bool:
    """Say whether a focus names a person: a relative, a donor, or a patient, who may be the subject or not."""
    reference = text(focus, "reference")
    return not reference or _PERSON.search(reference) is not None


def _is_same(subject: Person, focus: dict[str, Json], references: References) -> bool:
    other = _person(json.encode(focus), references)
    return bool(other.id) and (other.id, other.address) == (subject.id, subject.address)


def _is_other(subject: Person, told: bytes, references: References) -> bool:
    """Say whether a reference leads to someone else. An identifier and an address of unknown people cannot be compared."""
    other = _person(told, references)
    if bool(other.address) != bool(subject.address):
        return False
    return (
        other.id != subject.id and other.address != subject.address
        if other.address
        else other.id != subject.id
    )


def _person(told: bytes, references: References) -> Person:
    try:
        return references.subject(told)
    except Refused:  # several ids, of which none is known as the subject's
        return Person(address=text(read_json(told), "reference"))
