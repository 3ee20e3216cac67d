"""Find the patients and specimens that observations refer to."""

import re
from collections import ChainMap
from collections.abc import Iterable, Mapping, MutableMapping, Set
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import parse_qs

from hepaflow.catalog.loader import load
from hepaflow.domain.analytes.specimen_words import NOT_IN_FILE, blood_of_tube, tells_other_specimen
from hepaflow.domain.profile.parts import SubjectIds
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.dates import EITHER
from hepaflow.readers.fhir.addresses import comparable, identified, relative, server, version
from hepaflow.readers.fhir.cells import concept_codings, objects, text
from hepaflow.readers.fhir.marks import NO_MARKS, ResourceMarks, marks
from hepaflow.readers.fhir.performers.labs import performing_labs
from hepaflow.readers.fhir.performers.resources import Performers
from hepaflow.readers.fhir.specimens import ReferencedSpecimen, one_of, specimen_of
from hepaflow.readers.fhir.words import SEXES
from hepaflow.readers.person_ids import PersonId, is_citizens, subject_of
from hepaflow.readers.records.json_source import Json, read_json

_NO_SERVERS: Mapping[str, Set[str]] = MappingProxyType({})
_NO_REPORTS: Mapping[str, "Reported"] = MappingProxyType({})
_URN = re.compile(r"(?i:urn:(?:uuid|oid)):([A-Za-z0-9.-]+)")
_MEMORY = 1 << 16
_GENERATIONS = 5  # of specimens that were taken from each other; in a ring there is no end
_UNKNOWN = ReferencedSpecimen(type=NOT_IN_FILE)


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


Referred = ReferencedSubject | ReferencedSpecimen


class Reported(NamedTuple):
    """What the reports and panels that name an observation say of it.

    Attributes:
        times: its times.
        subjects: references to whose it is.
        specimens: references to what it was measured in.
        withdrawn: of each report, whether it was cancelled or entered in error.
    """

    times: set[str]
    subjects: set[bytes]
    specimens: set[bytes]
    withdrawn: set[bool]


class References:
    """What is known of the resources of a file, by every address that may be written for them."""

    def __init__(
        self,
        known: MutableMapping[str, Referred | None],
        subjects: SubjectIds,
        reports: Mapping[str, Reported] = _NO_REPORTS,
        performers: Performers | None = None,
        servers: Mapping[str, Set[str]] = _NO_SERVERS,
    ) -> None:
        """Remember what is at an address; None, where two resources there differ.

        Args:
            known: patients and specimens by their addresses.
            subjects: what the profile says about subject ids.
            reports: by the address of an observation, what the reports that name it as their result say of it.
            performers: the resources that may perform, by their addresses; None if nobody reads who measured.
            servers: by kind and id, the servers that keep such a resource, if that of each is known.
        """
        self._known = known
        self._servers = servers
        self._subjects = subjects
        self._reports = reports
        self.performers = performers
        self.labs = lru_cache(_MEMORY)(self._labs)
        self.subject = lru_cache(_MEMORY)(self._subject)
        self.specimen = lru_cache(_MEMORY)(self._specimen)

    @property
    def servers(self) -> frozenset[str]:
        """Return the servers that keep the patients and specimens of the file."""
        return frozenset[str]().union(*self._servers.values())

    @property
    def has_reports(self) -> bool:
        return bool(self._reports)

    def within(
        self, own: MutableMapping[str, Referred | None], performers: Performers | None
    ) -> "References":
        both = None if performers is None else ChainMap(performers, self.performers or {})
        return References(ChainMap(own, self._known), self._subjects, self._reports, both, self._servers)

    def reported_times(self, *written: str) -> str:
        """Return the time of the report that names an observation, by its addresses; several, joined, where reports differ."""
        told = {time for report in self._of(written) for time in report.times}
        return EITHER.join(sorted(told))

    def reported_subjects(self, *written: str) -> list[bytes]:
        """Return the references to the subjects of the reports that name an observation, by its addresses."""
        return sorted({subject for report in self._of(written) for subject in report.subjects})

    def reported_specimens(self, *written: str) -> list[bytes]:
        """Return the references to the specimens of the reports and panels that name an observation, by its addresses."""
        return sorted({specimen for report in self._of(written) for specimen in report.specimens})

    def only_withdrawn_reports(self, *written: str) -> bool:
        """Say whether every report that names an observation was cancelled or entered in error."""
        return {withdrawn for report in self._of(written) for withdrawn in report.withdrawn} == {True}

    def _of(self, written: Iterable[str]) -> list[Reported]:
        return [self._reports[address] for address in written if address in self._reports]

    def _labs(self, performers: bytes) -> str:
        """Return the cell for the labs that the performers of an observation name."""
        return performing_labs(read_json(performers), self.performers or {})

    def _subject(self, reference: bytes) -> Person:
        """Return the subject: its identifier, else the id part of the reference; nobody where that is unclear.

        Raises:
            Refused: SUBJECT_AMBIGUOUS.
        """
        told = read_json(reference)
        written = text(told, "reference").strip()
        address = self._address(written)
        known = self._known.get(address, ReferencedSubject())
        if not isinstance(known, ReferencedSubject):
            return Person(address=address)
        stated = _identifiers(told.get("identifier") if isinstance(told, dict) else None)
        asked = (*stated, *_searched(address))
        own = subject_of(asked, self._subjects)
        registered = subject_of(known.ids, self._subjects)
        apart = bool(own and known.ids) and own not in {one.value for one in known.ids}
        return Person(
            own or registered or self._id_of_record(written, (*asked, *known.ids)),
            known.sex,
            apart or known.is_replaced or self._is_of_other_server(written),
            known.marks,
            address,
        )

    def _id_of_record(self, address: str, unused: Iterable[PersonId]) -> str:
        """Return the id under which the server keeps a Patient.

        Nothing says that it is the subject's where the Patient has other ids, or the profile wants that of an authority.
        Then it is one only if it has the form that the profile declares.
        """
        found = _id_part(address, "Patient")
        if self._subjects.pattern is None:
            return "" if self._subjects.authority or any(one.value for one in unused) else found
        return found

    def _specimen(self, references: bytes) -> ReferencedSpecimen:
        """Return the specimen of a reference, or what is known of several, of which nobody knows which one is meant."""
        told = read_json(references)
        if not isinstance(told, list):
            return self._one_specimen(told)
        parts = tuple(dict.fromkeys(map(self._one_specimen, objects(told))))
        return parts[0] if len(parts) == 1 else one_of(parts)

    def _with_parents(self, found: ReferencedSpecimen, generations: int) -> ReferencedSpecimen:
        """Return a specimen; what its own resource leaves open is said by what it was taken from: an aliquot by its tube."""
        if not found.parents or not generations:
            return found
        before = [self._one_specimen(read_json(told), generations - 1) for told in found.parents]
        parent = one_of(tuple(dict.fromkeys(before)))
        return found._replace(
            type=found.type or parent.type,
            site=found.site or parent.site,
            is_control=found.is_control or parent.is_control,
        )

    def _one_specimen(self, told: Json, generations: int = _GENERATIONS) -> ReferencedSpecimen:
        written = text(told, "reference").strip()
        address, value = self._address(written), text(told, "identifier", "value").strip()
        stated = value or _id_part(written, "Specimen")
        known = self._known.get(
            address if written else identified(told.get("identifier")) if isinstance(told, dict) else ""
        )
        if isinstance(known, ReferencedSpecimen):
            found = self._with_parents(known if known.id else known._replace(id=stated), generations)
            return one_of((found, _UNKNOWN)) if self._is_of_other_server(written) else found
        kind = _kind_in(text(told, "display"))
        return ReferencedSpecimen(stated, kind or (NOT_IN_FILE if written else ""))

    def _address(self, written: str) -> str:
        """Return the address under which something is known: as it is written, its version, or by kind and id alone."""
        names = (comparable(written), version(written), relative(written))
        return next((name for name in names if name in self._known), relative(written) or written)

    def _is_of_other_server(self, written: str) -> bool:
        """Say whether an address names a server, and what has its kind and id in the file is of another one."""
        own, servers = server(written), self._servers.get(relative(written), frozenset[str]())
        return bool(own and servers) and comparable(written) not in self._known and own not in servers


def referred(resource: Json) -> Referred | None:
    """Return what a resource tells that observations may refer to; of a patient an identifier and the sex."""
    match text(resource, "resourceType"):
        case "Patient" if isinstance(resource, dict):
            sex = SEXES.get(text(resource, "gender"), "")
            replaced = any(text(link, "type") == "replaced-by" for link in objects(resource.get("link")))
            return ReferencedSubject(_identifiers(resource.get("identifier")), sex, marks(resource), replaced)
        case "Specimen" if isinstance(resource, dict):
            return specimen_of(resource)
        case _:
            return None


@lru_cache(maxsize=_MEMORY)
def _kind_in(display: str) -> str:
    """Return the words beside a reference if they name a known kind of specimen; "" for all others."""
    is_listed = canonical_text(display).casefold() in load().specimens
    return display if is_listed or tells_other_specimen(display) or blood_of_tube(display) else ""


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


def _id_part(address: str, kind: str) -> str:
    """Return the id that an address ends with; "" for another kind, and inside of a resource, where it is no id."""
    if found := _URN.fullmatch(address):
        return found[1]
    named, _, own = relative(address).partition("/")
    return own if named == kind else ""
