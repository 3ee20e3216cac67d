"""Yield the resources of a FHIR file with their places, in every form that FHIR allows."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from msgspec import Raw, json

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.issues.places import Places
from hepaflow.domain.profile.parts import SubjectIds
from hepaflow.readers.fhir.addresses import addresses, referring, server
from hepaflow.readers.fhir.cells import objects, text
from hepaflow.readers.fhir.marks import MARKED
from hepaflow.readers.fhir.performers.resources import ORGANIZATION, PERSONS, Performers, learn_performer
from hepaflow.readers.fhir.references import References, Referred, Reported, referred
from hepaflow.readers.fhir.specimens import ReferencedSpecimen, either_of
from hepaflow.readers.records.json_source import (
    Json,
    Members,
    checked,
    elements,
    is_lines,
    json_text,
    lines,
    members,
    read_json,
    whole,
)
from hepaflow.readers.sheet import Limits
from hepaflow.readers.table import too_large

_REFERRED_KINDS = frozenset({"Patient", "Specimen"})
_REFERRED = re.compile(rb'"resourceType"\s*:\s*"(?:Patient|Specimen|DiagnosticReport)"|"hasMember"\s*:')
_NAMED = (b"Patient", b"Specimen", b"DiagnosticReport", b"hasMember")
_NAMED_OR_PERFORMING = (*_NAMED, *(kind.encode() for kind in (ORGANIZATION, *sorted(PERSONS))))
_REFERRED_OR_PERFORMING = re.compile(
    _REFERRED.pattern
    + rb'|"resourceType"\s*:\s*"(?:'
    + "|".join(sorted({ORGANIZATION, *PERSONS})).encode()
    + rb')"'
)
# of a patient or a specimen nothing else is ever read
_READ = (
    "resourceType",
    "id",
    "identifier",
    "gender",
    "accessionIdentifier",
    "type",
    "collection",
    "condition",
    "subject",
    "status",
    "role",
    "parent",
    "link",
    *MARKED,
)
_WITHDRAWN = frozenset({"entered-in-error", "cancelled"})
_NAMED_IN = {"DiagnosticReport": "result", "Observation": "hasMember"}
_PARTS = {"Bundle": "entry", "DiagnosticReport": "contained"}


class Resource(NamedTuple):
    """A resource of a record.

    Attributes:
        address: the address that is written for it in its Bundle, or "".
        members: its elements.
        kind: its type.
        within: the Bundles and other resources that it is part of, the outermost first.
    """

    address: str
    members: Members
    kind: str
    within: tuple[Members, ...] = ()


@dataclass(frozen=True, slots=True)
class FhirFile:
    """The records of a file.

    Attributes:
        data: the file.
        places: how the numbers of records are to be shown.
        records: all records with their numbers, from 1 on, as often as it is called.
        taken_apart: the resources of a record; Bundles before their entries.
        report: the members of the report that the records are parts of, if they are.
        bundle: the members of the Bundle that the records are entries of, if they are.
    """

    data: bytes
    places: Places
    records: Callable[[], Iterator[tuple[int, bytes]]]
    taken_apart: Callable[[bytes], Iterator[Resource]]
    report: Members
    bundle: Members


def opened(data: bytes, limits: Limits) -> FhirFile:
    """Tell how a file holds its resources.

    Raises:
        Refused: file-damaged, file-encoding, file-too-large.
    """
    if is_lines(data):
        return FhirFile(data, Places.RESOURCE_LINE, lambda: lines(data), _resources, {}, {})
    document = whole(data)
    if isinstance(document, list):
        _refuse_many(document, limits)
        return FhirFile(data, Places.ENTRY, lambda: _numbered(document), _resources, {}, {})
    kind = kind_of(document)
    part = _PARTS.get(kind)
    if part is None or part not in document:
        return FhirFile(data, Places.RESOURCE, lambda: iter(((1, data),)), _resources, {}, {})
    try:
        parts = elements(bytes(document[part]))
    except Refused:
        raise Refused(IssueCode.FILE_DAMAGED, part) from None
    _refuse_many(parts, limits)
    if kind == "Bundle":
        return FhirFile(
            data, Places.ENTRY, lambda: _numbered(parts), partial(_of_entry, within=(document,)), {}, document
        )
    of_report = partial(contained, within=(document,))
    return FhirFile(data, Places.CONTAINED, lambda: _numbered(parts), of_report, document, {})


def kind_of(found: Members) -> str:
    return json_text(found.get("resourceType"))


def known_in(file: FhirFile, subjects: SubjectIds, *, names_labs: bool = False) -> References:
    """Go through the file for what observations refer to: it may stand after them.

    Args:
        file: the file.
        subjects: what the profile says about subject ids.
        names_labs: performers are read, too.

    Raises:
        Refused: file-damaged, where a patient or specimen cannot be read: their results would change hands.
    """
    known: dict[str, Referred | None] = {}
    reports: dict[str, Reported] = {}
    servers: dict[str, set[str]] = {}
    performers: Performers | None = {} if names_labs else None
    referred_to = _REFERRED_OR_PERFORMING if names_labs else _REFERRED
    names = _NAMED_OR_PERFORMING if names_labs else _NAMED
    if any(b'"%b"' % name in file.data for name in names):  # found faster than by the pattern
        for number, record in file.records():
            if referred_to.search(record):
                try:
                    _learn(known, file.taken_apart(checked(record)), reports, performers, servers)
                except Refused:
                    is_line = file.places is Places.RESOURCE_LINE
                    raise Refused(IssueCode.FILE_DAMAGED, line=number if is_line else 0) from None
    certain = {name: of for name, of in servers.items() if "" not in of}
    return References(known, subjects, reports, performers, certain)


def known_within(references: References, parts: list[bytes]) -> References:
    """Return what is known inside of a resource that contains these parts (`#p1`)."""
    own: dict[str, Referred | None] = {}
    performers: Performers | None = None if references.performers is None else {}
    _learn(own, (found for part in parts for found in contained(part)), {}, performers)
    return references.within(own, performers) if own or performers else references


def _learn(
    known: dict[str, Referred | None],
    resources: Iterator[Resource],
    reports: dict[str, Reported],
    performers: Performers | None = None,
    servers: dict[str, set[str]] | None = None,
) -> None:
    """Note what stands under an address, and the servers by kind and id; of two that differ nobody knows which is meant.

    Of specimens whatever speaks against a result stays: of either it may be.
    """
    for address, found, kind, _ in resources:
        if performers is not None:
            learn_performer(performers, address, found)
        results = _NAMED_IN.get(kind)
        if results is not None and results in found:
            _learn_report(reports, found, known)
        if kind not in _REFERRED_KINDS:
            continue
        told: Json = {name: read_json(bytes(found[name])) for name in _READ if name in found}
        one = referred(told)
        if servers is not None and (own := json_text(found.get("id"))):
            servers.setdefault(f"{kind}/{own}", set()).add(server(address))
        if one is not None:
            for name in addresses(address, told):
                known[name] = _either(known.setdefault(name, one), one)


def _either(before: Referred | None, one: Referred) -> Referred | None:
    if before == one:
        return one
    if isinstance(before, ReferencedSpecimen) and isinstance(one, ReferencedSpecimen):
        return either_of(before, one)
    return None


def _learn_report(reports: dict[str, Reported], report: Members, known: dict[str, Referred | None]) -> None:
    """Note what a report or a panel says of each result that it names: of a panel only the specimen."""
    kind = kind_of(report)
    period = read_json(bytes(report["effectivePeriod"])) if "effectivePeriod" in report else None
    time = json_text(report.get("effectiveDateTime")) or text(period, "start")
    subject = bytes(report["subject"]) if "subject" in report else b""
    specimens = _specimens_of(report, known)
    for result in objects(read_json(bytes(report[_NAMED_IN[kind]]))):
        for address in referring(text(result, "reference")):
            told = reports.setdefault(address, Reported(set(), set(), set(), set()))
            told.specimens.update(specimens)
            if kind == "DiagnosticReport":
                told.times.update({time} - {""})
                told.subjects.update({subject} - {b""})
                told.withdrawn.add(json_text(report.get("status")) in _WITHDRAWN)


def _specimens_of(report: Members, known: dict[str, Referred | None]) -> list[bytes]:
    """Return the references of a report to its specimens; those that it contains are noted under an address of their own."""
    told = objects(read_json(bytes(report["specimen"]))) if "specimen" in report else []
    if not any(text(one, "reference").strip().startswith("#") for one in told):
        return [json.encode(one) for one in told]
    own: dict[str, Referred | None] = {}
    for part in elements(bytes(report["contained"])) if "contained" in report else []:
        _learn(own, contained(bytes(part)), {})
    place = f"report-{len(known)}"
    known.update((place + address, one) for address, one in own.items())
    return [
        json.encode(
            {**one, "reference": place + address}
            if (address := text(one, "reference").strip()) in own
            else one
        )
        for one in told
    ]


def _refuse_many(parts: list[Raw], limits: Limits) -> None:
    if len(parts) > limits.rows:
        raise too_large(len(parts), "records")


def _numbered(parts: list[Raw]) -> Iterator[tuple[int, bytes]]:
    return ((number, bytes(part)) for number, part in enumerate(parts, 1))


def _resources(document: bytes, address: str = "", within: tuple[Members, ...] = ()) -> Iterator[Resource]:
    """Yield a resource, and those of a Bundle or of Parameters."""
    found = members(document)
    kind = kind_of(found)
    yield Resource(address, found, kind, within)
    if kind == "Bundle" and "entry" in found:
        for entry in elements(bytes(found["entry"])):
            yield from _of_entry(bytes(entry), (*within, found))
    elif kind == "Parameters" and "parameter" in found:
        yield from _of_parameters(bytes(found["parameter"]), (*within, found))


def _of_entry(entry: bytes, within: tuple[Members, ...] = ()) -> Iterator[Resource]:
    found = members(entry)
    if "resource" in found:  # an answer to a batch has entries without one
        yield from _resources(bytes(found["resource"]), json_text(found.get("fullUrl")), within)


def _of_parameters(parameters: bytes, within: tuple[Members, ...]) -> Iterator[Resource]:
    for parameter in map(members, map(bytes, elements(parameters))):
        if "resource" in parameter:
            yield from _resources(bytes(parameter["resource"]), "", within)
        if "part" in parameter:
            yield from _of_parameters(bytes(parameter["part"]), within)


def contained(document: bytes, within: tuple[Members, ...] = ()) -> Iterator[Resource]:
    """Yield a resource under the address that it has inside of the one that contains it: `#id`."""
    found = members(document)
    yield Resource(f"#{json_text(found.get('id'))}", found, kind_of(found), within)
