"""Which lab measured a result of a message: OBX-15 and OBX-23, the performers of an Observation, LBNAM."""

import json

import pytest
from tests.support.copies import copied
from tests.support.labs import beside, labs_of, made_lab
from tests.support.profiles import made_profile
from tests.unit.pipeline.lab_files import codes, read
from tests.unit.readers.cdisc.cdisc_files import LB, ROW, dataset_json
from tests.unit.readers.fhir.fhir_resources import PATIENT, bundle, ndjson, observation
from tests.unit.readers.hl7v2.hl7_messages import MSH, OBR, PID, message, msh, obx, result

from hepaflow.domain.profile.fields import Contradictions
from hepaflow.pipeline.reading.open_file import content_of, open_content
from hepaflow.readers.copied import ReadOtherwise

WORDS = {
    "Central Lab": "LAB-1",
    "中心实验室": "LAB-1",
    "CLIA|05D0642827": "LAB-1",
    "2.16.840.1.113883.4.7|05D0642827": "LAB-1",
    "L|01": "LAB-1",
    "BARE": "LAB-1",
    "Lab A&B": "LAB-1",
    "http://cap.example/id|77": "LAB-1",
    "http://a.example/fhir/Organization/1": "LAB-1",
    "Ward": "LAB-2",
    "W|01": "LAB-2",
    "http://cap.example/id|78": "LAB-2",
}
UNKNOWN, TWO = ["lab-unknown"], ["lab-conflict"]
OIDS = "CLIA&2.16.840.1.113883.4.7&ISO"


def profile(kind, **more):
    file = {"format": kind, "decimal_mark": "."}
    return made_profile(file=file, time_zone="Asia/Shanghai", **{"lab": "LAB-9", "labs": WORDS, **more})


def hl7(producer="", organization="", **fields):
    return result(obx({15: producer, **({23: organization} if organization else {})}, **fields))


def told(data, kind):
    outcome = read(data, profile(kind))
    assert not outcome.refused
    assert all(issue.found == "" for issue in outcome.issues)
    return labs_of(outcome), [code for _, code in codes(outcome)]


@pytest.mark.parametrize(
    ("producer", "organization", "lab", "noted"),
    [
        ("", "", "LAB-9", []),  # nothing is named: the lab of all results
        ('""', '""', "LAB-9", []),  # HL7's null
        ("^^L", "^L^^^^^XX", "LAB-9", []),  # a system or a type without a code or a name
        ("~", "~~", "LAB-9", []),
        ("N/A^-", "n/a", "LAB-9", []),
        ("BARE", "", "LAB-1", []),
        ("^Central Lab", "", "LAB-1", []),
        ("  ^ central   LAB ", "", "LAB-1", []),
        ("05D0642827^Nelson^CLIA", "", "LAB-1", []),
        ("99^Other words^L^05D0642827^Nelson^CLIA", "", "LAB-1", []),  # the second coding is the same thing
        ("05D0642827^Nelson^^^^^^^^^^^^2.16.840.1.113883.4.7", "", "LAB-1", []),  # CWE.14
        ("9^x^L^^^^^^Central Lab", "", "LAB-1", []),  # the original text
        (r"^Lab A\T\B", "", "LAB-1", []),
        (r"^Central\X20\Lab", "", "LAB-1", []),
        ("^中心实验室", "", "LAB-1", []),
        ("", "Central Lab^L", "LAB-1", []),
        ("", f"Nelson^^^^^{OIDS}^XX^^^05D0642827", "LAB-1", []),
        ("", "Nelson^^05D0642827^^^CLIA", "LAB-1", []),  # the old id number, XON.3
        ("BARE", "Central Lab", "LAB-1", []),  # both fields, one lab
        ("BARE~^Central Lab", "", "LAB-1", []),  # two repetitions, one lab
        ("01^x^L", "", "LAB-1", []),
        ("01^x^W", "", "LAB-2", []),  # the same code of another system
        ("01^x^OTHER", "", "", UNKNOWN),
        ("01", "", "", UNKNOWN),  # without its system a code is another word
        ("BARE^x^L", "", "", UNKNOWN),
        ("05D0642827^Nelson^L", "", "", UNKNOWN),
        ("01^x^L^02^y^L", "", "", UNKNOWN),  # two codes of one system: one of them is not known
        ("", f"Nelson^^05D0000000^^^{OIDS}^XX^^^05D0642827", "", UNKNOWN),
        ("Elsewhere", "", "", UNKNOWN),
        ("", "Elsewhere", "", UNKNOWN),
        ("BARE", "Elsewhere", "", UNKNOWN),  # one field names another lab that nobody knows
        ("BARE~Elsewhere", "", "", UNKNOWN),
        ("Elsewhere", "Central Lab", "", UNKNOWN),
        (r"^Central\S\Lab", "", "", UNKNOWN),  # an escaped separator is a sign of the word
        (r"\XFF\ ^x", "", "", UNKNOWN),
        ("^患者：张三", "", "", UNKNOWN),
        ("12345^SMITH^JOHN", "", "", UNKNOWN),
        ("^" + "x" * 5_000, "", "", UNKNOWN),
        ("~".join(f"L{number}" for number in range(2_000)), "", "", UNKNOWN),
        ("BARE&Ward", "", "", UNKNOWN),  # subcomponents are no words of their own
        ("BARE", "Ward", "", TWO),
        ("BARE~^Ward", "", "", TWO),
        ("", "Central Lab~Ward", "", TWO),
        ("01^Ward^L", "", "", TWO),  # the code says one lab, the name another
        ("01^x^L^01^y^W", "", "", TWO),
        ("BARE~Elsewhere", "Ward", "", TWO),
    ],
)
def test_lab_of_an_hl7_result_is_the_one_that_all_words_of_obx_15_and_obx_23_name(
    producer, organization, lab, noted
):
    assert told(hl7(producer, organization), "hl7v2") == ([lab], noted)


def test_other_fields_of_a_result_name_no_lab():
    of_persons = {10: "N", 16: "1^Ward^A", 24: "1 Ward St", 25: "9^Ward^W"}
    assert told(result(obx(of_persons)), "hl7v2") == (["LAB-9"], [])


def test_separators_and_character_set_of_the_message_count_for_labs():
    own = message(MSH, PID, OBR, obx({15: "^中心实验室"})).decode().replace("|", "$").replace("^", "*")
    assert told(own.encode(), "hl7v2") == (["LAB-1"], [])
    chinese = message(msh("GB 18030-2000"), PID, OBR, obx({15: "^中心实验室"})).decode().encode("gb18030")
    assert told(chinese, "hl7v2") == (["LAB-1"], [])


def test_each_hl7_result_has_its_own_lab_and_its_own_papers():
    two = result(obx(f15="^Ward"), obx({3: "AST^AST^L", 15: "^Central Lab"}), obx({3: "ALB^ALB^L", 6: "g/L"}))
    papers = beside(profile("hl7v2"), made_lab("LAB-1", end="2024-01-01"), made_lab("LAB-2"))
    outcome = read(two, papers)
    assert labs_of(outcome) == ["LAB-2", "LAB-1", "LAB-9"]
    assert [(issue.code, issue.found, issue.column) for issue in outcome.issues] == [
        ("lab-not-valid", "LAB-1", "OBX-15, OBX-23")
    ]


ORGANIZATION = {"resourceType": "Organization", "id": "1", "name": "Central Lab"}
WARD = {"resourceType": "Organization", "id": "2", "name": "Ward"}
NAMELESS = {"resourceType": "Organization", "id": "3"}
PERSON = {"resourceType": "Practitioner", "id": "9", "name": [{"family": "Ward"}]}


def to(reference="", **more):
    return {**({"reference": reference} if reference else {}), **more}


def identifier(value, system="http://cap.example/id", **more):
    return {"system": system, "value": value, **more}


@pytest.mark.parametrize(
    ("performer", "lab", "noted"),
    [
        ([], "LAB-9", []),
        ([{}], "", UNKNOWN),
        ([to("Organization/1")], "LAB-1", []),
        ([to("urn:uuid:1")], "LAB-1", []),  # the address of the entry
        ([to("Organization/1/_history/4")], "LAB-1", []),
        (to("Organization/1"), "LAB-1", []),  # one that is no list, as older exports write it
        ([to("http://a.example/fhir/Organization/1")], "LAB-1", []),  # elsewhere, a word of the profile
        ([to(display="central lab")], "LAB-1", []),
        ([to(identifier=identifier("77"))], "LAB-1", []),
        ([to("Organization/404", display="Central Lab")], "LAB-1", []),
        ([to("Organization/1"), to("Organization/1", display="Central Lab")], "LAB-1", []),
        ([to("Practitioner/9")], "LAB-9", []),
        ([to("urn:uuid:5")], "LAB-9", []),  # a Practitioner of the file
        ([to("Practitioner/404", display="Ward")], "LAB-9", []),
        ([to(type="Practitioner", display="Ward")], "LAB-9", []),
        ([to("PractitionerRole/4"), to("CareTeam/4"), to("Patient/4"), to("RelatedPerson/4")], "LAB-9", []),
        ([to("http://b.example/Practitioner?identifier=x|1")], "LAB-9", []),
        ([to("Practitioner/9"), to("Organization/1")], "LAB-1", []),
        ([to("Organization/3"), to("Organization/1")], "", UNKNOWN),  # an Organization without a name
        ([to("Organization/404")], "", UNKNOWN),
        ([to("http://b.example/fhir/Organization/1")], "", UNKNOWN),  # the same id of another server
        ([to("urn:uuid:404")], "", UNKNOWN),
        ([to("#lab")], "", UNKNOWN),  # nothing is contained
        ([to(display="Dr Ward")], "", UNKNOWN),
        ([to(display="患者：张三")], "", UNKNOWN),
        ([to(identifier=identifier("77", "http://other.example/id"))], "", UNKNOWN),
        ([to(identifier={"value": "77"})], "", UNKNOWN),
        ([to(identifier=identifier("77", use="old"))], "", UNKNOWN),
        ([to("Organization/1"), to(display="Elsewhere")], "", UNKNOWN),
        ([to("Organization/1", type="Practitioner")], "", UNKNOWN),  # a lab or a person: both are said
        ([to("urn:uuid:5", type="Organization", display="Central Lab")], "", UNKNOWN),
        ([to("Organization/7")], "", UNKNOWN),  # two resources of one address differ
        ([to("Organization/8")], "", UNKNOWN),  # two identifiers of one system, one of them not known
        ([to("Organization/1"), to("Organization/2")], "", TWO),
        ([to("Organization/1", display="Ward")], "", TWO),
        ([to("Organization/1", identifier=identifier("78"))], "", TWO),
        ([to("Organization/1"), to(display="Elsewhere"), to(display="ward")], "", TWO),
        (["Organization/1", 5, None], "LAB-9", []),  # no references
        ([to(5, display=["Central Lab"], identifier="77")], "", UNKNOWN),
    ],
)
def test_lab_of_an_observation_is_the_one_that_all_its_performers_name(performer, lab, noted):
    both = {"resourceType": "Organization", "id": "7", "name": "Central Lab"}
    coded = {**NAMELESS, "id": "8", "identifier": [identifier("77"), identifier("99")]}
    own = observation(performer=performer)
    data = bundle(PATIENT, ORGANIZATION, WARD, NAMELESS, own, PERSON, both, {**both, "alias": ["x"]}, coded)
    assert told(data, "fhir") == ([lab], noted)


def test_contained_organization_is_known_to_its_observation_alone():
    central = {**ORGANIZATION, "id": "lab"}
    first = observation(contained=[central], performer=[to("#lab")])
    second = observation(
        contained=[{**WARD, "id": "lab"}], performer=[to("#lab")], effectiveDateTime="2024-03-23"
    )
    third = observation(performer=[to("#lab")], effectiveDateTime="2024-03-24")
    assert told(ndjson(first, second, third), "fhir") == (["LAB-1", "LAB-2", ""], UNKNOWN)


def test_contained_organization_hides_none_of_the_file():
    own = observation(contained=[{**WARD, "id": "1"}], performer=[to("Organization/1")])
    assert told(ndjson(ORGANIZATION, own), "fhir") == (["LAB-1"], [])


def test_organization_is_found_by_alias_and_identifier_wherever_it_is():
    report = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "contained": [
            {**observation(performer=[to("#o")]), "id": "a"},
            {**NAMELESS, "id": "o", "alias": ["", "中心实验室"]},
        ],
    }
    assert told(json.dumps(report).encode(), "fhir") == (["LAB-1"], [])
    later = {**NAMELESS, "identifier": [identifier("1", use="old"), identifier("77")]}
    assert told(ndjson(observation(performer=[to("Organization/3")]), later), "fhir") == (["LAB-1"], [])


def test_patient_and_lab_at_one_address_do_not_hide_each_other():
    data = json.loads(
        bundle(PATIENT, ORGANIZATION, observation(subject=to("urn:uuid:0"), performer=[to("urn:uuid:0")]))
    )
    data["entry"][1]["fullUrl"] = "urn:uuid:0"
    outcome = read(json.dumps(data).encode(), profile("fhir"))
    assert (labs_of(outcome), codes(outcome)[0][1]) == ([""], "lab-unknown")
    assert outcome.panels[0].subject == "S-001"


def test_components_have_the_lab_of_their_observation():
    part = {"code": {"text": "AST"}, "valueQuantity": {"value": 5, "unit": "U/L"}}
    data = ndjson(ORGANIZATION, observation(component=[part], performer=[to("Organization/1")]))
    assert told(data, "fhir") == (["LAB-1", "LAB-1"], [])


def lb(*names):
    rows = [(*ROW[:-1], f"2024-03-{day}", name) for day, name in enumerate(names, 11)]
    return dataset_json(*rows, variables=(*LB, "LBNAM"))


def test_lbnam_names_the_lab_of_a_cdisc_row():
    assert told(lb("CENTRAL LAB", "ward", "", "Elsewhere"), "cdisc") == (
        ["LAB-1", "LAB-2", "LAB-9", ""],
        UNKNOWN,
    )
    assert told(dataset_json(ROW), "cdisc") == (["LAB-9"], [])
    other = read(lb("Elsewhere"), profile("cdisc", columns={"lab": "LBORRESU"}, labs={"u/l": "LAB-3"}))
    assert labs_of(other) == ["LAB-3"]


@pytest.mark.parametrize("kind", ["hl7v2", "fhir", "cdisc"])
def test_without_labs_in_the_profile_nothing_of_them_is_read(kind):
    data = {
        "hl7v2": hl7("Elsewhere", "Elsewhere"),
        "fhir": ndjson(observation(performer=[to(display="Elsewhere")])),
        "cdisc": lb("Elsewhere"),
    }[kind]
    declared = profile(kind, labs={})
    outcome = read(data, declared)
    assert (labs_of(outcome), codes(outcome)) == (["LAB-9"], [])
    sheet, reading = open_content(content_of(data), declared)
    assert not {"lab", "lab_names"} & {*sheet.columns, *reading.columns}


HELD = {
    "hl7v2": lambda: hl7("BARE", "Central Lab"),
    "fhir": lambda: ndjson(observation(performer=[to(display="Central Lab")])),
    "cdisc": lambda: lb("Central Lab"),
}


@pytest.mark.parametrize("kind", HELD)
def test_copy_of_a_file_that_was_read_for_labs_gives_the_same_labs_and_by_later_words_others(kind):
    data, declared = HELD[kind](), profile(kind)
    copy = copied(data, declared)
    assert read(copy, declared).panels == read(data, declared).panels
    more = profile(kind, labs={"BARE": "LAB-3", "Central Lab": "LAB-3"})
    assert labs_of(read(copy, more)) == ["LAB-3"]


@pytest.mark.parametrize("kind", HELD)
def test_copy_that_was_read_for_labs_reads_as_the_file_without_them(kind):
    data, without = HELD[kind](), profile(kind, labs={})
    copy = copied(data, profile(kind))
    again, first = read(copy, without), read(data, without)
    assert (again.panels, codes(again)) == (first.panels, codes(first))
    assert labs_of(again) == ["LAB-9"]


@pytest.mark.parametrize("kind", HELD)
def test_copy_that_was_read_without_labs_is_not_read_for_labs(kind):
    copy = copied(HELD[kind](), profile(kind, labs={}))
    with pytest.raises(ReadOtherwise):
        read(copy, profile(kind))


def test_copy_of_a_dataset_without_lbnam_is_read_by_the_words_that_read_it_first():
    copy = copied(dataset_json(ROW), profile("cdisc"))
    assert labs_of(read(copy, profile("cdisc"))) == ["LAB-9"]


def test_copy_of_a_dataset_has_the_column_that_the_profile_named_itself():
    columns = {"lab": "LBNAM"}
    copy = copied(lb("ward"), profile("cdisc", columns=columns, labs={}))
    assert labs_of(read(copy, profile("cdisc", columns=columns))) == ["LAB-2"]


def test_copy_without_labs_is_written_as_before_there_were_any():
    assert b"names_labs" not in copied(hl7("BARE"), profile("hl7v2", labs={})).data


def test_deletion_of_an_observation_keeps_its_cells_at_their_places():
    entries = [
        {
            "fullUrl": "http://a.example/Observation/o1",
            "resource": {**observation(performer=[to("Organization/1")]), "id": "o1"},
        },
        {"request": {"method": "DELETE", "url": "Observation/o1"}},
    ]
    data = json.dumps({"resourceType": "Bundle", "type": "history", "entry": entries}).encode()
    counted = [read(data, profile("fhir", labs=labs)) for labs in (WORDS, {})]
    statuses = [[one.status for panel in each.panels for one in panel.observations] for each in counted]
    assert statuses[0] == statuses[1]
    assert len(statuses[0]) == 2


def test_cancelled_order_is_read_beside_labs():
    cancelled = message(MSH, PID, "ORC|CA|P1", OBR.replace("|||F", "|||X"))
    outcomes = [read(cancelled, profile("hl7v2", labs=labs)) for labs in (WORDS, {})]
    assert outcomes[0].counts == outcomes[1].counts
    assert codes(outcomes[0]) == codes(outcomes[1])


def test_table_needs_a_column_for_labs_and_a_message_does_not():
    with pytest.raises(ValueError, match="lab") as refused:
        profile("delimited", columns={"subject": "S", "collected_at": "C", "analyte": "A", "value": "V"})
    assert isinstance(refused.value.errors()[0]["ctx"]["error"], Contradictions)
    assert profile("hl7v2").labs == WORDS
