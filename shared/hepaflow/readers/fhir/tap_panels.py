"""Find the results of a tap or a fluid by the report or panel that names them, or by the request that they answer."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from hepaflow.domain.analytes.specimen_words import tells_other_panel, tells_someone_else
from hepaflow.domain.issues.issues import Refused
from hepaflow.readers.fhir.addresses import addresses, referring
from hepaflow.readers.fhir.cells import objects, text, wording
from hepaflow.readers.fhir.file import FhirFile, Resource, contained
from hepaflow.readers.fhir.rows import PANEL
from hepaflow.readers.records.json_source import Json, Members, checked, json_text, read_json

_NAMED_IN = {"DiagnosticReport": "result", "Observation": "hasMember"}
_NAMING = re.compile(rb'"(?:result|hasMember)"\s*:')


_ASKING = frozenset({"ServiceRequest", "Procedure"})
_ASKED_BY = ("basedOn", "partOf")


class Request(NamedTuple):
    """What a request or a procedure says of the results that refer to it.

    Attributes:
        code: its code if that is of a tap; else b"".
        specimens: the references to its specimens, as an array; b"" without any.
    """

    code: bytes = b""
    specimens: bytes = b""


Requests = dict[str, Request]  # by address


def requests_of(file: FhirFile) -> Requests:
    """Return the requests and procedures of a file that say something of the specimen of their results."""
    if not any(b'"%b"' % kind.encode() in file.data for kind in _ASKING):
        return {}
    return dict(found for _, record in file.records() for found in _asking(file.taken_apart, record))


def contained_requests(parts: Iterable[bytes]) -> Requests:
    """Return the same of the resources that another one contains."""
    return dict(found for part in parts for found in _asking(contained, part))


def as_asked(observation: Members, *known: Requests) -> Members:
    """Return an observation with what its requests say of its specimen: their specimens if it names none, and the code of a tap."""
    if not any(known):
        return observation
    addresses_ = (
        address
        for name in _ASKED_BY
        if name in observation
        for one in objects(read_json(bytes(observation[name])))
        for address in referring(text(one, "reference"))
    )
    told = [some[address] for address in addresses_ for some in known if address in some]
    specimens = next((one.specimens for one in told if one.specimens), b"")
    code = next((one.code for one in told if one.code), b"")
    more = {"specimen": specimens} if specimens and "specimen" not in observation else {}
    return {**observation, **more, **({PANEL: code} if code else {})} if more or code else observation


def _asking(apart: Callable[[bytes], Iterator[Resource]], record: bytes) -> Iterator[tuple[str, Request]]:
    try:
        resources = list(apart(checked(record)))
    except Refused:
        return
    for address, found, kind, _ in resources:
        if kind in _ASKING:
            code = bytes(found["code"]) if "code" in found and _is_of_tap(found) else b""
            told = Request(code, bytes(found["specimen"]) if "specimen" in found else b"")
            named: Json = {"resourceType": kind, "id": json_text(found.get("id"))}
            if any(told):
                yield from ((name, told) for name in addresses(address, named))


def tap_panels(file: FhirFile) -> dict[str, bytes]:
    """Return, by the address of a result, the code of the report or panel of another specimen that names it.

    A record that cannot be read names nothing: whoever reads the rows says what is wrong with it.
    """
    found: dict[str, bytes] = {}
    if b'"result"' not in file.data and b'"hasMember"' not in file.data:
        return found
    for _, record in file.records():
        if _NAMING.search(record):
            found |= dict(_of_record(file, record))
    return found


def _of_record(file: FhirFile, record: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        resources = list(file.taken_apart(checked(record)))
    except Refused:
        return
    for _, resource, kind, _ in resources:
        results = _NAMED_IN.get(kind, "")
        if results in resource and "code" in resource and _is_of_tap(resource):
            for result in objects(read_json(bytes(resource[results]))):
                for address in referring(text(result, "reference")):
                    yield address, bytes(resource["code"])


def _is_of_tap(resource: Members) -> bool:
    words = wording(read_json(bytes(resource["code"])))
    return tells_other_panel(words) or tells_someone_else(words)
