"""Find the patients and specimens that observations refer to."""

import re
from collections import ChainMap
from collections.abc import Iterable, Mapping, MutableMapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import parse_qs

from msgspec import json

from hepaflow.domain.analytes.specimen_words import tells_other_specimen
from hepaflow.domain.profile.parts import SubjectIds
from hepaflow.domain.values.conditions import condition_in
from hepaflow.domain.values.dates import EITHER
from hepaflow.readers.fhir.cells import concept_codings, first_text, objects, text, wording
from hepaflow.readers.fhir.marks import NO_MARKS, ResourceMarks, marks
from hepaflow.readers.fhir.words import CONDITIONS, SEXES
from hepaflow.readers.person_ids import PersonId, is_citizens, subject_of
from hepaflow.readers.records.json_source import Json, read_json
from hepaflow.readers.specimen_codes import Coding, specimen_word, tapped_site

_RELATIVE = re.compile(r"(?:^|.*/)([A-Za-z]+)/([A-Za-z0-9.-]{1,64})(?:/_history/[^/]*)?")
_NO_REPORTS: Mapping[str, "Reported"] = MappingProxyType({})
_UNUSABLE = frozenset({"unsatisfactory", "entered-in-error"})  # FHIR R4, SpecimenStatus
_OF_THE_SUBJECT = frozenset({"p", "r"})  # FHIR R5, SpecimenRole: patient and replicate
_URN = re.compile(r"urn:(?:uuid|oid):([A-Za-z0-9.-]+)")
_MEMORY = 1 << 16


class ReferencedSubject(NamedTuple):
    """A patient: the ids in use, the sex, and whether another record replaces this one."""

    ids: tuple[PersonId, ...] = ()
    sex: str = ""
    marks: ResourceMarks = NO_MARKS
    is_replaced: bool = False


class Person(NamedTuple):
    """The subject of an observation.

    Attributes:
        id: the subject's id, or "".
        sex: M, F or "".
        is_uncertain: identifier and reference name two people, or another record replaces that of the Patient.
        marks: those of the Patient.
        address: under which the Patient is known, or as it is written; "" where an identifier alone names one.
    """

    id: str = ""
    sex: str = ""
    is_uncertain: bool = False
    marks: ResourceMarks = NO_MARKS
    address: str = ""


class ReferencedSpecimen(NamedTuple):
    """What it was measured in.

    Attributes:
        id: the lab's id of it, or "".
        type: the words for it.
        condition: such as hemolysis.
        collected: when.
        site: the body site or the collection method of a tap.
        marks: those of the Specimen.
        subject: the reference to whose it is, or nothing.
        is_unusable: it was not fit for use, or entered in error.
        is_control: it is a control material or a calibrator.
    """

    id: str = ""
    type: str = ""
    condition: str = ""
    collected: str = ""
    site: str = ""
    marks: ResourceMarks = NO_MARKS
    subject: bytes = b""
    is_unusable: bool = False
    is_control: bool = False


Referred = ReferencedSubject | ReferencedSpecimen


class Reported(NamedTuple):
    """What the reports that name an observation as their result say of it: its times, and whose it is."""

    times: set[str]
    subjects: set[bytes]


class References:
    """What is known of the resources of a file, by every address that may be written for them."""

    def __init__(
        self,
        known: MutableMapping[str, Referred | None],
        subjects: SubjectIds,
        reports: Mapping[str, Reported] = _NO_REPORTS,
    ) -> None:
        """Remember what is at an address; None, where two resources there differ.

        Args:
            known: patients and specimens by their addresses.
            subjects: what the profile says about subject ids.
            reports: by the address of an observation, what the reports that name it as their result say of it.
        """
        self._known = known
        self._subjects = subjects
        self._reports = reports
        self.subject = lru_cache(_MEMORY)(self._subject)
        self.specimen = lru_cache(_MEMORY)(self._specimen)

    def within(self, own: MutableMapping[str, Referred | None]) -> "References":
        return References(ChainMap(own, self._known), self._subjects, self._reports)

    def reported_times(self, *written: str) -> str:
        """Return the time of the report that names an observation, by its addresses; several, joined, where reports differ."""
        told = {time for report in self._of(written) for time in report.times}
        return EITHER.join(sorted(told))

    def reported_subjects(self, *written: str) -> list[bytes]:
        """Return the references to the subjects of the reports that name an observation, by its addresses."""
        return sorted({subject for report in self._of(written) for subject in report.subjects})

    def _of(self, written: Iterable[str]) -> list[Reported]:
        return [self._reports[address] for address in written if address in self._reports]

    def _subject(self, reference: bytes) -> Person:
        """Return the subject: its identifier, else the id part of the reference; nobody where that is unclear.

        Raises:
            Refused: SUBJECT_AMBIGUOUS.
        """
        told = read_json(reference)
        address = self._address(text(told, "reference"))
        known = self._known.get(address, ReferencedSubject())
        if not isinstance(known, ReferencedSubject):
            return Person(address=address)
        stated = _identifiers(told.get("identifier") if isinstance(told, dict) else None)
        asked = (*stated, *_searched(address))
        own = subject_of(asked, self._subjects)
        registered = subject_of(known.ids, self._subjects)
        apart = bool(own and known.ids) and own not in {one.value for one in known.ids}
        return Person(
            own or registered or _id_part(address, "Patient"),
            known.sex,
            apart or known.is_replaced,
            known.marks,
            address,
        )

    def _specimen(self, reference: bytes) -> ReferencedSpecimen:
        told = read_json(reference)
        address = self._address(text(told, "reference"))
        id_part = _id_part(address, "Specimen")
        known = self._known.get(address)
        if isinstance(known, ReferencedSpecimen):
            return known if known.id else known._replace(id=id_part)
        display = text(told, "display")
        return ReferencedSpecimen(id_part, display if tells_other_specimen(display) else "")

    def _address(self, written: str) -> str:
        """Return the address under which something is known: as it is written, or by kind and id alone."""
        return written if written in self._known else relative(written) or written


def referred(resource: Json) -> Referred | None:
    """Return what a resource tells that observations may refer to; of a patient an identifier and the sex."""
    match text(resource, "resourceType"):
        case "Patient" if isinstance(resource, dict):
            sex = SEXES.get(text(resource, "gender"), "")
            replaced = any(text(link, "type") == "replaced-by" for link in objects(resource.get("link")))
            return ReferencedSubject(_identifiers(resource.get("identifier")), sex, marks(resource), replaced)
        case "Specimen" if isinstance(resource, dict):
            return _specimen(resource)
        case _:
            return None


def addresses(url: str, resource: Json) -> list[str]:
    """Return what may be written to refer to a resource: the address of its entry, and its kind and id."""
    kind, own = text(resource, "resourceType"), text(resource, "id")
    return [address for address in (url, f"{kind}/{own}" if own else "") if address]


def _identifiers(identifiers: Json) -> tuple[PersonId, ...]:
    """Return the identifiers that are still in use."""
    return tuple(_person_id(one) for one in objects(identifiers) if text(one, "use") != "old")


def _person_id(identifier: dict[str, Json]) -> PersonId:
    codes = [text(coding, "code") for coding in concept_codings(identifier.get("type"))]
    ids = [
        PersonId(text(identifier, "value").strip(), code, (text(identifier, "system"),))
        for code in codes or [""]
    ]
    return next((one for one in ids if is_citizens(one)), ids[0])


def _searched(address: str) -> tuple[PersonId, ...]:
    """Return the identifier of a conditional reference: `Patient?identifier=system|value`."""
    kind, _, query = address.partition("?")
    if not query or kind.rsplit("/", 1)[-1] != "Patient":
        return ()
    named = parse_qs(query).get("identifier", [""])[0]
    system, bar, value = named.rpartition("|")
    return (PersonId((value if bar else named).strip(), "", (system,)),)


def _specimen(resource: dict[str, Json]) -> ReferencedSpecimen:
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
        json.encode(resource["subject"]) if "subject" in resource else b"",
        text(resource, "status") in _UNUSABLE,
        any(role.casefold() not in _OF_THE_SUBJECT for role in roles if role),
    )


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


def relative(address: str) -> str:
    """Return kind and id at the end of an address, as `Observation/o1`; "" where it has none."""
    found = _RELATIVE.fullmatch(address)
    return f"{found[1]}/{found[2]}" if found else ""


def _id_part(address: str, kind: str) -> str:
    """Return the id that an address ends with; "" for another kind, and inside of a resource, where it is no id."""
    if found := _URN.fullmatch(address):
        return found[1]
    found = _RELATIVE.fullmatch(address)
    return found[2] if found and found[1] == kind else ""
