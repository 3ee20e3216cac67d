"""Every Observation of a FHIR file is a row wherever it is; pages that are missing, test data and modifiers are noticed."""

import json
from typing import Any

import pytest
from tests.unit.pipeline.lab_files import long_profile, read
from tests.unit.readers.fhir.fhir_resources import OBSERVATION, PATIENT, SPECIMEN, coded, observation

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.pipeline.reading.outcome import Outcome

SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
AST = {"coding": [{"system": "http://loinc.org", "code": "1920-8"}], "text": "AST"}
URL = "https://lab.example/fhir/validated"
VALIDATED = {"url": URL, "valueBoolean": True}
HEMOLYZED = {"url": "https://lab.example/quality", "valueCoding": {"display": "Specimen hemolyzed"}}


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A Bundle of resources."""
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries, **more}


def outcome(*documents: Any, **profile: Any) -> Outcome:
    """What is read of documents, one a line."""
    data = "\n".join(map(json.dumps, documents)).encode()
    return read(data, long_profile(columns={}, **profile))


def analytes(found: Outcome) -> list[str]:
    return sorted(report.analyte for panel in found.panels for report in panel.observations)


def codes(found: Outcome) -> list[str]:
    return [issue.code.value for issue in found.issues]


def member(**more: Any) -> dict[str, Any]:
    return observation(id="ast", code=AST, **more)


PANEL = observation("valueQuantity", hasMember=[{"reference": "#ast"}], contained=[member()])
CONTAINERS = {
    "panel": PANEL,
    "composition": {"resourceType": "Composition", "contained": [member()]},
    "medication statement": {"resourceType": "MedicationStatement", "contained": [member()]},
    "parameters": {"resourceType": "Parameters", "parameter": [{"name": "return", "resource": member()}]},
    "parts of a parameter": {
        "resourceType": "Parameters",
        "parameter": [{"name": "match", "part": [{"name": "result", "resource": member()}]}],
    },
    "bundle in parameters": {
        "resourceType": "Parameters",
        "parameter": [{"name": "return", "resource": bundle(member())}],
    },
    "report in a bundle in a bundle": bundle(bundle({"resourceType": "DiagnosticReport", "contained": [member()]})),
}  # fmt: skip


@pytest.mark.parametrize("container", CONTAINERS.values(), ids=CONTAINERS.keys())
@pytest.mark.parametrize("form", ["alone", "entry"])
def test_observation_is_read_in_every_container(container, form):
    found = outcome(container if form == "alone" else bundle(container))
    assert (analytes(found), found.counts.balanced()) == (["AST"], True)


def test_observation_beside_its_contained_members_is_read_too():
    found = outcome(observation(contained=[member()]))
    assert analytes(found) == ["ALT", "AST"]


def test_patient_in_parameters_is_found():
    asked = observation(subject={"reference": "Patient/p1"})
    parameters = [{"name": "patient", "resource": PATIENT}, {"name": "result", "resource": asked}]
    found = outcome({"resourceType": "Parameters", "parameter": parameters})
    assert [panel.subject for panel in found.panels] == ["S-001"]


def test_contained_member_without_a_subject_is_rejected():
    found = outcome(observation("valueQuantity", contained=[observation("subject", id="ast")]))
    assert "subject-missing" in codes(found)


def test_contained_patient_and_specimen_are_no_rows():
    found = outcome(observation(contained=[PATIENT, SPECIMEN]))
    assert found.counts.rows == 1


def test_member_that_is_an_entry_is_read_once():
    panel = observation("valueQuantity", hasMember=[{"reference": "Observation/ast"}])
    found = outcome(bundle(panel, member()))
    assert (found.counts.rows, analytes(found)) == (1, ["AST"])


# --- pages of a search
def page(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return bundle(*resources, **{"type": "searchset", **more})


def link(**urls: str) -> list[dict[str, str]]:
    return [{"relation": relation, "url": url} for relation, url in urls.items()]


INCLUDED = {"resource": {**PATIENT}, "search": {"mode": "include"}}
PARTIAL = {
    "next page": [page(OBSERVATION, link=link(next="https://lis.example/2"))],
    "total": [page(OBSERVATION, total=2)],
    "total does not count included": [{**page(OBSERVATION, total=2), "entry": [{"resource": OBSERVATION}, INCLUDED]}],
    "last page": [page(OBSERVATION, total=500, link=link(self="https://lis.example/500"))],
    "history": [page(OBSERVATION, type="history", total=2)],
    "page in a line of many": [OBSERVATION, page(OBSERVATION, link=link(next="https://lis.example/2"))],
    "page in an answer to a batch": [bundle(page(OBSERVATION, total=2), type="batch-response")],
}  # fmt: skip


@pytest.mark.parametrize("documents", PARTIAL.values(), ids=PARTIAL.keys())
def test_missing_pages_are_noted(documents):
    found = outcome(*documents)
    assert ("pages-missing" in codes(found), analytes(found) != []) == (True, True)


FIRST = page(OBSERVATION, total=2, link=link(self="https://lis.example/1", next="https://lis.example/2"))
SECOND = page(member(), total=2, link=link(self="https://lis.example/2"))
WHOLE = {
    "the only page": [page(OBSERVATION, total=1)],
    "no total": [page(OBSERVATION)],
    "both pages": [FIRST, SECOND],
    "more entries than the total": [page(OBSERVATION, PATIENT, total=1)],
    "self and first": [page(OBSERVATION, link=link(self="https://lis.example/1", first="https://lis.example/1"))],
    "collection": [bundle(OBSERVATION, total=9)],
    "links of a transaction": [bundle(OBSERVATION, type="transaction-response", link=link(next="https://lis.example/2"))],
}  # fmt: skip


@pytest.mark.parametrize("documents", WHOLE.values(), ids=WHOLE.keys())
def test_whole_search_is_not_noted(documents):
    assert "pages-missing" not in codes(outcome(*documents))


# --- test data
def labelled(resource: dict[str, Any], kind: str = "security", **label: str) -> dict[str, Any]:
    return {**resource, "meta": {kind: [{"system": SYSTEM, "code": "HTEST", **label}]}}


TESTS = {
    "security": labelled(OBSERVATION),
    "tag": labelled(OBSERVATION, "tag"),
    "DSTU2": labelled(OBSERVATION, system="http://hl7.org/fhir/v3/ActReason"),
    "bundle": labelled(bundle(OBSERVATION)),
    "bundle in a bundle": bundle(labelled(bundle(OBSERVATION))),
    "report": labelled({"resourceType": "DiagnosticReport", "contained": [OBSERVATION]}),
    "patient": bundle(labelled(PATIENT), observation(subject={"reference": "Patient/p1"})),
    "specimen": bundle(labelled(SPECIMEN), observation(specimen={"reference": "Specimen/s1"})),
}


@pytest.mark.parametrize("document", TESTS.values(), ids=TESTS.keys())
def test_test_data_are_rejected(document):
    found = outcome(document)
    assert (analytes(found), codes(found)) == ([], ["test-data"])


REAL = {
    "another purpose": labelled(OBSERVATION, code="TREAT"),
    "another system": labelled(OBSERVATION, system="https://lab.example/rooms"),
    "restricted": labelled(OBSERVATION, system="http://terminology.hl7.org/CodeSystem/v3-Confidentiality", code="R"),
    "another patient": bundle(labelled({**PATIENT, "id": "p2"}), OBSERVATION),
    "another observation": bundle(labelled(member()), OBSERVATION),
    "profile": observation(meta={"profile": ["https://lab.example/HTEST"]}),
}  # fmt: skip


@pytest.mark.parametrize("document", REAL.values(), ids=REAL.keys())
def test_other_labels_are_no_test_data(document):
    assert "ALT" in analytes(outcome(document))


# --- modifier extensions
MODIFIED = {
    "own": observation(modifierExtension=[VALIDATED]),
    "of a component": observation(component=[{"code": AST, "valueInteger": 5, "modifierExtension": [VALIDATED]}]),
    "of the report": {"resourceType": "DiagnosticReport", "contained": [OBSERVATION], "modifierExtension": [VALIDATED]},
    "of the patient": bundle({**PATIENT, "modifierExtension": [VALIDATED]}, observation(subject={"reference": "Patient/p1"})),
    "of the specimen": bundle({**SPECIMEN, "modifierExtension": [VALIDATED]}, observation(specimen={"reference": "Specimen/s1"})),
    "beside a condition": observation(modifierExtension=[HEMOLYZED, VALIDATED]),
    "no hemolysis": observation(modifierExtension=[{"url": URL, "valueString": "no hemolysis"}]),
}  # fmt: skip


@pytest.mark.parametrize("document", MODIFIED.values(), ids=MODIFIED.keys())
def test_unknown_modifier_holds_the_result(document):
    found = outcome(document)
    shown = [issue.found for issue in found.issues if issue.code is IssueCode.MODIFIER_UNKNOWN]
    assert (found.counts.accepted, set(shown)) == (0, {URL})


@pytest.mark.parametrize("document", list(MODIFIED.values())[:6], ids=list(MODIFIED)[:6])
def test_declared_modifier_does_not_hold_the_result(document):
    found = outcome(document, fhir={"harmless_modifiers": [URL]})
    assert (found.counts.held, "modifier-unknown" in codes(found)) == (0, False)


def test_modifier_without_a_url_holds_the_result_whatever_is_declared():
    found = outcome(observation(modifierExtension=[{}]), fhir={"harmless_modifiers": [URL]})
    assert found.counts.held == 1


CONDITIONS = {
    "display": HEMOLYZED,
    "concept": {"url": URL, "valueCodeableConcept": coded("118128002")},
    "text": {"url": URL, "valueString": "标本溶血"},
    "table 0493": {"url": URL, "valueCoding": {"code": "HEM"}},
}


@pytest.mark.parametrize("extension", CONDITIONS.values(), ids=CONDITIONS.keys())
def test_hemolysis_in_a_modifier_is_the_condition(extension):
    found = outcome(observation(modifierExtension=[extension]))
    ((report,),) = [panel.observations for panel in found.panels]
    assert (report.condition, codes(found)) == ("HEMOLYZED", ["specimen-condition"])


@pytest.mark.parametrize(
    "document",
    [observation(extension=[VALIDATED]), bundle({**PATIENT, "id": "p2", "modifierExtension": [VALIDATED]}, OBSERVATION)],
    ids=["extension", "modifier of another patient"],
)  # fmt: skip
def test_other_extensions_do_not_hold_the_result(document):
    assert outcome(document).counts.accepted == 1
