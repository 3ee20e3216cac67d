"""Find the results that a report or a panel about a tap or a fluid names, wherever in the file it is."""

import re
from collections.abc import Iterator

from hepaflow.domain.analytes.specimen_words import tells_other_panel, tells_someone_else
from hepaflow.domain.issues.issues import Refused
from hepaflow.readers.fhir.addresses import referring
from hepaflow.readers.fhir.cells import objects, text, wording
from hepaflow.readers.fhir.file import FhirFile
from hepaflow.readers.records.json_source import Members, checked, read_json

_NAMED_IN = {"DiagnosticReport": "result", "Observation": "hasMember"}
_NAMING = re.compile(rb'"(?:result|hasMember)"\s*:')


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
