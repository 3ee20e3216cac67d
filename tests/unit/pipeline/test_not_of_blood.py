"""In every format a result of another specimen or test is not stored clean, and one of blood is."""

import json

import pytest
from tests.unit.pipeline.lab_files import LONG, long_profile, text
from tests.unit.pipeline.lab_files import read as read_lab
from tests.unit.readers.cdisc.cdisc_files import dataset_json, lb_transport
from tests.unit.readers.fhir.fhir_resources import SPECIMEN, bundle, coded, observation
from tests.unit.readers.hl7v2.hl7_messages import MSH, PID, message, obr, obx, spm

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
ALBUMIN = {"valueQuantity": {"value": 29, "unit": "g/L"}, "code": {"text": "Albumin"}}
CELLS = {"f3": "ALB^Albumin^L", "f5": "29", "f6": "g/L", "f7": "", "f8": ""}


def became(data: bytes, columns: dict[str, str] | None = None) -> list[str]:
    """Return what became of a file of one result: its analyte code, then the codes of its issues."""
    outcome = read_lab(data, long_profile(columns))
    kept = [report.analyte for panel in outcome.panels for report in panel.observations]
    return [*kept, *dict.fromkeys(issue.code.value for issue in outcome.issues)]


def hl7(*segments: str, name: str = "", f20: str = "") -> bytes:
    cells = {**CELLS, "f3": name or CELLS["f3"], **({"f20": f20} if f20 else {})}
    return message(MSH, PID, *(segments or (obr(),)), obx(**cells))


def fhir(*others: dict, **more: object) -> bytes:
    return bundle(*others, observation(**{**ALBUMIN, **more}))


def of_type(concept: dict, **more: object) -> bytes:
    return fhir({**SPECIMEN, "type": concept, **more}, specimen={"reference": "Specimen/s1"})


def csv(**cells: str) -> tuple[bytes, dict]:
    row = {"analyte": "Albumin", "value": "29", "unit": "g/L", **cells}
    columns = {field: f"Lab's {field}" for field in row if field not in ("analyte", "value", "unit")}
    first = ("S-001", "2024-03-22 08:30", row["analyte"], row["value"], row["unit"])
    return text((*first, *(row[field] for field in columns)), header=(*LONG, *columns.values())), columns


# --- HL7 v2

LN = [
    "LN",
    "LOINC 2.68",
    "2.16.840.1.113883.6.1",
    "http://loinc.org",
    "https://loinc.org/",
    "^^^^^^^^^^^2.16.840.1.113883.6.1",
    "",
]


@pytest.mark.parametrize("system", LN)
@pytest.mark.parametrize("code", ["1749-1", "1747-5"])
def test_hl7_albumin_of_a_fluid_is_held_under_every_spelling_of_loinc(code, system):
    assert became(hl7(name=f"{code}^Albumin^{system}")) == ["ALB", "code-conflict"]


@pytest.mark.parametrize("system", LN)
def test_hl7_albumin_of_serum_is_stored_under_every_spelling_of_loinc(system):
    assert became(hl7(name=f"1751-7^Albumin^{system}")) == ["ALB"]


@pytest.mark.parametrize(
    "name",
    [
        "ALB^Albumin^L^1749-1^Albumin^",  # a second coding without a system
        "ALB^Albumin^L^X7^Albumin in ascites^99LAB",  # its words
        "1751-7^Albumin^LN^1749-1^Albumin^LN",  # two codes of LOINC
    ],
)
def test_hl7_another_coding_that_speaks_of_a_fluid_is_never_passed_over(name):
    assert became(hl7(name=name))[-1] in {"code-conflict", "specimen-other"}


@pytest.mark.parametrize(
    "segments",
    [
        (obr(f4="PARA^Paracentesis^L"),),
        (obr(f4="SAAG"),),
        (obr(f15="^^^PC&Peritoneal cavity"),),
        (obr(), spm(f4="PRT^^HL70487")),
        (obr(), spm(f4="309201001^^SCT")),
        (obr(), spm(f8="15425007^Peritoneum^SCT")),
        (obr(), spm(f7="^Abdominal paracentesis")),
        (obr(), spm(f4="SER^Ascitic fluid^HL70487")),
        (obr(), spm(f8="ABDOMEN^Abdomen^HL70163")),
        (obr(f4="UA^UA^L"),),
    ],
)
def test_hl7_a_result_of_a_tap_is_rejected(segments):
    assert became(hl7(*segments)) == ["specimen-other"]


def test_hl7_the_site_of_one_result_concerns_that_result():
    assert became(hl7(f20="^Peritoneal cavity")) == ["specimen-other"]


@pytest.mark.parametrize(
    "segments",
    [
        (obr(f4="SAAG"), spm(f4="SER^Serum^HL70487")),
        (obr(f4="PARA^Paracentesis^L"), spm(f4="119364003^^SCT")),
        (obr(f4="DIAL^Dialysis panel^L"),),
        (obr(f15="BLDV&Blood venous&HL70070^^^Left arm"),),
        (obr(), spm(f4="SER", f8="LAC^Left antecubital fossa^HL70163")),
        (obr(), spm(f4="BLDV^^http://terminology.hl7.org/CodeSystem/v2-0487")),
        (obr(f15="Citratplasma"),),
        (obr(), spm(f4="^静脉血清^L")),
    ],
)
def test_hl7_a_result_of_blood_is_stored(segments):
    assert became(hl7(*segments)) == ["ALB"]


@pytest.mark.parametrize(
    "segments",
    [
        (obr(f4="DON^Donor work-up^L"),),
        (obr(f4="QC^Quality control^L"),),
        (obr(), spm(f4="PLAS^Plasma^HL70487", f8="UMBL^Umbilical^HL70163")),
        (obr(f15="^^^CORD&Umbilical cord"),),
    ],
)
def test_hl7_a_result_of_somebody_else_is_held(segments):
    kept, *codes = became(hl7(*segments))
    assert kept == "ALB"
    assert "subject-uncertain" in codes


def test_hl7_words_of_cord_blood_win_over_a_code_of_plasma():
    assert became(hl7(obr(), spm(f4="PLAS^Cord blood plasma^HL70487"))) == ["ALB", "specimen-unknown"]


# --- FHIR


def named(code: str, system: str, **more: str) -> dict:
    return {"coding": [{"code": code, **({"system": system} if system else {}), **more}], "text": "Albumin"}


SYSTEMS = [LOINC, "http://loinc.org/", "https://loinc.org", "urn:oid:2.16.840.1.113883.6.1", "LN", ""]


@pytest.mark.parametrize("system", SYSTEMS)
def test_fhir_albumin_of_a_fluid_is_held_under_every_spelling_of_loinc(system):
    assert became(fhir(code=named("1749-1", system))) == ["ALB", "code-conflict"]


@pytest.mark.parametrize("system", SYSTEMS)
def test_fhir_albumin_of_serum_is_stored_under_every_spelling_of_loinc(system):
    assert became(fhir(code=named("1751-7", system))) == ["ALB"]


def test_fhir_the_words_of_a_coding_that_speak_of_a_fluid_are_never_passed_over():
    code = named("X7", "urn:lab", display="Albumin [Mass/volume] in Peritoneal fluid")
    assert became(fhir(code=code)) == ["specimen-other"]


@pytest.mark.parametrize(
    "data",
    [
        of_type(coded("309201001", SNOMED)),
        of_type(coded("122575003", "urn:oid:2.16.840.1.113883.6.96")),
        of_type(coded("PRT", "http://hl7.org/fhir/v2/0487")),
        of_type({}, collection={"bodySite": coded("15425007", SNOMED)}),
        of_type({}, collection={"bodySite": {"concept": {"text": "Peritoneal cavity"}}}),  # R5
        of_type({}, collection={"method": {"text": "Paracentesis"}}),
        fhir(bodySite={"text": "Pleural cavity"}),
        fhir(bodySite=coded("3120008", SNOMED)),
        json.dumps(
            {
                "resourceType": "DiagnosticReport",
                "code": {"text": "Ascitic fluid analysis"},
                "contained": [observation(**ALBUMIN)],
            }
        ).encode(),
    ],
)
def test_fhir_a_result_of_a_tap_is_rejected(data):
    assert became(data) == ["specimen-other"]


ASCITIC = {"resourceType": "DiagnosticReport", "code": {"text": "Ascitic fluid analysis"}}
HEPATIC = {"resourceType": "DiagnosticReport", "code": {"text": "Hepatic function panel"}}
PANEL = {"resourceType": "Observation", "status": "final", "code": {"text": "Effusion chemistry"}}


@pytest.mark.parametrize(
    "other",
    [
        {**ASCITIC, "result": [{"reference": "Observation/o1"}]},
        {**ASCITIC, "result": [{"reference": "http://lab.example/fhir/Observation/o1"}]},
        {**ASCITIC, "result": [{"reference": "urn:uuid:0"}]},
    ],
)
def test_fhir_a_result_that_a_report_of_a_tap_names_is_rejected(other):
    assert became(bundle(observation(id="o1", **ALBUMIN), other)) == ["specimen-other"]


def test_fhir_a_member_of_a_panel_of_a_tap_is_rejected():
    panel = {**PANEL, "hasMember": [{"reference": "Observation/o1"}]}
    assert became(bundle(panel, observation(id="o1", **ALBUMIN))) == ["specimen-other"]


@pytest.mark.parametrize(
    "other",
    [
        {**ASCITIC, "result": [{"reference": "Observation/o2"}]},
        {**ASCITIC, "result": [{"display": "Albumin"}]},
        {**HEPATIC, "result": [{"reference": "Observation/o1"}]},
    ],
)
def test_fhir_a_result_that_no_report_of_a_tap_names_is_stored(other):
    assert became(bundle(observation(id="o1", **ALBUMIN), other)) == ["ALB"]


def test_fhir_serum_in_a_report_of_a_tap_is_stored():
    report = {**ASCITIC, "result": [{"reference": "Observation/o1"}]}
    told = observation(id="o1", specimen={"reference": "Specimen/s1"}, **ALBUMIN)
    assert became(bundle(SPECIMEN, report, told)) == ["ALB"]


@pytest.mark.parametrize(
    "data",
    [
        of_type(coded("119364003", SNOMED)),
        of_type(coded("BLDV", "http://terminology.hl7.org/CodeSystem/v2-0487")),
        of_type(coded("119364003", SNOMED), collection={"bodySite": {"text": "Peritoneum"}}),
        of_type({}, collection={"bodySite": {"text": "Left arm"}, "method": {"text": "Venipuncture"}}),
        fhir(bodySite=coded("368208006", SNOMED, display="Left upper arm")),
        fhir(),
    ],
)
def test_fhir_a_result_of_blood_is_stored(data):
    assert became(data) == ["ALB"]


# --- tables and CDISC


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"loinc": "LOINC:1749-1"}, ["ALB", "code-conflict"]),
        ({"loinc": "http://loinc.org/1751-7"}, ["ALB"]),
        ({"code": "1749-1"}, ["ALB", "code-conflict"]),
        ({"code": "1751-7"}, ["ALB"]),
        ({"panel": "腹穿液生化"}, ["specimen-other"]),
        ({"panel": "供体检查"}, ["ALB", "subject-uncertain"]),
        ({"panel": "室间质评", "specimen_type": "血清"}, ["ALB", "subject-uncertain"]),
        ({"panel": "供体特异性抗体"}, ["ALB"]),
        ({"body_site": "Umbilical cord", "specimen_type": "Plasma"}, ["ALB", "subject-uncertain"]),
        ({"panel": "腹穿液生化", "specimen_type": "血清"}, ["ALB"]),
        ({"body_site": "Pleural cavity"}, ["specimen-other"]),
        ({"body_site": "Left arm"}, ["ALB"]),
        ({"code": "MG", "analyte": "Myoglobin", "unit": "mmol/L", "value": "0.9"}, ["MG", "name-unknown"]),
        ({"code": "MG", "analyte": "Serum magnesium", "unit": "mmol/L", "value": "0.9"}, ["MG"]),
    ],
)
def test_a_table_answers_as_messages_do(cells, expected):
    data, columns = csv(**cells)
    assert became(data, columns) == expected


LB = ("USUBJID", "LBTESTCD", "LBTEST", "LBCAT", "LBORRES", "LBORRESU", "LBSPEC", "LBLOINC", "LBDTC")


@pytest.mark.parametrize("made", [lb_transport, dataset_json])
@pytest.mark.parametrize(
    ("test", "category", "specimen", "loinc", "expected"),
    [
        ("Albumin", "CHEMISTRY", "", "1749-1", ["ALB", "code-conflict"]),
        ("Albumin", "PARACENTESIS", "", "", ["specimen-other"]),
        ("Albumin", "CHEMISTRY", "ASCITES", "", ["specimen-other"]),
        ("Albumin/Creatinine", "CHEMISTRY", "", "", ["ALB", "name-unknown"]),
        ("Albumin", "PARACENTESIS", "SERUM", "", ["ALB"]),
        ("Albumin", "CHEMISTRY", "SERUM", "1751-7", ["ALB"]),
    ],
)
def test_a_cdisc_dataset_answers_as_messages_do(made, test, category, specimen, loinc, expected):
    row = ("S-001", "ALB", test, category, "29", "g/L", specimen, loinc, "2024-03-22T08:30")
    assert became(made(row, variables=LB)) == expected


# --- FHIR: the specimen of a report or a panel

URINE, SERUM = (
    {**SPECIMEN, "id": own, "identifier": [{"value": own}], "type": {"text": own}}
    for own in ("Urine", "Serum")
)
PLASMA = {**SERUM, "id": "Plasma", "type": {"text": "EDTA plasma"}}
PARTS = [{"reference": "Observation/o1"}]


def of_report(*specimens: str, **more: object) -> dict:
    referred = [{"reference": f"Specimen/{own}"} for own in specimens]
    return {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": {"text": "Chemistry"},
        "specimen": referred,
        **more,
    }


def test_fhir_specimen_of_the_report_that_names_a_result_counts():
    assert became(fhir(URINE, of_report("Urine", result=PARTS), id="o1")) == ["specimen-other"]


def test_fhir_specimen_of_the_report_that_contains_a_result_counts():
    report = of_report("Urine", contained=[observation(**ALBUMIN)])
    assert became(bundle(URINE, report)) == ["specimen-other"]


def test_fhir_specimen_that_a_report_contains_counts():
    urine = {**URINE, "id": "u"}
    own = {"contained": [urine, observation(**ALBUMIN, id="o2")], "specimen": [{"reference": "#u"}]}
    assert became(bundle(of_report(**own))) == ["specimen-other"]
    assert became(fhir(of_report(**{**own, "contained": [urine]}, result=PARTS), id="o1")) == [
        "specimen-other"
    ]


def test_fhir_specimen_of_a_panel_counts():
    panel = {"resourceType": "Observation", "status": "final", "code": {"text": "Panel"}, "hasMember": PARTS}
    assert became(fhir(URINE, {**panel, "specimen": {"reference": "Specimen/Urine"}}, id="o1")) == [
        "specimen-other"
    ]
    contained = {
        **panel,
        "hasMember": [],
        "specimen": {"reference": "Specimen/Urine"},
        "contained": [observation(**ALBUMIN)],
    }
    assert became(bundle(URINE, contained)) == ["specimen-other"]


def test_fhir_of_several_specimens_of_a_report_the_one_that_is_not_blood_counts():
    assert became(fhir(URINE, SERUM, of_report("Serum", "Urine", result=PARTS), id="o1")) == [
        "specimen-other"
    ]


def test_fhir_specimen_of_the_result_itself_goes_before_that_of_the_report():
    own = fhir(
        URINE, SERUM, of_report("Urine", result=PARTS), id="o1", specimen={"reference": "Specimen/Serum"}
    )
    assert became(own) == ["ALB"]


def test_fhir_tubes_of_blood_of_a_report_hold_nothing():
    assert became(fhir(SERUM, PLASMA, of_report("Serum", "Plasma", result=PARTS), id="o1")) == ["ALB"]
    assert became(fhir(SERUM, of_report("Serum", result=PARTS), id="o1")) == ["ALB"]


def test_fhir_specimen_id_is_read_from_a_reference_without_an_address():
    (panel,) = read_lab(fhir(specimen={"identifier": {"value": "B77"}}), long_profile()).panels
    assert panel.specimen == "B77"


# --- FHIR: two resources under one address, such as two versions of it


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("other", "became_of_it"),
    [
        ({"type": {"text": "Ascitic fluid"}}, ["specimen-other"]),
        ({"role": [{"coding": [{"code": "c"}]}]}, ["quality-control"]),
        ({"status": "unsatisfactory"}, ["ALB", "specimen-rejected"]),
        ({"status": "entered-in-error"}, ["ALB", "specimen-rejected"]),
        ({"subject": {"reference": "Patient/S-002"}}, ["ALB", "subject-uncertain"]),
        ({"collection": {"collectedDateTime": "2024-02-22"}}, ["ALB", "date-conflict"]),
        ({"identifier": [{"value": "24-118"}]}, ["ALB"]),  # nothing speaks against the result
    ],
)
def test_fhir_whatever_one_of_two_specimens_of_an_address_says_counts(other, became_of_it, order):
    both = [SPECIMEN, {**SPECIMEN, **other}][::order]
    assert became(fhir(*both, *both, specimen={"reference": "Specimen/s1"})) == became_of_it


@pytest.mark.parametrize("note", [None, "Specimen contaminated", "Wrong patient"])
def test_fhir_a_specimen_that_is_not_usable_is_why_a_test_was_cancelled(note):
    more = {"note": [{"text": note}]} if note else {}
    of_tube = {"specimen": {"reference": "Specimen/s1"}, "effectiveDateTime": "2024-03-21", **more}
    tube = {**SPECIMEN, "status": "unsatisfactory"}
    assert became(fhir(tube, status="cancelled", **of_tube)) == ["ALB", "taken-back"]
    assert became(fhir(tube, **of_tube)) == ["ALB", "specimen-rejected"]


def test_fhir_a_cancelled_test_of_another_specimen_waits():
    note = [{"text": "Specimen: urine"}]
    assert became(fhir(status="cancelled", note=note)) == ["ALB", "specimen-rejected", "taken-back"]


def test_fhir_each_specimen_that_may_be_meant_has_to_be_of_the_subject():
    own, others = (
        {**SPECIMEN, "id": name, "subject": {"reference": f"Patient/{whose}"}}
        for name, whose in (("s1", "S-001"), ("s2", "S-002"))
    )
    report = {
        "resourceType": "DiagnosticReport", "status": "final", "result": [{"reference": "Observation/o1"}],
        "specimen": [{"reference": "Specimen/s1"}, {"reference": "Specimen/s2"}],
    }  # fmt: skip
    assert became(fhir(own, others, report, id="o1")) == ["ALB", "subject-uncertain"]


ASCITES_PANEL = {
    "resourceType": "DiagnosticReport",
    "status": "final",
    "code": {"text": "Ascites panel"},
    "result": [{"reference": "Observation/o1"}],
}


@pytest.mark.parametrize(
    "written",
    [rb'"resourceType": "Sp\u0065cim\u0065n"', rb'"\u0072esourceTyp\u0065": "Specime\u006E"'],
)
def test_fhir_letters_may_be_written_by_their_numbers(written):
    """RFC 8259, 7: a file with them says the same."""
    ascites = {**SPECIMEN, "type": {"text": "Ascitic fluid"}}
    plain = fhir(ascites, specimen={"reference": "Specimen/s1"})
    assert (
        became(plain.replace(b'"resourceType": "Specimen"', written)) == became(plain) == ["specimen-other"]
    )


def test_fhir_a_report_names_its_results_in_letters_written_by_their_numbers():
    plain = fhir(ASCITES_PANEL, id="o1")
    assert became(plain.replace(b'"result"', rb'"resul\u0074"')) == became(plain) == ["specimen-other"]


@pytest.mark.parametrize("written", ["Specimen/s1 ", "\tSpecimen/s1", "urn:uuid:0 "])
def test_fhir_blanks_around_a_reference_to_a_specimen_are_no_part_of_it(written):
    ascites = {**SPECIMEN, "type": {"text": "Ascitic fluid"}}
    assert became(fhir(ascites, specimen={"reference": written})) == ["specimen-other"]


@pytest.mark.parametrize("written", ["Observation/o1 ", " urn:uuid:1"])
@pytest.mark.parametrize("of_what", [{}, {"code": {"text": "Panel"}, "specimen": [{"reference": "#s "}]}])
def test_fhir_blanks_around_a_reference_of_a_report_are_no_part_of_it(written, of_what):
    own = {**SPECIMEN, "id": "s", "type": {"text": "Ascitic fluid"}}
    report = {**ASCITES_PANEL, "contained": [own], "result": [{"reference": written}], **of_what}
    assert became(fhir(report, id="o1")) == ["specimen-other"]
