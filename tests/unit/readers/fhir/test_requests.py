"""A result is of a tap if its request, its procedure, its panel or the tube that its aliquot is from says so."""

from typing import Any

import pytest
from tests.support.profiles import made_profile
from tests.unit.pipeline.lab_files import codes, read
from tests.unit.readers.fhir.fhir_resources import UCUM, ndjson, observation

ALB = {"text": "ALB"}  # a name says nothing of the specimen
LOINC_ALB = {"coding": [{"system": "http://loinc.org", "code": "1751-7"}], "text": "ALB"}
TWENTY = {"value": 20, "unit": "g/L", "system": UCUM, "code": "g/L"}
ASCITES = {"resourceType": "Specimen", "id": "s0", "type": {"text": "Ascites"}}
TAP = {"resourceType": "ServiceRequest", "id": "r1", "code": {"text": "Ascites albumin"}}


def albumin(**more: Any) -> dict[str, Any]:
    return observation(**{"code": ALB, "valueQuantity": TWENTY, **more})


def found(*resources: dict[str, Any]) -> list[str]:
    profile = made_profile(file={"format": "fhir", "decimal_mark": "."}, time_zone="Asia/Shanghai")
    return [code for _, code in codes(read(ndjson(*resources), profile))]


@pytest.mark.parametrize(
    "reference", ["ServiceRequest/r1", "ServiceRequest/r1/_history/1", "http://a.org/ServiceRequest/r1/"]
)
def test_result_of_a_request_for_ascites_is_rejected(reference):
    assert found(TAP, albumin(basedOn=[{"reference": reference}])) == ["specimen-other"]


def test_result_of_a_contained_request_for_ascites_is_rejected():
    own = albumin(contained=[{**TAP, "id": "x"}], basedOn=[{"reference": "#x"}])
    assert found(own) == ["specimen-other"]


def test_result_of_a_tap_is_rejected():
    tap = {"resourceType": "Procedure", "id": "p1", "code": {"text": "Paracentesis"}}
    assert found(tap, albumin(partOf=[{"reference": "Procedure/p1"}])) == ["specimen-other"]


def test_specimen_of_the_request_is_that_of_its_result():
    request = {**TAP, "code": ALB, "specimen": [{"reference": "Specimen/s0"}]}
    based = albumin(basedOn=[{"reference": "ServiceRequest/r1"}])
    assert found(ASCITES, request, based) == ["specimen-other"]


@pytest.mark.parametrize("request_", [{**TAP, "code": {"text": "Liver panel"}}, {**TAP, "id": "r2"}])
def test_result_of_another_request_counts(request_):
    assert found(request_, albumin(basedOn=[{"reference": "ServiceRequest/r1"}])) == []


def test_blood_of_a_request_for_both_counts():
    """A gradient of albumin asks for serum and ascites; the specimen of the result itself is certain."""
    serum = {"resourceType": "Specimen", "id": "s1", "type": {"text": "Serum"}}
    gradient = {**TAP, "code": {"text": "Serum ascites albumin gradient"}}
    own = albumin(basedOn=[{"reference": "ServiceRequest/r1"}], specimen={"reference": "Specimen/s1"})
    assert found(serum, gradient, own) == []


def aliquot(of: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Specimen", "id": "s1", "parent": [{"reference": f"Specimen/{of}"}], **more}


def test_aliquot_without_a_type_is_of_what_it_was_taken_from():
    assert found(ASCITES, aliquot("s0"), albumin(specimen={"reference": "Specimen/s1"})) == ["specimen-other"]


def test_aliquot_whose_tube_is_not_in_the_file_is_not_known():
    assert found(aliquot("s9"), albumin(specimen={"reference": "Specimen/s1"})) == ["specimen-unknown"]


def test_aliquot_has_its_own_type():
    blood = {"resourceType": "Specimen", "id": "s0", "type": {"text": "Blood"}}
    own = albumin(specimen={"reference": "Specimen/s1"})
    assert found(blood, aliquot("s0", type={"text": "Serum"}), own) == []


def test_aliquots_in_a_ring_have_an_end():
    assert found(aliquot("s1"), albumin(specimen={"reference": "Specimen/s1"}, code=LOINC_ALB)) == []


@pytest.mark.parametrize("panel", ["Ascites panel", "Paracentesis", "腹水生化"])
def test_component_of_a_panel_of_ascites_is_rejected(panel):
    parts = [{"code": ALB, "valueQuantity": TWENTY}]
    assert found(observation("valueQuantity", code={"text": panel}, component=parts)) == ["specimen-other"]


def test_component_of_another_panel_counts():
    parts = [{"code": ALB, "valueQuantity": TWENTY}]
    assert found(observation("valueQuantity", code={"text": "Liver panel"}, component=parts)) == []
