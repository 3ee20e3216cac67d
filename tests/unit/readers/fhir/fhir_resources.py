"""Small FHIR resources, as tests of the reader need them."""

import json
from typing import Any

from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.fhir.observations import read_fhir
from hepaflow.readers.fhir.rows import FHIR_COLUMNS
from hepaflow.readers.sheet import LIMITS, Limits, Sheet

UCUM = "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ALT = {"coding": [{"system": "http://loinc.org", "code": "1742-6"}], "text": "ALT"}
OBSERVATION = {
    "resourceType": "Observation",
    "status": "final",
    "code": ALT,
    "subject": {"reference": "Patient/S-001"},
    "effectiveDateTime": "2024-03-22T08:30:00+08:00",
    "valueQuantity": {"value": 45, "unit": "U/L", "system": UCUM, "code": "U/L"},
}
PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [{"value": "S-001"}],
    "gender": "female",
    "name": [{"family": "Canary"}],
    "birthDate": "1960-01-01",
}
SPECIMEN = {
    "resourceType": "Specimen",
    "id": "s1",
    "identifier": [{"value": "24-117"}],
    "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0487", "code": "SER"}]},
    "collection": {"collectedDateTime": "2024-03-21"},
}


def observation(without: str = "", **more: Any) -> dict[str, Any]:
    """An observation with other or further elements, and without one."""
    return {name: value for name, value in {**OBSERVATION, **more}.items() if name != without}


def coded(code: str, system: str = "http://snomed.info/sct", **more: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, **more}]}


def bundle(*resources: dict[str, Any], kind: str = "collection") -> bytes:
    entries = [
        {"fullUrl": f"urn:uuid:{number}", "resource": resource} for number, resource in enumerate(resources)
    ]
    return json.dumps({"resourceType": "Bundle", "type": kind, "entry": entries}).encode()


def ndjson(*resources: dict[str, Any]) -> bytes:
    return b"\n".join(json.dumps(resource).encode() for resource in resources) + b"\n"


def sheet_of(data: bytes | dict[str, Any], limits: Limits = LIMITS, **layout: Any) -> Sheet:
    data = json.dumps(data).encode() if isinstance(data, dict) else data
    return read_fhir(data, FileLayout(**layout), limits)


def rows_of(data: bytes | dict[str, Any], **layout: Any) -> list[tuple[int, dict[Field, str]]]:
    """The rows with their lines, cells by field."""
    return [
        (line, dict(zip(FHIR_COLUMNS, cells, strict=True))) for line, cells in sheet_of(data, **layout).rows
    ]


def cells_of(resource: dict[str, Any], **layout: Any) -> dict[Field, str]:
    """The cells of the one row that an observation gives."""
    ((_, cells),) = rows_of(resource, **layout)
    return cells


def cell(field: str, **more: Any) -> str:
    return cells_of(observation(**more))[Field(field)]
