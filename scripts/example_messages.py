"""The examples of two hospitals whose systems send messages: HL7 v2 with conventional units, FHIR with SI units."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

from scripts.published import Test, Visit, flag, in_si, rounded_si

_CHICAGO, _LONDON = ZoneInfo("America/Chicago"), ZoneInfo("Europe/London")
_UCUM = "http://unitsofmeasure.org"
_CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
# LOINC 2.67: of mass (conventional units), of amount of substance (SI units)
_LOINC = {
    "BILI": ("1975-2", "14631-6"), "CHOL": ("2093-3", "14647-2"), "ALB": ("1751-7", "1751-7"),
    "ALP": ("6768-6", "6768-6"), "AST": ("1920-8", "1920-8"), "PLAT": ("777-3", "777-3"), "PT": ("5902-2", "5902-2"),
}  # fmt: skip
_NAMES = {
    "BILI": "Bilirubin.total", "CHOL": "Cholesterol", "ALB": "Albumin", "ALP": "Alkaline phosphatase",
    "AST": "Aspartate aminotransferase", "PLAT": "Platelets", "PT": "Prothrombin time",
}  # fmt: skip


def messages(visits: Iterable[Visit]) -> bytes:
    """Return one ORU^R01 message a visit in one batch, segments ended by CR as the standard has it."""
    segments = ["FHS|^~\\&|LIS|HOSPITAL", "BHS|^~\\&|LIS|HOSPITAL"]
    count = 0
    for count, visit in enumerate(visits, 1):
        segments += _message(visit, count)
    return "\r".join([*segments, f"BTS|{count}", "FTS|1", ""]).encode()


def _message(visit: Visit, number: int) -> Iterator[str]:
    when = f"{visit.collected_at.replace(tzinfo=_CHICAGO):%Y%m%d%H%M%z}"
    specimen = f"H{visit.subject:03}{visit.day:04}"
    yield f"MSH|^~\\&|LIS|HOSPITAL|HEPAFLOW|TRIAL|{when}||ORU^R01^ORU_R01|{number:06}|P|2.5.1|||||||UNICODE UTF-8"
    yield f"PID|1||US03-{visit.subject:04}^^^TRIAL"
    yield f"OBR|1||{specimen}|LIVER^Liver panel^L|||{when}|||||||||||||||{when}||LAB|F"
    for place, (test, value) in enumerate(visit.results, 1):
        mass, _ = _LOINC[test.code]
        limits = f"{test.low}-{test.high}" if test.low else f"<{test.high}"
        code = f"{mass}^{_NAMES[test.code]}^LN^{test.code}^{_NAMES[test.code]}^L"
        yield f"OBX|{place}|NM|{code}||{value}|{test.unit}^^UCUM|{limits}|{flag(test, value)}|||F|||{when}"


def resources(visits: Iterable[Visit]) -> bytes:
    """Return the observations of each visit and their specimen, one resource a line, as bulk exports do."""
    found = (resource for visit in visits for resource in _resources(visit))
    return "".join(json.dumps(resource) + "\n" for resource in found).encode()


def _resources(visit: Visit) -> Iterator[dict[str, object]]:
    specimen = f"F{visit.subject:03}{visit.day:04}"
    yield from (_observation(visit, specimen, test) for test, _ in visit.results)
    yield {
        "resourceType": "Specimen",
        "id": specimen,
        "identifier": [{"value": specimen}],
        "collection": {"collectedDateTime": _when(visit)},
    }


def _observation(visit: Visit, specimen: str, test: Test) -> dict[str, object]:
    limits = {"low": test.low, "high": test.high}
    return {
        "resourceType": "Observation",
        "id": f"{specimen}-{test.code}",
        "status": "final",
        "category": [{"coding": [{"system": _CATEGORIES, "code": "laboratory"}]}],
        "code": {
            "coding": [{"system": "http://loinc.org", "code": _LOINC[test.code][1]}],
            "text": _NAMES[test.code],
        },
        "subject": {"identifier": {"value": f"UK01-{visit.subject:04}"}},
        "effectiveDateTime": _when(visit),
        "valueQuantity": _quantity(test, in_si(test, visit.values[test.code])),
        "referenceRange": [
            {
                side: _quantity(test, rounded_si(test, Decimal(limit)))
                for side, limit in limits.items()
                if limit
            }
        ],
        "specimen": {"reference": f"Specimen/{specimen}"},
    }


def _quantity(test: Test, text: str) -> dict[str, object]:
    return {"value": float(text), "unit": test.si_unit, "system": _UCUM, "code": test.si_unit}


def _when(visit: Visit) -> str:
    return visit.collected_at.replace(tzinfo=_LONDON).isoformat()
