"""A range in another unit than its result: converted, or noted and not used, whatever format says it."""

import json

import pytest
from tests.support.profiles import made_profile
from tests.unit.pipeline.lab_files import codes, long_profile, read, text
from tests.unit.readers.fhir.fhir_resources import UCUM, observation
from tests.unit.readers.hl7v2.hl7_messages import obx, result

from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.reading.outcome import Outcome

HEADER = ("Subject", "Collected", "Test", "Result", "Units", "Range")
PROFILE = long_profile({"range": "Range"})
CREATININE = {"coding": [{"system": "http://loinc.org", "code": "14682-9"}], "text": "Creatinine"}
UMOL = {"value": 60, "unit": "umol/L", "system": UCUM, "code": "umol/L"}


def messages(kind: str) -> Profile:
    return made_profile(file={"format": kind})


def csv(analyte: str, value: str, unit: str, limits: str) -> Outcome:
    return read(text(("S-001", "2024-03-22", analyte, value, unit, limits), header=HEADER), PROFILE)


def range_of(outcome: Outcome) -> tuple[str, str, str]:
    """Return the limits in the canonical unit and the computed flag."""
    ((report,),) = (panel.observations for panel in outcome.panels)
    return str(report.range_low), str(report.range_high), str(report.flag)


def fhir(**limits: object) -> Outcome:
    resource = observation(code=CREATININE, valueQuantity=UMOL, referenceRange=[limits])
    return read(json.dumps(resource).encode(), messages("fhir"))


# creatinine: 1 mg/dL = 88.4017 umol/L (molar mass 113.12 g/mol, IUPAC 2021)
IN_UMOL = ("53.0410", "106.082", "N")


def test_csv_range_in_another_unit_is_converted():
    assert range_of(csv("Creatinine", "60", "umol/L", "0.6-1.2 mg/dL")) == IN_UMOL


def test_hl7_range_in_another_unit_is_converted():
    data = result(obx(f3="CREA^Creatinine^L", f5="60", f6="umol/L", f7="0.6-1.2 mg/dL"))
    assert range_of(read(data, messages("hl7v2"))) == IN_UMOL


@pytest.mark.parametrize(
    "limits",
    [
        {"low": {"value": 0.6, "unit": "mg/dL"}, "high": {"value": 1.2, "unit": "mg/dL"}},
        {"text": "0.6-1.2 mg/dL"},
    ],
)
def test_fhir_range_in_another_unit_is_converted(limits):
    assert range_of(fhir(**limits)) == IN_UMOL


def test_value_is_compared_with_the_converted_limits():
    # 1.3 mg/dL is 114.9 umol/L, above 106
    assert range_of(csv("Creatinine", "1.3", "mg/dL", "53-106 umol/L"))[2] == "H"


@pytest.mark.parametrize(
    ("value", "unit", "limits"),
    [
        ("15", "10^4/μL", "10-30×10^4/μL"),
        ("150", "10^9/L", "10-30×10^4/μL"),
        ("150000", "/μL", "10-30 10^4/μL"),
        ("150", "10^9/L", "100-300×10^3/μL"),
        ("150", "10^9/L", "100-300"),
    ],
)
def test_power_after_the_high_limit_is_that_of_both(value, unit, limits):
    assert range_of(csv("PLAT", value, unit, limits)) in {("100", "300", "N"), ("100.000", "300.000", "N")}


@pytest.mark.parametrize("limits", ["0.6-1.2 IU/L", "0.6-1.2 mg/24h", "<1.2 fasting"])
def test_range_whose_unit_leads_nowhere_is_noted_and_not_used(limits):
    outcome = csv("Creatinine", "60", "umol/L", limits)
    assert (codes(outcome), range_of(outcome)) == ([(2, "range-unit")], ("None", "None", "None"))


def test_linear_range_of_a_logarithm_is_noted_and_not_used():
    outcome = csv("HBV DNA", "3.5", "log10 IU/mL", "<20 IU/mL")
    assert (2, "range-unit") in codes(outcome)
    assert range_of(outcome) == ("None", "None", "None")


@pytest.mark.parametrize(
    ("value", "unit", "limits"), [("1.2", "mg/dL", "53-106"), ("106", "umol/L", "0.6-1.2")]
)
def test_range_of_another_unit_that_does_not_say_so_is_noted_and_not_used(value, unit, limits):
    outcome = csv("Creatinine", value, unit, limits)
    assert (codes(outcome), range_of(outcome)) == ([(2, "range-unit")], ("None", "None", "None"))


def test_range_in_another_unit_without_a_word_is_noted_in_messages_too():
    segment = obx(f3="CREA^Creatinine^L", f5="1.2", f6="mg/dL", f7="53-106", f8="")
    hl7 = read(result(segment), messages("hl7v2"))
    umol = fhir(low={"value": 0.6}, high={"value": 1.2})
    assert [code for outcome in (hl7, umol) for _, code in codes(outcome) if code == "range-unit"] == [
        "range-unit"
    ] * 2
    assert (range_of(hl7), range_of(umol)) == (("None", "None", "None"),) * 2


# --- what must stay as it was


@pytest.mark.parametrize(
    ("unit", "limits"),
    [
        ("U/L", "9-50 IU/L"),
        ("IU/L", "9-50 u/l"),
        ("U/L", "9-50U/L"),
        ("U/L", "(9-50) U/L"),
        ("U/L", "9 U/L-50 U/L"),
    ],
)
def test_same_unit_in_another_spelling_is_not_noted(unit, limits):
    outcome = csv("ALT", "45", unit, limits)
    assert (codes(outcome), range_of(outcome)) == ([], ("9", "50", "N"))


@pytest.mark.parametrize("limits", ["135-145 mEq/L", "135-145 mmol/L"])
def test_unit_of_the_same_size_changes_no_limit(limits):
    assert range_of(csv("Sodium", "140", "mmol/L", limits)) == ("135", "145", "N")


@pytest.mark.parametrize(
    ("extension", "expected"),
    [
        ({"low": ">"}, ("5", "None", "L")),
        ({"low": ">="}, ("5", "None", "N")),
        ({}, ("5", "None", "N")),
    ],
)
def test_fhir_comparator_says_whether_the_limit_is_normal(extension, expected):
    url = "http://hl7.eu/fhir/laboratory/StructureDefinition/observation-referencerange-lowComparator"
    told = [{"url": url, "valueCode": sign} for sign in extension.values()]
    limits = [{"low": {"value": 5, "unit": "U/L"}, "modifierExtension": told}]
    value = {"value": 5, "unit": "U/L", "system": UCUM, "code": "U/L"}
    resource = observation(valueQuantity=value, referenceRange=limits)
    outcome = read(json.dumps(resource).encode(), messages("fhir"))
    assert range_of(outcome) == expected


def test_fhir_range_with_an_unknown_modifier_is_noted_and_not_used():
    outcome = fhir(low={"value": 53}, modifierExtension=[{"url": "urn:x", "valueBoolean": True}])
    assert [code for _, code in codes(outcome)] == ["range-unreadable"]


def test_open_side_of_a_converted_range_stays_open():
    assert range_of(csv("Creatinine", "60", "umol/L", "<1.2 mg/dL")) == ("None", "106.082", "N")


def test_limits_in_two_units_are_noted_and_not_used():
    header = ("Subject", "Collected", "Test", "Result", "Units", "Low", "High")
    data = text(("S-001", "2024-03-22", "ALT", "45", "U/L", "9 U/L", "0.8 ukat/L"), header=header)
    outcome = read(data, long_profile({"range_low": "Low", "range_high": "High"}))
    assert codes(outcome) == [(2, "range-unreadable")]
