"""What an observation says stands in its cells as a lab would print it; nothing is flattened, rounded or guessed."""

import pytest
from tests.unit.readers.fhir.fhir_resources import (
    ALT,
    CATEGORY,
    OBSERVATION,
    UCUM,
    cell,
    cells_of,
    coded,
    observation,
    rows_of,
    sheet_of,
)

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Field, Status
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.domain.values.values import parse_value
from hepaflow.readers.fhir.observations import read_fhir
from hepaflow.readers.fhir.words import STATUSES

V2 = "http://terminology.hl7.org/CodeSystem/v2-"
INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
MEANING = "http://terminology.hl7.org/CodeSystem/referencerange-meaning"


def value_of(kind: str, value: object) -> str:
    return cells_of({**observation(without="valueQuantity"), kind: value})[Field.VALUE]


# --- values


@pytest.mark.parametrize("digits", ["0.80", "45", "1e2", "1E+2", "-0.5", "123456789012345678.10"])
def test_digits_stay_as_they_are_written(digits):
    data = (
        b'{"resourceType":"Observation","status":"final","valueQuantity":{"value": ' + digits.encode() + b"}}"
    )
    ((_, cells),) = read_fhir(data, FileLayout()).rows
    assert digits in cells


def test_numbers_take_the_decimal_mark_of_the_center():
    cells = cells_of(observation(valueQuantity={"value": 4.5}), decimal_mark=",")
    assert cells[Field.VALUE] == "4,5"


@pytest.mark.parametrize("comparator", ["<", "<=", ">=", ">"])
def test_a_comparator_stands_before_the_number(comparator):
    assert cell("value", valueQuantity={"comparator": comparator, "value": 5}) == f"{comparator}5"


@pytest.mark.parametrize(
    ("quantity", "unit"),
    [
        ({"unit": "mmol/l", "system": UCUM, "code": "mmol/L"}, "mmol/L"),
        ({"unit": "IV", "system": UCUM + "/", "code": "[arb'U]/mL"}, "[arb'U]/mL"),
        ({"unit": "mg/dl"}, "mg/dl"),
        ({"unit": "ML", "system": "METRIC", "code": "1"}, "ML"),
        ({"system": "METRIC", "code": "g"}, "g"),
        ({"unit": "%", "system": UCUM}, "%"),
        ({}, ""),
    ],
)
def test_a_unit_is_its_ucum_code_else_its_text(quantity, unit):
    assert cell("unit", valueQuantity={"value": 1, **quantity}) == unit


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("valueString", "<0.1 mg/dL", "<0.1 mg/dL"),
        ("valueInteger", 3, "3"),
        ("valueBoolean", True, "true"),
        ("valueBoolean", False, "false"),
        ("valueDateTime", "2023-02-01", "2023-02-01"),
        ("valueTime", "08:30:00", "08:30:00"),
        ("valuePeriod", {"start": "2023", "end": "2024"}, "2023 - 2024"),
        ("valueSampledData", {"data": "1 2 3"}, "sampled data"),
        ("valueAttachment", {"data": "JVBERi0="}, "see attachment"),
        ("valueReference", {"reference": "MolecularSequence/1"}, "see attachment"),
        ("valueRatio", {"numerator": {"value": 1}, "denominator": {"value": 128}}, "1:128"),
        ("valueRatio", "1:128", ""),
        ("valueRange", {"low": {"value": 5, "unit": "/[HPF]"}, "high": {"value": 10}}, "5 - 10 /[HPF]"),
        ("valueRange", "5-10", "-"),
        ("valueQuantity", {"unit": "mg/dL"}, ""),
        ("valueQuantity", 5, ""),
    ],
)
def test_each_kind_of_value_is_shown(kind, value, text):
    assert value_of(kind, value) == text


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("valueRatio", {"numerator": {"value": 1}, "denominator": {"value": 128}}),
        ("valueRange", {"low": {"value": 5}, "high": {"value": 10}}),
        ("valueSampledData", {}),
        ("valueBoolean", True),
    ],
)
def test_what_is_no_number_is_never_read_as_one(kind, value):
    with pytest.raises(Refused) as refusal:
        parse_value(value_of(kind, value), ".")
    assert refusal.value.issue.code is IssueCode.VALUE_UNREADABLE


@pytest.mark.parametrize(
    ("concept", "text"),
    [
        ({"text": "2+", **coded("260348001", display="++")}, "2+"),
        (coded("260385009", display="Negative (qualifier value)"), "negative"),
        (coded("10828004"), "positive"),
        ({"text": "None observed", **coded("260415000", display="not detected")}, "not detected"),
        (coded("3092008", display="Staphylococcus aureus"), "Staphylococcus aureus"),
        (coded("LA13038-7", "http://loinc.org"), "LA13038-7"),
        ({"text": "Positive", **coded("260385009")}, "negative / Positive"),
        ("Positive", ""),
    ],
)
def test_a_coded_answer_is_given_in_the_words_that_answer(concept, text):
    assert value_of("valueCodeableConcept", concept) == text


def test_answers_that_contradict_each_other_are_no_answer():
    text = value_of("valueCodeableConcept", {"text": "Positive", **coded("260385009")})
    with pytest.raises(Refused):
        parse_value(text, ".")


# FHIR R4 DataAbsentReason, and the issue that each earns
@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("unknown", IssueCode.VALUE_MISSING),
        ("asked-unknown", IssueCode.VALUE_MISSING),
        ("temp-unknown", IssueCode.VALUE_PENDING),
        ("not-asked", IssueCode.VALUE_NOT_DONE),
        ("asked-declined", IssueCode.VALUE_NOT_DONE),
        ("masked", IssueCode.VALUE_MISSING),
        ("not-applicable", IssueCode.VALUE_NOT_DONE),
        ("unsupported", IssueCode.VALUE_MISSING),
        ("as-text", IssueCode.VALUE_ELSEWHERE),
        ("error", IssueCode.VALUE_NOT_DONE),
        ("not-a-number", IssueCode.VALUE_NOT_DONE),
        ("negative-infinity", IssueCode.VALUE_NOT_DONE),
        ("not-performed", IssueCode.VALUE_NOT_DONE),
        ("not-permitted", IssueCode.VALUE_MISSING),
    ],
)
def test_a_reason_of_absence_says_why_there_is_no_result(reason, code):
    cells = cells_of({**observation(without="valueQuantity"), "dataAbsentReason": coded(reason)})
    with pytest.raises(Refused) as refusal:
        parse_value(cells[Field.VALUE], ".")
    assert refusal.value.issue.code is code


@pytest.mark.parametrize("more", [{"dataAbsentReason": coded("unknown")}, {"valueString": "46"}])
def test_a_value_and_its_contradiction_are_read_by_nobody(more):
    with pytest.raises(Refused) as refusal:
        parse_value(cell("value", **more), ".")
    assert refusal.value.issue.code is IssueCode.VALUE_UNREADABLE


# --- ranges and flags


@pytest.mark.parametrize(
    ("ranges", "text"),
    [
        ([{"low": {"value": 9}, "high": {"value": 50}}], "9 - 50"),
        ([{"high": {"value": 0.80, "unit": "U/L"}}], "<=0.8"),
        ([{"low": {"value": 3, "unit": "u/l"}}], ">=3"),
        ([{"text": "0 to 0.3"}], "0 to 0.3"),
        ([{"type": coded("normal", MEANING), "text": "<5"}], "<5"),
        ([{"type": coded("therapeutic", MEANING), "text": "<5"}], ""),
        ([{"type": coded("therapeutic", MEANING), "text": "<5"}, {"text": "<9"}], "<9"),
        ([{"type": {"text": "Low risk"}, "text": "<5"}], ""),
        ([{"meaning": coded("treatment", MEANING), "text": "<5"}], ""),
        ([{"meaning": coded("normal", MEANING), "text": "<5"}], "<5"),
        ([{"appliesTo": [coded("248152002")], "text": "<5"}], ""),
        ([{"appliesTo": [coded("normal", MEANING)], "text": "<5"}], "<5"),
        ([{"age": {"low": {"value": 18}}, "text": "<5"}], ""),
        ([{"text": "<5"}, {"text": "<9"}], ""),
        ([{"text": "<5"}, {"text": "<5"}], "<5"),
        ({"text": "<5"}, "<5"),
        ([], ""),
    ],
)
def test_the_one_normal_range_for_everybody_is_used(ranges, text):
    assert cell("range", referenceRange=ranges) == text


def test_range_in_another_unit_than_the_value_keeps_its_unit():
    limits = [{"low": {"value": 0.1, "unit": "ukat/L"}, "high": {"value": 0.8, "unit": "ukat/L"}}]
    assert cell("range", referenceRange=limits) == "0.1 ukat/L - 0.8 ukat/L"


@pytest.mark.parametrize(
    ("interpretation", "flag"),
    [
        ([coded("H", INTERPRETATION)], "H"),
        ([coded("HH", INTERPRETATION, display="Critical high")], "HH"),
        ([coded("N", INTERPRETATION), coded("N", V2 + "0078")], "N"),
        ([coded("A", INTERPRETATION), coded("H", INTERPRETATION)], "H"),
        ([coded("L", INTERPRETATION), coded("H", INTERPRETATION)], "L / H"),
        ([coded("U", INTERPRETATION), coded("H", INTERPRETATION)], "H"),
        ([coded("S", INTERPRETATION)], ""),
        ([coded("HX", INTERPRETATION), coded("H", INTERPRETATION)], "HX / H"),
        ([{"text": "High"}], "H"),
        ([{"text": "see overleaf"}], "see overleaf"),
        ([], ""),
    ],
)
def test_an_interpretation_becomes_a_flag_where_it_is_one(interpretation, flag):
    assert cell("flag", interpretation=interpretation) == flag


# --- names


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (ALT, ("1742-6", "", "ALT")),
        (
            {"coding": [{"system": "urn:lab", "code": "0020089", "display": "sALT"}, *ALT["coding"]]},
            ("1742-6", "0020089", "sALT"),
        ),
        ({"coding": [{**ALT["coding"][0], "display": "ALT SerPl"}]}, ("1742-6", "", "ALT SerPl")),
        ({"text": "ALT"}, ("", "", "ALT")),
        ({}, ("", "", "")),
        ("ALT", ("", "", "")),
    ],
)
def test_a_code_names_by_loinc_by_the_labs_code_and_in_words(code, name):
    cells = cells_of(observation(code=code))
    assert (cells[Field.LOINC], cells[Field.CODE], cells[Field.ANALYTE]) == name


def test_two_loinc_codes_both_stand_in_the_cell():
    code = {"coding": [*ALT["coding"], {"system": "http://loinc.org", "code": "1920-8"}]}
    assert cell("loinc", code=code) == "1742-6 1920-8"


def test_an_observation_without_a_code_has_no_name():
    assert cells_of(observation(without="code"))[Field.ANALYTE] == ""


def test_a_method_is_shown_in_the_labs_words():
    assert cell("method", method={"text": "IFCC with P-5-P"}) == "IFCC with P-5-P"


# --- status, time


# FHIR R4 ObservationStatus, all of its codes; `appended` is DiagnosticReport's, some write it here
@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("registered", Status.PRELIMINARY),
        ("preliminary", Status.PRELIMINARY),
        ("final", Status.FINAL),
        ("amended", Status.CORRECTED),
        ("corrected", Status.CORRECTED),
        ("appended", Status.CORRECTED),
        ("cancelled", Status.NOT_DONE),
        ("entered-in-error", Status.DELETED),
        ("unknown", "unknown"),
        ("signed", "signed"),
    ],
)
def test_a_status_is_said_in_our_words(code, status):
    assert cell("status", status=code) == status


def test_an_observation_without_a_status_is_no_final_one():
    assert cells_of(observation(without="status"))[Field.STATUS] not in {"", *STATUSES.values()}


def test_the_time_of_this_version_is_when_it_was_issued():
    assert cell("revised_at", id="o1", issued="2024-03-22T09:00:00.841Z") == "2024-03-22T09:00:00.841Z"


def test_time_of_issue_orders_nothing_without_an_id():
    assert cell("revised_at", issued="2024-03-22T09:00:00.841Z") == ""


@pytest.mark.parametrize("when", ["2024", "2024-03", "2024-03-22", "2024-03-22T08:30:00+08:00"])
def test_a_time_is_kept_at_its_precision(when):
    assert cell("collected_at", effectiveDateTime=when) == when


@pytest.mark.parametrize(
    ("element", "value", "when"),
    [
        ("effectivePeriod", {"start": "2024-03-22", "end": "2024-03-23"}, "2024-03-22"),
        ("effectivePeriod", {"end": "2024-03-23"}, ""),
        ("effectiveInstant", "2024-03-22T08:30:00Z", "2024-03-22T08:30:00Z"),
        ("effectiveTiming", {"event": ["2024-03-22"]}, ""),
    ],
)
def test_a_period_is_its_start_and_a_schedule_is_no_time(element, value, when):
    assert cells_of({**observation(without="effectiveDateTime"), element: value})[Field.COLLECTED_AT] == when


# --- what is no result


@pytest.mark.parametrize("category", ["vital-signs", "social-history", "survey", "exam"])
def test_an_observation_of_another_kind_is_set_aside(category):
    sheet = sheet_of(observation(category=[coded(category, CATEGORY)]))
    assert list(sheet.rows) == []
    assert [issue.code for issue in sheet.asides] == [IssueCode.NOT_LABORATORY]


@pytest.mark.parametrize(
    "categories",
    [
        [coded("laboratory", CATEGORY), coded("survey", CATEGORY)],
        [coded("CH", V2 + "0074")],
        [coded("vital-signs", "urn:lab")],
        [{"text": "Laboratory"}],
        [],
    ],
)
def test_a_laboratory_result_is_one_whatever_else_it_is_called(categories):
    assert cell("value", category=categories) == "45"


# --- components

PARTS = [
    {"code": {"text": "AST"}, "valueQuantity": {"value": 40, "unit": "U/L"}},
    {"code": {"text": "GGT"}},
    {"code": {"text": "ALB"}, "dataAbsentReason": coded("not-performed")},
]


def test_each_filled_component_is_a_row_beside_the_value():
    rows = rows_of(observation(component=PARTS))
    assert [(line, cells[Field.ANALYTE], cells[Field.VALUE]) for line, cells in rows] == [
        (1000, "ALT", "45"),
        (1001, "AST", "40"),
        (1003, "ALB", "not performed"),
    ]


def test_a_component_has_the_subject_and_status_of_its_observation():
    _, (_, cells), _ = rows_of(observation(component=PARTS))
    assert (cells[Field.SUBJECT], cells[Field.STATUS]) == ("S-001", "final")


def test_an_observation_that_only_holds_components_is_no_row():
    rows = rows_of({**observation(without="valueQuantity"), "component": PARTS})
    assert [line for line, _ in rows] == [1001, 1003]


@pytest.mark.parametrize("more", [{}, {"component": [{"code": {"text": "AST"}}]}])
def test_an_observation_that_says_nothing_is_a_row_without_a_value(more):
    ((line, cells),) = rows_of({**observation(without="valueQuantity"), **more})
    assert (line, cells[Field.VALUE]) == (1000, "")


def test_an_observation_that_groups_others_is_no_row():
    panel = {**observation(without="valueQuantity"), "hasMember": [{"reference": "Observation/1"}]}
    with pytest.raises(Refused) as refusal:
        sheet_of(panel)
    assert refusal.value.issue.found == "1 Observation"


def test_more_components_than_a_place_can_tell_reject_the_observation():
    sheet = sheet_of(observation(component=[PARTS[0]] * 1000))
    assert [(issue.code, issue.found) for issue in sheet.asides] == [
        (IssueCode.RECORD_DAMAGED, "1,000 components")
    ]


def test_an_observation_as_it_usually_comes():
    assert list(cells_of(OBSERVATION).values()) == [
        "S-001", "", "2024-03-22T08:30:00+08:00", "", "", "", "", "", "", "final", "", "", "1742-6", "", "ALT", "45", "U/L", "", "", "", "", "",
    ]  # fmt: skip
