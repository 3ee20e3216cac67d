"""Whichever way a file holds its resources, each Observation is found, placed, and knows its patient and specimen."""

import codecs
import json

import pytest
from tests.unit.readers.fhir.fhir_resources import (
    CATEGORY,
    OBSERVATION,
    PATIENT,
    SPECIMEN,
    bundle,
    cells_of,
    coded,
    ndjson,
    observation,
    rows_of,
    sheet_of,
)

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.issues.places import place_text
from hepaflow.domain.model import Field
from hepaflow.readers.sheet import Limits

ONE = json.dumps(OBSERVATION).encode()


def places_of(data) -> list[str]:
    sheet = sheet_of(data)
    return [place_text(line, sheet.places) for line, _ in sheet.rows]


def refusal_of(data, limits=Limits()):  # noqa: B008 frozen
    with pytest.raises(Refused) as refusal:
        list(sheet_of(data, limits).rows)
    return refusal.value.issue


def asides_of(data):
    sheet = sheet_of(data)
    rows = list(sheet.rows)
    return len(rows), [(issue.code, place_text(issue.line, sheet.places)) for issue in sheet.asides]


# --- where an Observation may stand


def test_an_observation_alone_is_a_file():
    assert places_of(OBSERVATION) == ["Observation"]


@pytest.mark.parametrize("kind", ["collection", "batch", "message", "document", "searchset", "transaction"])
def test_a_bundle_of_any_kind_is_read_by_its_entries(kind):
    assert places_of(bundle(PATIENT, OBSERVATION, OBSERVATION, kind=kind)) == ["entry[1]", "entry[2]"]


def test_an_entry_without_a_resource_is_passed_over():
    document = {
        "resourceType": "Bundle",
        "entry": [{"response": {"status": "200"}}, {"resource": OBSERVATION}],
    }
    assert places_of(document) == ["entry[1]"]


def test_an_array_of_resources_is_read_by_its_places():
    assert places_of(b"[" + ONE + b",\n" + ONE + b"]") == ["entry[0]", "entry[1]"]


def test_resources_on_lines_are_read_by_their_lines():
    assert places_of(ndjson(PATIENT, OBSERVATION) + b"\r\n" + ONE) == ["2", "4"]


def test_each_observation_of_a_bundle_on_a_line_has_a_place_of_its_own():
    """A decision names a report by file, line and analyte: two of one analyte must not share a line."""
    document = ndjson(PATIENT) + bundle(OBSERVATION, OBSERVATION) + b"\n"
    assert places_of(document) == ["2.result[0]", "2.result[1]"]


def test_a_bundle_of_one_observation_on_a_line_is_that_line():
    assert places_of(ndjson(PATIENT) + bundle(OBSERVATION) + b"\n") == ["2"]


@pytest.mark.parametrize(
    "packed", [bundle, lambda *parts: {"resourceType": "DiagnosticReport", "contained": parts}]
)
def test_an_observation_that_is_set_aside_costs_no_other_of_its_record(packed):
    vital = observation(category=[coded("vital-signs", CATEGORY)])
    record = packed(OBSERVATION, vital, OBSERVATION)
    sheet = sheet_of(ndjson(PATIENT) + (record if isinstance(record, bytes) else ndjson(record)))
    assert len(list(sheet.rows)) == 2
    assert [issue.code for issue in sheet.asides] == [IssueCode.NOT_LABORATORY]


def test_more_results_in_a_record_than_it_has_places_are_set_aside_together():
    sheet = sheet_of(ndjson(OBSERVATION) + bundle(*[OBSERVATION] * 501) + b"\n")
    assert len(list(sheet.rows)) == 1
    assert [issue.code for issue in sheet.asides] == [IssueCode.RECORD_DAMAGED]


def test_what_a_report_contains_is_read_by_its_places():
    report = {"resourceType": "DiagnosticReport", "contained": [PATIENT, OBSERVATION]}
    assert places_of(report) == ["contained[1]"]


def test_what_a_report_in_a_bundle_contains_is_read_at_its_entry():
    report = {"resourceType": "DiagnosticReport", "contained": [OBSERVATION, PATIENT]}
    assert places_of(bundle(PATIENT, report)) == ["entry[1]"]


def test_a_report_says_what_the_observations_in_it_leave_out():
    bare = {name: OBSERVATION[name] for name in ("resourceType", "status", "code", "valueQuantity")}
    report = {
        "resourceType": "DiagnosticReport",
        "subject": {"reference": "Patient/S-002"},
        "effectiveDateTime": "2024-05-01",
        "contained": [
            bare,
            observation(without="effectiveDateTime", effectiveInstant="2024-06-01T00:00:00Z"),
        ],
    }
    cells = [(row[Field.SUBJECT], row[Field.COLLECTED_AT]) for _, row in rows_of(report)]
    assert cells == [("S-002", "2024-05-01"), ("S-001", "2024-06-01T00:00:00Z")]


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (PATIENT, "1 Patient"),
        ({"resourceType": "DiagnosticReport", "result": []}, "1 DiagnosticReport"),
        ({"resourceType": "Bundle"}, "1 Bundle"),
        ({"resourceType": "John Smith"}, "1 other"),
        ({"resourceType": 5}, "1 other"),
    ],
)
def test_a_file_without_an_observation_is_refused_with_what_it_has(document, found):
    issue = refusal_of(document)
    assert (issue.code, issue.found) == (IssueCode.FILE_NO_ROWS, found)


def test_a_bundle_without_an_observation_names_all_that_it_has():
    assert refusal_of(bundle(PATIENT, SPECIMEN, SPECIMEN)).found == "1 Patient, 2 Specimen"


# --- patient


def subject_of(*patients: dict, reference: str = "urn:uuid:0", **more: object) -> str:
    subject = {"reference": reference, **more}
    ((_, cells),) = rows_of(bundle(*patients, observation(subject=subject)))
    return cells[Field.SUBJECT]


@pytest.mark.parametrize(
    "reference", ["urn:uuid:0", "Patient/p1", "https://x.org/fhir/Patient/p1/_history/2"]
)
def test_the_subject_is_the_identifier_of_the_patient(reference):
    assert subject_of(PATIENT, reference=reference) == "S-001"


def test_the_subject_is_the_id_part_where_the_patient_is_not_there():
    assert subject_of(SPECIMEN, reference="Patient/S-009") == "S-009"


def test_a_patient_after_the_observation_is_found_too():
    data = ndjson(observation(subject={"reference": "Patient/p1"}), PATIENT)
    ((_, cells),) = rows_of(data)
    assert (cells[Field.SUBJECT], cells[Field.SEX]) == ("S-001", "F")


def test_an_identifier_beside_the_reference_comes_first():
    assert subject_of(PATIENT, identifier={"value": "S-003"}) == "S-003"


V2_0203 = "http://terminology.hl7.org/CodeSystem/v2-0203"


@pytest.mark.parametrize("code", ["SS", "NI", "NNCHN", "DL", "PPN", "NIIP"])
def test_the_number_of_a_citizen_is_no_subject(code):
    identifiers = [{"type": coded(code, V2_0203), "value": "123456789"}, {"value": "S-001"}]
    assert subject_of({**PATIENT, "identifier": identifiers}) == "S-001"


def test_an_identifier_no_longer_in_use_is_no_subject():
    identifiers = [{"use": "old", "value": "S-000"}, {"value": " S-001 "}]
    assert subject_of({**PATIENT, "identifier": identifiers}) == "S-001"


def test_a_patient_without_an_identifier_is_known_by_the_reference():
    assert subject_of({**PATIENT, "identifier": []}, reference="Patient/p1") == "p1"


def test_two_patients_at_one_address_are_no_subject():
    assert subject_of(PATIENT, {**PATIENT, "identifier": [{"value": "S-002"}]}, reference="Patient/p1") == ""


@pytest.mark.parametrize("reference", ["Group/1", "#p1", "", "no reference at all"])
def test_what_is_no_patient_is_no_subject(reference):
    assert subject_of(SPECIMEN, reference=reference) == ""


@pytest.mark.parametrize("subject", [None, "Patient/S-001", ["Patient/S-001"]])
def test_a_subject_that_is_no_reference_is_none(subject):
    assert cells_of(observation(subject=subject))[Field.SUBJECT] == ""


def test_an_observation_without_a_subject_has_none():
    assert cells_of(observation(without="subject"))[Field.SUBJECT] == ""


def test_a_contained_patient_is_found_by_its_id():
    cells = cells_of(observation(contained=[PATIENT], subject={"reference": "#p1"}))
    assert (cells[Field.SUBJECT], cells[Field.SEX]) == ("S-001", "F")


def test_nothing_else_of_a_patient_is_read():
    rows = rows_of(bundle(PATIENT, observation(subject={"reference": "Patient/p1"})))
    assert not any(part in str(rows) for part in ("Canary", "1960"))


@pytest.mark.parametrize(("gender", "sex"), [("male", "M"), ("female", "F"), ("other", ""), ("unknown", "")])
def test_the_sex_is_that_of_the_patient(gender, sex):
    ((_, cells),) = rows_of(
        bundle({**PATIENT, "gender": gender}, observation(subject={"reference": "Patient/p1"}))
    )
    assert cells[Field.SEX] == sex


# --- specimen

SNOMED = "http://snomed.info/sct"
V2_0487 = "http://terminology.hl7.org/CodeSystem/v2-0487"


def specimen_of(specimen: dict | None, **reference: str) -> dict[Field, str]:
    told = observation(without="effectiveDateTime", specimen={"reference": "Specimen/s1", **reference})
    resources = [specimen, told] if specimen else [told]
    ((_, cells),) = rows_of(bundle(*resources))
    return cells


def test_a_specimen_tells_its_id_type_and_time():
    cells = specimen_of(SPECIMEN)
    assert [cells[field] for field in (Field.SPECIMEN, Field.SPECIMEN_TYPE, Field.COLLECTED_AT)] == [
        "24-117", "serum", "2024-03-21",
    ]  # fmt: skip


def test_the_time_of_the_observation_comes_before_that_of_the_specimen():
    told = observation(specimen={"reference": "Specimen/s1"})
    ((_, cells),) = rows_of(bundle(SPECIMEN, told))
    assert cells[Field.COLLECTED_AT] == "2024-03-22T08:30:00+08:00"


def test_a_specimen_collected_over_a_time_was_collected_at_its_start():
    specimen = {**SPECIMEN, "collection": {"collectedPeriod": {"start": "2024-03-20", "end": "2024-03-21"}}}
    assert specimen_of(specimen)[Field.COLLECTED_AT] == "2024-03-20"


def test_an_accession_number_identifies_a_specimen():
    assert specimen_of({**SPECIMEN, "accessionIdentifier": {"value": "A-7"}})[Field.SPECIMEN] == "A-7"


def test_a_specimen_without_an_identifier_is_known_by_the_reference():
    assert specimen_of({**SPECIMEN, "identifier": []})[Field.SPECIMEN] == "s1"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (coded("119364003", display="Serum specimen"), "serum"),
        (coded("119364003", "urn:lab", display="Serum specimen"), "Serum specimen"),
        (coded("119364003", "http://snomed.info/sct/900000000000207008"), "serum"),
        (coded("119364003", "urn:oid:2.16.840.1.113883.6.96"), "serum"),
        (coded("258580003", SNOMED, display="Rohr 7"), "blood"),
        (coded("BLDV", V2_0487), "blood"),
        (coded("BLDV", "http://hl7.org/fhir/v2/0487"), "blood"),
        (coded("309201001", SNOMED), "ascites"),
        (coded("168139001", SNOMED, display="Punktat"), "Punktat"),
        (coded("UR", V2_0487), "urine"),
        (coded("PRT", V2_0487), "ascites"),
        ({"text": "Ascites", **coded("SER", V2_0487)}, "Ascites"),  # the safer one of two
        (
            {"coding": [{"code": "7", "display": "Serum tube"}, {"code": "309201001", "system": SNOMED}]},
            "ascites",
        ),
        ({"text": "Blood", **coded("119297000", V2_0487)}, "blood"),
        ({"text": "Rohr 7"}, "Rohr 7"),
        ({}, ""),
    ],
)
def test_the_type_of_a_specimen_is_that_of_its_code_unless_its_words_name_another(kind, text):
    assert specimen_of({**SPECIMEN, "type": kind})[Field.SPECIMEN_TYPE] == text


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ([coded("HEM", "http://terminology.hl7.org/CodeSystem/v2-0493")], "hemolyzed"),
        ([coded("118127007", display="Specimen lipemic"), {"text": "Lipemic"}], "Specimen lipemic; Lipemic"),
        ([{"text": "Mrs Canary was late"}], ""),
    ],
)
def test_only_known_words_for_a_condition_are_read(condition, text):
    assert specimen_of({**SPECIMEN, "condition": condition})[Field.CONDITION] == text


def test_a_note_that_names_a_condition_is_read_as_one():
    notes = [{"text": "call Mrs Canary"}, {"text": "slightly hemolyzed"}]
    assert cells_of(observation(note=notes))[Field.CONDITION] == "slightly hemolyzed"


@pytest.mark.parametrize(
    ("display", "text"),
    [("Urine specimen", "Urine specimen"), ("Mrs Canary's tube", "[not in the file]"), ("Serum", "Serum")],
)
def test_of_a_specimen_that_is_not_there_only_a_known_kind_is_believed(display, text):
    cells = specimen_of(None, display=display)
    assert (cells[Field.SPECIMEN], cells[Field.SPECIMEN_TYPE]) == ("s1", text)


# --- damage


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (ONE[:-1], 1),
        (ONE + b"]", 1),
        (b'{\n"resourceType":\n"Observation",\n}', 4),
        (b'{"resourceType": "Observation", "status": NaN}', 1),
        (b'{"resourceType": "Observation", "status": "\\ud800"}', 1),
        (b'{"resourceType": "Bundle", "entry": 5}', 0),
        (b'{"resourceType": "Bundle", "entry": [], "entry": []}', 0),
        (b'{"a":' * 100_000, 0),
    ],
)
def test_a_broken_document_is_refused_at_its_line(data, line):
    issue = refusal_of(data)
    assert (issue.code, issue.line) == (IssueCode.FILE_DAMAGED, line)


def test_a_byte_order_mark_is_no_damage():
    assert places_of(codecs.BOM_UTF8 + ONE) == ["Observation"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_another_encoding_is_named(encoding):
    issue = refusal_of(ONE.decode().encode(encoding))
    assert (issue.code, issue.found) == (IssueCode.FILE_ENCODING, encoding)


def test_bytes_that_are_no_utf_8_refuse_a_document():
    assert refusal_of(ONE.replace(b"ALT", b"\xff")).code is IssueCode.FILE_ENCODING


@pytest.mark.parametrize(
    "broken",
    [
        ONE[:-1],
        ONE.replace(b"ALT", b"\xff"),
        ONE.replace(b'{"value": 45', b'{"value": 45, "value": 54'),
        b'{"status": "preliminary",' + ONE[1:],
        b'{"extension":' + b"[" * 101 + b"]" * 101 + b"," + ONE[1:],
        b"5",
    ],
)
def test_one_broken_line_rejects_that_line(broken):
    assert asides_of(ONE + b"\n" + broken + b"\n" + ONE + b"\n") == (2, [(IssueCode.RECORD_DAMAGED, "2")])


def test_one_entry_that_says_two_things_rejects_that_entry():
    data = bundle(OBSERVATION, OBSERVATION).replace(b'"value": 45', b'"value": 54, "value": 45', 1)
    assert asides_of(data) == (1, [(IssueCode.RECORD_DAMAGED, "entry[0]")])


def test_brackets_within_text_are_no_nesting():
    assert len(rows_of(observation(comment="[" * 200))) == 1


def test_a_patient_that_cannot_be_read_refuses_the_file():
    issue = refusal_of(ONE + b"\n" + json.dumps(PATIENT).encode().replace(b"1960", b"\xff") + b"\n" + ONE)
    assert (issue.code, issue.line) == (IssueCode.FILE_DAMAGED, 2)


def test_a_patient_that_says_two_things_refuses_a_bundle():
    data = bundle(PATIENT, OBSERVATION).replace(b'"gender"', b'"id"')
    assert refusal_of(data).code is IssueCode.FILE_DAMAGED


def test_a_file_of_nothing_but_vital_signs_has_no_rows_and_no_fault():
    data = ndjson(
        observation(category=[coded("vital-signs", CATEGORY)]),
        observation(category=[coded("exam", CATEGORY)]),
    )
    assert asides_of(data) == (0, [(IssueCode.NOT_LABORATORY, "1"), (IssueCode.NOT_LABORATORY, "2")])


@pytest.mark.parametrize(
    "limits", [Limits(rows=1), Limits(cell_characters=30)], ids=["rows", "characters of a cell"]
)
def test_a_file_beyond_a_limit_is_refused(limits):
    data = ndjson(OBSERVATION, observation(valueString="x" * 31))
    assert refusal_of(data, limits).code is IssueCode.FILE_TOO_LARGE


def test_a_long_record_of_short_cells_is_read():
    sheet = sheet_of(observation(comment="x" * 100), Limits(cell_characters=90))
    assert len(list(sheet.rows)) == 1


@pytest.mark.parametrize("data", [bundle(OBSERVATION, OBSERVATION), b"[" + ONE + b"," + ONE + b"]"])
def test_a_document_of_too_many_records_is_refused(data):
    assert refusal_of(data, Limits(rows=1)).code is IssueCode.FILE_TOO_LARGE
