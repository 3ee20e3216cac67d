"""A reference leads to what FHIR says that it means, or its result waits (R4, references.html and bundle.html#references)."""

import json
from typing import Any

import pytest
from tests.support.profiles import made_profile
from tests.unit.pipeline.lab_files import codes, read
from tests.unit.readers.fhir.fhir_resources import PATIENT, SPECIMEN, coded, ndjson, observation, rows_of

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Field
from hepaflow.readers.fhir.addresses import comparable, relative, server, version

ASCITES = {
    **SPECIMEN,
    "type": coded("309201001"),
    "collection": {"collectedDateTime": "2024-03-22"},
}
UUID = "urn:uuid:0c3f6f2e-5a0b-4e9f-9f5c-7a1f3f0a9b1d"
LOCAL = {"text": "ALT"}  # a name says nothing of the specimen
BLOOD = {"coding": [{"system": "http://loinc.org", "code": "1742-6"}], "text": "ALT"}


def entries(*resources: tuple[str, dict[str, Any]]) -> bytes:
    listed = [
        {"fullUrl": url, "resource": resource} if url else {"resource": resource}
        for url, resource in resources
    ]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": listed}).encode()


def of(reference: Any, code: dict[str, Any] = LOCAL, **more: Any) -> dict[str, Any]:
    told = {"reference": reference} if isinstance(reference, str) else reference
    return observation(specimen=told, code=code, **more)


def found(data: bytes, **profile: Any) -> list[str]:
    of_center = made_profile(
        file={"format": "fhir", "decimal_mark": "."}, time_zone="Asia/Shanghai", **profile
    )
    return [code for _, code in codes(read(data, of_center))]


@pytest.mark.parametrize(
    ("url", "reference"),
    [
        ("", "Specimen/s1"),
        ("", "Specimen/s1/_history/2"),
        ("", "Specimen/s1|v2"),
        ("", "Specimen/s1/"),
        ("", " Specimen/s1 "),
        ("", "https://lab.org/fhir/Specimen/s1"),
        ("http://lab.org/fhir/Specimen/s1", "http://lab.org/fhir/Specimen/s1/"),
        ("http://lab.org/fhir/Specimen/s1/", "http://lab.org/fhir/Specimen/s1"),
        ("http://lab.org/fhir/Specimen/s1", "HTTPS://LAB.org:443/fhir/Specimen/s1"),
        ("http://lab.org/fhir/Specimen/s1", "http://lab.org/fhir/Specimen/s1/_history/2"),
        ("http://lab.org/fhir/Specimen/s1", "Specimen/s1"),
        (UUID, UUID.upper().replace("URN:UUID", "urn:uuid")),
        (UUID.upper().replace("URN:UUID", "urn:uuid"), UUID),
        (UUID, UUID.replace("uuid", "UUID")),
        (UUID, f"{UUID}|1"),
        (UUID, {"identifier": {"value": "24-117"}}),
        (UUID, {"identifier": {"value": "24-117", "system": "urn:lab"}}),
    ],
)
def test_result_of_ascites_is_rejected_however_its_specimen_is_written(url, reference):
    specimen = {**ASCITES, "identifier": [{"value": "24-117", "system": "urn:lab"}]}
    assert found(entries((url, specimen), ("", of(reference, BLOOD)))) == [IssueCode.SPECIMEN_OTHER]


@pytest.mark.parametrize("own", ["x", "#x"])
def test_result_of_a_contained_specimen_of_ascites_is_rejected(own):
    data = entries(("", of("#x", BLOOD, contained=[{**ASCITES, "id": own}])))
    assert found(data) == [IssueCode.SPECIMEN_OTHER]


@pytest.mark.parametrize(
    "reference",
    [
        "Specimen/s9",
        "#s1",  # nothing is contained
        "s1",
        "Observation/o1#s1",
        UUID,
        "http://other.org/fhir/Specimen/s1",
        "Device/s1",
    ],
)
def test_result_waits_whose_specimen_is_not_in_the_file(reference):
    data = entries(
        ("http://lab.org/fhir/Specimen/s1", SPECIMEN), ("", of(reference, effectiveDateTime="2024-03-21"))
    )
    assert found(data) == [IssueCode.SPECIMEN_UNKNOWN]


def test_result_waits_if_one_of_its_specimens_is_not_in_the_file():
    data = entries(("", SPECIMEN), ("", of([{"reference": "Specimen/s1"}, {"reference": "Specimen/s2"}])))
    assert found(data)[-1] == IssueCode.SPECIMEN_UNKNOWN


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("Specimen/s9", BLOOD),  # in serum or plasma, by LOINC
        ({"reference": "Specimen/s9", "display": "Serum"}, LOCAL),
        ({"identifier": {"value": "24-117"}}, LOCAL),  # an id of the lab, as in SPM-2
        ({"display": "Tube 7"}, LOCAL),
    ],
)
def test_result_counts_if_it_says_itself_that_it_is_of_blood_or_names_only_an_id(reference, code):
    assert found(ndjson(of(reference, code))) == []


def test_unknown_specimen_is_of_ascites_if_its_words_say_so():
    told = {"reference": "Specimen/s9", "display": "Ascites"}
    assert found(ndjson(of(told, BLOOD))) == [IssueCode.SPECIMEN_OTHER]


def test_profile_says_what_specimens_are_that_a_center_never_sends():
    assert found(ndjson(of("Specimen/s9")), specimens={"[not in the file]": "serum"}) == []


def test_reference_to_a_version_leads_to_that_version():
    """FHIR R4, references.html: a reference may name one version of a resource."""
    serum, ascites = ({**one, "meta": {"versionId": told}} for one, told in ((SPECIMEN, "1"), (ASCITES, "2")))
    data = ndjson(
        serum, ascites, of("Specimen/s1/_history/1"), of("Specimen/s1/_history/2"), of("Specimen/s1")
    )
    kinds = [cells[Field.SPECIMEN_TYPE] for _, cells in rows_of(data)]
    assert kinds == ["serum", "ascites", "serum / ascites"]


@pytest.mark.parametrize(
    "reference", ["Patient/p1/_history/3", "Patient/p1|3", "Patient/p1/", "https://a.org/Patient/p1"]
)
def test_subject_is_that_of_the_patient_however_it_is_written(reference):
    data = ndjson(PATIENT, observation(subject={"reference": reference}))
    assert [cells[Field.SUBJECT] for _, cells in rows_of(data)] == ["S-001"]


def test_result_of_a_patient_of_another_server_waits():
    data = entries(
        ("http://a.org/fhir/Patient/p1", PATIENT),
        ("", observation(subject={"reference": "http://b.org/fhir/Patient/p1"})),
    )
    assert found(data) == [IssueCode.SUBJECT_UNCERTAIN]


@pytest.mark.parametrize(("server", "codes"), [("b", [IssueCode.SUBJECT_UNCERTAIN]), ("a", [])])
def test_reference_without_a_server_is_of_the_server_of_its_own_entry(server, codes):
    """R4, bundle.html#references: it is read with the server of the entry's fullUrl."""
    told = observation(subject={"reference": "Patient/p1"}, id="o1")
    data = entries(
        (f"http://{server}.org/fhir/Patient/p1", PATIENT), ("http://a.org/fhir/Observation/o1", told)
    )
    assert found(data) == codes


def test_of_two_servers_the_one_of_the_entry_keeps_its_patient_and_specimen():
    other = {**PATIENT, "identifier": [{"value": "S-002"}]}
    kept = [("http://a.org/Patient/p1", PATIENT), ("http://b.org/Patient/p1", other)]
    tubes = [("http://a.org/Specimen/s1", SPECIMEN), ("http://b.org/Specimen/s1", ASCITES)]
    told = of("Specimen/s1", id="o1", subject={"reference": "Patient/p1"})
    results = [(f"http://{server}.org/Observation/o1", told) for server in "ab"]
    rows = rows_of(entries(*kept, *tubes, *results))
    read = [(cells[Field.SUBJECT], cells[Field.SPECIMEN_TYPE]) for _, cells in rows]
    assert read == [("S-001", "serum"), ("S-002", "ascites")]


def test_id_in_an_address_without_a_patient_keeps_its_letters():
    data = ndjson(observation(subject={"reference": "urn:uuid:S-001"}))
    assert [cells[Field.SUBJECT] for _, cells in rows_of(data)] == ["S-001"]


@pytest.mark.parametrize(
    "reference", ["Observation/o1/_history/2", "Observation/o1|2", "Observation/o1/", UUID.upper()]
)
def test_report_of_a_tap_is_found_however_it_names_its_result(reference):
    report = {
        "resourceType": "DiagnosticReport",
        "code": {"text": "Ascites"},
        "result": [{"reference": reference.replace("URN:UUID", "urn:uuid")}],
    }
    own = {"id": "o1"} if reference.startswith("O") else {}
    assert found(entries(("", report), (UUID, observation(code=BLOOD, **own)))) == [IssueCode.SPECIMEN_OTHER]


@pytest.mark.parametrize("reference", ["Observation/o1/_history/2", "Observation/o1|2", "Observation/o1/"])
def test_withdrawn_report_is_found_however_it_names_its_result(reference):
    report = {"resourceType": "DiagnosticReport", "status": "cancelled", "result": [{"reference": reference}]}
    assert found(ndjson(report, observation(id="o1", code=BLOOD))) == [IssueCode.ORDER_CANCELLED]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("HTTP://A.org/x/Specimen/S1", ("http://a.org/x/Specimen/S1", "Specimen/S1", "", "http://a.org/x")),
        (
            "Specimen/s_1/_history/2",
            ("Specimen/s_1/_history/2", "Specimen/s_1", "Specimen/s_1/_history/2", ""),
        ),
        ("Patient?identifier=a|b/", ("Patient?identifier=a|b/", "", "", "")),
        ("#x", ("#x", "", "", "")),
        ("", ("", "", "", "")),
    ],
)
def test_parts_of_an_address(written, parts):
    assert (comparable(written), relative(written), version(written), server(written)) == parts
