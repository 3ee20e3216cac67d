"""Whose a result is, and whether its specimen was fit for it: what says otherwise holds it, and what agrees does not."""

import json

import pytest
from tests.support.profiles import ENGLISH, made_profile
from tests.unit.pipeline.lab_files import read
from tests.unit.readers.cdisc.cdisc_files import dataset_json, lb_transport
from tests.unit.readers.fhir.fhir_resources import PATIENT, SPECIMEN, bundle, coded, observation
from tests.unit.readers.hl7v2.hl7_messages import MSH, OBR, PID, message, obx, spm

REPORT = {"resourceType": "DiagnosticReport", "status": "final", "code": {"text": "Liver panel"}}
DONOR = {**PATIENT, "id": "p2", "identifier": [{"value": "S-002"}]}
OF_P1, OF_P2 = ({"reference": f"Patient/{own}"} for own in ("p1", "p2"))
IN_SPECIMEN = {"specimen": {"reference": "Specimen/s1"}}


def became(data: bytes, kind: str = "fhir") -> list[str]:
    """Return what became of a file of one result: its subject, then the codes of its issues."""
    outcome = read(data, made_profile(time_zone="America/Chicago", file={"format": kind}))
    kept = [panel.subject for panel in outcome.panels for _ in panel.observations]
    return [*kept, *dict.fromkeys(issue.code.value for issue in outcome.issues)]


def result(*others: dict, **more: object) -> list[str]:
    """Return what became of a result of the first patient, beside other resources."""
    return became(bundle(PATIENT, DONOR, *others, observation(**{"subject": OF_P1, "id": "o1", **more})))


def named(**more: object) -> dict:
    return {**REPORT, "result": [{"reference": "Observation/o1"}], **more}


def contained(subject: dict) -> bytes:
    own = observation(subject=OF_P1)
    return bundle(PATIENT, DONOR, {**REPORT, "subject": subject, "contained": [own]})


# --- another person


@pytest.mark.parametrize(
    "focus",
    [OF_P2, {"reference": "RelatedPerson/mother"}, {"reference": "Group/g"}, {"display": "donor"}, {"reference": "Patient?identifier=S-002"}],
)  # fmt: skip
def test_a_focus_on_somebody_else_holds_the_result(focus):
    assert result(focus=[focus]) == ["S-001", "subject-uncertain"]


@pytest.mark.parametrize("focus", [OF_P1, {"reference": "urn:uuid:0"}, {"reference": "Device/d"}])
def test_a_focus_on_the_subject_or_on_a_thing_holds_nothing(focus):
    subject = focus if focus["reference"].startswith("urn") else OF_P1
    assert result(focus=[focus], subject=subject) == ["S-001"]


@pytest.mark.parametrize("whose", [OF_P2, {"reference": "urn:uuid:1"}, {"reference": "Location/ward"}])
def test_a_specimen_of_somebody_else_holds_the_result(whose):
    assert result({**SPECIMEN, "subject": whose}, **IN_SPECIMEN) == ["S-001", "subject-uncertain"]


@pytest.mark.parametrize(
    "whose", [OF_P1, {"reference": "urn:uuid:0"}, {"reference": "https://x.org/fhir/Patient/p1/_history/1"}, {"identifier": {"value": "S-001"}}]
)  # fmt: skip
def test_a_specimen_of_the_subject_holds_nothing(whose):
    assert result({**SPECIMEN, "subject": whose}, **IN_SPECIMEN) == ["S-001"]


def test_people_who_are_not_in_the_file_are_told_apart_by_their_addresses():
    specimen = {**SPECIMEN, "subject": {"reference": "Patient/9"}}
    same = observation(subject={"reference": "https://x.org/fhir/Patient/9"}, **IN_SPECIMEN)
    other = observation(subject={"reference": "Patient/8"}, **IN_SPECIMEN)
    by_identifier = observation(subject={"identifier": {"value": "S-001"}}, **IN_SPECIMEN)
    answers = [became(bundle(specimen, one)) for one in (same, other, by_identifier)]
    assert answers == [["9"], ["8", "subject-uncertain"], ["S-001"]]


def test_a_report_of_somebody_else_holds_the_result_that_it_names():
    assert result(named(subject=OF_P2)) == ["S-001", "subject-uncertain"]
    assert result(named(subject=OF_P2, result=[{"reference": "Observation/o2"}])) == ["S-001"]
    assert result(named(subject=OF_P1)) == ["S-001"]
    assert result(named()) == ["S-001"]


def test_a_report_of_somebody_else_holds_the_result_that_it_contains():
    assert became(contained(OF_P2)) == ["S-001", "subject-uncertain"]
    assert became(contained(OF_P1)) == ["S-001"]


def test_a_record_of_a_patient_that_another_replaces_holds_its_results():
    link = {"other": OF_P2, "type": "replaced-by"}
    data = bundle({**PATIENT, "link": [link]}, DONOR, observation(subject=OF_P1))
    assert became(data) == ["S-001", "subject-uncertain"]
    data = bundle({**PATIENT, "link": [{**link, "type": "replaces"}]}, DONOR, observation(subject=OF_P1))
    assert became(data) == ["S-001"]


@pytest.mark.parametrize(
    "oid",
    ["2.16.156.10011.1.3", "2.16.756.5.32", "1.2.40.0.10.1.4.3.1", "2.16.840.1.113883.3.4424.1.1.616", "2.16.840.1.113883.13.237"],
)  # fmt: skip
def test_the_number_of_a_citizen_is_known_by_its_oid(oid):
    ids = [{"system": f"urn:oid:{oid}", "value": "7561234567897"}, {"value": "S-001"}]
    assert became(bundle({**PATIENT, "identifier": ids}, observation(subject=OF_P1))) == ["S-001"]
    pid = f"PID|1||7561234567897^^^X&{oid}&ISO~S-001"
    assert became(message(MSH, pid, OBR, obx()), "hl7v2") == ["S-001"]


# --- a specimen that was not fit


@pytest.mark.parametrize("status", ["unsatisfactory", "entered-in-error"])
def test_fhir_a_result_of_a_specimen_that_was_not_fit_is_held(status):
    assert result({**SPECIMEN, "status": status}, **IN_SPECIMEN) == ["S-001", "specimen-rejected"]


@pytest.mark.parametrize("status", ["available", "unavailable"])
def test_fhir_a_result_of_a_specimen_that_is_there_or_used_up_is_stored(status):
    assert result({**SPECIMEN, "status": status}, **IN_SPECIMEN) == ["S-001"]


def test_fhir_a_control_material_gives_no_result():
    def of(role: str) -> list[str]:
        told = coded(role, "http://terminology.hl7.org/CodeSystem/v2-0369")
        return result({**SPECIMEN, "role": [told]}, **IN_SPECIMEN)

    assert [of(role) for role in ("q", "c", "P", "r")] == [
        ["quality-control"],
        ["quality-control"],
        ["S-001"],
        ["S-001"],
    ]


def hl7(rejected: str, **cells: str) -> list[str]:
    return became(message(MSH, PID, OBR, obx(**cells), spm(f1="1", f4="SER", f21=rejected)), "hl7v2")


def test_hl7_a_result_of_a_rejected_specimen_is_held():
    assert hl7("RB^Broken container^HL70490") == ["CN01-0001", "specimen-rejected"]


def test_hl7_a_condition_as_the_reason_is_stored_with_the_result():
    assert hl7("RH^Hemolysis^HL70490") == ["CN01-0001", "specimen-condition"]
    assert hl7("") == ["CN01-0001"]


@pytest.mark.parametrize("cells", [{"f11": "X", "f5": ""}, {"f11": "C", "f5": "CANCELLED", "f2": "ST"}])
def test_hl7_a_result_that_is_taken_back_with_its_specimen_is_not_held(cells):
    assert hl7("RB^Broken container^HL70490", **cells) == ["CN01-0001", "taken-back"]


LB = ("USUBJID", "LBTESTCD", "LBORRES", "LBORRESU", "LBSPEC", "LBCAT", "LBSCAT", "LBSPCUFL", "LBDTC")


@pytest.mark.parametrize("made", [lb_transport, dataset_json])
@pytest.mark.parametrize(
    ("specimen", "subcategory", "usable", "expected"),
    [
        ("SERUM", "", "N", ["S-001", "specimen-rejected"]),
        ("SERUM", "", "", ["S-001"]),
        ("", "ASCITIC FLUID", "", ["specimen-other"]),
        ("", "URINALYSIS", "", ["specimen-other"]),
        ("SERUM", "PARACENTESIS", "", ["S-001"]),
        ("", "LIVER FUNCTION", "", ["S-001"]),
        ("", "DONOR", "", ["S-001", "subject-uncertain"]),
    ],
)
def test_cdisc_usability_and_subcategory_are_read(made, specimen, subcategory, usable, expected):
    row = ("S-001", "ALB", "29", "g/L", specimen, "CHEMISTRY", subcategory, usable, "2024-03-22T08:30")
    assert became(made(row, variables=LB), "cdisc") == expected


def test_the_cause_is_named_as_the_subcategory():
    row = ("S-001", "ALB", "29", "g/L", "", "CHEMISTRY", "ASCITIC FLUID", "", "2024-03-22T08:30")
    outcome = read(dataset_json(row, variables=LB), made_profile(file={"format": "cdisc"}))
    assert [(issue.code.value, issue.column) for issue in outcome.issues] == [("specimen-other", "LBSCAT")]


# --- rules that nobody knows


def test_fhir_rules_that_are_not_known_hold_the_result():
    rules = {"implicitRules": "https://lab.example/rules"}
    assert result(**rules) == ["S-001", "modifier-unknown"]
    harmless = made_profile(file={"format": "fhir"}, fhir={"harmless_modifiers": [rules["implicitRules"]]})
    assert not read(json.dumps(observation(**rules)).encode(), harmless).issues


# --- a number of the citizen in the place of the subject


def of_subject(number: str, **declared: object) -> list[str]:
    data = f"Subject,Collected,Test,Result,Units\n{number},2024-03-22,ALT,45,U/L\n".encode()
    outcome = read(data, made_profile(file={"decimal_mark": "."}, columns=ENGLISH, **declared))
    return [panel.subject for panel in outcome.panels] + [issue.code.value for issue in outcome.issues]


@pytest.mark.parametrize("number", ["123-45-6789", "11010519491231002X", "880101-1234567"])
@pytest.mark.parametrize("subject", [{}, {"subject": {"pattern": "S-[0-9]{3}"}}])
def test_a_table_with_citizens_numbers_as_subjects_is_refused(number, subject):
    assert of_subject(number, **subject) == ["personal-data"]


def test_ids_of_that_form_are_read_where_the_study_declares_it():
    declared = {"subject": {"pattern": "[0-9]{3}-[0-9]{2}-[0-9]{4}"}}
    assert of_subject("123-45-6789", **declared) == ["123-45-6789"]


CITIZEN = {**PATIENT, "identifier": [{"system": "http://hl7.org/fhir/sid/us-ssn", "value": "123-45-6789"}]}


def of_citizen(**subject: str) -> list[str]:
    profile = made_profile(file={"format": "fhir"}, **({"subject": subject} if subject else {}))
    outcome = read(
        bundle({**CITIZEN, "id": "T-1"}, observation(subject={"reference": "Patient/T-1"})), profile
    )
    return [panel.subject for panel in outcome.panels] + [issue.code.value for issue in outcome.issues]


def test_the_id_of_a_record_is_no_subject_where_the_patient_has_only_a_citizens_number():
    assert of_citizen() == ["subject-missing"]
    assert of_citizen(authority="TRIAL") == ["subject-missing"]


def test_the_id_of_a_record_is_the_subject_where_it_has_the_declared_form():
    assert of_citizen(pattern="T-[0-9]") == ["T-1"]


# --- a report that was withdrawn


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_a_result_that_only_a_withdrawn_report_names_is_held(status):
    assert result(named(status=status)) == ["S-001", "order-cancelled"]


def test_a_result_that_another_report_names_is_not_held():
    assert result(named(status="entered-in-error"), named()) == ["S-001"]


# --- a remark that the result is not to be used


def noted(remark: str) -> list[list[str]]:
    """Return the codes of a result with a remark in HL7 v2 (below the result, below the order), FHIR and a table."""
    note = f"NTE|1||{remark}"
    table = f"Subject,Collected,Test,Result,Units,Comment\nS-001,2024-03-22,ALT,45,U/L,{remark}\n".encode()
    profile = made_profile(file={"decimal_mark": "."}, columns={**ENGLISH, "comment": "Comment"})
    hl7 = [message(MSH, PID, OBR, obx(), note), message(MSH, PID, OBR, note, obx())]
    outcome = read(table, profile)
    kept = [panel.subject for panel in outcome.panels] + [issue.code.value for issue in outcome.issues]
    return [
        told[1:] for told in (*(became(data, "hl7v2") for data in hl7), result(note=[{"text": remark}]), kept)
    ]


def test_a_remark_that_the_result_is_of_another_patient_holds_it_in_every_format():
    assert noted("Wrong patient - do not use") == [["specimen-rejected"]] * 4


def test_another_remark_holds_nothing():
    assert noted("Disregard previous results") == [[]] * 4


@pytest.mark.parametrize(
    "remark", ["specimen: ascites", "标本：腹水", "urine sample", "ascitic fluid", "尿液", "SPECIMEN: URINE"]
)
def test_a_remark_that_as_a_whole_names_another_specimen_holds_the_result_in_every_format(remark):
    assert noted(remark) == [["specimen-rejected"]] * 4


@pytest.mark.parametrize(
    "remark",
    [
        "ascites present",
        "patient has ascites",
        "无腹水",
        "repeat on new specimen",
        "serum",
        "see urine result",
    ],
)
def test_a_remark_that_only_speaks_of_ascites_or_urine_holds_nothing(remark):
    assert noted(remark) == [[]] * 4


@pytest.mark.parametrize(("remark", "codes"), [("腹水", []), ("wrong patient", ["specimen-rejected"])])
def test_a_remark_that_names_ascites_says_nothing_against_a_grade_of_ascites(remark, codes):
    table = (
        f"Subject,Collected,Test,Result,Units,Comment\nS-001,2024-03-22,Ascites,moderate,,{remark}\n".encode()
    )
    profile = made_profile(file={"decimal_mark": "."}, columns={**ENGLISH, "comment": "Comment"})
    outcome = read(table, profile)
    assert [panel.observations[0].analyte for panel in outcome.panels] == ["ASCITES"]
    assert [issue.code.value for issue in outcome.issues] == codes
